"""A question that asks for a figure in, the figure with formula and each operand's place out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from qa.document_facts import facts_in
from qa.library import StoredDocument
from qa.measures import Asked, concepts, understand
from qa.readers.extractive.chinese.covered_answer import covered_answer
from qa.readers.extractive.figure_writer import FigureAnswer, FigureWriter
from qa.readers.extractive.formulas.derived import derived_figure
from qa.readers.extractive.group.part_sales import is_row_of_other_things, names_no_part, part_sales
from qa.readers.extractive.held_rows import held_figure
from qa.readers.extractive.looked_up import company_of, has_value, is_of_several, looked_up
from qa.readers.extractive.notes.award_rows import award_figure
from qa.readers.extractive.notes.noted_figures import figure_of_notes
from qa.readers.extractive.notes.noted_shares import noted_share
from qa.readers.extractive.notes.roll_forwards import rolled_forward
from qa.readers.extractive.notes.spoken_rows import figure_in_row_words, is_no_holding, is_no_outlay
from qa.readers.extractive.notes.worded_rows import worded_row
from qa.readers.extractive.rows.counted_rows import counted_row
from qa.readers.extractive.rows.row_figures import RowsDisagree
from qa.readers.extractive.rows.segment_names import asks_of_segments
from qa.readers.extractive.rows.tables_for import tables_for
from qa.readers.extractive.sentences.said_shares import said_share
from qa.readers.extractive.sentences.sentence_series import told_series
from qa.readers.extractive.sentences.worded_figures import worded_figure
from qa.readers.extractive.wording.abbreviations import in_other_names
from qa.readers.extractive.wording.adjusted import as_adjusted
from qa.readers.extractive.wording.asked_sales import asked_sales
from qa.readers.extractive.wording.asked_time import is_within_year
from qa.readers.extractive.wording.company import company_names
from qa.readers.extractive.wording.kinds import fits_kind
from qa.readers.extractive.wording.misread import is_misread
from qa.readers.extractive.wording.ranking_words import ranking_words
from qa.readers.extractive.wording.report_words import in_one_reading, in_report_words
from qa.readers.extractive.wording.witnesses import lacks_a_witness, part_with_company

_QUARTERLY = re.compile(r"\bquarterly\b|\b(?:per|each|every)\s+quarter\b", re.I)


def answer_in_figures(document: StoredDocument, asked: Asked) -> FigureAnswer | None:
    """Return the figures for a question; None where none is asked for or none is known."""
    if asked.manner == "why":
        return None
    if part_with_company(document, asked.text) is not None:
        asked = understand(asked.text)  # "Walmart U.S." is no other name of the company
    if not asked.is_chinese and (ranking := ranking_words(asked.text)) is not None:
        asked = understand(ranking.text, company=company_names(document))
        asked = replace(asked, left_out=ranking.left_out)
    look = partial(_without_doubt, document)
    found = look(asked) if asked.left_out else derived_figure(document, asked, look)
    if found is None or is_misread(asked, found) or lacks_a_witness(document, asked, found):
        return None
    return found


def _without_doubt(document: StoredDocument, asked: Asked) -> FigureAnswer | None:
    """Return the figures for a question or an operand; None where rows disagree."""
    try:
        found = _in_figures(document, asked)
    except RowsDisagree:
        return None
    is_other = found and (is_no_outlay(asked, found) or is_no_holding(asked, found))
    return None if is_other else found


def _in_figures(document: StoredDocument, asked: Asked) -> FigureAnswer | None:
    if asked.left_out:
        return looked_up(document, asked, are_listed=asks_of_segments(asked))
    asked = _in_one_reading(document, asked)
    of_several = is_of_several(asked)
    is_of_quarters = of_several or any(each.kind == "quarter" for each in asked.periods)
    if _QUARTERLY.search(asked.text) and not is_of_quarters:
        return None  # a year's figure is none of a quarter
    if asked.is_chinese:
        return _in_chinese(document, asked)
    if is_within_year(asked.text, facts_in(document)):
        return None
    company = company_of(document, asked)
    if (sales := as_adjusted(document, asked, part_sales(document, asked, company))) is not None:
        return sales
    rolled = None if of_several else rolled_forward(document, asked)
    found = as_adjusted(document, asked, rolled or looked_up(document, asked))
    if found is not None and is_row_of_other_things(document, asked, found, company):
        return None
    if has_value(found) or of_several:
        return found
    readings = [asked]
    for words in (in_report_words(asked.text), in_other_names(document, asked.text)):
        if words is None:
            continue
        understood = understand(words, company=company_names(document))
        again = looked_up(document, understood, are_listed=asks_of_segments(understood))
        again = as_adjusted(document, asked, again)
        if again and has_value(again) and fits_kind(asked.text, again.figures[0]):
            return again
        readings.append(understood)
    others = _in_other_ways(document, asked, readings, company)
    return next(filter(None, (as_adjusted(document, asked, other) for other in others)), found)


def _in_other_ways(
    document: StoredDocument, asked: Asked, readings: Sequence[Asked], company: Sequence[str]
) -> Iterator[FigureAnswer | None]:
    """Yield what tables and sentences say of a question in their own words, the surest first."""
    noted = figure_of_notes(document, asked, readings, company)
    yield None if names_no_part(asked, noted, company) else noted
    yield _of_counts(document, asked, company)
    yield told_series(document, asked, company)
    yield noted_share(document, asked, company)
    yield said_share(document, asked, company)
    yield award_figure(document, asked)
    yield figure_in_row_words(document, asked, company, looked_up)
    yield held_figure(document, asked, company)
    if asked_sales(asked.text, company) is None:  # those of a part stand in tables of sales
        yield worded_row(document, asked, company)
        yield worded_figure(document, asked, company)


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


def _in_chinese(document: StoredDocument, asked: Asked) -> FigureAnswer | None:
    """Return what accounts for all of a question first, unless it only names what is well known.

    A share that is printed is better than one worked out of rounded parts.
    """
    is_known = asked.wants_figure and not asked.qualifiers and asked.manner != "share"
    found = looked_up(document, asked) if is_known else None
    if has_value(found):
        return found
    covered = covered_answer(document, asked, facts_in(document))
    return covered or found or (None if is_known else looked_up(document, asked))
