"""A stretch of a page's text in, a citation out: its characters, boxes and both page numbers.

Everything quoted is copied from the page by position. Nothing here changes a character.
"""

from collections.abc import Sequence

from qa.answer import Citation, Span
from qa.document import BBox, Page
from qa.library import StoredDocument


def span(page: Page, start: int, end: int) -> Span:
    """Return characters start..end (end exclusive) of page.text with one box per line touched.

    Raises ValueError for an empty stretch or one that leaves the page's text.
    """
    if not 0 <= start < end <= len(page.text):
        raise ValueError(
            f"{start}..{end} of {len(page.text)} characters on page {page.page_number}"
        )
    boxes = tuple(
        _within(page, line.box_of(low, high)) for line, low, high in page.lines_between(start, end)
    )
    return Span(page.page_number, start, end, page.text[start:end], boxes)


def cite(
    document: StoredDocument,
    page: Page,
    start: int,
    end: int,
    *,
    answer_start: int,
    answer_end: int,
    context: Sequence[Span] = (),
) -> Citation:
    """Return the citation of page.text[start:end] for Answer.text[answer_start:answer_end]."""
    cited = span(page, start, end)
    return Citation(
        document_sha256=document.sha256,
        page_number=page.page_number,
        printed_number=page.printed_number,
        cited_text=cited.text,
        start=start,
        end=end,
        boxes=cited.boxes,
        answer_start=answer_start,
        answer_end=answer_end,
        context=tuple(context),
    )


def _within(page: Page, box: BBox) -> BBox:
    """Cut off what hangs over the edge of the page, where nothing can be drawn."""
    return BBox(
        min(max(box.x0, 0.0), page.width),
        min(max(box.top, 0.0), page.height),
        max(min(box.x1, page.width), 0.0),
        max(min(box.bottom, page.height), 0.0),
    )
