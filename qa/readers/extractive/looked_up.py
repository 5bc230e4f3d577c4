"""A question in, the figures out that lines, rows, formulas over rows and sentences give."""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.document_facts import facts_in
from qa.library import StoredDocument
from qa.measures import Asked, measures
from qa.readers.extractive.figure_writer import FigureAnswer, FigureWriter
from qa.readers.extractive.formulas.cut_formulas import is_label, unless_cut
from qa.readers.extractive.formulas.formula_phrases import PhraseFormula, formulas_in
from qa.readers.extractive.formulas.period_formulas import period_formulas
from qa.readers.extractive.formulas.phrase_values import PhraseValues, names_of_lines
from qa.readers.extractive.formulas.row_formula import RowFormulas
from qa.readers.extractive.formulas.which_of_two import ahead, rivals_in
from qa.readers.extractive.group.divided_tables import leading_row
from qa.readers.extractive.group.ranked_parts import ranked_part, ranking_of
from qa.readers.extractive.group.set_against import set_against, sets_parts_against
from qa.readers.extractive.known_figures import of_known
from qa.readers.extractive.notes.noted_figures import is_moved_rate
from qa.readers.extractive.notes.schedules import due_in_years
from qa.readers.extractive.rows.row_facts import content_terms
from qa.readers.extractive.rows.row_figures import (
    is_another_line,
    may_name_a_row,
    period_of,
)
from qa.readers.extractive.rows.row_lookup import RowLookup
from qa.readers.extractive.rows.tables_for import tables_for
from qa.readers.extractive.sentences.sentence_figures import sentence_figure
from qa.readers.extractive.wording.company import company_names, without_parts
from qa.readers.extractive.wording.kinds import (
    asks_for_change,
    asks_for_no_amount,
    asks_for_words,
    fits_kind,
)
from qa.statements import DocumentFacts

_PERCENT = re.compile(r"\bpercent\w*|%|\bmargin\b", re.I)
_POINTS = re.compile(r"\b(?:percentage|basis)\s+points?\b", re.I)
_COST = re.compile(r"\bfor\s+how\s+much\b|\bat\s+what\s+(?:price|cost)\b", re.I)
_says_net = re.compile(r"\bnet\s+of\b", re.I).search


def looked_up(
    document: StoredDocument, asked: Asked, *, are_listed: bool = False
) -> FigureAnswer | None:
    """Return what lines and rows give, then a formula over rows, then what sentences say.

    are_listed: the largest part is asked for of those alone that the report lists as segments.
    """
    facts = facts_in(document)
    if facts.fiscal_year is None:
        return None
    company = company_of(document, asked)
    if is_of_several(asked):
        return _of_several(document, asked, facts, company)
    compared = _of_parts(document, asked, facts, company)
    if compared is not None or ranking_of(asked) is not None:
        return compared
    if asked.left_out and asked.manner not in ("largest", "smallest"):
        return None  # nothing else compares all but one
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
    if found and has_value(found) and _says_net(asked.text) and _says_net(found.figures[0].label):
        return found  # "state taxes, net of federal benefit" is a row, and no difference
    if formulas:
        worked = _of_rows(document, asked, facts, company, formulas)
        worked = worked if worked and fits_kind(asked.text, worked.figures[0]) else None
        found = worked or unless_cut(found, formulas)
        if worked or any(not formula.is_share for formula in formulas):
            return found
    return found if has_value(found) else _of_sentences(document, asked, facts, company) or found


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


def is_of_several(asked: Asked) -> bool:
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


def has_value(found: FigureAnswer | None) -> bool:
    """Tell whether something was found, and has a value: a ratio without an operand has none."""
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


def company_of(document: StoredDocument, asked: Asked) -> list[str]:
    """Return the company's short names that are no piece of a part's name in the question."""
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
