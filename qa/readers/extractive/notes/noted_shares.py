"""What share of its block's sum a row of a note is: "what part of pre-tax income is foreign".

The row must explain all words of the question with what stands around it, and the sum must be the
one to which the rows of its block add up.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from qa.document_facts import facts_in
from qa.library import StoredDocument
from qa.measures import Asked
from qa.readers.extractive.figure_writer import FigureAnswer, FigureWriter
from qa.readers.extractive.formulas.due_parts import last_digit
from qa.readers.extractive.notes.noted_figures import tables_for_note
from qa.readers.extractive.notes.noted_rows import NotedRows
from qa.readers.extractive.rows.row_facts import CellAt, fact_of
from qa.readers.extractive.rows.row_figures import period_of
from qa.statements import Fact
from qa.tables import Cell, Row

_SHARE = re.compile(
    r"\b(?:percent\w*|share|portion|proportion|part|fraction|how\s+much)\s+of\b|\bas\s+a\s+(?:share|percent)",
    re.I,
)
_FEWEST = 2  # rows that make a sum


def noted_share(
    document: StoredDocument, asked: Asked, company: Sequence[str]
) -> FigureAnswer | None:
    """Return a row over the sum of its block; None where either is not sure."""
    facts = facts_in(document)
    is_own = asked.expression is None and asked.unread_definition is None and not asked.is_chinese
    is_plain = asked.manner in ("share", "text", "value") and asked.operation == "none"
    if facts.fiscal_year is None or not (is_own and is_plain) or len(asked.periods) > 1:
        return None
    if not _SHARE.search(asked.text):
        return None
    period = period_of(asked, facts.fiscal_year).within(facts.fiscal_year_end)
    tables = tables_for_note(document, asked, facts)
    found = NotedRows(tables, facts, asked, company, of_amounts=True).best(period)
    if found is None or found[1].row.is_total:
        return None
    at = found[1]
    whole = sum_below(at)
    part = fact_of(at, concept="", entity=None, currency=facts.currency)
    total = whole and _fact(at, *whole, facts.currency)
    if part is None or not isinstance(total, Fact) or part.unit != total.unit or not total.value:
        return None
    if (part.value < 0) != (total.value < 0) or abs(part.value) >= abs(total.value):
        return None  # a gain is no part of a loss
    names = [fact.label.strip(" :") for fact in (part, total)]
    writer = FigureWriter(document, asked)
    return writer.ratio((names[0], part), (names[1], total), unit="percent")


def sum_below(at: CellAt) -> tuple[Row, Cell] | None:
    """Return the first row behind a cell that sums the rows above it, the cell among them."""
    above: list[Decimal] = []
    since = 0  # rows from the cell on
    for row in at.table.rows:
        cell = next((c for c in row.cells if c.column == at.column.index), None)
        if cell is None or cell.figure is None:
            continue
        if since and _is_sum(above, since, cell.figure.printed):
            return row, cell
        above.append(cell.figure.printed)
        since += bool(since) or row.index == at.row.index
    return None


def _is_sum(above: Sequence[Decimal], since: int, total: Decimal) -> bool:
    """Tell whether the last values add up to a total, up to the rounding of their last digits."""
    left, unit = total, last_digit((*above, total))
    for count, value in enumerate(reversed(above), 1):
        left -= value
        if count >= max(since, _FEWEST) and abs(left) * 2 <= (count - 1) * unit:
            return True
    return False


def _fact(at: CellAt, row: Row, cell: Cell, currency: str) -> Fact | None:
    place = replace(at, row=row, cell=cell)
    return fact_of(place, concept="", entity=None, currency=currency)
