"""A place in a report as a button that shows it; it holds all that the page's script needs."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from qa.answer import Citation, Span
from qa.document import BBox
from qa.library import StoredDocument
from ui.views.i18n import both, in_both, place_html, place_text
from ui.views.markup import html_json


def chip(document: StoredDocument, citation: Citation, place: str | None = None) -> Markup:
    """Return the button that shows a citation on its page, named by the page.

    place: what is marked there, of `place_json`; all that is cited by default.
    """
    aligned = (
        Markup(" <small>{}</small>").format(both("aligned")) if citation.check == "aligned" else ""
    )
    return Markup('<button class="pw-chip" data-citation="{}">{}</button>{}').format(
        place or citation_json(document, citation),
        place_html(citation),
        aligned,
    )


def value_chip(
    document: StoredDocument,
    citation: Citation,
    value: str,
    *,
    name: str = "",
    place: str | None = None,
) -> Markup:
    """Return the button that shows a citation on its page, named by a value that stands there.

    name: what is read aloud before the page, such as "revenue 2025"; the value by default. place:
    what is marked there, of `place_json`; all that is cited by default.
    """
    told = in_both(
        f" {name}, {place_text(citation, 'en')}",
        f" {name}，{place_text(citation, 'zh')}",
    )
    return Markup(
        '<button class="pw-chip pw-value-chip" data-citation="{}">{}'
        '<span class="pw-hidden">{}</span></button>'
    ).format(place or citation_json(document, citation), value, told)


def citation_json(document: StoredDocument, citation: Citation) -> str:
    return place_json(document, citation.page_number, citation.boxes, citation.context)


def place_json(
    document: StoredDocument, page_number: int, boxes: Iterable[BBox], context: Sequence[Span] = ()
) -> str:
    """Return a place for the script: what is marked, and fainter what explains it."""
    return html_json(
        {
            "document_id": document.document_id,
            "page_number": page_number,
            "boxes": _corners(boxes),
            "context": [
                {"page_number": span.page_number, "boxes": _corners(span.boxes)} for span in context
            ],
        }
    )


def _corners(boxes: Iterable[BBox]) -> list[list[float]]:
    return [[round(v, 2) for v in (box.x0, box.top, box.x1, box.bottom)] for box in boxes]
