"""A period of a report's table beside the periods that a file tags: which are the same."""

from datetime import date, timedelta

from qa.statements import DocumentFacts
from qa.tables import Period
from qa.xbrl.tagged import MAX_DAYS_OFF, TaggedPeriod

_YEAR_DAYS = range(350, 381)
_QUARTER_DAYS = range(75, 126)  # a retailer's last quarter has 16 weeks
_DAYS_A_MONTH = 30.44
_DAYS_OF_MONTHS = 14


def end_of(period: Period, facts: DocumentFacts) -> date | None:
    """Return the last day of a period; a year that names none ends as the report's own does."""
    if period.end is not None:
        return period.end
    own_end, own_year = facts.fiscal_year_end, facts.fiscal_year
    if period.kind not in ("year", "instant") or own_end is None or own_year is None:
        return None
    year = own_end.year - own_year + period.year
    day = 28 if (own_end.month, own_end.day) == (2, 29) else own_end.day
    return own_end.replace(year=year, day=day) if year > 0 else None


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
            return tagged.days in _YEAR_DAYS
        case "quarter":
            return tagged.days in _QUARTER_DAYS
        case "months":
            wanted = (period.months or 0) * _DAYS_A_MONTH
            return tagged.start is not None and abs(tagged.days - wanted) <= _DAYS_OF_MONTHS
