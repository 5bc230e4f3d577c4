"""Which pages fit a question: BM25 with a finance glossary, English and Chinese.

ranking.py scores, index.py counts words, page_kinds.py tells statements and chapters apart,
question.py takes the question apart, stored_index.py keeps what need not be done again. No model is
asked.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from qa.document import Section
from qa.errors import LibraryError, UnknownDocument
from qa.library import DerivedData, StoredDocument
from qa.search import stored_index
from qa.search.question import ParsedQuestion, parse
from qa.search.ranking import IndexedDocument, score_pages

__all__ = ["DocumentKey", "PageHit", "find_pages", "index_to_store", "indexed", "rank_pages"]

log = logging.getLogger("pagewitness")

INDEXED_DOCUMENTS = 8  # kept in memory; about 10 MB for 667 pages


@dataclass(frozen=True, slots=True)
class PageHit:
    """A page that fits; a higher score fits better, for this question only."""

    page_number: int
    score: float


def find_pages(document: StoredDocument, question: str, *, top: int = 10) -> list[PageHit]:
    """Return up to `top` pages where the answer may stand, best first; none where nothing fits."""
    return rank_pages(indexed(document), parse(question), top=top)


def rank_pages(document: IndexedDocument, question: ParsedQuestion, *, top: int) -> list[PageHit]:
    """Return up to `top` pages of an indexed document, best first, equal ones in reading order."""
    scores = score_pages(document, question)
    best = np.argsort(-scores, kind="stable")[:top]
    return [PageHit(int(page) + 1, float(scores[page])) for page in best if scores[page] > 0]


def indexed(document: StoredDocument) -> IndexedDocument:
    """Return the index of a document, loaded at the first question about it."""
    return _indexed(DocumentKey(document))


def index_to_store(page_texts: Sequence[str], sections: Sequence[Section]) -> DerivedData:
    """Return what the library has to keep with a document, so that no question waits for it."""
    return _derived(IndexedDocument.of(page_texts, sections))


class DocumentKey:
    """A document as a cache key: one and the same as long as its identifier is."""

    def __init__(self, document: StoredDocument) -> None:
        self.document = document

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, DocumentKey)
            and other.document.document_id == self.document.document_id
        )

    def __hash__(self) -> int:
        return hash(self.document.document_id)


@lru_cache(maxsize=INDEXED_DOCUMENTS)
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
        log.warning("A search index was not kept: %s", error)
    return made


def _derived(document: IndexedDocument) -> DerivedData:
    return DerivedData(stored_index.NAME, stored_index.VERSION, stored_index.to_bytes(document))
