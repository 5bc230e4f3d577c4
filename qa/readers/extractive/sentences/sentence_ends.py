"""Running text -> where its sentences begin and end.

A sentence has no bullet and no footnote mark before it. One that is a long list ends where its
first parts end: a whole page of clauses is no quote.
"""

import re
from collections.abc import Iterator

Stretch = tuple[int, int]

_SENTENCE_END = re.compile(
    r"[.!?][\"'”’)\]]*(?:\(\d+\))?(?=\s+[\"'“‘(\[•]*[A-Z0-9$•]|\s*$)|[。！？；]+[”’」）]*"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:inc|corp|co|ltd|llc|no|nos|mr|mrs|ms|dr|st|vs|v|etc|e\.g|i\.e|approx|fig|sec|jr|sr"
    r"|u\.s|u\.k|u\.n|dept|est|rev|art|p|pp|al|cos|bros|assn|gov|gen|rep|sen"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)|\b[a-z])\.$",
    re.IGNORECASE,
)
_ITEM_NUMBER = re.compile(r"(?:^|\s)(?:item\s+)?\d{1,2}[a-c]?\.$", re.IGNORECASE)
_MARK = re.compile(r"(?:[\s•·▪●■◦*]|\(\d{1,2}\)\s)*")  # bullets, and "(2)" of a footnote
_PART_END = re.compile(r"[;；](?=\s|[^\x00-\x7f])")

MAX_SENTENCE_CHARS = 900


def sentences_in(text: str, start: int, stop: int) -> Iterator[Stretch]:
    """Yield the sentences of the running text from start to stop, without bullets and marks."""
    for match in _SENTENCE_END.finditer(text, start, stop):
        if match.end() <= start:
            continue
        before = text[max(start, match.start() - 12) : match.start() + 1]
        if text[match.start()] == "." and (
            _ABBREVIATION.search(before) or _ITEM_NUMBER.search(before)
        ):
            continue
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, stop)


def _trimmed(text: str, start: int, end: int) -> Iterator[Stretch]:
    if mark := _MARK.match(text, start, end):
        start = mark.end()
    while end > start and text[end - 1].isspace():
        end -= 1
    if end - start > MAX_SENTENCE_CHARS:  # a list: up to where its first parts end
        ends = [m.end() for m in _PART_END.finditer(text, start, start + MAX_SENTENCE_CHARS)]
        end = ends[-1] if ends else start
    if end - start > 2:
        yield start, end
