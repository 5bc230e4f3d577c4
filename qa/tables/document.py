"""Pages -> all their tables, those that go over a page break joined."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from qa.document import Page
from qa.tables.find import find_tables, fiscal_year_of
from qa.tables.table import Cell, Row, Table

SAME_COLUMN = 6.0  # points between the right edges of a column on two pages


def tables_of(pages: Sequence[Page]) -> tuple[Table, ...]:
    """Return the tables of a document in its order; one over a page break is one table."""
    named = Counter(year for page in pages if (year := fiscal_year_of(page)) is not None)
    fiscal_year = named.most_common(1)[0][0] if named else None
    tables: list[Table] = []
    for page in pages:
        for number, table in enumerate(find_tables(page, fiscal_year=fiscal_year)):
            last = tables[-1] if tables else None
            if number == 0 and last is not None and _continues(last, table):
                tables[-1] = _joined(last, table)
            else:
                tables.append(table)
    return tuple(tables)


def _continues(last: Table, table: Table) -> bool:
    """Tell whether a page's first table goes on with the one at the end of the page before."""
    if table.pages[0] != last.pages[-1] + 1 or len(last.columns) != len(table.columns):
        return False
    if any(column.head for column in table.columns):
        return False
    rights, others = _rights(last), _rights(table)
    return all(
        abs(rights[column] - others[column]) <= SAME_COLUMN
        for column in rights.keys() & others.keys()
    )


def _rights(table: Table) -> dict[int, float]:
    """Return where the cells of each column end, on the last page of a table."""
    ends: dict[int, float] = {}
    for row in table.rows:
        for cell in row.cells:
            if cell.page_number == table.pages[-1]:
                ends[cell.column] = max(ends.get(cell.column, 0.0), cell.bbox.x1)
    return ends


def _joined(last: Table, table: Table) -> Table:
    shift = len(last.rows)
    rows = tuple(_shifted(row, shift) for row in table.rows)
    return replace(
        last,
        pages=last.pages + table.pages,
        rows=last.rows + rows,
        is_sure=last.is_sure and table.is_sure,
    )


def _shifted(row: Row, shift: int) -> Row:
    cells: tuple[Cell, ...] = tuple(replace(cell, row=cell.row + shift) for cell in row.cells)
    parents = tuple(parent + shift for parent in row.parents)
    return replace(row, index=row.index + shift, parents=parents, cells=cells)
