"""What a report is once it has been read: pages of lines with boxes, printed numbers and sections.

Frozen values without input or output. page_number counts from 1, page_index from 0. Boxes are in
PDF points (1/72 inch) with the origin at the top left of the page as shown (rotation applied).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class PageStatus(StrEnum):
    """What became of a page. Every page of a document has exactly one."""

    TEXT = "text"
    NO_TEXT = "no text"  # an image or an empty page: nothing to quote
    UNREADABLE = "unreadable text"  # characters came out, but they are not words (broken font maps)
    FAILED = "failed"  # the page's own data is damaged
    NOT_READ = "not read"  # a limit struck before this page


class LineRole(StrEnum):
    """Body text is searched and quoted; what repeats in the margins is not."""

    BODY = "body"
    RUNNING_HEAD = "running head"  # header or footer that repeats over pages
    PAGE_NUMBER = "page number"


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


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page. A table row is one line, its cells from left to right.

    edges holds len(text) + 1 rising x positions in points: character i lies between edges[i] and
    edges[i + 1]. Empty when the reader could not tell; then the whole line is the finest box.
    """

    text: str
    bbox: BBox
    edges: tuple[float, ...] = ()
    role: LineRole = LineRole.BODY

    def box_of(self, start: int, end: int) -> BBox:
        """Return the box around text[start:end] (end exclusive)."""
        if not self.edges or (start <= 0 and end >= len(self.text)):
            return self.bbox
        return BBox(self.edges[start], self.bbox.top, self.edges[end], self.bbox.bottom)


@dataclass(frozen=True)
class Page:
    """One page: its place in the file (page_number) and the number printed on it may differ."""

    page_number: int
    printed_number: str | None  # "58", "xii", "F-12"; None where nothing is printed or known
    width: float
    height: float
    lines: tuple[Line, ...]
    status: PageStatus
    num_tokens: int = 0  # estimate, see qa.tokenizer

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
    num_tokens: int = 0  # estimate, see qa.tokenizer


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
        """Estimated tokens of all pages, see qa.tokenizer."""
        return sum(page.num_tokens for page in self.pages)

    def page(self, page_number: int) -> Page:
        """Return the page with this number (from 1); raises IndexError outside 1..len(pages)."""
        if not 1 <= page_number <= len(self.pages):
            raise IndexError(page_number)
        return self.pages[page_number - 1]
