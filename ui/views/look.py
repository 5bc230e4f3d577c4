"""A place in any report as a button that opens that report there; together.js follows it."""

from collections.abc import Sequence

from markupsafe import Markup

from qa.answer import Citation
from qa.library import StoredDocument
from ui.views.chip import place_json
from ui.views.i18n import in_both, place_html, place_text
from ui.views.mini_table import marked_of

MOST_PAGES = 3


def look(
    document: StoredDocument,
    citations: Sequence[Citation],
    label: Markup,
    *,
    name: str = "",
    is_figure: bool = True,
) -> Markup:
    """Return the button that opens a report at a page, with all places on that page marked.

    is_figure: of each place the figure that it ends with, and not all that is quoted.
    """
    first = citations[0]
    here = [citation for citation in citations if citation.page_number == first.page_number]
    places = [
        marked_of(document, cited) if is_figure else (cited.boxes, cited.context) for cited in here
    ]
    boxes = [box for marked, _ in places for box in marked]
    context = [span for _, explained in places for span in explained]
    place = place_json(document, first.page_number, boxes, list(dict.fromkeys(context)))
    told = Markup()
    if name:
        told = Markup('<span class="pw-hidden">{}</span>').format(
            in_both(
                f" {name}, {place_text(first, 'en')}",
                f" {name}，{place_text(first, 'zh')}",
            )
        )
    return Markup('<button class="pw-look{}" data-look="{}">{}{}</button>').format(
        " value" if name else "", place, label, told
    )


def page_looks(
    document: StoredDocument, citations: Sequence[Citation], *, is_figure: bool
) -> Markup:
    by_page: dict[int, list[Citation]] = {}
    for citation in citations:
        by_page.setdefault(citation.page_number, []).append(citation)
    chips = [
        look(document, own, place_html(own[0]), is_figure=is_figure) for own in by_page.values()
    ]
    return Markup(" ").join(chips[:MOST_PAGES])
