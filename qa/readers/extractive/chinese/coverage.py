"""A Chinese question in, which of its characters a text accounts for.

Chinese has no spaces: words are not told apart, but what a row, its head and its title have in
common with a question is. Both are put into the same words first ("国外" is "境外"), and words that
ask for nothing ("是多少", "情况") need no account.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from qa.glossary import chinese_forms
from qa.measures.company import without_company
from qa.measures.leftover import without_fillers
from qa.measures.periods import find_periods
from qa.measures.wishes import find_wishes
from qa.measures.wrapping import unwrap

Wanted = Literal["value", "share", "change"]
SHORTEST_NAME = 4  # characters of a company's name: two may be a word, such as 生物
SHORTEST = 2  # characters in common that are no chance
_SHARE = re.compile(r"占.*(?:比例|百分|多少|几)|占.{1,12}$|比例")
_CHANGE = re.compile(r"增减|比上年")
_COMPARED = re.compile(r"[比较与同](?:上|去|前一?)(?:一?年|期)")
_RATE = re.compile(r"率|百分")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_NUMBERING = re.compile(
    r"^\s*(?:[(（]?[一二三四五六七八九十]{1,3}[)）、.．]|[(（]?\d{1,2}[)）、.．]+|其中[:：]|[加减][:：])\s*"
)
_MARKS = re.compile(r"[^0-9a-z\u4e00-\u9fff]")
_NO_CHINESE = re.compile(r"[0-9a-z]+")
_YEARS_OLD = re.compile(r"(?<!\d)[1-5](?=(?:至|年以[内上下]))|(?<=至)[1-5](?=年)")
_DIGITS = dict(zip("12345", "一二三四五", strict=True))
_COUNTED = re.compile(
    r"(?:多少|几)(?:[万亿千百]{0,2})(?:毫升|头份|台|套|件|吨|人|名|户|家|股|元|个|次|倍|天)?(?=[？?。，,\s]|$)"
)


@lru_cache(maxsize=1 << 14)
def plain(text: str) -> str:
    """Return a label or a head as it is compared: no numbering, brackets or marks, in one form.

    >>> plain("3、 国外 销量（吨）")
    '境外销售量'
    """
    return _in_form(_BRACKETS.sub("", _NUMBERING.sub("", _folded(text))))


def bare_question(question: str, company: Iterable[str]) -> str:
    """Return what a question says beside periods, wrapping and the company's whole names."""
    _, text = find_wishes(_COUNTED.sub("", _folded(question)))
    text = unwrap(text)
    for name in company:
        whole = name.lower()
        text = without_company(text, [whole]) if whole.isascii() else _without(text, whole)
    for period in find_periods(text):
        if period.kind != "previous" or not compares(text):
            text = _blank(text, period.start_char, period.end_char)
    return _in_form(text).rstrip("是为有")


def compares(text: str) -> bool:
    """Tell whether the year before is what is compared with, and no time that is asked for."""
    return _COMPARED.search(text) is not None


def wanted_of(said: str) -> Wanted:
    """Return whether a bare question asks for an amount, a share of something or a change."""
    if _CHANGE.search(said):
        return "change"
    return "share" if _SHARE.search(said) else "value"


def is_rate(said: str) -> bool:
    """Tell whether what a bare question asks for is told in percent."""
    return wanted_of(said) != "value" or _RATE.search(said) is not None


def left_of(text: str, sources: Iterable[str]) -> str:
    """Return the characters of a text that no source shares, without those that say nothing.

    text and sources are plain. What is shared is a run of two characters or a whole source.
    """
    rest = untold(text, sources).replace("人员", " ")  # "硕士及以上人员" are the row 硕士及以上
    return "".join(_NO_CHINESE.findall(rest) + without_fillers(rest))


def untold(text: str, sources: Iterable[str]) -> str:
    """Return a text with the characters that a source shares blanked out."""
    is_told = [False] * len(text)
    for source in sources:
        start = 0
        while start < len(text):
            length = _shared(text, start, source)
            if length:
                is_told[start : start + length] = [True] * length
            start += max(length, 1)
    return "".join(" " if told else char for char, told in zip(text, is_told, strict=True))


def _shared(text: str, start: int, source: str) -> int:
    """Return how many characters from a place of a text on stand so in a source."""
    length = 0
    while start + length < len(text) and text[start : start + length + 1] in source:
        length += 1
    is_whole = length == len(source) > 0
    return length if length >= SHORTEST or is_whole else 0


def _without(text: str, name: str) -> str:
    """Return a text without the longest beginning of a Chinese name that it says."""
    lengths = range(len(name), SHORTEST_NAME - 1, -1)
    said = next((name[:length] for length in lengths if name[:length] in text), None)
    return text.replace(said, " ") if said else text


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _in_form(text: str) -> str:
    text = _MARKS.sub("", text)
    text = _YEARS_OLD.sub(lambda match: _DIGITS[match.group()], text)
    for form, words in chinese_forms():
        text = words.sub(form, text)
    return text


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]
