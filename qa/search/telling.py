"""How telling the terms of a question are in a document: rare ones tell more than common ones."""

import numpy as np

from qa.search.index import DocumentIndex
from qa.search.question import ParsedQuestion


def telling_of(index: DocumentIndex, question: ParsedQuestion) -> dict[str, float]:
    """Return how telling each term of a question is in a document, by any way to say it."""
    return {
        term: weight * index.idf(int(np.count_nonzero(index.counts_of(question.ways(term)))))
        for term, weight in question.words.items()
    }
