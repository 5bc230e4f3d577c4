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


def first_row(table: Table, pattern: re.Pattern[str]) -> int:
    """Return the first row whose label has a pattern, else 0: none stands above it."""
    return next((row.index for row in table.rows if pattern.search(row.label)), 0)
