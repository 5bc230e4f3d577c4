"""A page's lines -> words and chunks with positions. A chunk is what a wide gap parts.

Figures are chunks of their own, with their "$", "%" and bracket although those stand apart.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from qa.document import BBox, Line, LineRole, Page
from qa.figures import is_nil, is_without_meaning, is_year
from qa.figures.reading import fold

GAP = 0.55  # of the line's height: no two words of a label stand so far apart
MARK_BEHIND = 8.0  # points from the last character of words to their raised mark
MARK_INTO = 3.0  # points that a mark may begin before that character's box ends
_LEADERS = re.compile(r"(?:[.·…_]\s?){3,}|\s\.(?=\s|$)")
# A figure as a table prints it. Whether it is a cell is decided by where it stands.
FIGURE = re.compile(
    r"""(?<![\w.,/-])
    (?:(?:US|HK|C|A|U\.S\.)?[$€£¥]\s*)? [(]?\s?(?:[$€£¥]\s*)? -?
    (?!0\d)(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)
    (?:\s?\))?(?:\s?(?:%|x(?!\w)|(?:pts?|bps)\b))?(?:\s?\))?
    (?:\s?\((?:[a-z]|\d{1,2})\)|[*†‡#^]+)?
    (?![\w/]|,\d|\.\d|-[A-Za-z])
    |(?<!\S)(?:[$€£¥]\s*)?(?:[-—―]{1,3})(?:\s?%)?(?!\S)
    |(?<!\S)(?:n/?m|n\.m\.|n/?a|n\.a\.|\*{1,3}|不适用)\*?(?!\S)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Text of one line between two wide gaps, or one figure: line.text[start:end]."""

    text: str
    start: int  # in Page.text
    end: int
    x0: float
    x1: float
    is_figure: bool  # or a dash, or "n/a"
    gap: float = 0.0  # to what stands before it
    right: float = 0.0  # where its last digit ends: brackets and signs of percent hang out

    @property
    def middle(self) -> float:
        """Return the x in the middle."""
        return (self.x0 + self.x1) / 2

    @property
    def is_nil(self) -> bool:
        """Tell whether this is a dash."""
        return self.is_figure and is_nil(self.text)

    @property
    def is_empty_of_figures(self) -> bool:
        """Tell whether this is a dash or "n/a"."""
        return is_nil(self.text) or is_without_meaning(self.text)


@dataclass(frozen=True)
class Strip:
    """One line of a page as chunks, from left to right."""

    line: Line
    start: int  # of the line in Page.text
    folded: str
    marks: tuple[tuple[float, str], ...] = ()  # raised ones behind its words: where they begin

    @property
    def is_running(self) -> bool:
        """Tell whether the line repeats in the margin of other pages."""
        return self.line.role is LineRole.RUNNING_HEAD

    @property
    def box(self) -> BBox:
        """Return the line's box."""
        return self.line.bbox

    @property
    def height(self) -> float:
        """Return the line's height."""
        return self.line.bbox.bottom - self.line.bbox.top

    @cached_property
    def edges(self) -> tuple[float, ...]:
        """Return where characters stand, unpacked once."""
        return tuple(self.line.edges)

    @cached_property
    def chunks(self) -> tuple[Chunk, ...]:
        """Return the line's chunks."""
        return tuple(self._chunks())

    @cached_property
    def has_figures(self) -> bool:
        """Tell whether any chunk is a figure."""
        return any(chunk.is_figure for chunk in self.chunks)

    def chunk(self, start: int, end: int, *, is_figure: bool, before: float | None) -> Chunk:
        """Return text[start:end] of the line as a chunk; before is where the last one ended."""
        x0, x1 = self.edges[start], self.edges[end]
        gap = x0 - before if before is not None else 99.0
        text = self.line.text[start:end]
        if self.marks and not is_figure:
            text += "".join(f" {mark}" for left, mark in self.marks if is_behind(left, x1))
        right = self.edges[_last_digit(self.folded, start, end)] if is_figure else x1
        return Chunk(text, self.start + start, self.start + end, x0, x1, is_figure, gap, right)

    @property
    def pieces(self) -> list[tuple[float, str]]:
        """Return what wide gaps part: where it begins, and its text."""
        return [(self.edges[low], self.line.text[low:high]) for low, high in self._pieces()]

    @property
    def word_ends(self) -> list[float]:
        """Return the right edges of the line's words."""
        return [self.edges[match.end()] for match in re.finditer(r"\S+", self.folded)]

    def _chunks(self) -> Iterator[Chunk]:
        """Yield figures that stand apart, and the text between them at its gaps."""
        before: float | None = None
        for start, end in self._pieces():
            for low, high, is_figure in _parts(self.folded, start, end):
                chunk = self.chunk(low, high, is_figure=is_figure, before=before)
                yield chunk
                before = chunk.x1

    def _pieces(self) -> Iterator[tuple[int, int]]:
        """Yield stretches of text between wide gaps and leaders, "$" joined to its figure."""
        text, edges, wide = self.folded, self.edges, GAP * min(self.height, 12.0)
        blank = _LEADERS.sub(lambda m: " " * len(m[0]), text)
        words = [match.span() for match in re.finditer(r"\S+", blank)]
        start: int | None = None
        last = 0
        for low, high in words:
            if start is None:
                start = low
            elif (edges[low] - edges[last] > wide or _led(text, last, low)) and not _is_glued(
                text, last, low, high
            ):
                yield start, last
                start = low
            last = high
        if start is not None:
            yield start, last


def _last_digit(text: str, start: int, end: int) -> int:
    bare = _MARKS.sub("", text[start:end])
    digits = bare.rstrip(" )%*†‡#^xXptsb")
    return start + len(digits) if digits else end


def is_behind(left: float, end: float) -> bool:
    """Tell whether a mark stands right behind what ends at an x."""
    return end - MARK_INTO <= left <= end + MARK_BEHIND


_MARKS = re.compile(r"(?<=[\d)%])\s?\([a-z\d]{1,2}\)$")


def _led(text: str, last: int, low: int) -> bool:
    return bool(text[last:low].strip())


def _is_glued(text: str, last: int, low: int, high: int) -> bool:
    """Tell whether a word belongs to the one before: "$ 1,234", "( 5", "12 %", "(3 )"."""
    before, word = text[max(last - 3, 0) : last], text[low:high]
    if word[0] == "%" and is_year(text[:last].rpartition(" ")[2]):
        return False  # "2022 % of sales" are two heads
    if word[0] in ")%" and before[-1:].isdigit() | (before[-1:] in ")—-"):
        return True
    return before[-1:] in "$€£¥(" and (word[0].isdigit() or word[0] in "(.—-$")


def is_range(text: str) -> bool:
    """Tell whether text is two figures with a dash between them.

    >>> is_range("50.65% - 53.51%"), is_range("3 — 4")
    (True, False)
    """
    parts = [match[0].strip() for match in FIGURE.finditer(text)]
    return len(parts) == 3 and parts[1] in "-–" and not (is_nil(parts[0]) or is_nil(parts[2]))


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Yield (start, end, is figure) of a piece: figures alone are parted, text keeps its own."""
    piece = text[start:end]
    matches = list(FIGURE.finditer(piece))
    if not matches:
        yield start, end, False
        return
    rest = FIGURE.sub("", piece)
    if rest.strip():
        yield start, end, False
        return
    number = 0
    while number < len(matches):
        match = matches[number]
        low = match.start() + len(match[0]) - len(match[0].lstrip())
        last = matches[min(number + 2, len(matches) - 1)]
        if number + 2 < len(matches) and is_range(piece[low : last.end()]):
            match, number = last, number + 2
        yield start + low, start + match.end(), True
        number += 1


def tail_figures(strip: Strip, chunk: Chunk) -> list[Chunk]:
    """Return the figures at the end of a chunk of text, from left to right, as chunks.

    For labels that come close to their figures; whether they are cells is for columns to say.
    """
    low, high = chunk.start - strip.start, chunk.end - strip.start
    piece = strip.folded[low:high]
    found: list[Chunk] = []
    end = len(piece)
    for match in reversed(list(FIGURE.finditer(piece))):
        if match.end() != end:
            break
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        before = strip.edges[low + len(piece[:start].rstrip())] if start else None
        found.append(strip.chunk(low + start, low + end, is_figure=True, before=before))
        end = len(piece[:start].rstrip())
    return found[::-1]


def head_of(strip: Strip, chunk: Chunk, first: Chunk) -> Chunk | None:
    """Return what of a chunk stands before its first tail figure."""
    low, high = chunk.start - strip.start, first.start - strip.start
    text = strip.line.text[low:high].rstrip()
    if not text:
        return None
    return strip.chunk(low, low + len(text), is_figure=False, before=chunk.x0 - chunk.gap)


def strips_of(page: Page) -> list[Strip]:
    """Return the page's lines that have positions, from the top down; not its page number."""
    starts = page.line_starts
    found = [
        Strip(line, start, fold(line.text))
        for line, start in zip(page.lines, starts, strict=True)
        if line.edges and line.text.strip() and line.role is not LineRole.PAGE_NUMBER
    ]
    found = [strip for strip in found if strip.chunks]  # a row of dots has none
    return sorted(found, key=lambda strip: strip.box.top + strip.box.bottom)


def has_letters(text: str) -> bool:
    """Tell whether text has a letter of any script."""
    return _LETTER.search(text) is not None
