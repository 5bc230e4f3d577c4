"""A sentence in, its figures of one unit out, and which of them is of a year.

"$16 million, $155 million and $439 million for the years ended December 31, 2019, 2020 and 2021,
respectively": the first is of the first year. What only says by how much something changed is left.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from qa.measures import WantedPeriod
from qa.measures.periods import IN_NAME, find_periods
from qa.tables.section_scale import SectionScale

_CURRENCIES = {"€": "EUR", "£": "GBP"}  # "$" is the dollar of the report's own country
_SCALES = {"thousand": Decimal(10) ** 3, "million": Decimal(10) ** 6, "billion": Decimal(10) ** 9}
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_FIGURE = re.compile(
    rf"(?P<money>[$€£])\s?(?P<amount>{_NUMBER})(?:\s+(?P<scale>thousand|million|billion))?"
    r"(?P<per>\s+(?:per|a)\s+(?:\w+\s+)?share\b)?"
    rf"|(?P<percent>{_NUMBER})\s?(?:%|percent\b(?!age))"
    rf"|(?<![\d.,$€£])(?P<count>{_NUMBER})(?:\s+(?P<scale2>thousand|million|billion))?(?![\d%])"
)
YEAR = re.compile(rf"(?<![\d.,$])(?:19|20)\d\d(?![\d%]|,\d|\.\d|(?i:{IN_NAME}))")
_WHOLE = re.compile(r"\d{1,3}(?:,\d{3})*")
_FACE = re.compile(r"\s+(?:\w+\s+)?principal\b")  # "each $1,000 principal amount"
_OWN_YEAR = re.compile(  # "the fiscal 2024 annual dividend of "
    r"\b(?:fiscal|the)\s+(?:year\s+)?((?:19|20)\d\d)\s+(?:[a-z]+\s+){1,4}?of\s+(?:approximately\s+|about\s+)?$",
    re.I,
)
_RESPECTIVELY = re.compile(r"\brespectively\b", re.I)
_PRICES = re.compile(  # "$42.73 and $49.13 per share"
    rf"(?:\s*(?:,|and|,\s*and)\s*[$€£]\s?(?:{_NUMBER}))+\s+(?:per|a)\s+(?:\w+\s+)?share\b"
)
_OF_A_PRICE = re.compile(  # "average prices of $183.13 and $157.87"
    rf"\bprices?\b[^.$]{{0,40}}(?:\$\s?(?:{_NUMBER})\s*(?:,|and|,\s*and)\s*){{0,4}}$"
)
OF_WHICH = re.compile(r",?\s+of\s+which\b", re.I)
BEHIND = re.compile(
    r"\s+(?:in|for|during|at|as\s+of)\s+(?:[\w']+\s+){0,3}?(?:\d{1,2}\s*,\s*)?(?P<year>(?:19|20)\d\d)"
    r"(?!\d)",
    re.I,
)
_CHANGE_BEFORE = re.compile(
    r"\b(?:(?:in|de)creas\w*|rose|rise|fell|grew|declin\w*|improv\w*|higher|lower|up\s+to|change\w*"
    r"|reduc\w*|additional|incremental|more\s+than|less\s+than|exceed\w*|between|at\s+least|including|of\s+which)"
    r"(?:\s+(?:by|of|in))?(?:\s+(?:approximately|about))?\s*$",
    re.I,
)
_BY = re.compile(
    r"\bby(?:\s+(?:approximately|about))?\s*$", re.I
)  # what is taken away or put to it
_AMOUNT = rf"[$€£]?\s?(?:{_NUMBER})\s?(?:%|percent|thousand|million|billion)?"
_FROM, _TO_ANOTHER = re.compile(r"\bfrom\s+$", re.I), re.compile(rf"\s+to\s+{_AMOUNT}", re.I)
_FROM_ONE_TO = re.compile(rf"\bfrom\s+{_AMOUNT}\s+to\s+$", re.I)  # and no year says which is when
_CHANGEBEHIND = re.compile(
    r"\s*(?:over\s+the\s+next\b|,\s+or\b|(?:net\s+)?(?:in|de)crease|(?:percentage|basis)\s+points?|higher|lower)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Given:
    """A figure of a sentence, from start to end on its page."""

    value: Decimal
    unit: str
    start: int
    end: int
    scale: SectionScale | None = None  # the unit that its section sets, where it says none itself


def of_year(
    text: str, unit: str, noun: str, year: int, *, is_dated: bool, bare: SectionScale | None = None
) -> Given | None:
    """Return the sentence's figure for a year, where it is sure which that is.

    bare: the unit of an amount of money without a scale of its own; None leaves it out.
    """
    head = OF_WHICH.split(text)[0]
    if next(figures(head, unit, noun, bare), None) is not None:
        text = head  # "$649 million and $749 million, of which $233 million and $247 million"
    return given_of_year(text, list(figures(text, unit, noun, bare)), year, is_dated=is_dated)


def given_of_year(text: str, given: Sequence[Given], year: int, *, is_dated: bool) -> Given | None:
    """Return which of a sentence's figures is of a year, where that is sure."""
    years = [int(match.group()) for match in YEAR.finditer(text)]
    if len(given) == len(years) and len(given) > 1 and len(set(years)) == len(years):
        return next((g for g, of in zip(given, years, strict=True) if of == year), None)
    own = [
        g for g in given if (named := _OWN_YEAR.search(text[: g.start])) and int(named[1]) == year
    ]
    if len(given) > 1 and len(own) == 1:
        return own[0]
    if len(given) != 1 or (len(years) > 1 and _RESPECTIVELY.search(text)):
        return None
    if not years:
        return None if is_dated else given[0]
    if behind := BEHIND.match(text, given[0].end):  # "$3.6 billion as of December 31, 2017"
        return given[0] if int(behind["year"]) == year else None
    near = [int(m.group()) for m in YEAR.finditer(text) if m.start() < given[0].start]
    if not near and not is_dated and min(years) > year:
        return given[0]  # "420,000 square feet under leases through May 31, 2030"
    return given[0] if (near or years)[0] == year else None


def figures(text: str, unit: str, noun: str, bare: SectionScale | None = None) -> Iterator[Given]:
    """Yield the figures of one unit, without those that say by how much something changed.

    bare: as in `of_year`.
    """
    for match in _FIGURE.finditer(text):
        before = text[: match.start()]
        if (
            _CHANGE_BEFORE.search(before)
            or _BY.search(before)
            or _FROM_ONE_TO.search(before)
            or (_TO_ANOTHER.match(text, match.end()) and _FROM.search(before))
            or _CHANGEBEHIND.match(text, match.end())
        ):
            continue
        if match["count"] and not match["scale2"] and YEAR.fullmatch(match["count"]):
            continue  # "2018, there were no customers" counts none
        kind = _unit_of(text, match, noun)
        is_bare = kind == "number" and _WHOLE.fullmatch(match["amount"] or "")
        own = bare if is_bare and not _FACE.match(text, match.end()) else None
        kind = "money" if own else kind
        if kind != unit.rpartition("/")[2] and not (kind == "money" and len(unit) == 3):
            continue
        if not unit.startswith(_CURRENCIES.get(match["money"] or "", "")):
            continue  # a unit that is not the one asked for
        digits = match["amount"] or match["percent"] or match["count"]
        said = _SCALES.get(match["scale"] or match["scale2"] or "", Decimal(1))
        scale = (own and own.caption.money) or said
        yield Given(Decimal(digits.replace(",", "")) * scale, unit, *match.span(), own)


def _unit_of(text: str, match: re.Match[str], noun: str) -> str:
    if match["percent"]:
        return "percent"
    if match["money"]:
        if match["per"] or _PRICES.match(text, match.end()):
            return "share"
        is_principal = re.match(r"\s+(?:\w+\s+)?principal\b", text[match.end() :]) is not None
        is_bare = not match["scale"] and not is_principal
        if is_bare and _OF_A_PRICE.search(text[: match.start()]):
            return "share"
        return "money" if match["scale"] or match["amount"].count(",") > 1 else "number"
    counted = r"\s+".join(map(re.escape, noun.split()))
    behind = re.match(rf"\s+(?:[\w'’.-]+\s+){{0,4}}?{counted}\b", text[match.end() :], re.I)
    if not noun or behind is None:
        # "0.7 million shares and 1.0 million shares": each has its noun
        return "number"
    return "shares" if noun == "shares" else "count"


def is_of_day(text: str, given: Given, period: WantedPeriod) -> bool:
    """Tell whether no other day than the one asked for is named before or right behind a figure."""
    behind = BEHIND.match(text, given.end)
    said = behind.group() if behind else text[: given.start]
    days = [day for p in find_periods(said.lower()) if p.kind == "instant" and (day := p.end)]
    return period.end is None or not days or period.end in days
