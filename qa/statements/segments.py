"""A table -> what parts of the group earned, sold or own: segments, regions, products.

The parts are believed where they add up to the group's own figure for that period.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from qa.statements.fact import SECONDARY, Fact
from qa.statements.labels import fold_label
from qa.statements.sheet import period_columns
from qa.tables import Cell, Row, Table

Known = Mapping[tuple[str, str, int, str | None], Fact]

_CONCEPTS = (
    *("revenue", "net_sales", "operating_income", "gross_profit", "cost_of_sales"),
    *("depreciation_amortization", "capital_expenditure", "total_assets", "ppe"),
)
_SCALES = tuple(Decimal(10) ** power for power in (6, 3, 9, 4, 8, 0))
_YEAR = re.compile(r"(?:19|20)\d\d")
_NO_PART = re.compile(
    r"(?i)^(segments?|divisions?)$|\bq[1-4]\b|^(total|other|all other|elimination|corporate"
    r"|intersegment|inter segment|unallocated|reconcil|adjust|consolidated)"
    r"|\b(costs?|expenses?|net|loss|gain|less)\b|quarter|weeks|months"
    r"|合计|抵消|其他|季度"
)
_TOTAL = re.compile(r"(?i)total\b|(all )?segments$|合计|小计")
MAX_PARTS = 12
SMALLEST = 50  # a smaller figure is a group's by chance


def segment_facts(table: Table, own: Known) -> Iterator[Fact]:
    """Yield the figures of the group's parts, each with the part's name as its entity."""
    known = [f for f in own.values() if f.entity is None and f.concept in _CONCEPTS and f.value]
    yield from _parts_in_rows(table, known)
    if table.is_sure and not period_columns(table):
        yield from _parts_in_columns(table, known)


def _parts_in_rows(table: Table, known: Sequence[Fact]) -> Iterator[Fact]:
    """Yield parts that stand under each other above the group's total, column by column."""
    for column in table.columns:
        if column.kind != "value":
            continue
        year = column.period.year if column.period is not None else None
        head = column.head_spans[-1] if column.head_spans and column.period is not None else None
        for number, row in enumerate(table.rows):
            cell = _cell(row, column.index)
            if cell is None or (whole := _whole(cell, year, known)) is None:
                continue
            fact, scale = whole
            if fact.concept == "ppe":
                continue  # what assets cost and their depreciation are no parts of the group
            for part in _parts_of(table.rows, number, column.index):
                name, own_cell = _name(part.label), _cell(part, column.index)
                if name is not None and own_cell is not None:
                    yield _fact(fact, table, part, own_cell, name, scale, head)


def _parts_of(rows: Sequence[Row], number: int, column: int) -> Iterator[Row]:
    """Yield the rows above one that add up to it, and those that add up to the totals of these."""
    for index in _adding_up(rows, number, column):
        yield rows[index]
        if _TOTAL.match(rows[index].label):
            yield from _parts_of(rows, index, column)


def _adding_up(rows: Sequence[Row], number: int, column: int) -> Sequence[int]:
    """Return the rows above one that add up to it: those right above, or else the totals there."""
    whole = _printed(rows[number], column)
    plain: list[int] = []
    totals: list[int] = []
    for index in range(number - 1, max(-1, number - 3 * MAX_PARTS), -1):
        if _cell(rows[index], column) is None:
            continue
        plain.append(index)
        if _TOTAL.match(rows[index].label):
            totals.append(index)
        for parts in (plain, totals):
            added = sum((_printed(rows[i], column) for i in parts), Decimal(0))
            if 1 < len(parts) <= MAX_PARTS and added == whole:
                return parts
    return ()


def _cell(row: Row, column: int) -> Cell | None:
    return next((c for c in row.cells if c.column == column and c.figure is not None), None)


def _printed(row: Row, column: int) -> Decimal:
    cell = _cell(row, column)
    return cell.figure.printed if cell is not None and cell.figure is not None else Decimal(0)


def _parts_in_columns(table: Table, known: Sequence[Fact]) -> Iterator[Fact]:
    """Yield parts that stand beside each other, the group in the last column."""
    columns = [column for column in table.columns if column.kind == "value"]
    if len(columns) < 3:
        return
    last = columns[-1].index
    year: int | None = None
    for row in table.rows:
        if not row.cells:
            years = _YEAR.findall(row.label)
            year = int(years[-1]) if years else year
            continue
        cells = [cell for cell in row.cells if cell.figure is not None]
        whole = next((cell for cell in cells if cell.column == last), None)
        parts = [cell for cell in cells if cell.column != last]
        if whole is None or whole.figure is None or len(parts) < 2:
            continue
        if sum((c.figure.printed for c in parts if c.figure), Decimal(0)) != whole.figure.printed:
            continue
        found = _whole(whole, year, known)
        if found is None:
            continue
        fact, scale = found
        for cell in parts:
            name = _name(next(c for c in columns if c.index == cell.column).head)
            if name is not None:
                yield _fact(fact, table, row, cell, name, scale, None)


def _whole(cell: Cell, year: int | None, known: Sequence[Fact]) -> tuple[Fact, Decimal] | None:
    """Return the group's one figure that a cell repeats; None where two years are alike."""
    assert cell.figure is not None
    if abs(cell.figure.printed) < SMALLEST:
        return None
    for scale in _SCALES:
        value = abs(cell.figure.printed * scale)
        found = [
            fact
            for fact in known
            if abs(fact.value) == value and (year is None or fact.period.year == year)
        ]
        if found and len({fact.period.year for fact in found}) == 1:
            return min(found, key=lambda fact: _CONCEPTS.index(fact.concept)), scale
    return None


def _name(label: str) -> str | None:
    """Return a part's name as printed, None where a label names none."""
    name = re.sub(r"(?i)^total\s+|\s*\([^()]*\)$|[:：]$", "", label.strip()).strip()
    folded = fold_label(name)
    if not folded or len(name) > 60 or _NO_PART.search(name) or _YEAR.search(name):
        return None
    return name


def _fact(
    known: Fact,
    table: Table,
    row: Row,
    cell: Cell,
    name: str,
    scale: Decimal,
    span: tuple[int, int] | None,
) -> Fact:
    """Return a part's fact, like the group's but for its place, its name and its value."""
    assert cell.figure is not None
    is_in_rows = span is not None and span != known.period_span
    return Fact(
        concept=known.concept,
        label=row.label,
        period=known.period,
        value=cell.figure.printed * scale,
        unit=known.unit,
        entity=name,
        statement=None,
        page_number=cell.page_number,
        text=cell.text,
        value_span=(cell.start, cell.end),
        label_span=row.label_span,
        label_page=row.page_number,
        period_span=span if is_in_rows else known.period_span,
        period_page=table.pages[0] if is_in_rows else known.period_page,
        scale_span=table.unit_span,
        scale_page=table.pages[0],
        rank=SECONDARY,
    )
