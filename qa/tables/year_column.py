"""A table whose first column is years, behind labels or alone -> the years in the labels.

"Net sales | 2022 | 1,200 | 800" over "2021 | 1,100 | 700": rows of parts of a group by year.
"""

from collections.abc import Sequence
from dataclasses import replace

from qa.figures import is_year
from qa.figures.reading import fold
from qa.tables.table import Cell, Column, Row

FEWEST = 2  # rows


def with_years_in_labels(rows: tuple[Row, ...], columns: Sequence[Column]) -> tuple[Row, ...]:
    """Return rows whose first column is years of their own, as rows labelled with these."""
    if any(column.period is not None for column in columns):
        return rows
    filled = [row for row in rows if row.cells]
    years = [row.cells[0] for row in filled if _is_year(row.cells[0])]
    is_column = len(years) == len(filled) >= FEWEST and len({c.column for c in years}) == 1
    is_beside = all(len(row.cells) > 1 for row in filled)
    is_several = len({cell.text for cell in years}) > 1
    if not (is_column and is_beside and is_several):
        return rows
    return tuple(_labelled(row) if row.cells else row for row in rows)


def _is_year(cell: Cell) -> bool:
    return is_year(fold(cell.text).strip())


def _labelled(row: Row) -> Row:
    year, *cells = row.cells
    start = row.label_span[0] if row.label else year.start
    label = f"{row.label} {year.text.strip()}".strip()
    span = (min(start, year.start), max(row.label_span[1], year.end))
    return replace(row, label=label, label_span=span, is_total=False, cells=tuple(cells))
