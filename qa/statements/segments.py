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
    r"(?i)^segments?$|^(total|other|all other|elimination|corporate|intersegment|inter segment|unallocated"
    r"|reconcil|adjust|consolidated)|\b(costs?|expenses?|net|loss|gain|less)\b|quarter|weeks|months"
    r"|合计|抵消|其他|季度"
)
MAX_PARTS = 12


def segment_facts(table: Table, own: Known) -> Iterator[Fact]:
    """Yield the figures of the group's parts, each with the part's name as its entity."""
    if not table.is_sure:
        return
    if period_columns(table):
        yield from _parts_in_rows(table, own)
    else:
        yield from _parts_in_columns(table, own)


def _parts_in_rows(table: Table, own: Known) -> Iterator[Fact]:
    """Yield parts that stand under each other above the group's total."""
    columns = [c for c in period_columns(table) if c.period is not None]
    for number, row in enumerate(table.rows):
        whole = _whole(row, columns, own)
        if whole is None:
            continue
        concept, scale, indices = whole
        for part in _adding_up(table.rows, number, indices):
            name = _name(part.label)
            if name is None:
                continue
            for cell in part.cells:
                column = next((c for c in columns if c.index == cell.column), None)
                if column is None or column.period is None or cell.figure is None:
                    continue
                known = own.get((concept, _kind(concept), column.period.year, None))
                if known is not None:
                    span = column.head_spans[-1] if column.head_spans else None
                    yield _fact(known, table, part, cell, name, scale, span)


def _whole(
    row: Row, columns: Sequence[object], own: Known
) -> tuple[str, Decimal, tuple[int, ...]] | None:
    """Return which of the group's figures a row repeats, in every column that can be told."""
    for concept in _CONCEPTS[:-1]:  # assets in use less their depreciation are no parts
        for scale in _SCALES:
            agreeing: list[int] = []
            for cell in row.cells:
                period = next(
                    (getattr(c, "period") for c in columns if getattr(c, "index") == cell.column),
                    None,
                )
                if period is None or cell.figure is None:
                    continue
                known = own.get((concept, _kind(concept), period.year, None))
                if known is None:
                    continue
                if abs(cell.figure.printed * scale) != abs(known.value) or not known.value:
                    agreeing = []
                    break
                agreeing.append(cell.column)
            if len(agreeing) >= 2 or (agreeing and len(row.cells) == 1):
                return concept, scale, tuple(agreeing)
    return None


def _adding_up(rows: Sequence[Row], number: int, columns: Sequence[int]) -> Sequence[Row]:
    """Return the rows above one that add up to it: those right above, or else the totals there."""
    total = [_printed(rows[number], column) for column in columns]
    plain: list[Row] = []
    subtotals: list[Row] = []
    for row in reversed(rows[max(0, number - 3 * MAX_PARTS) : number]):
        if not row.cells:
            continue
        plain.append(row)
        if row.label.lower().startswith("total "):
            subtotals.append(row)
        for parts in (plain, subtotals):
            if 1 < len(parts) <= MAX_PARTS and all(
                sum((_printed(part, column) for part in parts), Decimal(0)) == whole
                for column, whole in zip(columns, total, strict=True)
            ):
                return parts
    return ()


def _parts_in_columns(table: Table, own: Known) -> Iterator[Fact]:
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
        found = _known_whole(whole, year, own)
        if found is None:
            continue
        known, scale = found
        for cell in parts:
            column = next(c for c in columns if c.index == cell.column)
            name = _name(column.head)
            if name is not None:
                yield _fact(known, table, row, cell, name, scale, known.period_span)


def _known_whole(whole: Cell, year: int | None, own: Known) -> tuple[Fact, Decimal] | None:
    """Return the group's one figure that a cell repeats, where no two are alike."""
    assert whole.figure is not None
    for scale in _SCALES:
        value = abs(whole.figure.printed * scale)
        found = [
            fact
            for (concept, _, _, entity), fact in own.items()
            if concept in _CONCEPTS
            and entity is None
            and value
            and abs(fact.value) == value
            and (year is None or fact.period.year == year)
        ]
        if len({(fact.concept, fact.period.year) for fact in found}) == 1:
            return found[0], scale
    return None


def _printed(row: Row, column: int) -> Decimal:
    return next(
        (c.figure.printed for c in row.cells if c.column == column and c.figure), Decimal(0)
    )


def _kind(concept: str) -> str:
    return "instant" if concept in ("total_assets", "ppe") else "year"


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
