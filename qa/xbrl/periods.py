"""A period of a report's table beside the periods that a file tags: which are the same."""

from datetime import date, timedelta

from qa.statements import DocumentFacts
from qa.tables import Period
from qa.xbrl.tagged import MAX_DAYS_OFF, YEAR_DAYS, TaggedFile, TaggedPeriod

_QUARTER_DAYS = range(75, 126)  # a retailer's last quarter has 16 weeks
_DAYS_A_MONTH = 30.44
_DAYS_OF_MONTHS = 14
_LAST_MONTH_OF_THE_YEAR_BEFORE = 2  # "fiscal 2022" may end in February 2023


def end_of(period: Period, facts: DocumentFacts, tagged: TaggedFile) -> date | None:
    """Return the last day of a period; a year that names none ends as the report's own does, or as
    those of the file, where it cannot be the year after the one that names it.
    """
    if period.end is not None:
        return period.end
    if period.kind not in ("year", "instant") or not 1 < period.year < 9999:
        return None
    own_end, own_year = facts.fiscal_year_end, facts.fiscal_year
    if own_end is not None and own_year is not None:
        return _on(own_end.year - own_year + period.year, own_end.month, own_end.day)
    if tagged.year_end is None or tagged.year_end[0] <= _LAST_MONTH_OF_THE_YEAR_BEFORE:
        return None
    return _on(period.year, *tagged.year_end)


def _on(year: int, month: int, day: int) -> date:
    return date(year, month, 28 if month == 2 else day)


def day_before(end: date, months: int) -> date:
    """Return about the day before a period of so many months that ends on a day."""
    return end - timedelta(days=round(months * _DAYS_A_MONTH))


def days_off(period: Period, end: date, tagged: TaggedPeriod) -> int | None:
    """Return how many days the ends are apart, None where the two are not the same period."""
    days = abs((tagged.end - end).days)
    return days if days <= MAX_DAYS_OFF and _is_as_long(period, tagged) else None


def _is_as_long(period: Period, tagged: TaggedPeriod) -> bool:
    match period.kind:
        case "instant":
            return tagged.start is None
        case "year":
            return tagged.days in YEAR_DAYS
        case "quarter":
            return tagged.days in _QUARTER_DAYS
        case "months":
            wanted = (period.months or 0) * _DAYS_A_MONTH
            return tagged.start is not None and abs(tagged.days - wanted) <= _DAYS_OF_MONTHS
