"""Words with boxes -> lines. PDFium's line ends are kept; what it merged is parted again."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import sub

from qa.document import BBox, Line
from qa.pdf.edges import WordEdges

# PDFium ends lines with CRLF, but after a hyphen, given as U+FFFE, it joins the next line on.
HYPHEN = "\ufffe"
LINE = re.compile(f"[^\r\n{HYPHEN}]+{HYPHEN}?|{HYPHEN}")
# A word as far as boxes go: signs around figures and Chinese characters have boxes of their own.
WORD = re.compile(f"[^\\s$(€£¥)%\u2e80-\uffff]+{HYPHEN}?|[$(€£¥)%]|[\u2e80-\ufffd\uffff]|{HYPHEN}")

APART = 0.2  # of the height: rows of one line overlap more than this, superscripts included
GUTTER = 1.2  # of the height: no justified line has such a gap between two words
MIN_GUTTER_ROWS = 5  # rows of a page with running text on both sides of their only wide gap
PROSE_WORDS = 6  # fewer on one side may be a cell of a table
PROSE = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a page, y upwards. Each list has two entries per word: first and last character.

    positions: where the word begins and ends in the text; xs: where it begins and ends on the page.
    """

    text: str
    positions: list[int]
    xs: list[float]
    tops: list[float]
    bottoms: list[float]


Row = tuple[int, int]  # the first index into a list of Words, and the one after the last


def lines(words: Words, *, left: float, top: float) -> Iterator[Line]:
    """Yield the page's lines in the order of the file; left and top are the page's own corner."""
    for low, high in _rows(words):
        xs, tops, bottoms = words.xs[low:high], words.tops[low:high], words.bottoms[low:high]
        first, end = words.positions[low], words.positions[high - 1]
        rising = sorted(xs)
        highest, lowest = max(tops), min(bottoms)
        bbox = BBox(rising[0] - left, top - highest, rising[-1] - left, top - lowest)
        edges: Sequence[float] = ()
        if xs[-1] > xs[0] and _is_level(tops, bottoms, highest - lowest):
            places = xs if xs == rising else list(accumulate(xs, max))
            positions = [position - first for position in words.positions[low:high]]
            edges = WordEdges(positions, [x - left for x in places] if left else places)
        text = words.text[first:end].replace(HYPHEN, "-")
        yield Line(text, bbox, edges)


def _is_level(tops: list[float], bottoms: list[float], height: float) -> bool:
    """Tell whether words of this height together are no higher than the highest alone."""
    return height <= 2 * (tops[0] - bottoms[0]) or height <= 2 * max(map(sub, tops, bottoms))


def _rows(words: Words) -> list[Row]:
    starts = words.positions[::2]
    rows: list[Row] = []
    for match in LINE.finditer(words.text):
        low = 2 * bisect_left(starts, match.start())
        high = 2 * bisect_left(starts, match.end())
        rows += _unmerged(words, low, high)
    gaps = [
        (number, wide[0])
        for number, row in enumerate(rows)
        if row[1] - row[0] > 2 and len(wide := _wide_gaps(words, *row)) == 1
    ]
    if len(gaps) >= MIN_GUTTER_ROWS:
        _part_columns(words, rows, gaps)
    return rows


def _unmerged(words: Words, low: int, high: int) -> Iterator[Row]:
    """Yield the rows of what PDFium gave as one line: it joins a bullet to the row above."""
    xs, tops, bottoms = words.xs, words.tops, words.bottoms
    segment = xs[low:high]
    if segment != sorted(segment) or (segment and not _stands_level(words, low, high)):
        for i in range(low + 2, high, 2):
            height = min(tops[i] - bottoms[i], tops[i - 1] - bottoms[i - 1])
            overlap = min(tops[i], tops[i - 1]) - max(bottoms[i], bottoms[i - 1])
            steep = abs(tops[i - 1] - tops[i - 2]) > height  # the line runs up or down the page
            if overlap < APART * height and abs(xs[i] - xs[i - 1]) > height and not steep:
                yield low, i
                low = i
    if low < high:
        yield low, high


def _stands_level(words: Words, low: int, high: int) -> bool:
    tops, bottoms = words.tops[low:high], words.bottoms[low:high]
    return _is_level(tops, bottoms, max(tops) - min(bottoms))


def _wide_gaps(words: Words, low: int, high: int) -> list[int]:
    """Return the index of each word that follows a wide gap."""
    widest = GUTTER * (words.tops[low] - words.bottoms[low])
    gaps = list(map(sub, words.xs[low + 2 : high : 2], words.xs[low + 1 : high - 1 : 2]))
    if max(gaps) <= widest:  # as in most rows
        return []
    return [i for i, gap in zip(range(low + 2, high, 2), gaps, strict=True) if gap > widest]


def _part_columns(words: Words, rows: list[Row], gaps: list[tuple[int, int]]) -> None:
    """Part rows at a gutter: two columns of prose that were written row by row."""
    spans = [(words.xs[middle - 1], words.xs[middle]) for _, middle in gaps]
    prose = [
        span
        for (number, middle), span in zip(gaps, spans, strict=True)
        if _is_prose(words, rows[number][0], middle) and _is_prose(words, middle, rows[number][1])
    ]
    for (number, middle), (left, right) in reversed(list(zip(gaps, spans, strict=True))):
        if sum(a < right and left < b for a, b in prose) >= MIN_GUTTER_ROWS:
            low, high = rows[number]
            rows[number : number + 1] = [(low, middle), (middle, high)]


def _is_prose(words: Words, low: int, high: int) -> bool:
    text = words.text[words.positions[low] : words.positions[high - 1]]
    return len(PROSE.findall(text)) >= PROSE_WORDS
