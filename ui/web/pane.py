"""What the page pane asks for besides pages: words found in the report, and the file as it came."""

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from qa.errors import LibraryError, UnknownDocument
from qa.library import StoredDocument
from qa.library.document_cache import DocumentKey, kept_by_document
from qa.quoting.cite import span
from qa.quoting.quote_index import QuoteSpan
from qa.quoting.word_finder import MOST_FOUND, WordFinder
from ui.state.app_state import AppState
from ui.web.owner import owner_of_request
from ui.web.replies import FRESH, nothing_here

MOST_CHARS = 200  # of the words that are looked for
FINDERS_KEPT = 4  # reports; some ten megabytes each


def pane_routes(desk: AppState) -> list[Route]:
    """Return the routes of the page pane; they answer 404 to everybody but the owner."""
    pane = _Pane(desk)
    return [
        Route("/pw/documents/{document_id}/find.json", pane.find),
        Route("/pw/documents/{document_id}/report.pdf", pane.original),
    ]


class _Pane:
    def __init__(self, desk: AppState) -> None:
        self._desk = desk

    def find(self, request: Request) -> Response:
        """Return how often the words stand on each page, or with `page` the boxes of each place."""
        words, page = (request.query_params.get(name, "") for name in ("q", "page"))
        try:
            document = self._document(request)
            found = _finder(DocumentKey(document)).find(words[:MOST_CHARS])
            if page:
                return JSONResponse({"boxes": _boxes(document, page, found)}, headers=FRESH)
        except (UnknownDocument, LibraryError):
            return nothing_here()
        pages = [(number, len(list(places))) for number, places in groupby(found, itemgetter(0))]
        return JSONResponse(
            {"pages": pages, "count": len(found), "is_all": len(found) < MOST_FOUND}, headers=FRESH
        )

    def original(self, request: Request) -> Response:
        """Return the report as it came, locked if it was."""
        try:
            document = self._document(request)
        except UnknownDocument:
            return nothing_here()
        if not document.pdf_path.exists():
            return nothing_here()
        name = document.file_name
        return FileResponse(
            document.pdf_path,
            media_type="application/pdf",
            filename=name if name.lower().endswith(".pdf") else f"{name}.pdf",
            headers=FRESH,
        )

    def _document(self, request: Request) -> StoredDocument:
        return self._desk.find(request.path_params["document_id"], owner_of_request(request))


def _boxes(
    document: StoredDocument, page: str, found: Sequence[QuoteSpan]
) -> list[list[list[float]]]:
    """Return the boxes of each place on a page: one per line touched, x0, top, x1, bottom."""
    number = int(page) if page.isdecimal() and len(page) < 6 else 0
    places = [(start, end) for on, start, end in found if on == number]
    if not places:
        return []
    whole = document.page(number)
    return [
        [[round(v, 2) for v in (b.x0, b.top, b.x1, b.bottom)] for b in span(whole, *place).boxes]
        for place in places
    ]


@kept_by_document(FINDERS_KEPT)
def _finder(key: DocumentKey) -> WordFinder:
    return WordFinder(key.document.page_texts())
