"""Words of a head, and of what stands above it -> the period of a column.

What names no time, or two times, has no period.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from qa.tables.period import Period, PeriodKind

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_NUMBERS = {"one": 1, "two": 2, "three": 3, "six": 6, "nine": 9, "twelve": 12, "3": 3, "6": 6}
_NUMBERS |= {"9": 9, "12": 12}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = re.compile(rf"\b({_MONTH})\.?\s+(\d{{1,2}})\b(?!\d)", re.IGNORECASE)
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})\s+({_MONTH})\b", re.IGNORECASE)
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})/((?:20)?\d\d)\b")
_ZH_DAY = re.compile(r"((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_ZH_MONTHS = re.compile(r"((?:19|20)\d\d)\s*年\s*1\s*[-—–~至]{1,2}\s*(\d{1,2})\s*月")
_YEAR = re.compile(r"(?<![\d.,$])(?:FY\s?)?((?:19|20)\d\d)(?![\d]|[.,]\d)(?:A|E)?", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"\b(?:FY|Fiscal)\s?['’]?(\d\d)\b", re.IGNORECASE)
_MONTHS_ENDED = re.compile(
    r"\b(three|six|nine|twelve|3|6|9|12)[\s-]+months?\b|\b(12|13|14|16|24|26|39|40|52|53)\s+weeks",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"\b(?:in|for|during|at|of) (?:the )?(?:calendar |full |our )?(?:year |fiscal )*(?:19|20)\d\d\b"
    r"|\b(?:in|for|during|at|on) \w+ \d{1,2}, (?:19|20)\d\d|(?:19|20)\d\d\s*年",
    re.IGNORECASE,
)
_WHOLE_YEAR = re.compile(r"\b5[23] weeks\b|\bfiscal year\b|\byears? ended\b", re.IGNORECASE)
_QUARTER = re.compile(r"\bquarters?\b|\bQ[1-4]\b|第[一二三四]季度", re.IGNORECASE)
_YEARS = re.compile(
    r"\byears?\b|\bfiscal\b|\bannual\b|\btwelve months\b|年度|\bfor the 12 months|\bFY\s?\d",
    re.IGNORECASE,
)
_AS_OF = re.compile(
    r"\bas (?:of|at)\b|^\s*at\b|\bat (?:the )?(?:year|december|june|fiscal)|\bbalance", re.I
)
_FLOW_TITLE = re.compile(
    r"statements? of (?:consolidated )?(?:income|operations|earnings|comprehensive|cash flow|"
    r"(?:share|stock)holders|equity|changes)|\bincome statements?|利润表|现金流量表|损益|cash flows",
    re.IGNORECASE,
)
_INSTANT_TITLE = re.compile(
    r"balance sheets?|statements? of (?:consolidated )?financial (?:position|condition)|资产负债表",
    re.IGNORECASE,
)
_ENDED = re.compile(r"\bended\b|\bending\b", re.IGNORECASE)
_CHANGE = re.compile(
    r"\bchanges?\b|\bvs?\.?\b|\bversus\b|\bvariance\b|\bincrease|\bdecrease|增减|变动|同比|增长|比上年|比上期|比年初|"
    r"\bgrowth\b|\bcompared\b|\bB/\(W\)|better",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"%|\bpercent|\bpct\b|比例|率|百分", re.IGNORECASE)
_SHARE = re.compile(r"%\s*(?:of|to)\b|\bpercent(?:age)? of\b|\bas a %|占|比重|比例", re.IGNORECASE)
_NOTE = re.compile(
    r"^\W*(?:notes?|附注|注释|footnotes?|ref\.?|reference|附注编号|附注号)\W*$", re.IGNORECASE
)
_NOW = re.compile(r"本期|本年|期末|年末|当期|报告期(?!.*上)|本报告")
_BEFORE = re.compile(r"上期|上年|期初|年初|去年|上年同期")
_CJK = re.compile(r"[\u4e00-\u9fff]")
_NOW_INSTANT = re.compile(r"期末|年末|期初|年初")

ColumnSense = Literal["value", "note", "change", "percent change", "share", "text"]


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a table's time before its heads are read."""

    title: str = ""  # and captions, and the sentence that leads to the table
    fiscal_year: int | None = None  # for 本期 and 期末
    label_head: str = ""  # what stands over the labels: "2024年" beside 第一季度


def sense_of(head: str) -> ColumnSense:
    """Tell what a column with that head holds."""
    if _NOTE.match(head.strip()):
        return "note"
    if _CHANGE.search(head) and not re.match(r"(?i)\s*changes? in\b", head):
        return "percent change" if _PERCENT.search(head) else "change"
    if _SHARE.search(head):
        return "share"
    return "value"


def is_about_time(text: str) -> bool:
    """Tell whether a head's words are about a period: "Year ended", "December 31,", "As of"."""
    return bool(
        _ENDED.search(text)
        or _AS_OF.search(text)
        or _DAY.search(text)
        or _MONTHS_ENDED.search(text)
        or _YEAR.search(text)
        or re.search(r"(?i)\b(?:years?|fiscal|quarters?|months)\b", text)
        or re.search(r"[本上]期|[期年][末初]|[本上]年|年度|季度", text)
    )


def says_length(head: str) -> bool:
    """Tell whether a head says how long its period is, or that it is a day."""
    return bool(
        _ENDED.search(head)
        or _MONTHS_ENDED.search(head)
        or _QUARTER.search(head)
        or _AS_OF.search(head)
    )


def says_time(text: str) -> bool:
    """Tell whether a sentence's year is the time of what it leads to: "during fiscal 2017"."""
    return bool(_ENDED.search(text) or _AS_OF.search(text) or _LEADS.search(text))


def years_in(text: str) -> list[int]:
    """Return all years that a text names."""
    return [int(year) for year in _YEAR.findall(text)]


def period_of(head: str, context: Context) -> Period | None:
    """Return the period of a column with this head (all its lines, from the top down)."""
    named = _year_of(head, context)
    if named is None:
        return None
    year, day = named
    kind, months = _kind_of(head, context, has_day=day is not None)
    if kind is None:
        return None
    end = day if day is not None and day.year == year else None
    if kind == "quarter" and _WHOLE_YEAR.search(head):
        end = None  # "52 weeks ended September 2, 2018, first quarter" names the year's last day
    if end is None and kind == "quarter":
        end = _zh_quarter_end(head, year)
    if end is None and kind in ("year", "instant"):
        end = _day_from(context.title, year, kind)
        if end is None and _CJK.search(head):
            end = date(year, 12, 31)  # in China every fiscal year is the calendar's
    if kind == "quarter" and not end and not _quarter_named(head):
        return None
    return Period(kind, year, months, end, " ".join(head.split()))


def _zh_quarter_end(head: str, year: int) -> date | None:
    found = re.search(r"第([一二三四])季度", head)
    if found is None:
        return None
    return ((date(year, 3, 31), date(year, 6, 30), date(year, 9, 30), date(year, 12, 31)))[
        "一二三四".index(found[1])
    ]


def _quarter_named(head: str) -> bool:
    return bool(
        re.search(r"(?i)first|second|third|fourth|1st|2nd|3rd|4th|\bQ[1-4]|第[一二三四]", head)
    )


def _year_of(head: str, context: Context) -> tuple[int, date | None] | None:
    zh_day = _ZH_DAY.search(head)
    if zh_day and len(_ZH_DAY.findall(head)) == 1:
        return int(zh_day[1]), _date(int(zh_day[1]), int(zh_day[2]), int(zh_day[3]))
    if slashed := _SLASHED.search(head):
        year = int(slashed[3]) + (2000 if len(slashed[3]) == 2 else 0)
        return year, _date(year, int(slashed[1]), int(slashed[2]))
    years = set(years_in(head))
    if not years and (short := _SHORT_YEAR.search(head)):
        years = {2000 + int(short[1])}
    if not years and context.fiscal_year is not None:
        if _BEFORE.search(head):
            return context.fiscal_year - 1, None
        if _NOW.search(head):
            return context.fiscal_year, None
        if re.search(r"第[一二三四]季度", head):
            return _quarters_year(context), None
    if len(years) != 1:
        return None
    year = years.pop()
    return year, _day_in(head, year)


def _quarters_year(context: Context) -> int:
    """Return the year of quarters that are named without one: their table's own, or the report's."""
    assert context.fiscal_year is not None, context
    for text in (context.label_head, *context.title.splitlines()):
        years = set(years_in(text))
        if years:
            return years.pop() if len(years) == 1 else context.fiscal_year
    return context.fiscal_year


def _day_in(text: str, year: int) -> date | None:
    days = [(MONTHS[m.lower()], int(d)) for m, d in _DAY.findall(text)]
    days += [(MONTHS[m.lower()], int(d)) for d, m in _DAY_FIRST.findall(text)]
    return _date(year, *days[0]) if len(set(days)) == 1 else None


def _day_from(title: str, year: int, kind: str) -> date | None:
    """Return the day that a caption such as "Years ended June 30," gives all its years."""
    days = {(MONTHS[m.lower()], int(d)) for m, d in _DAY.findall(title)}
    if len(days) == 1 and (_ENDED.search(title) or kind == "instant"):
        return _date(year, *days.pop())
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _kind_of(head: str, context: Context, *, has_day: bool) -> tuple[PeriodKind | None, int | None]:
    """Return kind and months: what the head says counts before what the title says."""
    if _QUARTER.search(head) and _quarter_named(head):
        return "quarter", 3  # "52 weeks ended September 2, 2018, fourth quarter"
    for text in (head, context.title):
        if months := _ZH_MONTHS.search(text):
            return _by_months(int(months[2]))
        if found := _MONTHS_ENDED.search(text):
            weeks = int(found[2]) if found[2] else 0
            return _by_months(round(weeks / 52 * 12) if weeks else _NUMBERS[found[1].lower()])
        if _QUARTER.search(text) and text is head:
            return "quarter", 3
        if text is head and (_ZH_DAY.search(text) or _NOW_INSTANT.search(text)):
            return "instant", None
        if _AS_OF.search(text) and text is head:
            return "instant", None
        if text is head and _YEARS.search(text):
            return "year", 12
        if text is not head:
            break
        if _ENDED.search(text):
            return ("year", 12) if not has_day else _of_title(context, default="year")
    if _ENDED.search(head):
        return "year", 12
    return _of_title(context, default="instant" if has_day else "year")


def _of_title(context: Context, *, default: PeriodKind) -> tuple[PeriodKind, int | None]:
    title = context.title
    if _INSTANT_TITLE.search(title):
        return "instant", None
    if _FLOW_TITLE.search(title) or re.search(r"(?i)years? ended", title):
        return "year", 12
    if default == "year" and re.search(
        r"(?i)\b(?:as of|at) (?:december|june|may|january|november|year)", title
    ):
        return "instant", None
    return (default, None) if default == "instant" else (default, 12)


def _by_months(months: int) -> tuple[PeriodKind, int]:
    if months in (3, 4):
        return "quarter", 3
    return ("year", 12) if months >= 12 else ("months", months)
