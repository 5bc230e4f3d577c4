"""The terms of one document, ready for scoring: which pages have a term, where a phrase stands.

Page texts in, numbers out. It knows nothing about finance. Pages are counted from 0 here
(page_index); lines without terms are left out.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.terms import terms

Scores = NDArray[np.float64]  # one per page

K1 = 1.2  # BM25: how soon repeating a term stops counting
B = 0.4  # BM25: how much a long page is held back; pages of a report are about equally long
CLOSING = frozenset(".;,?!。；，？！")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a phrase stands: a line, and how many terms of the line come before it."""

    page_index: int
    line_index: int  # counts the lines of the whole document that have terms
    words_before: int


class DocumentIndex:
    """Terms by page and by line of one document; built once, then only read."""

    def __init__(self, page_texts: Sequence[str]) -> None:
        self.num_pages = len(page_texts)
        self.page_texts = tuple(page_texts)
        pieces: list[str] = [" "]
        self._line_starts: list[int] = []  # where a line begins in self._text, at the space before
        self._line_pages: list[int] = []
        self.line_words: list[int] = []
        self.line_numbers: list[int] = []  # how many numbers a line has
        self.line_is_closed: list[bool] = []  # ends like a sentence, so it is no title
        self._page_counts: list[Counter[str]] = []
        position = 0
        for page_index, page_text in enumerate(page_texts):
            counts: Counter[str] = Counter()
            for line in page_text.split("\n"):
                line_terms = terms(line)
                if not line_terms:
                    continue
                counts.update(line_terms)
                self._line_starts.append(position)
                self._line_pages.append(page_index)
                self.line_is_closed.append(line.rstrip()[-1] in CLOSING)
                self.line_words.append(len(line_terms))
                self.line_numbers.append(sum(term[0].isdigit() for term in line_terms))
                pieces.append(joined := " ".join(line_terms) + " ")
                position += len(joined)
            self._page_counts.append(counts)
        self._text = "".join(pieces)
        self._vocabulary = frozenset().union(*self._page_counts)
        lengths = np.array([counts.total() for counts in self._page_counts], dtype=np.float64)
        mean = lengths.mean() if self.num_pages and lengths.any() else 1.0
        self._length_factor = K1 * (1 - B + B * lengths / mean)
        self.page_numbers_count = self._sum_by_page(self.line_numbers)

    def counts(self, term: str) -> Scores:
        """Return how often a term stands on each page."""
        return np.fromiter((c.get(term, 0) for c in self._page_counts), np.float64, self.num_pages)

    def bm25(self, counts: Scores) -> Scores:
        """Return the BM25 score by page of a term or phrase with these counts."""
        pages_with = int(np.count_nonzero(counts))
        return self.idf(pages_with) * counts * (K1 + 1) / (counts + self._length_factor)

    def idf(self, pages_with: int) -> float:
        """Return how telling it is to stand on this many pages."""
        return float(np.log(1 + (self.num_pages - pages_with + 0.5) / (pages_with + 0.5)))

    def places(self, phrase: Sequence[str]) -> Iterator[Place]:
        """Yield every place of these terms in this order, also across line ends of a page."""
        if not phrase or any(word not in self._vocabulary for word in phrase):
            return
        wanted = f" {' '.join(phrase)} "
        found = self._text.find(wanted)
        while found >= 0:
            line = bisect_right(self._line_starts, found) - 1
            last = bisect_right(self._line_starts, found + len(wanted) - 2) - 1
            if self._line_pages[line] == self._line_pages[last]:
                before = self._text.count(" ", self._line_starts[line], found)
                yield Place(self._line_pages[line], line, before)
            found = self._text.find(wanted, found + 1)

    def words_around(self, line_index: int) -> set[str]:
        """Return the terms of a line and of its neighbours on the same page."""
        page = self._line_pages[line_index]
        first = last = line_index
        if first > 0 and self._line_pages[first - 1] == page:
            first -= 1
        if last + 1 < len(self._line_pages) and self._line_pages[last + 1] == page:
            last += 1
        end = self._line_starts[last + 1] if last + 1 < len(self._line_starts) else None
        return set(self._text[self._line_starts[first] : end].split())

    def next_line_numbers(self, line_index: int) -> int:
        """Return how many numbers the following line of the same page has."""
        following = line_index + 1
        if following >= len(self._line_pages):
            return 0
        same_page = self._line_pages[following] == self._line_pages[line_index]
        return self.line_numbers[following] if same_page else 0

    def _sum_by_page(self, values: Sequence[int]) -> Scores:
        if not values:
            return np.zeros(self.num_pages)
        sums = np.bincount(self._line_pages, weights=values, minlength=self.num_pages)
        return sums.astype(np.float64)
