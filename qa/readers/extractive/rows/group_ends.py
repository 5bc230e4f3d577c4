"""A table in, where its groups of rows begin and end out."""

import re

from qa.tables import Row, Table

_TOTAL = re.compile(r"^\W*total\s+(?:of\s+)?", re.I)


def is_behind_sum(row: Row, table: Table) -> bool:
    """Tell whether the sum of the group that a row is put to stands before it."""
    group = row.parents[-1] if row.parents else row.index
    between = table.rows[group + 1 : row.index]
    return any(each.is_total and each.parents == row.parents for each in between)


def is_behind_its_sum(row: Row, table: Table) -> bool:
    """Tell whether the group that a row is put to was summed up before it, by its own name."""
    if not row.parents:
        return False
    group = table.rows[row.parents[-1]]
    between = table.rows[group.index + 1 : row.index]
    return any(each.is_total and _bare(each.label) == _bare(group.label) for each in between)


def _bare(label: str) -> str:
    """Return a heading's or its sum's label without what only one of them has."""
    return _TOTAL.sub("", label).strip(" :").lower()


def group_summed_below(row: Row, table: Table) -> str:
    """Return the heading of the group that ends, by its own name, with a sum below a row.

    "Total A" and "B" between "DEPRECIATION" and "TOTAL DEPRECIATION" are of it, though the first
    sum ends the rows that stand under the heading by their layout. Empty where there is none.
    """
    if row.parents:
        return ""
    headings = (each for each in table.rows[: row.index] if not each.cells)
    heading = max(headings, key=lambda each: each.index, default=None)
    name = _bare(heading.label) if heading is not None else ""
    if heading is None or not name:
        return ""
    behind = table.rows[heading.index + 1 :]
    sums = (each.index for each in behind if each.is_total and _ends_with(each.label, name))
    return heading.label if next(sums, 0) >= row.index else ""


def _ends_with(label: str, name: str) -> bool:
    return _TOTAL.match(label) is not None and f" {_bare(label)}".endswith(f" {name}")


def first_row(table: Table, pattern: re.Pattern[str]) -> int:
    """Return the first row whose label has a pattern, else 0: none stands above it."""
    return next((row.index for row in table.rows if pattern.search(row.label)), 0)
