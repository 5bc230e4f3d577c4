"""A document's page numbers in, the blocks of these pages out, kept for the next question."""

from collections.abc import Iterable, Iterator

from qa.library import StoredDocument
from qa.library.document_cache import DocumentKey, kept_by_document
from qa.readers.extractive.page_blocks import PageBlocks

KEPT_PAGES = 128  # some 100 kilobytes each


def blocks_of(document: StoredDocument, page_numbers: Iterable[int]) -> Iterator[PageBlocks]:
    """Yield the blocks of each page, in the order of the numbers."""
    key = DocumentKey(document)
    return (_blocks(key, number) for number in page_numbers)


@kept_by_document(KEPT_PAGES)
def _blocks(key: DocumentKey, page_number: int) -> PageBlocks:
    return PageBlocks.of(key.document.page(page_number))
