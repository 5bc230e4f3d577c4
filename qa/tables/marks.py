"""Raised marks of footnotes that are lines of their own -> the words behind which they stand.

"(1)" set small and high behind a label is read as a line; as one it would be a row without cells,
and the label would be without its mark.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.tables.tokens import Strip, is_behind

SMALLER = 0.85  # of the height of the words that it marks
RAISED = 1.0  # points: it ends so far above the words' lower edge
_MARKS = re.compile(r"(?:\((?:\d{1,2}|[a-z])\)[\s,]*)+|[*†‡]+")


def with_marks(strips: Sequence[Strip]) -> list[Strip]:
    """Return the lines without those that are marks alone; words keep the marks behind them."""
    raised = [strip for strip in strips if _MARKS.fullmatch(strip.folded.strip())]
    marks: dict[int, list[tuple[float, str]]] = {}  # by the first character of the marked line
    taken: set[int] = set()
    for strip in raised:
        hosts = [_host(strip, x0, strips) for x0, _ in strip.pieces]
        if any(host is None for host in hosts):
            continue
        taken.add(strip.start)
        for host, piece in zip(hosts, strip.pieces, strict=True):
            assert host is not None
            marks.setdefault(host.start, []).append(piece)
    return [
        replace(strip, marks=tuple(marks[strip.start])) if strip.start in marks else strip
        for strip in strips
        if strip.start not in taken
    ]


def _host(mark: Strip, x0: float, strips: Sequence[Strip]) -> Strip | None:
    """Return the line that has words right before a mark that is smaller and set higher."""
    for strip in strips:
        is_raised = mark.box.bottom < strip.box.bottom - RAISED and mark.box.bottom > strip.box.top
        if not is_raised or mark.height > SMALLER * strip.height:
            continue
        if any(is_behind(x0, x1) for x1 in strip.word_ends):
            return strip
    return None
