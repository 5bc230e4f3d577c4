"""What a report is once it has been read: pages of lines with boxes, printed numbers and sections.

Frozen values without input or output. page_number counts from 1, page_index from 0. Boxes are in
PDF points (1/72 inch) with the origin at the top left of the page as shown (rotation applied).
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import overload


class PageStatus(StrEnum):
    """What became of a page. Every page of a document has exactly one."""

    TEXT = "text"
    NO_TEXT = "no text"  # an image or an empty page: nothing to quote
    UNREADABLE = "unreadable text"  # characters came out, but they are not words (broken font maps)
    FAILED = "failed"  # the page's own data is damaged
    NOT_READ = "not read"  # a limit struck before this page


WITHOUT_TEXT = frozenset({PageStatus.NO_TEXT, PageStatus.UNREADABLE})  # OCR may find some


class LineRole(StrEnum):
    """Body text is searched and quoted; what repeats in the margins is not."""

    BODY = "body"
    RUNNING_HEAD = "running head"  # header or footer that repeats over pages
    PAGE_NUMBER = "page number"


class HiddenReason(StrEnum):
    """Why nobody can see a text that the file holds."""

    OFF_PAGE = "outside the page"
    TOO_SMALL = "smaller than a point"
    NO_INK = "leaves no ink"  # invisible, covered, clipped, or of the colour of what is behind it


@dataclass(frozen=True, slots=True)
class BBox:
    """A box in PDF points, origin at the top left: x0 <= x1, top <= bottom."""

    x0: float
    top: float
    x1: float
    bottom: float


def union(boxes: Iterable[BBox]) -> BBox:
    """Return the smallest box around all; raises ValueError when there are none."""
    boxes = tuple(boxes)
    return BBox(
        min(b.x0 for b in boxes),
        min(b.top for b in boxes),
        max(b.x1 for b in boxes),
        max(b.bottom for b in boxes),
    )


class Edges(Sequence[float]):
    """Positions in points, packed as hundredths of a point: `<i4`, as the library keeps them.

    A report has a million of them and nobody looks at more than a few. Equal to any sequence of the
    same positions.
    """

    __slots__ = ("packed",)

    def __init__(self, packed: bytes) -> None:
        self.packed = packed

    def __len__(self) -> int:
        return len(self.packed) // 4

    def __iter__(self) -> Iterator[float]:
        packed = struct.unpack(f"<{len(self)}i", self.packed)
        return iter([hundredths / 100 for hundredths in packed])

    @overload
    def __getitem__(self, index: int) -> float: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[float, ...]: ...
    def __getitem__(self, index: int | slice) -> float | tuple[float, ...]:
        if isinstance(index, slice):
            return tuple(self)[index]
        start = range(0, len(self.packed), 4)[index]  # raises IndexError
        return int.from_bytes(self.packed[start : start + 4], "little", signed=True) / 100

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Edges):
            return self.packed == other.packed
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page. A table row is one line, its cells from left to right.

    edges holds len(text) + 1 rising x positions in points: character i lies between edges[i] and
    edges[i + 1]. Empty when the reader could not tell; then the whole line is the finest box.
    """

    text: str
    bbox: BBox
    edges: Sequence[float] = ()
    role: LineRole = LineRole.BODY

    def box_of(self, start: int, end: int) -> BBox:
        """Return the box around text[start:end] (end exclusive)."""
        if not self.edges or (start <= 0 and end >= len(self.text)):
            return self.bbox
        return BBox(self.edges[start], self.bbox.top, self.edges[end], self.bbox.bottom)


@dataclass(frozen=True, slots=True)
class HiddenLine:
    """Text of a page that is not seen when the page is shown. Never searched, quoted or sent on."""

    text: str
    reason: HiddenReason
    bbox: BBox  # where it would stand


@dataclass(frozen=True)
class Page:
    """One page: its place in the file (page_number) and the number printed on it may differ."""

    page_number: int
    printed_number: str | None  # "58", "xii", "F-12"; None where nothing is printed or known
    width: float
    height: float
    lines: tuple[Line, ...]
    status: PageStatus
    num_tokens: int = 0  # estimate, see qa.text.token_estimate
    # Of pages just read; the library keeps both apart, see qa.hidden_text.
    hidden: tuple[HiddenLine, ...] = ()  # no part of lines and text
    is_ocr: bool = False  # the lines are what a program read in an image of the page

    @cached_property
    def text(self) -> str:
        """All lines in reading order, one per row. Offsets of citations count in this string."""
        return "\n".join(line.text for line in self.lines)

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Offset in `text` at which each line begins."""
        starts, offset = [], 0
        for line in self.lines:
            starts.append(offset)
            offset += len(line.text) + 1
        return tuple(starts)

    def lines_between(self, start: int, end: int) -> Iterator[tuple[Line, int, int]]:
        """Yield (line, start, end) within each line that text[start:end] touches."""
        for line, first in zip(self.lines, self.line_starts, strict=True):
            low, high = max(start - first, 0), min(end - first, len(line.text))
            if low < high:
                yield line, low, high


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter or a note: pages first_page to last_page, both included, counted from 1."""

    title: str
    level: int  # 1 is the top
    first_page: int
    last_page: int
    num_tokens: int = 0  # estimate, see qa.text.token_estimate


@dataclass(frozen=True)
class Document:
    """A report as read. `pages` has one entry for every page of the file, in the file's order."""

    sha256: str
    title: str
    pages: tuple[Page, ...]
    sections: tuple[Section, ...]
    num_pages_in_file: int  # more than len(pages) only where the page limit struck

    @cached_property
    def num_tokens(self) -> int:
        """Estimated tokens of all pages, see qa.text.token_estimate."""
        return sum(page.num_tokens for page in self.pages)

    def page(self, page_number: int) -> Page:
        """Return the page with this number (from 1); raises IndexError outside 1..len(pages)."""
        if not 1 <= page_number <= len(self.pages):
            raise IndexError(page_number)
        return self.pages[page_number - 1]
