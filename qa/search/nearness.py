"""How much of what is asked for stands close together on each page; terms in, scores out.

A page that names two things far apart rarely tells about them together. Each thing counts once,
however it is called and however often (Hearst 1996, Improving Full-Text Precision on Short
Queries), and a page is worth its best passage (Callan 1994, Passage-Level Evidence).
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.search.index import DocumentIndex, Scores
from qa.search.question import ParsedQuestion
from qa.search.telling import telling_of
from qa.search.weights import WEIGHTS, Weights
from qa.text.terms import terms

REACH = 8  # lines up and down that a passage reaches; a table's title stands about as far above


class SearchConcept(NamedTuple):
    """Something asked for: how telling it is, and the phrases that name it."""

    weight: float
    phrases: Sequence[tuple[str, ...]]


def near_scores(
    index: DocumentIndex, question: ParsedQuestion, weights: Weights = WEIGHTS
) -> Scores:
    """Return for each page the share, 0 to 1, of the things asked for that one passage names."""
    pages = index.terms.line_pages
    # Pages are set apart by more than a passage reaches, so that none goes over a page's end.
    positions = np.arange(len(pages)) + REACH * (pages + 1)
    covered = np.zeros(len(pages))
    total = 0.0
    for thing in _things(index, question, weights):
        covered += thing.weight * _within_reach(index, thing, positions)
        total += thing.weight
    scores = np.zeros(index.num_pages)
    np.maximum.at(scores, pages, covered)
    return scores / max(total, 1e-9)


def _things(
    index: DocumentIndex, question: ParsedQuestion, weights: Weights
) -> Iterator[SearchConcept]:
    telling = telling_of(index, question)
    explained = question.explained
    for term, weight in telling.items():
        if term not in explained:
            yield SearchConcept(weight, question.ways(term))
    for wanted in question.wanted:
        if wanted.is_part or not wanted.explains:
            continue
        entry = wanted.entry
        phrases = {tuple(terms(phrase)) for phrase in (*entry.names, *entry.words, *entry.rows)}
        rare = [term for term in wanted.explains if term in question.rare_terms]
        phrases |= {way for term in rare for way in question.ways(term)}
        weight = wanted.weight * max(telling[term] for term in wanted.explains)
        yield SearchConcept(max(weights.least_thing, weight), list(phrases))


def _within_reach(
    index: DocumentIndex, thing: SearchConcept, positions: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return for each line whether a passage around it names the thing."""
    named = np.zeros((int(positions[-1]) if len(positions) else 0) + REACH + 1, np.int32)
    for phrase in thing.phrases:
        named[positions[index.places(phrase).line_indexes]] = 1
    before = np.concatenate(([0], named.cumsum()))
    return before[positions + REACH + 1] > before[positions - REACH]
