"""A page as a library gave it -> a page as everybody else sees it: clean, in reading order."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa.document import Line, Page, PageStatus
from qa.pdf.raw_page import RawPage
from qa.pdf.reading_order import order_lines
from qa.pdf.text_status import classify, clean_line
from qa.text.token_estimate import estimate_tokens


def page_of(page_number: int, raw: RawPage | None) -> Page:
    """Return the page; status FAILED where there is nothing to see."""
    if raw is None:
        return Page(page_number, None, 0.0, 0.0, (), PageStatus.FAILED)
    lines = order_lines(tuple(_cleaned(raw.lines)), raw.width, raw.height)
    text = "\n".join(line.text for line in lines)
    return Page(
        page_number=page_number,
        printed_number=None,
        width=raw.width,
        height=raw.height,
        lines=tuple(lines),
        status=classify(text, raw.has_images),
        num_tokens=estimate_tokens(text),
        hidden=raw.hidden,
        is_ocr=raw.is_ocr,
    )


def _cleaned(lines: Sequence[Line]) -> Iterator[Line]:
    for line in lines:
        text, edges = clean_line(line.text, line.edges)
        if text is line.text:
            yield line
        elif text:
            yield replace(line, text=text, edges=edges)
