"""A question in words of its own in, the cell of a table of counts or prices that says them out.

Label, groups above it, head, title and what leads to the table must say every word of the question
or what a report has in its place; the label and the head may say nothing else.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from qa.document_facts import facts_in
from qa.glossary import STOP_WORDS
from qa.library import StoredDocument
from qa.measures import Asked, WantedPeriod
from qa.readers.extractive.figure_writer import FigureAnswer, FigureWriter
from qa.readers.extractive.notes.noted_figures import tables_for_note
from qa.readers.extractive.rows.row_facts import SOFT, CellAt, Terms, agree, fact_of, is_period
from qa.readers.extractive.rows.row_figures import period_of
from qa.readers.extractive.rows.row_lookup import FEWEST_SHARES
from qa.readers.extractive.sentences.worded_needs import Need, Ways, need_of
from qa.readers.extractive.sentences.worded_sentences import unsaid
from qa.readers.extractive.wording.asked_time import OF_MONTH
from qa.readers.extractive.wording.kinds import fits_kind
from qa.statements import DocumentFacts, Fact
from qa.tables import Table, cell_period, row_words
from qa.text.terms import terms

_UNITS = {"count": ("count", "shares"), "price": ("share",), "percent": ("percent",)}
_WEAK = (
    STOP_WORDS
    | SOFT
    | frozenset(
        terms("number total average weighted paid price per share common stock end open all")
    )
)
_OPENED = re.compile(r"\bopened\b|\bbeginning\b", re.I)


@dataclass(frozen=True, slots=True)
class _Cell:
    fact: Fact
    apart: int  # words of the question that only the title or a lead says


def worded_row(
    document: StoredDocument, asked: Asked, company: Sequence[str]
) -> FigureAnswer | None:
    """Return what the best cells say; None where they disagree."""
    facts = facts_in(document)
    is_plain = asked.operation == "none" and len(asked.periods) <= 1 and not asked.is_chinese
    is_plain &= asked.manner in ("value", "text") and asked.expression is None
    is_plain &= OF_MONTH.search(asked.text) is None
    need = need_of(asked.text, company) if is_plain else None
    if need is None or need.kind not in _UNITS or facts.fiscal_year is None:
        return None
    tables = tables_for_note(document, asked, facts)
    fact = row_fact(tables, asked, need, facts, company)
    answer = FigureWriter(document, asked).row(fact)
    return answer if answer and fits_kind(asked.text, answer.figures[0]) else None


def row_fact(
    tables: Iterable[Table],
    asked: Asked,
    need: Need,
    facts: DocumentFacts,
    company: Iterable[str] = (),
) -> Fact | None:
    """Return what the cells say that leave least to the title, if they agree.

    company: names that tell nothing in a label.
    """
    assert facts.fiscal_year is not None
    period = period_of(asked, facts.fiscal_year).within(facts.fiscal_year_end)
    things = [*need.things, *([need.noun] if need.noun else [])]
    if len(things) < 2:
        return None
    known = frozenset(terms(f"{asked.text} {' '.join(company)}"))
    known = known.union(*(set(way) for ways in things for way in ways))
    found = [
        _Cell(fact, apart)
        for table in tables
        if table.is_sure
        for at, apart in _cells(table, things, period, known, asked.text)
        if (fact := _fact(at, need, facts)) is not None
    ]
    best = [cell.fact for cell in found if cell.apart == min(each.apart for each in found)]
    return best[0] if best and agree(best) else None


def _cells(
    table: Table, things: Sequence[Ways], period: WantedPeriod, known: Terms, question: str
) -> Iterator[tuple[CellAt, int]]:
    """Yield the cells that say all things, with how many only the title or a lead says."""
    led = " ".join([table.title, *(lead.text for lead in table.leads[:2])])
    for row in table.rows:
        label, above = row_words(table, row.index)
        if not label or _rest(label, known):
            continue
        for cell in row.cells:
            column = table.columns[cell.column]
            has = cell_period(table, row.index, column)
            if cell.figure is None or has is None or not is_period(has, period):
                continue
            if _rest(column.head, known) or _is_otherwise(column.head, question):
                continue
            own = " ".join([*above, label, column.head])
            apart = unsaid(things, own)
            is_told = 2 * len(apart) <= len(things) and len(unsaid(things, label)) < len(things)
            if is_told and not unsaid(apart, led):
                yield CellAt(cell, row, column, table, has), len(apart)


def _fact(at: CellAt, need: Need, facts: DocumentFacts) -> Fact | None:
    """Return a cell as a fact if its unit is one that is needed."""
    fact = fact_of(at, concept="", entity=None, currency=facts.currency)
    if fact is None or fact.unit.rpartition("/")[2] not in _UNITS[need.kind]:
        return None
    if fact.unit == "shares" and abs(fact.value) < FEWEST_SHARES:
        return None  # of millions whose scale was not read
    return replace(fact, value=abs(fact.value)) if need.kind == "count" else fact


def _rest(text: str, known: Terms) -> Terms:
    """Return the words of a label or head that the question does not say."""
    words = (word for word in terms(text) if not word[:1].isdigit())
    return frozenset(words) - known - _WEAK


def _is_otherwise(head: str, question: str) -> bool:
    """Tell whether a head is of those that were opened, where those that are open are meant."""
    return _OPENED.search(head) is not None and _OPENED.search(question) is None
