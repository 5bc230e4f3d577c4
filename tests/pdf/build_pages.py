"""Pages and lines for tests of structure, without a PDF."""

from collections.abc import Sequence

from qa.document import BBox, Line, Page, PageStatus

CHAR_WIDTH = 5.0
HEIGHT = 10.0


def line(text: str, x0: float = 50.0, top: float = 100.0, height: float = HEIGHT) -> Line:
    edges = tuple(x0 + CHAR_WIDTH * i for i in range(len(text) + 1))
    return Line(text, BBox(x0, top, edges[-1], top + height), edges)


def page(page_number: int, lines: Sequence[Line], *, printed_number: str | None = None) -> Page:
    return Page(page_number, printed_number, 600.0, 800.0, tuple(lines), PageStatus.TEXT, 100)


def page_of(page_number: int, *texts: str) -> Page:
    """A page of text lines from the top down, 14 points apart."""
    return page(page_number, [line(text, top=60.0 + 14 * i) for i, text in enumerate(texts)])


def page_with_foot(page_number: int, foot: str, *texts: str) -> Page:
    body = page_of(page_number, *texts).lines
    return page(page_number, [*body, line(foot, x0=290.0, top=770.0)])
