"""Captions that say in which unit a table's figures are: text in, scale of money and of shares out.

编制单位 (who prepared a table) is no unit. Per share figures are never scaled.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from qa.figures.figure import ONE, Kind
from qa.figures.reading import SCALES

_WORD = r"thousands?|millions?|billions?|000['’]?s|\$000"
# What a caption excepts ends before heads in its line: ", except per share data 2022 2021".
_EXCEPTED = (
    r"(?:(?!\s(?:(?:19|20)\d\d\b|(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)\w*\.? \d))"
    r"[^\n]){0,100}"
)
_BRACKETS = re.compile(rf"\([^()]{{0,160}}?(?:{_WORD})[^()]{{0,160}}\)", re.IGNORECASE)
_LINE = re.compile(
    rf"^[^\S\n]*(?:[A-Z][\w ()&/'’-]{{0,50}}, )?(?:(?:all |the )?(?:amounts?|dollars?|figures|tabular amounts|shares|US\$|\$|€|RMB)\s)?"
    rf"(?:are |expressed |stated |presented )?in (?:{_WORD})(?: of (?:U\.?S\.? )?dollars)?"
    rf"(?:, except{_EXCEPTED})?(?= \d|[^\S\n]*$| [A-Z$])",
    re.IGNORECASE | re.MULTILINE,
)
_CURRENCY_FIRST = re.compile(  # "$ and shares in millions", "Years ended 31 December, $ millions"
    rf"(?:^|, )[^\S\n]*(?:US\$|\$|€|£|RMB|dollars)\s?(?:and shares )?(?:are )?(?:in )?(?:{_WORD})\b"
    rf"(?:(?:,? (?:except|unless)|, (?:unaudited|estimates?|quarters)){_EXCEPTED})?"
    r"(?= (?:19|20)\d\d\b|[^\S\n]*$)",
    re.IGNORECASE | re.MULTILINE,
)
_OF_SECTION = re.compile(  # "NOTES TO FINANCIAL STATEMENTS (Unless otherwise noted, in millions)"
    rf"(?P<title>notes to[^()]{{0,60}}|discussion and analysis[^()]{{0,90}})?"
    rf"\((?P<unless>unless otherwise)?[^()]{{0,60}}\bin (?:{_WORD})\b[^()]{{0,100}}\)"
    rf"|\btabular (?:dollars|amounts|figures)[^.\n]{{0,40}}\bin (?:{_WORD})\b[^.\n]{{0,60}}"
    rf"|\bamounts are in (?:{_WORD}) of [^.\n]{{0,40}}\bunless\b[^.\n]{{0,40}}",
    re.IGNORECASE,
)
_SAID = re.compile(_WORD, re.IGNORECASE)
_ZH_SCALE = r"十亿|百万|千万|万亿|亿|万|千"
_ZH_UNIT = re.compile(
    rf"(?<!编制)(?:金额)?单位\s*[:：]?\s*(?:人民币|RMB)?\s*(?P<scale>{_ZH_SCALE})?"
    r"(?P<unit>元/股|美元|港元|欧元|元|股|%)?"
    r"(?:[、,，/\s]*(?P<shares>万|百万|千|亿)?股)?(?:\s*币种\s*[:：]?\s*(?P<currency>人民币|美元|港币|欧元))?"
)
_ZH_BRACKETS = re.compile(
    rf"[(（][^()（）\n]{{0,30}}?人民币\s*(?P<scale>{_ZH_SCALE})?(?P<unit>元)[^()（）\n]{{0,30}}[)）]"
)
_ZH_CURRENCIES = {"美元": "USD", "港元": "HKD", "港币": "HKD", "欧元": "EUR", "人民币": "CNY"}


@dataclass(frozen=True, slots=True)
class UnitCaption:
    """A caption at text[start:end] and the scales that it gives; None where it does not say."""

    text: str
    start: int
    end: int
    money: Decimal | None
    shares: Decimal | None
    currency: str | None = None
    is_percent: bool = False

    def scale_of(self, kind: Kind) -> Decimal:
        """Return what a figure of that kind is multiplied by."""
        if kind is Kind.SHARES:
            return self.shares or ONE
        return (self.money or ONE) if kind is Kind.MONEY else ONE


def find_scales(text: str) -> tuple[UnitCaption, ...]:
    """Return all captions of a text in their order."""
    captions: list[UnitCaption] = []
    if "illion" in text or "ousand" in text or "000" in text or "MILLION" in text:
        captions += [_english(text, match) for match in _BRACKETS.finditer(text)]
        for pattern in (_LINE, _CURRENCY_FIRST):
            taken = [(c.start, c.end) for c in captions]
            captions += [
                _english(text, match)
                for match in pattern.finditer(text)
                if not any(low < match.end() and match.start() < high for low, high in taken)
            ]
        captions = [caption for caption in captions if _is_caption(caption.text)]
    elif "THOUSAND" in text:
        captions += [_english(text, match) for match in _BRACKETS.finditer(text)]
    if "单位" in text or "人民币" in text:
        found = [*_ZH_UNIT.finditer(text), *_ZH_BRACKETS.finditer(text)]
        captions += [c for match in found if (c := _chinese(match)) is not None]
    return tuple(sorted(captions, key=lambda caption: caption.start))


def find_section_scale(text: str) -> UnitCaption | None:
    """Return the caption that a section has for all its tables: "tabular dollars in millions".

    It says so itself, or stands behind the section's title.
    """
    for match in _OF_SECTION.finditer(text):
        is_own = ")" in match[0] and "tabular" not in match[0].lower()  # a table's own caption
        if not is_own or match["title"] or match["unless"]:
            return _english(text, match)
    return None


def _is_caption(said: str) -> bool:
    """Tell a caption from a bracket of running text: "(up $2 million from 2021)"."""
    return not re.search(r"\d\s*(?:million|billion|thousand)|\bof \$", said, re.IGNORECASE)


def _english(text: str, match: re.Match[str]) -> UnitCaption:
    start = match.start() + len(match[0]) - len(match[0].lstrip(", \t"))
    said = text[start : match.end()].lower()
    words = list(_SAID.finditer(said))
    money = _scale(words[0][0])
    shares: Decimal | None = money
    excepted = said.partition("except")[2]
    if re.search(r"\bshares?\b", excepted.replace("per share", "").replace("per-share", "")):
        later = _SAID.search(excepted)
        shares = _scale(later[0]) if later else ONE
    elif found := re.search(rf"shares (?:are )?in ({_WORD})", said):
        shares = _scale(found[1])
        if len(words) == 1 and "and shares" not in said:
            return UnitCaption(text[start : match.end()], start, match.end(), None, shares)
    currency = next((c for sign, c in _SIGNS if sign in said), None)
    return UnitCaption(text[start : match.end()], start, match.end(), money, shares, currency)


_SIGNS = (("rmb", "CNY"), ("€", "EUR"), ("£", "GBP"), ("$", "USD"), ("dollar", "USD"))


def _scale(word: str) -> Decimal:
    if "000" in word:
        return Decimal(1000)
    return Decimal(10) ** SCALES[word.lower().removesuffix("s")]


def _chinese(match: re.Match[str]) -> UnitCaption | None:
    groups = match.groupdict()
    if not (groups["unit"] or groups.get("shares")):
        return None
    scale = Decimal(10) ** SCALES[groups["scale"]] if groups["scale"] else ONE
    unit = groups["unit"] or ""
    named = groups.get("currency") or unit
    start, end = match.start(), match.start() + len(match[0].rstrip())
    text = match[0].rstrip()
    if unit == "%":
        return UnitCaption(text, start, end, None, None, None, is_percent=True)
    if unit == "股":
        return UnitCaption(text, start, end, None, scale)
    shares = groups.get("shares")
    of_shares = Decimal(10) ** SCALES[shares] if shares else ONE
    currency = _ZH_CURRENCIES.get(named, "CNY")
    return UnitCaption(text, start, end, scale, of_shares, currency)
