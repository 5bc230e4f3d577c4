"""Text -> figures, exactly: brackets, signs, currencies, percent, full-width digits, 万 and million.

Offsets are those of the text given: folding full-width signs keeps every position.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from qa.figures.figure import ONE, Figure, Kind

CURRENCIES = {
    "US$": "USD",
    "U.S.$": "USD",
    "HK$": "HKD",
    "C$": "CAD",
    "A$": "AUD",
    "USD": "USD",
    "RMB": "CNY",
    "CNY": "CNY",
    "EUR": "EUR",
    "GBP": "GBP",
    "人民币": "CNY",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "CNY",  # in reports of Chinese and American companies; yen is told by its caption
}
SCALES = {
    "thousand": 3,
    "million": 6,
    "billion": 9,
    "trillion": 12,
    "千": 3,
    "万": 4,
    "百万": 6,
    "千万": 7,
    "亿": 8,
    "十亿": 9,
    "万亿": 12,
}
_UNITS = {
    "%": Kind.PERCENT,
    "percent": Kind.PERCENT,
    "percentage point": Kind.PERCENT,
    "个百分点": Kind.PERCENT,
    "百分点": Kind.PERCENT,
    "bps": Kind.BASIS_POINTS,
    "basis point": Kind.BASIS_POINTS,
    "x": Kind.RATIO,
    "倍": Kind.RATIO,
    "元/股": Kind.PER_SHARE,
    "per share": Kind.PER_SHARE,
    "share": Kind.SHARES,
    "股": Kind.SHARES,
    "元": Kind.MONEY,
    "美元": Kind.MONEY,
    "dollar": Kind.MONEY,
    "day": Kind.DAYS,
    "天": Kind.DAYS,
}
_FOLDED = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20,
    0xA0: 0x20,
    0x2212: 0x2D,
    0xFFE5: 0xA5,
    0x2010: 0x2D,
    0x2011: 0x2D,
    0x2012: 0x2D,
    0x2013: 0x2D,
    0xFE63: 0x2D,
}
_ANY_CURRENCY = "|".join(map(re.escape, sorted(CURRENCIES, key=len, reverse=True)))
_ANY_SCALE = "|".join(sorted(SCALES, key=len, reverse=True))
_FIGURE = re.compile(  # a hyphen right behind a percent sign is a range's: "12%-15%"
    rf"""
    (?<![\w.,]) (?P<open>\(\ ?)? (?:(?P<sign>(?<!%)-)\ ?(?=[\d.$€£¥]))?
    (?:(?P<currency>{_ANY_CURRENCY})\ *)?
    (?:(?P<inner>\(\ ?)|(?P<inner_sign>(?<!%)-)(?=[\d.]))?
    (?P<number>(?!0\d)\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?![\d,]*\d)|(?!0\d)\d+(?:\.\d+)?(?!,?\d)|\.\d+)
    (?P<close>\ ?\))?
    (?P<after>
        (?:[ ]?(?P<scale>{_ANY_SCALE})(?![a-z]))?
        (?:[ ]?(?P<unit>%|percentage\ points?|percent\b|个?百分点|bps\b|basis\ points?|x(?![a-z0-9])|倍|元/股
            |per\ share|shares?\b|股|美元|元|dollars?\b|days?\b|天))?
        (?:[ ]?(?P<late>\)))?
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NIL = re.compile(r"[$€£¥ ]*(?:[-—–―]{1,3}|－{1,2}|nil)[ ]?%?\)?", re.IGNORECASE)
_NO_MEANING = re.compile(r"n\.?/?m\.?f?\.?|n/?\.?a\.?|不适用|NM\*?|\*+", re.IGNORECASE)
FIRST_YEAR, LAST_YEAR = 1900, 2100


def fold(text: str) -> str:
    """Return text of the same length with full-width signs, minus signs and spaces made plain."""
    return text if text.isascii() else text.translate(_FOLDED)


def is_nil(text: str) -> bool:
    """Tell whether text is a dash that stands for zero."""
    return _NIL.fullmatch(text.strip()) is not None


def is_without_meaning(text: str) -> bool:
    """Tell whether text says that there is no meaningful figure: "n.m.", "N/A", 不适用."""
    return _NO_MEANING.fullmatch(text.strip()) is not None


def is_year(text: str) -> bool:
    """Tell whether text is four digits that name a year."""
    return len(text) == 4 and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR


def read_figures(text: str) -> tuple[Figure, ...]:
    """Return all figures of a text, from left to right."""
    return tuple(_figures(text))


def parse_figure(text: str) -> Figure | None:
    """Return the figure that text is, a footnote's mark behind it left aside; None if it is none."""
    stripped = text.strip()
    found = next(_figures(stripped), None)
    if found is None or found.start or not _MARKS.fullmatch(fold(stripped[found.end :])):
        return None
    start = len(text) - len(text.lstrip())
    return replace(found, start=found.start + start, end=found.end + start)


_MARKS = re.compile(r"\s*(?:\([a-z0-9]{1,2}\)|[*†‡#^]+|\[\w\])?\s*", re.IGNORECASE)


def _figures(text: str) -> Iterator[Figure]:
    folded = fold(text)
    for match in _FIGURE.finditer(folded):
        if not _ends_well(folded, match):
            continue
        yield _figure(text, match)


def _ends_well(folded: str, match: re.Match[str]) -> bool:
    """Tell whether no letter or digit goes on behind: "3M" and "1-2" are no figures."""
    rest = folded[match.end() : match.end() + 2]
    if match["unit"] or match["scale"] or match["close"]:
        return True
    if rest[:1] == "-":
        return not rest[1:].isalpha()  # "10-K"
    return not (rest[:1].isalpha() and rest[:1].isascii()) and not (
        rest[:1] == "/" and rest[1:].isdigit()
    )


def _figure(text: str, match: re.Match[str]) -> Figure:
    start, end = match.span()
    opened = match["open"] is not None
    closed = match["close"] is not None or match["late"] is not None
    enclosed = match["inner"] is not None or opened
    number, unit = match["number"], (match["unit"] or "").lower()
    bare_year = is_year(number) and not unit and not match["currency"] and not match["scale"]
    if opened and not closed:
        start = match.end("open")
    if closed and not enclosed:
        end = match.end("number") if match["close"] else match.start("late")
        unit = "" if match["close"] else unit
    if match["after"] and match["after"].endswith(" ") and end == match.end():
        end -= 1
    negative = (enclosed and closed and not bare_year) or bool(match["sign"] or match["inner_sign"])
    printed = Decimal(number.replace(",", ""))
    word = (match["scale"] or "").lower() if end > match.end("number") else ""
    if not closed or enclosed or not match["close"]:
        scale = Decimal(10) ** SCALES[word] if word else ONE
    else:
        scale = ONE
    return Figure(
        text[start:end],
        start,
        end,
        -printed if negative else printed,
        scale,
        _kind(unit, match["currency"], bare_year),
        _currency(match["currency"], unit),
    )


def _kind(unit: str, currency: str | None, bare_year: bool) -> Kind:
    if bare_year:
        return Kind.YEAR
    if unit:
        return _UNITS.get(unit) or _UNITS[unit.removesuffix("s")]
    return Kind.MONEY if currency else Kind.UNKNOWN


def _currency(sign: str | None, unit: str) -> str | None:
    if sign:
        return CURRENCIES[sign.upper()]
    return {"元": "CNY", "元/股": "CNY", "美元": "USD"}.get(unit)
