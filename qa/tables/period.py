"""What a column's head says of time: a year, a quarter, some months, or the day of a balance."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

PeriodKind = Literal["year", "quarter", "months", "instant"]


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
