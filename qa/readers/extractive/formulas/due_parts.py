"""What part of a sum is due in some years: rows or columns of years, and their total."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from qa.measures import WantedPeriod
from qa.readers.extractive.formulas.phrase_values import PhraseValues
from qa.readers.extractive.rows.row_facts import CellAt, fact_of
from qa.statements import Fact
from qa.tables import Cell, Table, cell_period, row_words

AFTER = re.compile(r"\b(?:after|beyond|later\s+than|thereafter)\b", re.I)
_LATER = re.compile(r"\b(?:thereafter|later|beyond|after)\b|之后|以后", re.I)
_TOTAL = re.compile(r"^\s*total\b|合计", re.I)


def due_part(
    values: PhraseValues, whole: str, periods: Sequence[WantedPeriod], *, is_after: bool
) -> tuple[tuple[Fact, ...], Fact] | None:
    """Return the amounts due in periods (or after the last of them) and the sum of all.

    whole: the phrase for the sum, whose table has a row or a column for each year. It is believed
    where the years add up to the total.
    """
    found = [values.cells(whole, period) for period in periods]
    if not found or any(not cells for cells in found):
        return None
    for first in found[0]:
        same = [next((at for at in cells if at.table is first.table), None) for cells in found]
        parts = [at for at in same if at is not None]
        if len(parts) != len(found):
            continue
        line = line_of(first)
        if line is None:
            continue
        cells, total = line
        wanted = [at.cell for at in parts]
        if is_after:
            wanted = [cell for cell in cells if _is_later(first.table, cell, first)]
        facts = [_fact(values, first, cell) for cell in (*wanted, total)]
        known = [fact for fact in facts if fact is not None]
        if wanted and len(known) == len(facts):
            return tuple(known[:-1]), known[-1]
    return None


def line_of(at: CellAt) -> tuple[list[Cell], Cell] | None:
    """Return the years beside a cell with their total, where they add up to it."""
    return _in_row(at) if _is_by_column(at) else _in_column(at)


def later_cells(at: CellAt, cells: Sequence[Cell], year: int) -> list[Cell]:
    """Return which of the cells beside a schedule's cell are of the years after one."""
    return [cell for cell in cells if _is_later(at.table, cell, at) or _year(at, cell) > year]


def _year(at: CellAt, cell: Cell) -> int:
    """Return the year a cell of a schedule is due in, 0 where none is named."""
    row = next(row for row in at.table.rows if any(c is cell for c in row.cells))
    has = cell_period(at.table, row.index, at.table.columns[cell.column])
    said = at.table.columns[cell.column].head if _is_by_column(at) else row.label
    return has.year if has is not None and str(has.year) in said else 0


def _is_by_column(at: CellAt) -> bool:
    return at.column.period is not None and at.column.period == at.period


def _in_row(at: CellAt) -> tuple[list[Cell], Cell] | None:
    cells = [cell for cell in at.row.cells if cell.figure is not None]
    totals = [c for c in cells if _TOTAL.search(at.table.columns[c.column].head)]
    if len(totals) != 1:
        return None
    parts = [cell for cell in cells if cell is not totals[0]]
    return (parts, totals[0]) if _adds_up(parts, totals[0]) else None


def _in_column(at: CellAt) -> tuple[list[Cell], Cell] | None:
    parts: list[Cell] = []
    for row in at.table.rows:
        cell = next((c for c in row.cells if c.column == at.column.index), None)
        if cell is None or cell.figure is None:
            continue
        if parts and (row.is_total or _TOTAL.search(row.label)) and _adds_up(parts, cell):
            return parts, cell
        parts.append(cell)
    return None


def _adds_up(parts: Sequence[Cell], total: Cell) -> bool:
    """Tell whether the last parts add up to a total, up to their rounding."""
    assert total.figure is not None, total
    left = total.figure.printed
    printed = [part.figure.printed for part in parts if part.figure is not None]
    unit = last_digit((*printed, left))
    for count, part in enumerate(reversed(parts), 1):
        assert part.figure is not None, part
        left -= part.figure.printed
        if count >= 3 and abs(left) * 2 <= count * unit:
            return True
    return False


def last_digit(values: Iterable[Decimal]) -> Decimal:
    """Return what one unit of the last digit is worth of the values that have most decimals."""
    exponents = [value.as_tuple().exponent for value in values]
    return Decimal(1).scaleb(min(0, *(e for e in exponents if isinstance(e, int))))


def _is_later(table: Table, cell: Cell, at: CellAt) -> bool:
    if _is_by_column(at):
        return bool(_LATER.search(table.columns[cell.column].head))
    rows = (row for row in table.rows if any(c is cell for c in row.cells))
    return any(_LATER.search(row.label) for row in rows)


def _fact(values: PhraseValues, at: CellAt, cell: Cell) -> Fact | None:
    row = next(row for row in at.table.rows if any(each is cell for each in row.cells))
    place = replace(at, cell=cell, row=row, column=at.table.columns[cell.column])
    fact = fact_of(place, concept="", entity=None, currency=values.facts.currency)
    label = row.label if not _is_by_column(at) else place.column.head
    return fact and replace(fact, label=label or row_words(at.table, row.index)[0])
