"""Which way a sentence says that a figure goes: up or down, by the word that governs the figure."""

import re
from collections.abc import Iterator
from itertools import pairwise

from qa.figures import Figure
from qa.witness.wording import FALL, RISE, is_loss

UP, DOWN, NONE = 1, -1, 0
# "a 10 million decrease in", "12% year-over-year growth": the word right behind a figure
_BEHIND = re.compile(
    r"\s*(?:(?!and\b|or\b|in\b|to\b|from\b|for\b)[\w-]+\s+){0,2}?(?:的\s*)?"
    r"(?P<word>increases?|decreases?|declines?|growth|reductions?|improvements?|drop|增长|增加|下降|减少)"
    r"(?!\w*ed)",
    re.IGNORECASE,
)
# "recorded as a reduction to revenue": what a thing is, not where it went
_THING = re.compile(r"(?i)\bas (?:an? )?(?:\w+ )?$")
_COMMA = re.compile(r"[,，;；](?! ?\d)")
_COMES_TO_IT = re.compile(
    r"(?i)[^,，;；]*, (?:(?:up|down)\b|an? (?:[\w-]+ )?(?:increase|decrease|decline|reduction))"
)
_EARLIER_FIRST = re.compile(r"(?i)(?:\bfrom|从|由)(?:(?:19|20)\d\d年?的?)?[^\d,;]{0,24}$")
_TO = re.compile(r"(?i)\bto\b|[至到]")
_LATER_FIRST = re.compile(r"(?i)\b(?:from|compared (?:to|with)|versus|vs\.?|than)[^\d,;]{0,24}$")
_LEVEL = re.compile(  # what stands before an amount that is reached, not one of a change
    r"(?i)(?:\b(?:to|was|were|is|are|of|at|reached|totall?ed)|为|达|至)[^\d,;]{0,16}$"
)
_IMPROVED = re.compile(r"(?i)\b(?:improv|worsen)|改善")


def way_of(text: str, start: int, end: int) -> int:
    """Return UP, DOWN or NONE for the figure at text[start:end] of a sentence.

    A word right behind the figure governs it, else the last one before it, else the next one, if
    no comma parts them: "was 5 million in 2024, as volumes grew". One may: "was 5, down from 6".
    """
    behind = _BEHIND.match(text, end)
    if behind:
        return UP if RISE.search(behind["word"]) else DOWN
    words = list(_words(text))
    before = [way for at, way in words if at < start]
    if before:
        return before[-1]
    at, way = next(((at, way) for at, way in words if at >= end), (end, NONE))
    between = text[end:at]
    is_parted = _COMMA.search(between) is not None
    return NONE if is_parted and not _COMES_TO_IT.match(text, end) else way


def is_of_change_itself(text: str, end: int) -> bool:
    """Tell whether a figure that ends there is itself a rise or a fall: "12% growth"."""
    return _BEHIND.match(text, end) is not None


def contradicts_itself(text: str, figures: list[Figure]) -> bool:
    """Tell whether a sentence says a rise and gives a fall, or the other way round:
    "rose from 6 to 5", "was 5, up from 6". Losses are left aside: they rise and improve.
    """
    if is_loss(text) or _IMPROVED.search(text):
        return False
    for a, b in pairwise(figures):
        pair = _earlier_and_later(text, a, b)
        if pair is None or a.kind is not b.kind or (a.scale == 1) != (b.scale == 1):
            continue
        earlier, later = pair
        way = way_of(text, later.start, later.end)
        if way != NONE and (later.value - earlier.value) * way < 0:
            return True
    return False


def _earlier_and_later(text: str, a: Figure, b: Figure) -> tuple[Figure, Figure] | None:
    between = text[a.end : b.start]
    if _EARLIER_FIRST.search(text[: a.start]) and _TO.search(between):
        return a, b
    if _LATER_FIRST.search(between) and _LEVEL.search(text[: a.start]):
        return b, a
    return None


def _words(text: str) -> Iterator[tuple[int, int]]:
    found = [(m.start(), UP) for m in RISE.finditer(text)]
    found += [(m.start(), DOWN) for m in FALL.finditer(text)]
    for at, way in sorted(found):
        if not _THING.search(text[:at]):
            yield at, way
