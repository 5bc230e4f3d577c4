"""What a measure needs of a document's facts: a fact by its concept, period and entity.

The facts themselves are made elsewhere; these are the attributes that are read here.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, Protocol

MAX_DAYS_OFF = 10  # a fiscal year of 52 or 53 weeks ends on another day each year
PeriodKind = Literal["year", "quarter", "months", "instant"]


class PeriodLike(Protocol):
    """A period as a table's head names it."""

    @property
    def kind(self) -> str: ...
    @property
    def year(self) -> int: ...
    @property
    def months(self) -> int | None: ...
    @property
    def end(self) -> date | None: ...
    @property
    def label(self) -> str: ...


class FactLike(Protocol):
    """One value of one line of a statement."""

    @property
    def concept(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def period(self) -> PeriodLike: ...
    @property
    def value(self) -> Decimal: ...
    @property
    def unit(self) -> str: ...
    @property
    def entity(self) -> str | None: ...
    @property
    def is_sure(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class WantedPeriod:
    """A period that is asked for. quarter: 1 to 4 where kind is quarter.

    is_about: end was reckoned, and a report's own day may lie some days off (a year of 52 weeks).
    """

    kind: PeriodKind
    year: int
    months: int | None = None
    end: date | None = None
    label: str = ""
    quarter: int | None = None
    is_about: bool = False

    def before(self, steps: int) -> "WantedPeriod":
        """Return the period that many years earlier.

        >>> WantedPeriod("year", 2022, label="FY2022").before(1).label
        'FY2021'
        """
        if not steps:
            return self
        year = self.year - steps
        end = self.end and _years_earlier(self.end, steps)
        label = self.label.replace(str(self.year), str(year))
        return replace(self, year=year, end=end, label=label, is_about=end is not None)

    def within(self, fiscal_year_end: date | None) -> "WantedPeriod":
        """Return a quarter with the day it ends on, in a report whose fiscal year ends on a day.

        >>> WantedPeriod("quarter", 2022, quarter=2).within(date(2023, 5, 31)).end
        datetime.date(2021, 11, 30)
        """
        if self.quarter is None or self.end is not None or fiscal_year_end is None:
            return self
        months = fiscal_year_end.year * 12 + fiscal_year_end.month - 1
        months -= 3 * (4 - self.quarter) + 12 * (fiscal_year_end.year - self.year)
        year, month = divmod(months, 12)
        day = min(fiscal_year_end.day, monthrange(year, month + 1)[1])
        return replace(self, end=date(year, month + 1, day), is_about=True)

    def nearby(self) -> Iterator["WantedPeriod"]:
        """Return the period with every day it may end on, the nearest first."""
        yield self
        if self.is_about and self.end is not None:
            for days in range(1, MAX_DAYS_OFF + 1):
                for end in (self.end - timedelta(days), self.end + timedelta(days)):
                    yield replace(self, end=end)

    def as_kind(self, kind: PeriodKind) -> "WantedPeriod":
        """Return the balance date of a year, or the year of a balance date."""
        if self.kind in ("quarter", "months"):
            return self
        return replace(self, kind=kind, months=12 if kind == "year" else None)


class FactSource(Protocol):
    """The facts of a document."""

    def find(
        self, concept: str, period: WantedPeriod, entity: str | None = None
    ) -> FactLike | None: ...


def _years_earlier(end: date, steps: int) -> date:
    try:
        return end.replace(year=end.year - steps)
    except ValueError:  # 29 February
        return end.replace(year=end.year - steps, day=28)
