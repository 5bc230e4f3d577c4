"""An answer in, its card as a file out: JSON, or a page with a picture of every cited place."""

from qa.cards.card import parse_card
from qa.cards.card_html import card_html
from qa.cards.pictures import draw, regions_of
from qa.formats.answer_json import JsonObject
from qa.library import StoredDocument
from qa.pdf import PageRenderer


def card_page(card: JsonObject, document: StoredDocument, renderer: PageRenderer) -> str:
    """Return a card (see `card_json`) as one HTML file; a page that cannot be drawn is named."""
    read = parse_card(card, document.file_name)
    regions = regions_of(read.answer.citations, document.page_sizes)
    return card_html(read, regions, draw(document, regions, renderer))
