"""Pages -> all their tables, those that go over a page break joined."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from qa.document import LineRole, Page
from qa.figures import Figure, Kind, is_year
from qa.tables.blocks import announces
from qa.tables.cut_heads import with_cut_heads
from qa.tables.find import NO_TEXT_BETWEEN, find_tables, fiscal_year_of
from qa.tables.foot import led_from
from qa.tables.scaling import is_term
from qa.tables.table import Cell, Row, Table

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_OF_PERCENT = ("percent change", "share")
SAME_COLUMN = 6.0  # points between the right edges of a column on two pages


def tables_of(
    pages: Sequence[Page], *, fiscal_year: int | None = None, keeps_lone: bool = False
) -> tuple[Table, ...]:
    """Return the tables of a document in its order; one over a page break is one table.

    fiscal_year: the report's own where it is known, else what most pages name. keeps_lone: also
    rows alone, which may be the end of a table of a page that is not given.
    """
    named = Counter(year for page in pages if (year := fiscal_year_of(page)) is not None)
    if fiscal_year is None and named:
        fiscal_year = named.most_common(1)[0][0]
    tables: list[Table] = []
    before: int | None = None  # the page on which a table may have begun: behind it are empty ones
    for page, previous in zip(pages, [None, *pages], strict=False):
        if previous is None or previous.page_number + 1 != page.page_number:
            before = None
        for number, table in enumerate(find_tables(page, fiscal_year=fiscal_year)):
            last = tables[-1] if tables else None
            if previous is not None and before is not None and not number:
                table = _with_cut_heads(last, table, previous, fiscal_year)
            is_next = last and last.pages[-1] == (page.page_number if number else before)
            may_go_on = last is not None and is_next and not _is_on_its_own(table)
            if last is not None and may_go_on and _same_columns(last, table) is not None:
                tables[-1] = _joined(last, table)
            elif keeps_lone or not is_lone(table):
                if previous is not None and before == previous.page_number and not number:
                    table = led_from(previous, table)
                tables.append(_like_the_last(last, table))
        if not _is_empty(page):
            before = page.page_number
    return tuple(tables)


def is_lone(table: Table) -> bool:
    """Tell whether a table is one row without heads, which is none unless it ends another."""
    return not _is_on_its_own(table) and sum(bool(row.cells) for row in table.rows) < 2


def _is_empty(page: Page) -> bool:
    """Tell whether nothing but its number and running heads stands on a page."""
    return all(line.role is not LineRole.BODY for line in page.lines)


def _has_heads(table: Table) -> bool:
    return any(column.head for column in table.columns if column.kind != "text")


def _is_on_its_own(table: Table) -> bool:
    """Tell whether a table begins here: it has heads, or a line announces its rows of years."""
    is_schedule = bool(table.rows) and is_year(table.rows[0].label.strip())
    return _has_heads(table) or (is_schedule and announces(table.title))


def _same_columns(last: Table, table: Table) -> dict[int, int] | None:
    """Return which column of a table goes on with which of the last one's; None if not all do.

    A column of words, such as what a product is for, may stand in one of them alone.
    """
    rights = {c: x for c, x in _rights(last).items() if last.columns[c].kind != "text"}
    others = {c: x for c, x in _rights(table).items() if table.columns[c].kind != "text"}
    if len(last.columns) == len(table.columns):
        pairs = {c: c for c in range(len(table.columns))}
    elif len(rights) == len(others) > 0:
        pairs = dict(zip(sorted(others), sorted(rights), strict=True))
    else:
        return None
    both = [(c, p) for c, p in pairs.items() if c in others and p in rights]
    return pairs if all(abs(rights[p] - others[c]) <= SAME_COLUMN for c, p in both) else None


def _rights(table: Table) -> dict[int, float]:
    """Return where the cells of each column end, on the last page of a table."""
    ends: dict[int, float] = {}
    for row in table.rows:
        for cell in row.cells:
            if cell.page_number == table.pages[-1]:
                ends[cell.column] = max(ends.get(cell.column, 0.0), cell.bbox.x1)
    return ends


def _joined(last: Table, table: Table) -> Table:
    last = _with_heading_of(table, last)
    shift, columns = len(last.rows), _same_columns(last, table)
    assert columns is not None, (last, table)
    rows = tuple(_shifted(row, shift, columns) for row in _scaled_alike(last, table, columns))
    return replace(
        last,
        pages=tuple(dict.fromkeys(last.pages + table.pages)),
        rows=last.rows + rows,
        is_sure=last.is_sure and table.is_sure,
    )


def _with_heading_of(table: Table, last: Table) -> Table:
    """Return a table that ends with the line that leads to its next part: "Shares used:"."""
    is_led = table.pages[0] == last.pages[-1] and table.title.rstrip().endswith(":")
    if not is_led or table.title_span is None:
        return last
    heading = Row(len(last.rows), table.title, table.title_span, table.pages[0], 0.0, (), False, ())
    return replace(last, rows=(*last.rows, heading))


def _scaled_alike(last: Table, table: Table, columns: dict[int, int]) -> tuple[Row, ...]:
    """Return the rows of a table that goes on, in the units that were said at its beginning."""
    if table.unit_span is not None:
        return table.rows
    said: dict[Kind, Figure] = {}
    for figure in (cell.figure for row in last.rows for cell in row.cells):
        if figure is not None and figure.scale_span is not None:
            said.setdefault(figure.kind, figure)

    def alike(cell: Cell) -> Cell:
        figure = cell.figure
        if figure is None or figure.scale != 1 or is_term("", table.columns[cell.column].head):
            return cell
        if cell.column in columns and last.columns[columns[cell.column]].kind in _OF_PERCENT:
            return replace(cell, figure=replace(figure, kind=Kind.PERCENT))
        kind = Kind.MONEY if figure.kind is Kind.UNKNOWN else figure.kind
        if kind not in said:
            return cell
        model = said[kind]
        scaled = replace(
            figure,
            kind=kind,
            scale=model.scale,
            currency=figure.currency or model.currency,
            scale_span=model.scale_span,
        )
        return replace(cell, figure=scaled)

    return tuple(replace(row, cells=tuple(map(alike, row.cells))) for row in table.rows)


def _with_cut_heads(
    last: Table | None, table: Table, before: Page, fiscal_year: int | None
) -> Table:
    """Return a table under its heads on the page before, in the unit of the table above these."""
    headed = with_cut_heads(table, before, fiscal_year=fiscal_year)
    is_below = last is not None and last.pages[-1] == before.page_number
    if headed is table or not is_below or table.unit_span is not None:
        return headed
    assert last is not None
    return _in_unit_of(last, headed)


def _like_the_last(last: Table | None, table: Table) -> Table:
    """Return a table with the title and the unit of the one before it, where it says none itself."""
    if last is not None and not table.title and last.pages[-1] == table.pages[0] == last.pages[0]:
        heads, others = ([c.head for c in t.columns] for t in (last, table))
        if heads == others and any(heads):
            table = replace(table, title=last.title, title_span=last.title_span)
    return _in_unit_of_its_like(last, table)


def _in_unit_of_its_like(last: Table | None, table: Table) -> Table:
    """Return a table without a unit in that of the one before it, where both have the same heads.

    Sales by product and sales by region stand under one "单位：元". Shares in thousands say nothing
    of the dollars below.
    """
    if last is None or last.unit_span is None or table.unit_span is not None:
        return table
    heads, others = ([c.head for c in t.columns] for t in (last, table))
    if table.pages[0] - last.pages[-1] < 2:  # last year's behind this year's
        heads, others = ([_YEAR.sub("", head) for head in said] for said in (heads, others))
    is_like = 1 < len(others) <= len(heads) and heads[: len(others)] == others
    is_like &= len(set(others)) > 1 and _has_currency(last) >= _has_currency(table)
    return _in_unit_of(last, table) if is_like or _is_led_with(last, table) else table


def _has_currency(table: Table) -> bool:
    """Tell whether a table's figures say a currency: a number of shares "in thousands" does not."""
    figures = (cell.figure for row in table.rows for cell in row.cells)
    return any(figure is not None and figure.currency is not None for figure in figures)


def _is_led_with(last: Table, table: Table) -> bool:
    """Tell whether nothing but its heads stands between a table of money and the one before it."""
    if table.title or table.pages != last.pages[-1:]:
        return False
    signed = {
        cell.column
        for row in table.rows
        for cell in row.cells
        if cell.figure is not None and cell.figure.kind is Kind.MONEY
    }
    values = [c for c in table.columns if c.kind == "value" and not is_term("", c.head)]
    is_money = bool(values) and all(column.index in signed for column in values)
    return is_money and 0 < table.bbox.top - last.bbox.bottom < NO_TEXT_BETWEEN


def _in_unit_of(last: Table, table: Table) -> Table:
    columns = {column: column for column in range(min(len(last.columns), len(table.columns)))}
    page = last.unit_page or last.pages[0]
    rows = _scaled_alike(last, table, columns)
    return replace(table, rows=rows, unit_span=last.unit_span, unit_page=page)


def _shifted(row: Row, shift: int, columns: dict[int, int]) -> Row:
    cells: tuple[Cell, ...] = tuple(
        replace(cell, row=cell.row + shift, column=columns[cell.column])
        for cell in row.cells
        if cell.column in columns
    )
    parents = tuple(parent + shift for parent in row.parents)
    return replace(row, index=row.index + shift, parents=parents, cells=cells)
