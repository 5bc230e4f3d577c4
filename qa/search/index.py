"""The terms of one document, ready for scoring: which pages have a term, where a phrase stands.

Terms in, numbers out. It knows nothing about finance. Pages are counted from 0 here (page_index);
lines without terms are left out.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.search.document_terms import DocumentTerms, Flags, Ints

Scores = NDArray[np.float64]  # one per page

K1 = 1.2  # BM25: how soon repeating a term stops counting
B = 0.4  # BM25: how much a long page is held back; pages of a report are about equally long


class Occurrences(NamedTuple):
    """Where a phrase stands: an entry per place, in reading order."""

    page_indexes: Ints
    line_indexes: Ints  # of the whole document's lines that have terms
    words_before: Ints  # terms of the line that come before it


NOWHERE = Occurrences(*(np.empty(0, np.int32) for _ in range(3)))


class DocumentIndex:
    """Where every term of one document stands; built once, then only read."""

    def __init__(self, terms: DocumentTerms, num_pages: int) -> None:
        self.terms, self.num_pages = terms, num_pages
        self._ids = {term: term_id for term_id, term in enumerate(terms.vocabulary)}
        num_lines = len(terms.line_words)
        self._line_starts = terms.line_words.cumsum() - terms.line_words
        self._term_lines = np.repeat(np.arange(num_lines, dtype=np.int32), terms.line_words)
        self._term_pages = terms.line_pages[self._term_lines]
        # All places of term 0, then all of term 1. NumPy sorts 16-bit numbers ten times as fast.
        narrow = np.uint16 if len(self._ids) <= 1 << 16 else np.int32
        self._by_term = terms.term_ids.astype(narrow).argsort(kind="stable")
        self._ends = np.bincount(terms.term_ids, minlength=len(self._ids)).cumsum()
        is_number = np.fromiter((term[0].isdigit() for term in terms.vocabulary), np.bool_)
        self.line_numbers = np.bincount(
            self._term_lines[is_number[terms.term_ids]], minlength=num_lines
        )
        self.next_line_numbers = np.where(
            np.diff(terms.line_pages, append=-1) == 0, np.roll(self.line_numbers, -1), 0
        )  # 0 also where the next line is on another page
        lengths = np.bincount(self._term_pages, minlength=num_pages)
        mean = lengths.mean() if lengths.any() else 1.0
        self._length_factor = K1 * (1 - B + B * lengths / mean)

    def counts(self, term: str) -> Scores:
        """Return how often a term stands on each page."""
        return self._by_page(self._term_pages[self._places_of(term)])

    def phrase_counts(self, phrase: Sequence[str]) -> Scores:
        """Return how often these terms stand on each page in this order."""
        return self.counts(phrase[0]) if len(phrase) == 1 else self._by_page(self.places(phrase)[0])

    def counts_of(self, phrases: Iterable[Sequence[str]]) -> Scores:
        """Return how often any of these phrases stands on each page."""
        return sum(map(self.phrase_counts, phrases), np.zeros(self.num_pages))

    def bm25(self, counts: Scores) -> Scores:
        """Return the BM25 score by page of a term or phrase with these counts."""
        pages_with = int(np.count_nonzero(counts))
        return self.idf(pages_with) * counts * (K1 + 1) / (counts + self._length_factor)

    def idf(self, pages_with: int) -> float:
        """Return how telling it is to stand on this many pages."""
        return float(np.log(1 + (self.num_pages - pages_with + 0.5) / (pages_with + 0.5)))

    def places(self, phrase: Sequence[str]) -> Occurrences:
        """Return every place of these terms in this order, also across line ends of a page."""
        if not phrase or any(word not in self._ids for word in phrase):
            return NOWHERE
        found = [self._places_of(word) for word in phrase]
        rarest = min(range(len(phrase)), key=lambda i: len(found[i]))
        first = found[rarest] - rarest
        last = len(phrase) - 1
        first = first[(first >= 0) & (first + last < len(self._term_pages))]
        for offset, word in enumerate(phrase):
            if offset != rarest:
                first = first[self.terms.term_ids[first + offset] == self._ids[word]]
        first = first[self._term_pages[first] == self._term_pages[first + last]]
        lines = self._term_lines[first]
        return Occurrences(self._term_pages[first], lines, first - self._line_starts[lines])

    def lines_near(self, words: Iterable[str]) -> Flags:
        """Return for each line whether it, or a neighbour on its page, has one of these terms."""
        pages = self.terms.line_pages
        has = np.zeros(len(pages), np.bool_)
        for word in words:
            has[self._term_lines[self._places_of(word)]] = True
        near = has.copy()
        near[1:] |= has[:-1] & (pages[1:] == pages[:-1])
        near[:-1] |= has[1:] & (pages[1:] == pages[:-1])
        return near

    def _places_of(self, term: str) -> NDArray[np.int64]:
        term_id = self._ids.get(term)
        if term_id is None:
            return self._by_term[:0]
        start = self._ends[term_id - 1] if term_id else 0
        return self._by_term[start : self._ends[term_id]]

    def _by_page(self, page_indexes: Ints) -> Scores:
        return np.bincount(page_indexes, minlength=self.num_pages).astype(np.float64)
