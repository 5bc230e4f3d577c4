"""Text in, the periods it names out, each with the characters that name it."""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Literal

from qa.measures.facts import WantedPeriod

AskedKind = Literal["year", "quarter", "months", "instant", "latest", "previous"]

_YEAR = r"(?<![\d,.])(?:19|20)\d\d(?!\d|,\d|\.\d)"
_MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): n for n, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
_QUARTERS |= {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_CHINESE_DIGITS = {digit: n for n, digit in enumerate("零一二三四五六七八九")} | {"两": 2}
_FISCAL = r"(?:fiscal\s+years?|fiscal|fy|calendar\s+years?|cy|financial\s+years?)"


@dataclass(frozen=True, slots=True)
class AskedPeriod:
    """A period as a question names it. latest and previous count from the report's own year."""

    kind: AskedKind
    year: int | None = None
    quarter: int | None = None
    end: date | None = None
    start_char: int = 0
    end_char: int = 0
    years_back: int = 0  # of a quarter without a year of its own: "去年第一季度"

    def resolve(self, latest_year: int) -> WantedPeriod:
        """Return the period meant in a report whose latest fiscal year is given.

        >>> AskedPeriod("previous").resolve(2022).label
        '2021'
        """
        year = self.year if self.year is not None else latest_year - self.years_back
        if self.kind == "previous":
            year = latest_year - 1
        if self.kind == "quarter":
            label = f"Q{self.quarter} {year}" if self.quarter else f"quarter to {self.end}"
            return WantedPeriod("quarter", year, 3, self.end, label, self.quarter)
        label = str(self.end) if self.end and self.kind == "instant" else str(year)
        if self.kind == "instant":
            return WantedPeriod("instant", year, None, self.end, label)
        return WantedPeriod("year", year, 12, self.end, label)


def find_periods(text: str) -> tuple[AskedPeriod, ...]:
    """Return the periods that a text in lower case names, in its order.

    >>> [(p.kind, p.year, p.quarter) for p in find_periods("q2 fy2022 against 2021")]
    [('quarter', 2022, 2), ('year', 2021, None)]
    """
    found: list[AskedPeriod] = []
    for pattern, read in _FORMS:
        for match in pattern.finditer(text):
            if any(p.start_char < match.end() and match.start() < p.end_char for p in found):
                continue
            period = read(match)
            if period is not None:
                found.append(replace(period, start_char=match.start(), end_char=match.end()))
    return _with_years(sorted(found, key=lambda period: period.start_char), text)


def _with_years(periods: list[AskedPeriod], text: str) -> tuple[AskedPeriod, ...]:
    """Give a quarter without a year that of the year beside it: "去年第一季度" is one period."""
    kept: list[AskedPeriod] = []
    for period in periods:
        before = kept[-1] if kept else None
        is_one = before is not None and _OF.fullmatch(text, before.end_char, period.start_char)
        joined = _quarter_of(before, period) if before is not None and is_one else None
        if joined is not None:
            kept.pop()
        kept.append(joined or period)
    return tuple(kept)


def _quarter_of(one: AskedPeriod, other: AskedPeriod) -> AskedPeriod | None:
    """Return a quarter in the year that is named in front of it or behind it; None for others."""
    quarter, year = (one, other) if one.kind == "quarter" else (other, one)
    is_open = quarter.kind == "quarter" and quarter.quarter and quarter.year is None
    if not is_open or quarter.years_back or year.kind not in ("year", "latest", "previous"):
        return None
    return replace(
        quarter,
        year=year.year,
        years_back=int(year.kind == "previous"),
        start_char=one.start_char,
        end_char=other.end_char,
    )


def find_range(
    text: str, periods: tuple[AskedPeriod, ...]
) -> tuple[AskedPeriod, AskedPeriod] | None:
    """Return the first and last year of a span of years, "from 2018 to 2020", "2019-2021"."""
    for first, last in pairwise(periods):
        if not first.year or not last.year or first.year >= last.year:
            continue
        between = text[first.end_char : last.start_char].strip(" ,年")
        if _RANGE_WORDS.fullmatch(between):
            return first, last
        if _AND.fullmatch(between) and _BETWEEN.search(text[: first.start_char]):
            return first, last
    return None


def years_in_names(text: str) -> frozenset[str]:
    """Return the years that are part of a name.

    >>> years_in_names("interest rate of the 2026 senior note in 2021")
    frozenset({'2026'})
    """
    return frozenset(re.findall(rf"\b({_YEAR})(?={IN_NAME})", text.lower()))


def without_count(text: str) -> str:
    """Return a text with "3-year", "over the last n years" blanked out."""
    return _COUNT.sub(lambda match: " " * len(match.group()), text)


def years_count(text: str) -> int | None:
    """Return n of "n-year average", "over the last n years", "近三年".

    >>> years_count("the 3 year average of capex"), years_count("近三年平均毛利率")
    (3, 3)
    """
    match = _COUNT.search(text)
    if match is None:
        return None
    word = next(group for group in match.groups() if group)
    if word.isdigit():
        return int(word)
    return _CHINESE_DIGITS.get(word) or _NUMBER_WORDS.get(word)


_NUMBER_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
_N = "(" + r"\d{1,2}|" + "|".join(_NUMBER_WORDS) + ")"
_COUNT = re.compile(
    rf"\b{_N}[- ]years?\b(?![- ]ends?)|\b(?:last|past|previous"
    rf"|latest)\s+{_N}\s+(?:fiscal\s+)?years\b"
    r"|(?:近|过去|最近|前)?([二两三四五六七八九]|\d{1,2})年(?:的)?(?:平均|均值|复合|间"
    r"|来)|(?:近|过去|最近)([二两三四五六七八九]|\d)年"
)
_OF = re.compile(r"(?:\s|,|'s|\b(?:of|in|the)\b|的|度)*")
_RANGE_WORDS = re.compile(
    r"(?:[-–—~～]+|to|through|until|till|versus|vs\.?|到"
    r"|至)\s*(?:the\s+)?(?:end\s+of\s+)?(?:the\s+)?"
)
_AND = re.compile(r"(?:and|和|与|及)")
_BETWEEN = re.compile(r"(?:\bbetween\s+(?:the\s+)?|在)$")


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _date(year: str, month: int, day: str) -> date | None:
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None


def _read_date(match: re.Match[str]) -> AskedPeriod | None:
    groups = match.groupdict()
    month = groups["month"].rstrip(".")
    number = _MONTHS[month] if month in _MONTHS else int(month)
    end = _date(groups["year"], number, groups["day"]) if number <= 12 else None
    if end is None:
        return None
    before = groups.get("before") or ""
    if "quarter" in before or "three months" in before or "13 weeks" in before:
        return AskedPeriod("quarter", end.year, None, end)
    if "months" in before:
        return None
    return AskedPeriod("year" if "year" in before else "instant", end.year, None, end)


def _read_quarter(match: re.Match[str]) -> AskedPeriod:
    groups = match.groupdict()
    word = groups["quarter"]
    number = _QUARTERS.get(word) or _CHINESE_DIGITS.get(word) or int(word)
    year = groups.get("year") or groups.get("year2")
    return AskedPeriod("quarter", _year(year) if year else None, number)


def _read_year_end(match: re.Match[str]) -> AskedPeriod:
    return AskedPeriod("instant", _year(match.group("year")))


def _read_year(match: re.Match[str]) -> AskedPeriod:
    return AskedPeriod("year", _year(match.group("year")))


# The year of "2026 senior note" is part of a name, and no time that is asked of.
IN_NAME = (
    r"\s+(?:(?:senior|convertible|secured|unsecured|refinanced|exchangeable|subordinated|floating)\b"
    r"|term\s+loans?\b|(?:notes?|bonds?|debentures?)\b(?!\s+(?:receivable|payable|to\b))"
    r"|(?:[a-z]+\s+)?(?:incentive|equity|option)\s+plan\b)"
)
_BEFORE = (
    r"(?P<before>(?:quarter|three\s+months|13\s+weeks|(?:fiscal\s+|financial\s+)?years?"
    r"|(?:six|nine)\s+months)\s+(?:ended|ending|to)\s+(?:on\s+)?)?"
)


def _forms() -> Iterator[tuple[str, Callable[[re.Match[str]], AskedPeriod | None]]]:
    yield (
        rf"{_BEFORE}(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd"
        rf"|th)?\s*,?\s*(?P<year>{_YEAR})",
        _read_date,
    )
    yield (
        rf"{_BEFORE}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_MONTH}),?\s+(?P<year>{_YEAR})",
        _read_date,
    )
    yield (
        r"(?P<year>(?:19|20)\d\d)[-年/.](?P<month>\d{1,2})[-月/.](?P<day>\d{1,2})日?",
        _read_date,
    )
    yield (
        r"\b(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>(?:19|20)\d\d)\b",
        _read_date,
    )
    yield (
        rf"\bq(?P<quarter>[1-4])\b(?:\s*(?:of\s+)?(?:{_FISCAL})?\s*'?(?P<year>{_YEAR}"
        rf"|\d\d(?!\d)))?",
        _read_quarter,
    )
    yield (
        rf"(?<!\d)(?P<quarter>[1-4])q\s*(?:{_FISCAL}\s*)?'?(?P<year>(?:20)?\d\d)(?!\d)",
        _read_quarter,
    )
    yield (
        rf"(?:{_FISCAL}\s+)?(?P<year2>{_YEAR})?\s*\b(?P<quarter>first|second|third|fourth"
        rf"|1st|2nd|3rd|4th|last)[- ]quarter\b"
        rf"(?:\s*,?\s*(?:of\s+|in\s+)?(?:the\s+)?(?:{_FISCAL}\s*)?(?P<year>{_YEAR}))?",
        _read_quarter,
    )
    yield (
        r"(?:(?P<year>(?:19|20)\d\d)年?(?:的|度)?)?第?(?P<quarter>[一二三四1-4])季度?",
        _read_quarter,
    )
    yield (
        rf"\b(?:year[- ]?end|(?:the\s+)?end\s+of|{_FISCAL}\s+year[- ]?end|fiscal\s+year[- ]end)\s+"
        rf"(?:of\s+)?(?:the\s+)?(?:{_FISCAL}\s*)?(?:year\s+)?'?(?P<year>{_YEAR})",
        _read_year_end,
    )
    yield (rf"(?:{_FISCAL}\s*)?(?P<year>{_YEAR})\s+(?:fiscal\s+)?year[- ]?end\b", _read_year_end)
    yield (r"(?P<year>(?:19|20)\d\d)年?(?:年末|年底|期末|末)", _read_year_end)
    yield (
        rf"(?:\b(?:the\s+)?{_FISCAL}[\s'’]*|\byears?\s+)?(?P<year>{_YEAR})(?:年度?)?(?!{IN_NAME})",
        _read_year,
    )
    yield (r"\bfy\s*['’]?(?P<year>\d\d)\b", _read_year)
    yield (r"\b(?:fiscal(?:\s+year)?|year|in|for|during)\s+['’](?P<year>\d\d)\b", _read_year)
    yield (
        # Who asks for "last year" alone means the year that the report is about.
        r"\b(?:(?:the\s+)?(?:prior|previous|preceding)\s+(?:fiscal\s+)?year"
        r"|(?<=\b(?:than|from|over|with)\s)last\s+(?:fiscal\s+)?year"
        r"|(?<=\b(?:to|vs)\s)last\s+(?:fiscal\s+)?year"
        r"|(?:the\s+)?year\s+(?:before|earlier|ago))\b"
        r"|去年|上年度?|上一年度?|上期|前一年",
        lambda match: AskedPeriod("previous"),
    )
    yield (
        r"\b(?:this|last|current|latest|most\s+recent"
        r"|last\s+reported)\s+(?:fiscal\s+)?year\b|本年度?|本期|今年|报告期内?|当年|当期(?!所得税|损益)",
        lambda match: AskedPeriod("latest"),
    )


_FORMS = [(re.compile(pattern), read) for pattern, read in _forms()]
