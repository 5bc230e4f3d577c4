"""A report's pages -> the year it reports on, its end, and how the report counts its years."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from qa.document import Page
from qa.tables import Period

COVER_PAGES = 6
MAX_NAMING_PAGES = 60
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_DAY = rf"(?P<month>{'|'.join(_MONTHS)})\s+(?P<day>\d{{1,2}})\s*,?\s*(?P<year>(?:19|20)\d\d)"
_ENDED = re.compile(rf"(?i)(?:fiscal\s+|financial\s+)?years?\s+ended\s*:?\s*{_DAY}")
_ZH_YEAR = re.compile(r"((?:19|20)\d\d)\s*年\s*(?:度|年度)?\s*报告|((?:19|20)\d\d)\s*年年度报告")
_NAMED = re.compile(
    r"(?i)fiscal\s+(?:year\s+)?(?P<name>(?:19|20)\d\d)[^.;]{0,60}?\bend(?:ed|s|ing)\s+(?:on\s+)?"
    + _DAY
)


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """The reported year: its name, its end, and how many years a name is behind its end's year."""

    year: int | None
    end: date | None
    behind: int = 0  # 1 where "fiscal 2022" ended in January 2023

    def named(self, period: Period) -> Period:
        """Return a period under the year that the report calls it."""
        if not self.behind or period.end is None or period.end.month > 2:
            return period
        return replace(period, year=period.end.year - self.behind)


def fiscal_year_of(pages: Sequence[Page], periods: Sequence[Period]) -> FiscalYear:
    """Read the fiscal year from the cover, else from the latest full year of the statements."""
    end = _cover_end(pages)
    latest = max((p.end for p in periods if p.end is not None), default=None)
    years = [p.year for p in periods if p.kind in ("year", "instant")]
    if end is None or (latest is not None and abs((end - latest).days) > 7):
        end = latest
    if end is not None and years and max(years) != end.year:
        end = None
    behind = _behind(pages) if end is not None and end.month <= 2 else 0
    if end is not None:
        return FiscalYear(end.year - behind, end, behind)
    return FiscalYear(max(years, default=None), None)


def _cover_end(pages: Sequence[Page]) -> date | None:
    for page in pages[:COVER_PAGES]:
        if (found := _ENDED.search(page.text)) and (end := _date(found)) is not None:
            return end
        if found := _ZH_YEAR.search(page.text):
            return date(int(found[1] or found[2]), 12, 31)
    return None


def _behind(pages: Sequence[Page]) -> int:
    """Return 1 where the report names a year that ends in winter by the year before."""
    votes = [0, 0]
    for page in pages[:MAX_NAMING_PAGES]:
        for found in _NAMED.finditer(page.text):
            behind = int(found["year"]) - int(found["name"])
            if behind in (0, 1) and found["month"].lower() in _MONTHS[:2]:
                votes[behind] += 1
    return 1 if votes[1] > votes[0] else 0


def _date(found: re.Match[str]) -> date | None:
    month = _MONTHS.index(found["month"].lower()) + 1
    try:
        return date(int(found["year"]), month, int(found["day"]))
    except ValueError:
        return None
