"""Pages -> all their tables, those that go over a page break joined."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from qa.document import Page
from qa.figures import Figure, Kind
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
            if last is not None and _continues(last, table, is_first=number == 0):
                tables[-1] = _joined(last, table)
            else:
                tables.append(table)
    return tuple(tables)


def _continues(last: Table, table: Table, *, is_first: bool) -> bool:
    """Tell whether a table goes on with the one before it, on its page or the page before."""
    is_next = table.pages[0] == last.pages[-1] + (1 if is_first else 0)
    if not is_next or len(last.columns) != len(table.columns):
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
    rows = tuple(_shifted(row, shift) for row in _scaled_alike(last, table))
    return replace(
        last,
        pages=tuple(dict.fromkeys(last.pages + table.pages)),
        rows=last.rows + rows,
        is_sure=last.is_sure and table.is_sure,
    )


def _scaled_alike(last: Table, table: Table) -> tuple[Row, ...]:
    """Return the rows of a table that goes on, in the units that were said at its beginning."""
    if table.unit_span is not None or last.unit_span is None:
        return table.rows
    said: dict[Kind, Figure] = {}
    for figure in (cell.figure for row in last.rows for cell in row.cells):
        if figure is not None and figure.scale_span is not None:
            said.setdefault(figure.kind, figure)

    def alike(cell: Cell) -> Cell:
        figure = cell.figure
        if figure is None or figure.scale != 1:
            return cell
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


def _shifted(row: Row, shift: int) -> Row:
    cells: tuple[Cell, ...] = tuple(replace(cell, row=cell.row + shift) for cell in row.cells)
    parents = tuple(parent + shift for parent in row.parents)
    return replace(row, index=row.index + shift, parents=parents, cells=cells)
