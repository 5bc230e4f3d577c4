"""The one year that a question asks of, and the question without it.

A month alone is a day of the year that ends in it: "May 2022" of a year that ends on May 29.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from qa.measures import Asked
from qa.measures.periods import find_periods
from qa.statements import DocumentFacts
from qa.tables.periods import MONTHS
from qa.text.terms import fold, terms

_MONTH = re.compile(rf"\b(?P<month>{'|'.join(MONTHS)})\b\.?,?\s*$", re.I)  # before a year
_END_OF_MONTH = re.compile(
    rf"\bend\s+of\s+(?P<month>{'|'.join(MONTHS)})\b\.?,?\s+(?P<year>(?:19|20)\d\d)\b", re.I
)
_MONTHS_OF_YEAR = [name.lower() for name in calendar.month_name if name]
OF_MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)})\.?,?\s+(?:19|20)\d\d\b", re.I)  # no year's
_YEAR, _HALF = 365, 182
MOST_DAYS_APART = 10  # of weeks that end on a weekday
_OWN = re.compile(r"['’]s?$")
_EDGES = ' \t\n,.;:?!"“”()–—-'


@dataclass(frozen=True, slots=True)
class AskedTime:
    """A question's time. day: it in words, of a balance; rest: the question without it."""

    year: int
    day: str
    rest: str
    is_ahead: bool
    is_year_end: bool = True  # False for a day on which no year ends


def time_of(asked: Asked, facts: DocumentFacts) -> AskedTime | None:
    """Return the one year, or day, that is asked of; the report's own where none is named.

    None where the time is of no year: a quarter, a month in which the year does not end.
    """
    year, year_end = facts.fiscal_year, facts.fiscal_year_end
    if year is None or len(asked.periods) > 1:
        return None
    if not asked.periods:
        return AskedTime(year, "", asked.text, is_ahead=False)
    named = find_periods(asked.text.lower())
    wanted = asked.periods[0].resolve(year)
    if wanted.kind == "quarter" or len(named) != 1:
        return None
    before, after = asked.text[: named[0].start_char], asked.text[named[0].end_char :]
    if month := _MONTH.search(before):
        if not _is_near(_last_day(month["month"], wanted.year), year_end):
            return None
        before = before[: month.start()]
    day = f"at {wanted.end:%B} {wanted.end.day}, {wanted.year}" if wanted.end else ""
    is_ahead = wanted.year > year
    day = f"in {wanted.year}" if is_ahead else day or f"at the end of {wanted.year}"
    is_year_end = wanted.end is None or _is_near(wanted.end, year_end)
    return AskedTime(wanted.year, day, f"{before} {after}", is_ahead, is_year_end)


def is_within_year(text: str, facts: DocumentFacts) -> bool:
    """Tell whether the end of a month is asked of in which no year of the company ends."""
    found = _END_OF_MONTH.search(text)
    if found is None or facts.fiscal_year_end is None:
        return False
    day = _last_day(found["month"], int(found["year"]))
    return not _is_near(day, facts.fiscal_year_end)


def _last_day(month: str, year: int) -> date:
    number = [name[:3] for name in _MONTHS_OF_YEAR].index(month[:3].lower()) + 1
    return date(year, number, calendar.monthrange(year, number)[1])


def _is_near(day: date, year_end: date | None) -> bool:
    """Tell whether a day is one on which people may say that the year ends, in whichever year."""
    if year_end is None:
        return False
    apart = abs((day.timetuple().tm_yday - year_end.timetuple().tm_yday + _HALF) % _YEAR - _HALF)
    return apart <= MOST_DAYS_APART or day.month == year_end.month


def words_in(text: str) -> list[tuple[str, str]]:
    """Return the terms of a text, each with the word that it stands in.

    >>> words_in("Lyft's rent")
    [('lyft', "lyft"), ('rent', 'rent')]
    """
    return [
        (stem, _OWN.sub("", word.strip(_EDGES)))
        for word in fold(text).split()
        for stem in terms(word.strip(_EDGES))
    ]
