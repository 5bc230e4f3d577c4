"""A sentence and what is counted in, the numbers of it that count such things out.

The noun stands behind its number, or was named before it: "29,300 employees, of whom 12,300 were
located abroad", "110.7 million square feet: 77.5 million in the U.S.". So are years counted.
"""

import re
from collections.abc import Collection, Iterator
from decimal import Decimal

from qa.glossary import STOP_WORDS
from qa.readers.extractive.rows.row_facts import SOFT, Terms, content_terms
from qa.readers.extractive.sentences.sentence_amounts import YEAR, Given
from qa.readers.extractive.sentences.worded_needs import Need, places_of, says
from qa.tables.periods import MONTHS
from qa.text.terms import terms

NO_WORDS = frozenset[str]()
MOST_BESIDE = 6  # words between a number and what it counts
NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_COUNTED = re.compile(
    rf"(?<![\w.,$€£-])(?P<number>{NUMBER})(?:\s+(?P<scale>thousand|million|billion))?(?![\d%-]|,\d)"
)
_YEARS = re.compile(
    rf"(?<![\w.,$€£-])(?P<number>{NUMBER}|{'|'.join(_WORDS)})[\s-]+(?P<scale>)years?\b"
    r"(?!\s+(?:old|ended))",
    re.I,
)
_AREA = re.compile(r"\s+square\s+(?:feet|foot)\b", re.I)
_MOVED = re.compile(  # by how much, or a number that is a name
    r"\b(?:increas\w*|decreas\w*|rose|grew|fell|declin\w*|additional|than|by|note|item|page|section)"
    r"(?:\s+(?:by|of))?(?:\s+(?:approximately|about))?\s*$"
    rf"|\bbetween\s+{NUMBER}\s+and\s*$|\bfrom\s+(?:approximately\s+)?{NUMBER}\s+(?:to|and)\s*$",
    re.I,
)
_RANGE = re.compile(r"\s+(?:to|and|or|[-–—])\s+\d", re.I)
_BREAK = re.compile(r"\.(?=\s+[A-Z]|\s*$)|[;:(]|\d")
_ELLIPTIC = re.compile(  # "of whom 12,300 were located abroad", "with 16,000 in the U.S."
    r"\s+(?:(?:are|were|is|was)\s+)?(?:in|located|within|outside|based|at|are|were|women|men"
    r"|of\s+(?:whom|which|our|the))\b"
)
_TAIL = re.compile(
    r"\s+(?:[\w-]+\s+){1,4}?(?:(?:were|are|is|was|who|that|which)\s+)*(?:in|within|outside|at|located"
    r"|dedicated|covered|represented|under|participat\w+|affect\w+|employed\s+in)\s+(?P<what>(?:U\.S\.?|[^.;,(])*)",
    re.I,
)
_EVERYWHERE = content_terms("worldwide global globe world network operation country company around")
_RELATES = re.compile(
    r"\b(?:representing|covering|serving|employing|for|with|among|across|that|who|which)\b", re.I
)
_NUMBERS = re.compile(rf"(?<![\w.,]){NUMBER}")
_DAY = re.compile(rf"\b(?:{'|'.join(MONTHS)})\s+$", re.I)


def counts_in(text: str, need: Need, said: Terms) -> Iterator[Given]:
    """Yield the numbers that count what is needed. said: the terms of the question."""
    for match in (_YEARS if need.kind == "years" else _COUNTED).finditer(text):
        if _MOVED.search(text[: match.start()]) or _RANGE.match(text, match.end()):
            continue
        is_year = YEAR.fullmatch(match["number"]) and not match["scale"]
        if is_year or (need.kind != "years" and not _is_of_it(text, match, need, said)):
            continue
        scale = _SCALES.get((match["scale"] or "").lower(), 1)
        word = _WORDS.get(match["number"].lower())
        value = value_of(match["number"]) if word is None else Decimal(word)
        yield Given(value * scale, "count", match.start(), match.end())


def value_of(number: str) -> Decimal:
    """Return a number as it is printed."""
    return Decimal(number.replace(",", ""))


def is_part(text: str, given: Given, need: Need, said: Terms) -> bool:
    """Tell whether a number counts what only the text before it names."""
    return need.kind in ("count", "area") and not _is_named_behind(text, given.end, need, said)


def is_of_all(text: str, given: Given, said: Terms) -> bool:
    """Tell whether what follows a count says nothing of a part that the question does not name."""
    tail = _TAIL.match(_BREAK.split(text[given.end :], maxsplit=1)[0])
    rest = content_terms(tail["what"]) - SOFT - said if tail else frozenset[str]()
    return not rest - _EVERYWHERE


def next_number(text: str, given: Given, named: Collection[Decimal], *, of_money: bool) -> int:
    """Return where the next number stands behind a figure, with which something else begins.

    named: numbers of the question itself.
    """
    for match in _NUMBERS.finditer(text, given.end):
        before = text[: match.start()]
        if value_of(match.group()) in named:
            continue
        is_time = YEAR.match(text, match.start()) or _DAY.search(before)
        if not is_time and (not of_money or before.rstrip().endswith("$")):
            return match.start()
    return len(text)


def _is_of_it(text: str, match: re.Match[str], need: Need, said: Terms) -> bool:
    if _is_named_behind(text, match.end(), need, said):
        return True
    before = text[: match.start()]
    is_great = len(match["number"]) > 2 or match["scale"] is not None
    if need.noun is None:
        is_named = match["scale"] is not None and _AREA.search(before) is not None
    else:
        is_named = is_great and any(True for _ in places_of(need.noun, terms(before)))
    return is_named and _ELLIPTIC.match(text, match.end()) is not None


def _is_named_behind(text: str, end: int, need: Need, said: Terms) -> bool:
    """Tell whether the noun stands behind a number: no "non-production employees" unasked."""
    if need.noun is None:
        return _AREA.match(text, end) is not None
    behind = _BREAK.split(text[end:], maxsplit=1)[0]
    words = terms(behind)
    place = next(iter(places_of(need.noun, words)), None)
    if place is None or place > MOST_BESIDE:
        return False
    if _RELATES.search(" ".join(behind.split()[:place])):
        return False  # "19 unions representing our employees" are no employees
    beside = frozenset(words[:place]) - STOP_WORDS - SOFT - _EVERYWHERE
    if beside and not beside & said.union(*(set(way) for ways in need.things for way in ways)):
        return False
    if beside and not all(says(ways, words[:place], NO_WORDS) for ways in need.kinds):
        return False  # "300 small-format stores" are no large ones
    return "non" not in words[: place + 1] or "non" in said
