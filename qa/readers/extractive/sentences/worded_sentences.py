"""A page in, its sentences out; a sentence and things in, which of them it leaves unsaid out."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from qa.glossary import STOP_WORDS
from qa.glossary.alike import alike_terms
from qa.readers.extractive.rows.row_facts import Terms
from qa.readers.extractive.sentences.sentence_amounts import BEHIND, YEAR, Given
from qa.readers.extractive.sentences.sentence_ends import Stretch, sentences_in
from qa.readers.extractive.sentences.worded_needs import Ways, says
from qa.text.terms import terms

MOST_NUMBERS = 9  # of a sentence; more are a table's
_NUMBER = re.compile(r"\d[\d,.]*")
_END = re.compile(r"U\.S\.\s+(?=(?:Our|We|The|In|As|These|This|Of|It|Available|At)\b)")
_TABULAR = re.compile(  # three cells side by side, or an amount beside another's sign
    r"(?<![\d,.])(?:(?:\d(?:[\d,.]*\d)?%?|—)\s+\$?\s*){2}(?:\d|—)|(?:\d|—)\s*\$\s*(?:—|\d)"
)
_ABROAD = re.compile(
    r"\boutside\s+(?:of\s+)?(?:the\s+)?(?:united\s+states|u\.s\.?a?\.?|us\b)|\bnon-u\.s\.?", re.I
)
_LEFT_OUT = re.compile(
    r"\b(?:excluding|other\s+than|except(?:\s+for)?|not\s+including)\s+[^,.;()]{0,80}", re.I
)
_DIVIDES = re.compile(
    r"\b(?:and|or|compared|versus|while|whereas|including|but|with|of\s+wh(?:ich|om))\b|[,;:(]",
    re.I,
)
_LIST = re.compile(  # "in the U.S., Canada, Mexico"
    r"\b[A-Z][\w.]*(?:\s[A-Z]\w*)*(?:,\s+(?:and\s+)?(?:the\s+)?[A-Z]\w+)+"
    r"(?:\s+and\s+(?:the\s+)?[A-Z]\w+)?"
)
_PAID = re.compile(
    r"(?:\b(?:price|consideration)\b(?:(?!consist|includ|compris|alloc)[^$.;]){0,40}?"
    r"\b(?:of|was|were|total\w*|is)|\bfor)"
    r"(?:\s+(?:a\s+total\s+of|an\s+aggregate\s+of|approximately|about))*\s*$",
    re.I,
)
_NET = re.compile(r"(?:\s+in)?(?:\s+cash)?\s*,?\s+net\s+of\s+cash\b", re.I)


def prose_of(text: str) -> Iterator[Stretch]:
    """Yield the sentences of a page, without rows of tables that stand before them."""
    for start, end in sentences_in(text, 0, len(text)):
        ends = [start, *(match.end() for match in _END.finditer(text, start, end)), end]
        for one, other in pairwise(ends):
            cells = [match.end() for match in _TABULAR.finditer(text, one, other)]
            begin = text.find("\n", cells[-1], other) if cells else one
            if begin >= 0 and len(_NUMBER.findall(text, begin, other)) <= MOST_NUMBERS:
                yield begin, other


def unsaid(things: Sequence[Ways], text: str) -> list[Ways]:
    """Return which things a text does not say; what it leaves out it does not."""
    text = _ABROAD.sub(" abroad ", _LEFT_OUT.sub(" ", text))
    words, alike = terms(text), alike_terms(text)
    return [ways for ways in things if not says(ways, words, alike)]


def zones_of(text: str, given: Sequence[Given]) -> list[str]:
    """Return what stands beside each figure, divided between two at the last sign or "and"."""
    cuts = [0]
    for one, other in pairwise(given):
        marks = [match.start() for match in _DIVIDES.finditer(text, one.end, other.start)]
        cuts.append(marks[-1] if marks else other.start)
    return [text[a:b] for a, b in pairwise([*cuts, len(text)])]


def is_of_list(text: str, things: Sequence[Ways], said: Terms) -> bool:
    """Tell whether a figure is of several places or names of which only one is asked for."""
    for found in _LIST.finditer(text):
        words, alike = terms(found.group()), alike_terms(found.group())
        is_one = any(says(ways, words, alike) for ways in things)
        if is_one and len(set(words) - said - STOP_WORDS) > 1:
            return True
    return False


def last_year(text: str, given: Given) -> int | None:
    """Return the year that is named right behind a figure, or else last before it."""
    if behind := BEHIND.match(text, given.end):
        return int(behind["year"])
    years = [int(match.group()) for match in YEAR.finditer(text, 0, given.start)]
    return years[-1] if years else None


def is_price(text: str, given: Given) -> bool:
    """Tell whether a figure is what was paid for something in all, not net of its cash."""
    return _PAID.search(text[: given.start]) is not None and not _NET.match(text, given.end)
