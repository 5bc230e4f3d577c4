"""A row of a roll-forward -> the year whose movements it tells.

Between "Balance as of December 31, 2020" and "Balance as of December 31, 2021" stand additions and
disposals, grants and forfeitures: they are of the year from one day to the other.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from qa.figures.reading import fold
from qa.tables.period import Period
from qa.tables.periods import MONTHS, years_in
from qa.tables.table import Row, Table

_DAY = re.compile(  # sought from the label's last characters: it is what a balance ends with
    rf"\b(?P<day>(?:{'|'.join(MONTHS)})\b\.?\s+\d{{1,2}})\s*,\s*(?P<year>(?:19|20)\d\d)"
    r"(?:\s*\(\w\))*\W*$",
    re.IGNORECASE,
)
_NAME = re.compile(r"[a-z][\w'’&-]*", re.IGNORECASE)
KEPT_LABELS = 1 << 12
MOST_CHARS = 200  # of a label
_FLOW = re.compile(r"\b(?:years?|quarters?|months|weeks|period)\b", re.IGNORECASE)
_NEW_YEAR = re.compile(r"jan\w*\.?\s+1$", re.IGNORECASE)


def movement_period(table: Table, row: int) -> Period | None:
    """Return the year between the two balances a row stands between; None elsewhere."""
    if years_in(fold(table.rows[row].label)):
        return None
    opening = _nearest(table.rows[row - 1 :: -1] if row else ())
    closing = _nearest(table.rows[row + 1 :])
    if opening is None or closing is None:
        return None
    is_one_year = closing[1] - opening[1] == 1 and opening[0] == closing[0]
    return Period("year", closing[1], 12, None, str(closing[1])) if is_one_year else None


def _nearest(rows: Iterable[Row]) -> tuple[str, int] | None:
    return next((found for row in rows if row.cells and (found := _balance(row.label))), None)


@lru_cache(KEPT_LABELS)  # each cell of a table looks at the rows around its own
def _balance(label: str) -> tuple[str, int] | None:
    """Return what a balance is of and the year at whose end it stands."""
    said = fold(label).strip()
    name, match = _NAME.match(said), _DAY.search(said) if len(said) <= MOST_CHARS else None
    if name is None or match is None or not match.start() or _FLOW.search(said[: match.start()]):
        return None
    is_opening = _NEW_YEAR.match(match["day"]) is not None
    return name.group().lower(), int(match["year"]) - is_opening
