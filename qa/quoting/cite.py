"""A stretch of a page's text in, a citation out: its characters, boxes and both page numbers.

Everything quoted is copied from the page by position. Nothing here changes a character.
"""

import re
from collections.abc import Sequence

from qa.answer import Citation, Span
from qa.document import BBox, Page
from qa.library import StoredDocument
from qa.text.terms import CJK

_HYPHEN = "[-\u2010\u2011\u00ad]"
_BREAK = rf"(?:{_HYPHEN}\s*\n\s*|\u00ad)?"  # between two letters: a word may break here
_PIECE = re.compile(rf"{_HYPHEN}\s*\n\s*|\s+|{_HYPHEN}|.", re.DOTALL)


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


def find_quote(page: Page, quote: str) -> list[tuple[int, int]]:
    """Return (start, end) of every place where a quote stands on a page, overlapping ones included.

    White space counts as equal whatever its kind and length, between Chinese characters it does not
    count at all, and a word may be broken by a hyphen at a line end. Letters, digits and all other
    signs must be the same.
    """
    quote = quote.strip()
    if not quote:
        return []
    pattern = re.compile(_pattern_of(quote))
    if pattern.match(""):  # nothing but soft hyphens
        return []
    places: list[tuple[int, int]] = []
    match = pattern.search(page.text)
    while match:
        places.append(match.span())
        match = pattern.search(page.text, match.start() + 1)
    return places


def _pattern_of(quote: str) -> str:
    pattern: list[str] = []
    previous = ""
    for piece in _PIECE.findall(quote):
        if piece.isspace():
            pattern.append(r"\s*" if _is_cjk(previous) else r"\s+")
        elif re.match(_HYPHEN, piece):
            optional = "?" if len(piece) > 1 or piece == "\u00ad" else ""
            pattern.append(rf"(?:{_HYPHEN}\s*){optional}")
        else:
            if _is_cjk(piece) and previous.isspace():
                pattern[-1] = r"\s*"
            elif _is_cjk(piece) or _is_cjk(previous):
                pattern.append(r"\s*")
            elif previous.isalpha() and piece.isalpha():
                pattern.append(_BREAK)
            pattern.append(re.escape(piece))
        previous = piece
    return "".join(pattern)


def _is_cjk(piece: str) -> bool:
    return re.fullmatch(rf"[{CJK}]", piece) is not None


def _within(page: Page, box: BBox) -> BBox:
    """Cut off what hangs over the edge of the page, where nothing can be drawn."""
    return BBox(
        min(max(box.x0, 0.0), page.width),
        min(max(box.top, 0.0), page.height),
        max(min(box.x1, page.width), 0.0),
        max(min(box.bottom, page.height), 0.0),
    )
