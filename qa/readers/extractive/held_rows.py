"""What a company owns or owes, asked in everyday words, in: the figure of the row of it out.

"Goods still being made, June 2022" is the row "Work in process". A question's words are a thing
that the glossary knows, what that is a part of, a time, and how one asks how much there is; nothing
else may be among them. The row is then looked up as if its own label had been asked for.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.document_facts import facts_in
from qa.glossary.held import held_in, unmeasured
from qa.library import StoredDocument
from qa.measures import Asked, understand
from qa.measures.company import without_company
from qa.readers.extractive.figure_writer import FigureAnswer, FigureWriter
from qa.readers.extractive.known_figures import of_known
from qa.readers.extractive.notes.noted_figures import figure_of_notes
from qa.readers.extractive.notes.schedules import due_in_years
from qa.readers.extractive.rows.labelled_rows import LabelledRows
from qa.readers.extractive.rows.row_facts import SOFT, Terms, content_terms
from qa.readers.extractive.rows.row_figures import RowsDisagree, bare, of_row, period_of
from qa.readers.extractive.rows.table_words import is_less
from qa.readers.extractive.rows.tables_for import tables_for
from qa.readers.extractive.wording.asked_time import time_of, words_in
from qa.readers.extractive.wording.company import company_names
from qa.readers.extractive.wording.kinds import fits_kind, is_unit_asked_for
from qa.search import indexed
from qa.statements import DocumentFacts
from qa.tables import row_words
from qa.text.terms import terms

_PLACES = content_terms("international foreign domestic overseas u.s.")
_LATER = re.compile(r"\b(?:long[- ]term|non-?current)\b", re.I)
_TIMES = content_terms("end year period balance gross")


@dataclass(frozen=True, slots=True)
class Reading:
    """A question in a report's words. label: the row's; rest: what else the question says."""

    text: str
    label: str
    rest: str
    is_ahead: bool
    is_known: bool  # whether the glossary has put it into a report's words
    near: str = ""  # what the row's table is of
    places: Terms = frozenset()  # at home or abroad, that the question says


def held_figure(
    document: StoredDocument, asked: Asked, company: Sequence[str]
) -> FigureAnswer | None:
    """Return the figure of the row that everyday words mean; None where no row is told by them."""
    facts = facts_in(document)
    if facts.fiscal_year is None or asked.is_chinese or not _is_plain(asked):
        return None
    names = company_names(document)
    flows = facts.statement("cash_flow")
    for reading in _readings(document, asked, names):
        found = _found(document, understand(reading.text, company=names), company, reading)
        if found is None or not _is_kind(asked, reading, found):
            continue
        if flows is None or not {p.page.page_number for p in found.evidence} & set(
            flows.page_numbers
        ):
            return found  # by how much a balance changed is no balance
    return None


def _is_kind(asked: Asked, reading: Reading, found: FigureAnswer) -> bool:
    """Tell whether a figure is of the kind asked for. Only its unit tells, in other words."""
    figure = found.figures[0]
    if reading.is_known:
        return is_unit_asked_for(asked.text, figure.unit)
    return fits_kind(asked.text, figure)


def _is_plain(asked: Asked) -> bool:
    is_own = asked.expression is None and asked.unread_definition is None and not asked.balances
    return is_own and asked.operation == "none" and asked.manner in ("value", "text", "share")


def _found(
    document: StoredDocument, asked: Asked, company: Sequence[str], reading: Reading
) -> FigureAnswer | None:
    if reading.is_ahead:
        found = due_in_years(document, asked, company)
        return found if found is not None and _is_told(found, reading) else None
    facts = facts_in(document)
    try:
        found, around = _of_row(document, asked, company, reading, facts)
        if found is None and not reading.near:
            found = of_known(document, asked, facts, company, are_listed=False)
    except RowsDisagree:
        return None
    if found is not None and _is_told(found, reading, around):
        return found
    found = figure_of_notes(document, asked, [asked], company)
    return found if found is not None and _is_told(found, reading) else None


def _of_row(
    document: StoredDocument,
    asked: Asked,
    company: Sequence[str],
    reading: Reading,
    facts: DocumentFacts,
) -> tuple[FigureAnswer | None, str]:
    """Return the figure of the row that bears the label, and what stands above the row.

    Raises RowsDisagree for what is due later where one does not ask for that alone.
    """
    text = f"{reading.label} {reading.near}"
    tables = tables_for(document, text, [reading.label, reading.near], facts)
    rows = LabelledRows(tables, facts, asked.text, asked.words, company)
    assert facts.fiscal_year is not None, facts
    period = period_of(asked, facts.fiscal_year).within(facts.fiscal_year_end)
    best = next((cell for near in period.nearby() for cell in rows.cells(near)), None)
    above = row_words(best.table, best.row.index)[1] if best is not None else []
    if any(map(_LATER.search, above)) and not _LATER.search(asked.text):
        raise RowsDisagree
    return of_row(bare(asked), rows, facts, FigureWriter(document, asked)), " ".join(above)


def _readings(document: StoredDocument, asked: Asked, names: Sequence[str]) -> Iterator[Reading]:
    """Yield the question in a report's words, the label that leaves least unexplained first."""
    when = time_of(asked, facts_in(document))
    if when is None:
        return
    words = words_in(without_company(when.rest.lower(), names))
    stems = [stem for stem, _ in words]
    index, places = indexed(document).index, _PLACES & content_terms(asked.text)
    for match in held_in(stems):
        if match.held.is_ahead != when.is_ahead:
            continue
        rest = " ".join(dict.fromkeys(words[i][1] for i in match.rest))
        if is_less(rest):
            continue  # something is taken from or put to what is asked for
        for label in match.held.labels:
            if when.is_ahead or any(index.phrase_counts(terms(label))):
                text = f"{label} {match.held.beside} {rest} {when.day}"
                yield Reading(text, label, rest, when.is_ahead, True, match.held.near, places)
    left = " ".join(dict.fromkeys(words[i][1] for i in unmeasured(stems)))
    if left and not when.is_ahead:
        yield Reading(f"{left} {when.day}", left, "", when.is_ahead, False, places=places)


def _is_told(found: FigureAnswer, reading: Reading, around: str = "") -> bool:
    """Tell whether a figure's row and column say the label, and its page what else was asked.

    around: what the rows above it say too.
    """
    figure = found.figures[0]
    if figure.value is None or figure.formula is not None:
        return False
    rows = (place.page.text[place.start : place.end] for place in found.evidence)
    said = " ".join([figure.label, figure.entity or "", figure.period, around, *rows])
    own = content_terms(said)
    if not content_terms(reading.label) - SOFT - _TIMES <= own:
        return False
    if not reading.places <= own or _PLACES & content_terms(figure.period) - reading.places:
        return False  # the column of plans abroad, where those at home or all are asked for
    pages = {place.page.page_number: place.page.text for place in found.evidence}
    return content_terms(reading.rest) <= content_terms(" ".join(pages.values()))
