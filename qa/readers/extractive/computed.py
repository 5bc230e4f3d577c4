"""A question that asks for a figure in, the figure with formula and each operand's place out."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from qa.document_facts import facts_in
from qa.library import StoredDocument
from qa.measures import Asked, concepts, measures, understand
from qa.readers.extractive.abbreviations import in_other_names
from qa.readers.extractive.adjusted import as_adjusted
from qa.readers.extractive.asked_time import is_within_year
from qa.readers.extractive.award_rows import award_figure
from qa.readers.extractive.company import company_names, without_parts
from qa.readers.extractive.counted_rows import counted_row
from qa.readers.extractive.covered_answer import covered_answer
from qa.readers.extractive.cut_formulas import is_label, unless_cut
from qa.readers.extractive.derived import derived_figure
from qa.readers.extractive.divided_tables import leading_row
from qa.readers.extractive.figure_writer import FigureAnswer, FigureWriter
from qa.readers.extractive.formula_phrases import PhraseFormula, formulas_in
from qa.readers.extractive.held_rows import held_figure
from qa.readers.extractive.kinds import (
    asks_for_change,
    asks_for_no_amount,
    asks_for_words,
    fits_kind,
)
from qa.readers.extractive.known_figures import of_known
from qa.readers.extractive.noted_figures import figure_of_notes, is_moved_rate
from qa.readers.extractive.noted_shares import noted_share
from qa.readers.extractive.part_sales import is_row_of_other_things, names_no_part, part_sales
from qa.readers.extractive.period_formulas import period_formulas
from qa.readers.extractive.phrase_values import PhraseValues, names_of_lines
from qa.readers.extractive.ranked_parts import ranked_part, ranking_of
from qa.readers.extractive.report_words import in_one_reading, in_report_words
from qa.readers.extractive.roll_forwards import rolled_forward
from qa.readers.extractive.row_facts import content_terms
from qa.readers.extractive.row_figures import (
    RowsDisagree,
    is_another_line,
    may_name_a_row,
    period_of,
)
from qa.readers.extractive.row_formula import RowFormulas
from qa.readers.extractive.row_lookup import RowLookup
from qa.readers.extractive.said_shares import said_share
from qa.readers.extractive.schedules import due_in_years
from qa.readers.extractive.segment_names import asks_of_segments
from qa.readers.extractive.sentence_figures import sentence_figure
from qa.readers.extractive.sentence_series import told_series
from qa.readers.extractive.set_against import set_against, sets_parts_against
from qa.readers.extractive.spoken_rows import figure_in_row_words, is_no_outlay
from qa.readers.extractive.tables_for import tables_for
from qa.readers.extractive.which_of_two import ahead, rivals_in
from qa.readers.extractive.worded_figures import worded_figure
from qa.readers.extractive.worded_rows import worded_row
from qa.statements import DocumentFacts

_PERCENT = re.compile(r"\bpercent\w*|%|\bmargin\b", re.I)
_POINTS = re.compile(r"\b(?:percentage|basis)\s+points?\b", re.I)
_COST = re.compile(r"\bfor\s+how\s+much\b|\bat\s+what\s+(?:price|cost)\b", re.I)
_QUARTERLY = re.compile(r"\bquarterly\b|\b(?:per|each|every)\s+quarter\b", re.I)
_says_net = re.compile(r"\bnet\s+of\b", re.I).search


def answer_in_figures(document: StoredDocument, asked: Asked) -> FigureAnswer | None:
    """Return the figures for a question; None where none is asked for or none is known."""
    if asked.manner == "why":
        return None
    return derived_figure(document, asked, partial(_looked_up, document))


def _looked_up(document: StoredDocument, asked: Asked) -> FigureAnswer | None:
    try:
        found = _in_figures(document, asked)
    except RowsDisagree:
        return None
    return None if found and is_no_outlay(asked, found) else found


def _in_figures(document: StoredDocument, asked: Asked) -> FigureAnswer | None:
    asked = _in_one_reading(document, asked)
    is_of_several = _is_of_several(asked)
    is_of_quarters = is_of_several or any(each.kind == "quarter" for each in asked.periods)
    if _QUARTERLY.search(asked.text) and not is_of_quarters:
        return None  # a year's figure is none of a quarter
    if asked.is_chinese:
        return _answer_in_chinese(document, asked)
    if is_within_year(asked.text, facts_in(document)):
        return None
    company = _company(document, asked)
    if (sales := as_adjusted(document, asked, part_sales(document, asked, company))) is not None:
        return sales
    rolled = None if is_of_several else rolled_forward(document, asked)
    found = as_adjusted(document, asked, rolled or _answer(document, asked))
    if found is not None and is_row_of_other_things(document, asked, found, company):
        return None
    if _has_value(found) or is_of_several:
        return found
    readings = [asked]
    for words in (in_report_words(asked.text), in_other_names(document, asked.text)):
        if words is None:
            continue
        understood = understand(words, company=company_names(document))
        again = _answer(document, understood, are_listed=asks_of_segments(understood))
        again = as_adjusted(document, asked, again)
        if again and _has_value(again) and fits_kind(asked.text, again.figures[0]):
            return again
        readings.append(understood)
    noted = as_adjusted(document, asked, figure_of_notes(document, asked, readings, company))
    noted = None if names_no_part(asked, noted, company) else noted
    counted = noted or _of_counts(document, asked, company)
    told = counted or told_series(document, asked, company)
    share = noted_share(document, asked, company) if told is None else None
    said = told or share or said_share(document, asked, company) or award_figure(document, asked)
    said = said or figure_in_row_words(document, asked, company, _answer)
    said = said or held_figure(document, asked, company) or worded_row(document, asked, company)
    return said or worded_figure(document, asked, company) or found


def _in_one_reading(document: StoredDocument, asked: Asked) -> Asked:
    """Return a question in the words of reports; as it is where the line that it means is none."""
    words = None if asked.is_chinese else in_one_reading(asked.text)
    if words is None:
        return asked
    again = understand(words, company=company_names(document))
    is_missing = again.key in concepts() and facts_in(document).find(again.key) is None
    return asked if is_missing else again


def _of_counts(
    document: StoredDocument, asked: Asked, company: Sequence[str]
) -> FigureAnswer | None:
    """Return how many of a thing there are, where a table counts them."""
    if asked.manner != "value" or asked.operation != "none":
        return None
    facts = facts_in(document)
    tables = tables_for(document, asked.text, asked.words, facts)
    fact = counted_row(tables, asked.text, facts, company)
    return FigureWriter(document, asked).row(fact, fact.entity if fact else None)


def _answer_in_chinese(document: StoredDocument, asked: Asked) -> FigureAnswer | None:
    """Return what accounts for all of a question first, unless it only names what is well known.

    A share that is printed is better than one worked out of rounded parts.
    """
    is_known = asked.wants_figure and not asked.qualifiers and asked.manner != "share"
    found = _answer(document, asked) if is_known else None
    if _has_value(found):
        return found
    covered = covered_answer(document, asked, facts_in(document))
    return covered or found or (None if is_known else _answer(document, asked))


def _answer(
    document: StoredDocument, asked: Asked, *, are_listed: bool = False
) -> FigureAnswer | None:
    """Return what lines and rows give, then a formula over rows, then what sentences say.

    are_listed: the largest part is asked for of those alone that the report lists as segments.
    """
    facts = facts_in(document)
    if facts.fiscal_year is None:
        return None
    company = _company(document, asked)
    if _is_of_several(asked):
        return _of_several(document, asked, facts, company)
    compared = _of_parts(document, asked, facts, company)
    if compared is not None or ranking_of(asked) is not None:
        return compared
    due = due_in_years(document, asked, company)
    if due is not None and fits_kind(asked.text, due.figures[0]):
        return due
    if is_moved_rate(asked):
        return None  # not the rate's own change, nor that of what moved it
    is_named = asked.manner != "text" or may_name_a_row(asked)
    found = of_known(document, asked, facts, company, are_listed) if is_named else None
    found = found if found is None or fits_kind(asked.text, found.figures[0]) else None
    formulas = [] if asked.is_chinese or asked.entity else formulas_in(asked.text)
    is_mean = asked.manner == "share" and asked.operation == "average"  # of a share over years
    formulas = [formula for formula in formulas if _can_be(formula, asked) and not is_mean]
    formulas = [] if formulas and is_label(found, asked) else formulas
    if asked.manner in ("largest", "smallest") or _is_worked_out(found):
        return found
    if found and _has_value(found) and _says_net(asked.text) and _says_net(found.figures[0].label):
        return found  # "state taxes, net of federal benefit" is a row, and no difference
    if formulas:
        worked = _of_rows(document, asked, facts, company, formulas)
        worked = worked if worked and fits_kind(asked.text, worked.figures[0]) else None
        found = worked or unless_cut(found, formulas)
        if worked or any(not formula.is_share for formula in formulas):
            return found
    return found if _has_value(found) else _of_sentences(document, asked, facts, company) or found


def _of_parts(
    document: StoredDocument, asked: Asked, facts: DocumentFacts, company: Sequence[str]
) -> FigureAnswer | None:
    """Return the part of the group that leads by a growth or a margin, or one against another."""
    ranking = ranking_of(asked)
    if ranking is None and not sets_parts_against(asked, facts):
        return None
    words = [*asked.words, *names_of_lines(asked), *facts.part_names]
    tables = tables_for(document, asked.text, words, facts)
    lookup = RowLookup(tables, facts, asked.text, company)
    writer = FigureWriter(document, asked)
    if ranking is None:
        return set_against(asked, facts, lookup, writer)
    found = ranked_part(ranking, asked, document, facts, lookup, writer)
    if found is not None or ranking.is_growth or facts.fiscal_year is None:
        return found
    return leading_row(asked, tables, facts, period_of(asked, facts.fiscal_year), writer)


def _is_of_several(asked: Asked) -> bool:
    """Tell whether a question sets two things together, or one at several times."""
    if asked.is_chinese:
        return False
    return rivals_in(asked.text) is not None or bool(period_formulas(asked.text))


def _of_several(
    document: StoredDocument, asked: Asked, facts: DocumentFacts, company: Sequence[str]
) -> FigureAnswer | None:
    """Return the one of two things that is ahead, or what a row gives over several times."""
    rivals = rivals_in(asked.text)
    if rivals is None:
        return _of_rows(document, asked, facts, company, period_formulas(asked.text))
    writer = FigureWriter(document, asked)
    one, two = (
        _of_rows(document, asked, facts, company, [each], writer)
        for each in (rivals.one, rivals.two)
    )
    return ahead(rivals, one, two)


def _can_be(formula: PhraseFormula, asked: Asked) -> bool:
    """Tell whether a formula can give what is asked for: no sum of amounts is a margin."""
    measure = measures().get(asked.key or "")
    is_rate = measure is not None and measure.unit in ("percent", "ratio", "days")
    return not is_rate or " / " in formula.expression


def _has_value(found: FigureAnswer | None) -> bool:
    return found is not None and found.figures[0].value is not None


def _of_sentences(
    document: StoredDocument, asked: Asked, facts: DocumentFacts, company: Sequence[str]
) -> FigureAnswer | None:
    """Return the figure that sentences give, where no table has it."""
    year = facts.fiscal_year
    is_told = asked.manner == "text" and not asks_for_words(asked.text)
    is_told &= not asks_for_change(asked.text)
    is_plain = asked.operation == "none" and (asked.manner == "value" or is_told)
    is_plain &= len(asked.periods) <= 1 and not asks_for_no_amount(asked.text)
    is_worded = asked.expression is None and asked.unread_definition is None
    if year is None or asked.is_chinese or not (is_plain and is_worded):
        return None
    fact = sentence_figure(
        document,
        asked,
        period_of(asked, year),
        currency=facts.currency,
        company=content_terms(" ".join(company)),
    )
    writer = FigureWriter(document, asked)
    found = writer.row(fact)
    if found is None or not fits_kind(asked.text, found.figures[0]):
        return None
    if is_another_line(found.figures[0].label, asked.key):
        return None
    is_bought = fact is not None and fact.unit == "shares" and _COST.search(asked.text)
    cost = facts.find("share_repurchases", period_of(asked, year)) if is_bought else None
    paid = writer.row(cost and replace(cost, label="paid for them", value=abs(cost.value)))
    return replace(paid, figures=(*found.figures, *paid.figures)) if paid else found


def _company(document: StoredDocument, asked: Asked) -> list[str]:
    return without_parts(company_names(document), asked.text, facts_in(document).part_names)


def _of_rows(
    document: StoredDocument,
    asked: Asked,
    facts: DocumentFacts,
    company: Sequence[str],
    formulas: Sequence[PhraseFormula],
    writer: FigureWriter | None = None,
) -> FigureAnswer | None:
    """Return what the question's own formula gives over rows by their labels.

    writer: that of an answer of which this is a part.
    """
    assert facts.fiscal_year is not None, facts
    names = company_names(document)
    values = PhraseValues(document, facts, asked.text, names, company)
    period = period_of(asked, facts.fiscal_year).within(facts.fiscal_year_end)
    is_percent = asked.wishes.as_percent or bool(_PERCENT.search(asked.text))
    periods = [each.resolve(facts.fiscal_year) for each in asked.periods]
    before = None
    if _POINTS.search(asked.text) and len(periods) == 2:  # the change of a share
        before, period = sorted(periods, key=lambda each: each.year)
    return RowFormulas(values, writer or FigureWriter(document, asked), is_percent, names).answer(
        formulas, period, before
    )


def _is_worked_out(found: FigureAnswer | None) -> bool:
    return found is not None and found.figures[0].formula is not None
