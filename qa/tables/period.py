"""What a column's head says of time: a year, a quarter, some months, or the day of a balance."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

PeriodKind = Literal["year", "quarter", "months", "instant"]

_YEAR_ENDED = re.compile(
    r"(?i)(?:for )?(?:the )?(?:fiscal )?years? end(?:ed|ing)\b.*\b((?:19|20)\d\d)"
)
_AS_OF = re.compile(r"(?i)(?:as of|as at|at) (?=\w)")


def short_label(label: str) -> str:
    """Return the head of a year or of a balance as an answer says it.

    >>> short_label("Years ended September 24, 2022"), short_label("As of June 30, 2022")
    ('2022', 'June 30, 2022')
    """
    if found := _YEAR_ENDED.fullmatch(label):
        return found[1]
    return _AS_OF.sub("", label, count=1) if _AS_OF.match(label) else label


@dataclass(frozen=True, slots=True)
class Period:
    """A period as a head names it. year is the year in which it ends.

    end is None where neither head nor caption names a day; label is the head as printed.
    """

    kind: PeriodKind
    year: int
    months: int | None = None  # how long: 12, 3, 9; None for an instant
    end: date | None = None
    label: str = ""
