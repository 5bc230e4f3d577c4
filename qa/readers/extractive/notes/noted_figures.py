"""A plain question in, the figure of the note's cell that explains all its words out."""

import re
from collections.abc import Iterable, Sequence

from qa.document_facts import facts_in
from qa.glossary.alike import other_phrases
from qa.library import StoredDocument
from qa.measures import Asked, WantedPeriod
from qa.measures.periods import AskedPeriod, years_in_names
from qa.readers.extractive.figure_writer import FigureAnswer, FigureWriter
from qa.readers.extractive.formulas.phrase_values import names_of_lines
from qa.readers.extractive.notes.noted_rows import POINTS, NotedRows
from qa.readers.extractive.rows.tables_for import tables_for
from qa.readers.extractive.wording.asked_time import OF_MONTH
from qa.readers.extractive.wording.kinds import asks_for_change, asks_for_words, fits_kind
from qa.statements import DocumentFacts, Fact
from qa.tables import Table

_MOVED = re.compile(  # of a reserve: what came or went, and not what is left
    r"\b(?:paid\s+out|used(?:\s+up)?|utili[sz]ed|written\s+off|added|charged|settled|drawn|released"
    r"|topped\s+up)\b",
    re.I,
)
_LEFT = re.compile(r"\bend\b|\bclosed?\b|\bst[ao]+n?d\b|\bbalances?\b|\bleft\b|\bat\b", re.I)
_BALANCE = re.compile(r"\W*(?:(?:ending|closing)\s+)?balances?\b", re.I)


def noted_row(document: StoredDocument, asked: Asked, company: Iterable[str]) -> Fact | None:
    """Return the cell that explains a plain question for one figure; None where none does."""
    facts = facts_in(document)
    if facts.fiscal_year is None or asked.is_chinese or not _is_plain(asked):
        return None
    period = _period(asked.periods, facts.fiscal_year) if asked.periods else None
    if not asked.periods and years_in_names(asked.text):
        period = WantedPeriod("year", facts.fiscal_year, 12, None, str(facts.fiscal_year))
    if period is None:
        return None  # what is asked for without a time is mostly told in sentences
    tables = tables_for_note(document, asked, facts)
    return NotedRows(tables, facts, asked, company).find(period.within(facts.fiscal_year_end))


def tables_for_note(document: StoredDocument, asked: Asked, facts: DocumentFacts) -> list[Table]:
    """Return the tables of pages that fit, also of those that name the matter otherwise."""
    words = [*asked.words, *names_of_lines(asked), *other_phrases(asked.text)]
    return tables_for(document, asked.text, words, facts)


def figure_of_notes(
    document: StoredDocument, asked: Asked, readings: Iterable[Asked], company: Sequence[str]
) -> FigureAnswer | None:
    """Return the figure of a note's row that explains all words of one of a question's readings."""
    for reading in readings:
        found = FigureWriter(document, asked).row(noted_row(document, reading, company))
        if found is None or not fits_kind(asked.text, found.figures[0]):
            continue
        if not (_is_moved(asked) and _is_balance(found)):
            return found
    return None


def _is_moved(asked: Asked) -> bool:
    return _MOVED.search(asked.text) is not None and _LEFT.search(asked.text) is None


def _is_balance(found: FigureAnswer) -> bool:
    rows = (place.page.text[place.start : place.end] for place in found.evidence)
    return any(map(_BALANCE.match, rows))


def _is_plain(asked: Asked) -> bool:
    if OF_MONTH.search(asked.text):
        return False
    if asked.expression is not None or asked.unread_definition is not None or asked.balances:
        return False
    if asked.manner == "change":
        return POINTS.search(asked.text) is not None and len(asked.periods) == 1
    if asked.manner == "text":
        return not asks_for_words(asked.text) and not asks_for_change(asked.text)
    return asked.manner == "value" and asked.operation == "none"


def is_moved_rate(asked: Asked) -> bool:
    """Tell whether it is asked by how many points something moved a rate in one year."""
    is_of_rate = POINTS.search(asked.text) is not None and asked.key == "effective_tax_rate"
    is_one = asked.manner == "change" and len(asked.periods) == 1
    return is_of_rate and is_one and bool(asked.qualifiers)


def _period(periods: Sequence[AskedPeriod], year: int) -> WantedPeriod | None:
    """Return the one period that is asked for, or the year ahead of two: "due in 2023 at 2019"."""
    wanted = [each.resolve(year) for each in periods]
    ahead = [each for each in wanted if each.year > year]
    if len(wanted) == 2 and len(ahead) == 1:
        return ahead[0] if min(each.year for each in wanted) == year else None
    return wanted[0] if len(wanted) == 1 else None
