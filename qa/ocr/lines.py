"""What the child said of an image -> a page of lines. What a child says is not trusted."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any

from qa.document import BBox, Line, Page
from qa.pdf.clean_page import page_of
from qa.pdf.edges import WordEdges
from qa.pdf.raw_page import RawPage
from qa.pdf.wire import BadMessage

DASHES = frozenset("一ー－-–")  # what the dash of an empty cell is taken for
Word = tuple[int, int, float, float]  # start, end in the text; left, right in points


def recognised_page(page: Page, said: dict[str, Any], max_chars: int) -> Page:
    """Return the page with the lines that were recognised on it, marked as OCR.

    said: see qa.ocr.child. Raises BadMessage for what the child cannot have meant.
    """
    try:
        lines = tuple(_lines(page, said["lines"], max_chars))
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise BadMessage(str(error)) from error
    raw = RawPage(page.width, page.height, lines, True, page.hidden, is_ocr=True)
    return page_of(page.page_number, raw)


def _lines(page: Page, found: Sequence[Any], max_chars: int) -> Iterator[Line]:
    for text, box, words in found:
        max_chars -= len(text)
        if max_chars < 0:
            return
        x0, x1 = (_point(box[side], page.width) for side in (0, 2))
        top, bottom = (_point(box[side], page.height) for side in (1, 3))
        if text.strip() in DASHES:
            text, words = "—", ()
        if text.strip() and x0 < x1 and top < bottom:
            places = [
                (int(start), int(end), _point(left, page.width), _point(right, page.width))
                for start, end, left, right in words
            ]
            yield Line(text, BBox(x0, top, x1, bottom), _edges(text, x0, x1, places))


def _point(share: Any, length: float) -> float:
    """Return a share of a side of the page in points; raises ValueError for what is none."""
    if not -1 <= float(share) <= 2:  # NaN too
        raise ValueError(share)
    return round(min(max(float(share), 0.0), 1.0) * length, 2)


def _edges(text: str, x0: float, x1: float, words: Sequence[Word]) -> WordEdges:
    """Return where the characters stand: words as they were found, all else between them."""
    positions = [0, *(place for start, end, *_ in words for place in (start, end)), len(text)]
    if any(b < a for a, b in pairwise(positions)):
        raise ValueError("words out of order")
    xs = [x0, *(x for *_, left, right in words for x in (left, right)), x1]
    rising = list(accumulate((min(max(x, x0), x1) for x in xs), max))
    return WordEdges(positions, rising)
