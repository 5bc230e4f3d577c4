"""A document, its pages and what it says of a card, as JSON. Names only ever grow."""

from collections.abc import Iterable

from qa.cards.card_file import MAX_BYTES, card_in
from qa.cards.verdict_text import verdict_json
from qa.cards.verify import verify
from qa.errors import UsageError
from qa.formats.answer_json import JsonObject
from qa.hidden_text import ocr_pages, pages_for_ocr
from qa.library import StoredDocument
from qa.pdf import PageRenderer
from qa.pipeline import checked_question
from qa.search import PageHit, find_pages

MOST_PAGES = 100  # that a search gives at once


def document_json(document: StoredDocument) -> JsonObject:
    """Return {document_id, title, file_name, sha256, pages, pages_read, ocr_pages, tokens}, and
    pages_for_ocr: those without readable text in which OCR has not looked for any.
    """
    return {
        "document_id": document.document_id,
        "title": document.title,
        "file_name": document.file_name,
        "sha256": document.sha256,
        "pages": document.num_pages_in_file,
        "pages_read": len(document.coverage.read),
        "ocr_pages": list(ocr_pages(document)),
        "pages_for_ocr": pages_for_ocr(document),
        "tokens": document.num_tokens,
    }


def page_json(document: StoredDocument, page_number: int) -> JsonObject:
    """Return one page: numbers, status, text, and each line with its box in points.

    page_number: its place in the file, from 1. Raises UsageError for one that is not there.
    """
    if not 1 <= page_number <= document.num_pages:
        raise UsageError(
            reason=f"There is no page {page_number}: the report has {document.num_pages}."
        )
    page = document.page(page_number)
    return {
        "document_id": document.document_id,
        "page_number": page.page_number,
        "printed_number": page.printed_number,
        "status": page.status.value,
        "is_ocr": page_number in ocr_pages(document),
        "width": page.width,
        "height": page.height,
        "text": page.text,
        "lines": [
            {
                "text": line.text,
                "box": [line.bbox.x0, line.bbox.top, line.bbox.x1, line.bbox.bottom],
            }
            for line in page.lines
        ],
    }


def search_json(document: StoredDocument, question: str, top: int) -> list[JsonObject]:
    """Return the pages that fit a question, see `hits_json`; raises UsageError."""
    if not 1 <= top <= MOST_PAGES:
        raise UsageError(reason=f"Ask for 1 to {MOST_PAGES} pages, not {top}.")
    return hits_json(document, find_pages(document, checked_question(question), top=top))


def hits_json(document: StoredDocument, hits: Iterable[PageHit]) -> list[JsonObject]:
    """Return [{"page_number", "printed_number", "score"}, ...], best first."""
    return [
        {
            "page_number": hit.page_number,
            "printed_number": document.printed_numbers[hit.page_number - 1],
            "score": hit.score,
        }
        for hit in hits
    ]


def verdict_on(card: str, document: StoredDocument, renderer: PageRenderer) -> JsonObject:
    """Return what a document says of a card, given as the text of its file; see verdict_text.py.

    Raises NotACard.
    """
    data = card[: MAX_BYTES + 1].encode("utf-8", "replace")
    return verdict_json(verify(card_in(data, "The card"), document, renderer))
