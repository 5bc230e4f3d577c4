"""Tables of one statement -> one sheet: rows with a cell per period, money in units of one.

A statement may be several tables: parted by a long label, or by the page's end.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from qa.document import Page
from qa.figures import Kind
from qa.statements.labels import fold_label, split_heading
from qa.tables import Cell, Column, Period, Row, Span, Table

_SCALE = re.compile(
    r"(?i)(?:\bin|\$|\bdollars|\bamounts|\()\s*(?:in\s+|and\s+shares\s+in\s+|us\s*\$\s*)?"
    r"(?P<word>millions?|thousands?|billions?)\b|(?P<zh>单位\s*[:：]\s*(?:人民币)?\s*(?P<unit>元|千元|万元|百万元|亿元))"
)
_WORTH = {
    "million": Decimal(10) ** 6,
    "thousand": Decimal(1000),
    "billion": Decimal(10) ** 9,
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10) ** 4,
    "百万元": Decimal(10) ** 6,
    "亿元": Decimal(10) ** 8,
}
_NO_NAME = re.compile(r"(?i)(basic|diluted)\W*$")  # says nothing without its heading
ALIGNED = 8.0  # points between the right edges of a column in two tables
PLAIN_MONEY = 10**7  # what a statement in units of one reaches; less is of an unknown scale


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row: its label, what it stands under, and its cells by column."""

    label: str
    folded: str
    parents: tuple[str, ...]
    row: Row
    cells: Mapping[int, Cell]
    heading: str = ""  # a heading that ran into the label's end


@dataclass(frozen=True, slots=True)
class Sheet:
    """A statement's rows and periods. The scale is that of money; is_sure where it is stated."""

    table: Table  # the first
    columns: tuple[Column, ...]
    rows: tuple[SheetRow, ...]
    pages: tuple[int, ...]
    scale: Decimal
    scale_span: Span | None
    currency: str
    is_sure: bool

    def period(self, column: int) -> Period:
        """Return the period of a column."""
        found = self.columns[column].period
        assert found is not None
        return found


def sheet_of(tables: Sequence[Table], pages: Mapping[int, Page]) -> Sheet | None:
    """Join tables that are one statement; the first must tell the periods."""
    first = tables[0]
    columns = period_columns(first)
    if not columns:
        return None
    rows = [row for table in tables for row in _rows(table, columns)]
    page = pages[first.pages[0]]
    scale, span, is_stated = _scale_of(tables, page)
    cells = (cell for row in rows for cell in row.cells.values())
    largest = max((abs(cell.figure.printed) for cell in cells if cell.figure), default=Decimal(0))
    return Sheet(
        table=first,
        columns=tuple(columns),
        rows=tuple(rows),
        pages=tuple(dict.fromkeys(number for table in tables for number in table.pages)),
        scale=scale,
        scale_span=span,
        currency=_currency_of(tables, page),
        is_sure=first.is_sure and (is_stated or largest >= PLAIN_MONEY),
    )


def period_columns(table: Table) -> list[Column]:
    """Return the columns that stand for a time; a restated or repeated one is left out."""
    seen: set[tuple[object, ...]] = set()
    columns: list[Column] = []
    for column in table.columns:
        period = column.period
        if column.kind != "value" or period is None or not column.is_sure:
            continue
        key = (period.kind, period.year, period.end, period.months)
        if key not in seen:
            columns.append(column)
        seen.add(key)
    return columns


def goes_on(last: Sequence[Table], table: Table) -> bool:
    """Tell whether a table is the next part of the statement that other tables begin."""
    first = last[0]
    own = period_columns(table)
    if own:
        is_next = table.pages[0] == last[-1].pages[-1] + 1
        return is_next and _keys(own) == _keys(period_columns(first))
    values = [column for column in table.columns if column.kind == "value"]
    if len(values) != len(period_columns(first)) or any(column.period for column in table.columns):
        return False
    theirs, ours = _rights(first), _rights(table)
    pairs = zip(period_columns(first), values, strict=True)
    return all(abs(theirs.get(a.index, 0.0) - ours.get(b.index, 0.0)) <= ALIGNED for a, b in pairs)


def _keys(columns: Sequence[Column]) -> list[tuple[object, ...]]:
    return [(c.period.kind, c.period.year, c.period.end) for c in columns if c.period]


def _rights(table: Table) -> dict[int, float]:
    ends: dict[int, float] = {}
    for row in table.rows:
        for cell in row.cells:
            ends[cell.column] = max(ends.get(cell.column, 0.0), cell.bbox.x1)
    return ends


def _rows(table: Table, columns: Sequence[Column]) -> list[SheetRow]:
    own = period_columns(table) or [column for column in table.columns if column.kind == "value"]
    place = {column.index: number for number, column in enumerate(own[: len(columns)])}
    rows: list[SheetRow] = []
    above: tuple[str, ...] = ()  # the heading last passed
    for number, row in enumerate(table.rows):
        above = above if row.cells else (row.label,)
        label, heading = split_heading(row.label)
        parents = tuple(table.rows[parent].label for parent in row.parents)
        if not parents and _NO_NAME.match(label):
            parents = above
        cells = {place[cell.column]: cell for cell in row.cells if cell.column in place}
        folded = fold_label(label)
        following = table.rows[number + 1] if number + 1 < len(table.rows) else None
        if cells and following is not None and not following.cells and not folded.isascii():
            joined = fold_label(label + following.label)
            folded = f"{folded}\n{joined}"
        rows.append(SheetRow(label, folded, parents, row, cells, fold_label(heading)))
    return rows


def _scale_of(tables: Sequence[Table], page: Page) -> tuple[Decimal, Span | None, bool]:
    """Return the scale of money, where it is stated, and whether it is."""
    scales: Counter[tuple[Decimal, Span | None]] = Counter()
    for table in tables:
        for row in table.rows:
            for cell in row.cells:
                figure = cell.figure
                if figure and figure.kind is Kind.MONEY and figure.scale_span is not None:
                    scales[figure.scale, figure.scale_span] += 1
    if scales:
        (scale, span), _ = scales.most_common(1)[0]
        return scale, span, True
    first = min((row.label_span[0] for row in tables[0].rows if row.cells), default=0)
    captions = list(_SCALE.finditer(page.text, 0, first))
    if not captions:
        return Decimal(1), None, False
    found = captions[-1]  # the nearest above the rows
    word = found["unit"] or found["word"].lower().rstrip("s")
    return _WORTH[word], found.span(), True


def _currency_of(tables: Sequence[Table], page: Page) -> str:
    named: Counter[str] = Counter(
        cell.figure.currency
        for table in tables
        for row in table.rows
        for cell in row.cells
        if cell.figure and cell.figure.currency
    )
    if named:
        return named.most_common(1)[0][0]
    if "人民币" in page.text or re.search(r"单位\s*[:：]\s*\S*元", page.text):
        return "CNY"
    return "USD" if "$" in page.text else ""


def with_periods(sheet: Sheet, periods: Sequence[Period]) -> Sheet:
    """Return a sheet whose columns stand for other periods."""
    columns = tuple(replace(c, period=p) for c, p in zip(sheet.columns, periods, strict=True))
    return replace(sheet, columns=columns)
