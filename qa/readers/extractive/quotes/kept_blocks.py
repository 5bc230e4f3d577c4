"""A document's page numbers in, the blocks of these pages out, kept for the next question.

And the titles over a place, of which some may stand on the pages before.
"""

from collections.abc import Iterable, Iterator

from qa.library import StoredDocument
from qa.library.document_cache import DocumentKey, kept_by_document
from qa.readers.extractive.quotes.page_blocks import PageBlocks

KEPT_PAGES = 128  # some 100 kilobytes each
MOST_TITLES = 3  # a paragraph's own, that of its part, and a table's between them
PAGES_BACK = 2  # that a part may go on for without a title of its own


def blocks_of(document: StoredDocument, page_numbers: Iterable[int]) -> Iterator[PageBlocks]:
    """Yield the blocks of each page, in the order of the numbers."""
    key = DocumentKey(document)
    return (_blocks(key, number) for number in page_numbers)


@kept_by_document(KEPT_PAGES)
def _blocks(key: DocumentKey, page_number: int) -> PageBlocks:
    return PageBlocks.of(key.document.page(page_number))


def titles_before(document: StoredDocument, page_number: int) -> tuple[str, ...]:
    """Return the last titles of the pages before one, the nearest first."""
    found: list[str] = []
    for blocks in blocks_of(
        document, range(page_number - 1, max(0, page_number - 1 - PAGES_BACK), -1)
    ):
        if len(found) >= MOST_TITLES:
            break
        found += blocks.titles_over(len(blocks.page.text))
    return tuple(found[:MOST_TITLES])


def titles_over(document: StoredDocument, page_number: int, place: int) -> tuple[str, ...]:
    """Return the last titles over a place of a page, the nearest first."""
    (blocks,) = blocks_of(document, [page_number])
    return (*blocks.titles_over(place), *titles_before(document, page_number))[:MOST_TITLES]
