"""How much of a question findings account for; their terms in, the share out."""

from collections.abc import Iterable, KeysView
from math import fsum

import numpy as np

from qa.search.index import DocumentIndex
from qa.search.question import GlossaryHit, ParsedQuestion
from qa.search.weights import Weights

YEARS = tuple(map(str, range(1990, 2100)))


class QuestionShare:
    """How much of one question, asked of one document, is accounted for by terms found."""

    def __init__(self, question: ParsedQuestion, index: DocumentIndex, weights: Weights) -> None:
        self._weights = weights
        rarest = index.idf(0)
        least = weights.telling_least
        pages_with = {
            term: int(np.count_nonzero(index.counts_of(question.ways(term))))
            for term in question.words
        }
        self._asked = {
            term: least + (1 - least) * index.idf(pages_with[term]) / rarest
            if weight == 1.0 and pages_with[term] <= weights.everywhere * index.num_pages
            else weights.common_share
            for term, weight in question.words.items()
        }
        for wanted in question.wanted:
            self._count_as_a_whole(wanted)
        for term in question.proper_nouns:
            if not index.counts(term).any():
                self._asked[term] = weights.absent_name
        for year in question.years:
            if year > _reported_year(index):
                self._asked[year] = weights.year_ahead * sum(self._asked.values())

    @property
    def asked(self) -> KeysView[str]:
        """The terms that are to be accounted for."""
        return self._asked.keys()

    def of(self, covers: Iterable[frozenset[str]]) -> float:
        """Return the share of the question, 0 to 1, that findings covering these terms account for.

        What one finding covers alone counts most: words found here and there prove little.
        """
        covers = list(covers)
        best = max(map(self._share, covers), default=0.0)
        together = self._share(frozenset().union(*covers))
        return best + self._weights.together * (together - best)

    def _count_as_a_whole(self, wanted: GlossaryHit) -> None:
        """Make a name of several words as telling as one: "share-based pay" is, "pay" is not."""
        if wanted.is_part or wanted.weight < 1.0 or len(wanted.explains) < 2:
            return
        named = fsum(self._asked[term] for term in wanted.explains)
        if named < self._weights.whole_name:
            for term in wanted.explains:
                self._asked[term] *= self._weights.whole_name / named

    def _share(self, covered: frozenset[str]) -> float:
        # fsum: a set has another order in each process
        return fsum(self._asked[term] for term in covered) / (sum(self._asked.values()) or 1.0)


def _reported_year(index: DocumentIndex) -> str:
    """Return the last year of those a report names about as often as any."""
    pages = {year: np.count_nonzero(index.counts(year)) for year in YEARS}
    most = max(pages.values())
    return max(year for year, num_pages in pages.items() if 2 * num_pages >= most)
