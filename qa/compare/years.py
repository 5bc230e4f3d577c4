"""Years of several reports in, the columns they are lined up in out.

A fiscal year that ends from January to May counts as the year before, as in databases of company
accounts (Compustat's rule), so that years in one column share more than half of their days.
"""

import re
from calendar import monthrange
from collections import Counter
from dataclasses import dataclass
from datetime import date

from qa.measures.periods import find_periods
from qa.statements import DocumentFacts

LAST_MONTH_OF_THE_YEAR_BEFORE = 5
_PART_OF_A_YEAR = re.compile(
    r"(?i)\b(?:three|six|nine|3|6|9) months\b|\b(?:12|13|14|24|26|39) weeks\b|\bquarters?\b|季|半年"
    r"|1[-—–]?[369] ?月"
)


@dataclass(frozen=True, slots=True)
class Time:
    """When a figure is of. kind: "year" also for a day at a year's end; else "part" of one."""

    kind: str
    fiscal_year: int
    end: date | None

    @property
    def column(self) -> int:
        return column_of(self.fiscal_year, self.end)


def time_of(period: str, facts: DocumentFacts) -> Time | None:
    """Return when a period is, named as a report or an answer does; of a span its last year."""
    found = find_periods(period.lower())
    years = [each.year for each in found if each.year]
    if not years:
        return None
    last = max(found, key=lambda each: (each.year or 0, each.end or date.min))
    is_part = any(each.kind == "quarter" for each in found) or _PART_OF_A_YEAR.search(period)
    year = max(years)
    end = last.end or (None if is_part else year_end(year, facts))
    return Time("part" if is_part else "year", year, end)


def year_end(year: int, facts: DocumentFacts) -> date | None:
    """Return the day on which a fiscal year ends: the one that is printed, else reckoned."""
    ends = Counter(
        fact.period.end
        for fact in facts
        if fact.period.end and fact.period.year == year and fact.period.kind in ("year", "instant")
    )
    if ends:
        return ends.most_common(1)[0][0]
    last, last_year = facts.fiscal_year_end, facts.fiscal_year
    if last is None or last_year is None:
        return None
    earlier = last.year - (last_year - year)
    return date(earlier, last.month, min(last.day, monthrange(earlier, last.month)[1]))


def column_of(fiscal_year: int, end: date | None) -> int:
    """Return the year that a fiscal year is lined up under.

    >>> column_of(2023, date(2023, 1, 31)), column_of(2022, date(2022, 12, 31))
    (2022, 2022)
    """
    if end is None:
        return fiscal_year
    return end.year - (end.month <= LAST_MONTH_OF_THE_YEAR_BEFORE)


def months_between(a: date, b: date) -> int:
    """Return how many months two days lie apart, to the nearest.

    >>> months_between(date(2016, 5, 31), date(2020, 11, 27))
    54
    """
    return round(abs((a - b).days) / 30.44)
