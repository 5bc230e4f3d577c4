"""Which pages fit a question: BM25 with a finance glossary, English and Chinese.

question.py takes the question apart, index.py counts words, page_kinds.py tells statements and
chapters apart, page_features.py says what is scored, weights.py what it counts, ranking.py adds it
up, plan.py picks the pages to read for an answer, stored_index.py keeps what need not be done
again. No model is asked.
"""

import logging
from collections.abc import Sequence

from qa.document import Section
from qa.errors import LibraryError, UnknownDocument
from qa.library import DerivedData, StoredDocument
from qa.library.document_cache import DocumentKey, kept_by_document
from qa.search import stored_index
from qa.search.page_features import IndexedDocument
from qa.search.question import parse
from qa.search.ranking import PageHit, rank_pages

__all__ = ["PageHit", "find_pages", "index_to_store", "indexed", "rank_pages"]

log = logging.getLogger("pagewitness")

INDEXED_DOCUMENTS = 8  # kept in memory; for 667 pages 10 MB, and 32 KB for each entry asked for


def find_pages(document: StoredDocument, question: str, *, top: int = 10) -> list[PageHit]:
    """Return up to `top` pages where the answer may stand, best first; none where nothing fits."""
    return rank_pages(indexed(document), parse(question), top=top)


def indexed(document: StoredDocument) -> IndexedDocument:
    """Return the index of a document, loaded at the first question about it."""
    return _indexed(DocumentKey(document))


def index_to_store(page_texts: Sequence[str], sections: Sequence[Section]) -> DerivedData:
    """Return what the library has to keep with a document, so that no question waits for it."""
    return _derived(IndexedDocument.of(page_texts, sections))


@kept_by_document(INDEXED_DOCUMENTS)
def _indexed(key: DocumentKey) -> IndexedDocument:
    document = key.document
    stored = document.derived(stored_index.NAME, stored_index.VERSION)
    if stored is not None:
        return stored_index.from_bytes(stored, document.sections)
    made = IndexedDocument.of(document.page_texts(), document.sections)
    index = _derived(made)
    try:
        document.keep_derived(index.name, index.version, index.data)
    except (LibraryError, UnknownDocument) as error:  # it serves this process at least
        log.warning("A search index was not kept: %s", error.code)
    return made


def _derived(document: IndexedDocument) -> DerivedData:
    return DerivedData(stored_index.NAME, stored_index.VERSION, stored_index.to_bytes(document))
