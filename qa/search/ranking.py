"""An indexed document and a question in, the pages that fit out, best first, each with its reasons.

A score is the sum of the parts of a page, features times weights; `explain_page` gives them singly.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from qa.glossary import Entry
from qa.search.index import Scores
from qa.search.page_features import IndexedDocument, page_features, speaks_of
from qa.search.page_record import EntryFeatures, PageFeatures, at_page
from qa.search.question import ParsedQuestion
from qa.search.scoring import EXACT_TO, Part, Term, Value, explained, total
from qa.search.weights import WEIGHTS, Weights
from qa.text.terms import terms

SURELY = 0.5  # a page is a statement


@dataclass(frozen=True, slots=True)
class PageHit:
    """A page that fits; a higher score fits better, for this question only."""

    page_number: int
    score: float


def rank_pages(
    document: IndexedDocument, question: ParsedQuestion, *, top: int, weights: Weights = WEIGHTS
) -> list[PageHit]:
    """Return up to `top` pages of an indexed document, best first, equal ones in reading order."""
    scores = score_pages(document, question, weights)
    best = np.argsort(-scores.round(EXACT_TO), kind="stable")[:top]
    return [PageHit(int(page) + 1, float(scores[page])) for page in best if scores[page] > 0]


def score_pages(
    document: IndexedDocument, question: ParsedQuestion, weights: Weights = WEIGHTS
) -> Scores:
    """Return a score for each page, by page_index; 0 where nothing fits."""
    features = page_features(document, question, weights)
    return total(page_parts(features, weights), np.zeros(document.index.num_pages))


def explain_page(
    document: IndexedDocument,
    question: ParsedQuestion,
    page_number: int,
    weights: Weights = WEIGHTS,
) -> tuple[Term, ...]:
    """Return the terms of a page's score; they add up to what `rank_pages` gives the page."""
    features = at_page(page_features(document, question, weights), page_number - 1)
    return explained(page_parts(features, weights))


def page_parts(features: PageFeatures[Value], weights: Weights) -> Iterator[Part[Value]]:
    """Yield what the score of a page consists of, or of all pages at once."""
    yield Part("words", features.words, weights.words)
    yield Part("pairs", features.pairs, weights.pairs)
    yield Part("near", features.near, weights.near)
    for wanted in features.wanted:
        for part in _entry_parts(wanted.of_page, features.wants_text, weights):
            name = f"{wanted.key}: {part.name}"
            yield part._replace(name=name, weight=wanted.share * part.weight)
    yield Part("reasons", features.reasons, weights.reasons, "terms")
    yield Part("discussion", features.discussion, weights.discussion, "terms")
    yield Part("only lists", features.worth - 1.0, 1.0, "all")


def best_page_for(
    document: IndexedDocument,
    entry: Entry,
    *,
    on_statement: bool = False,
    weights: Weights = WEIGHTS,
) -> int | None:
    """Return the number of the page that has the rows of an entry, if any page has; on_statement:
    of the financial statement that it belongs to.
    """
    features = document.entry_features(entry, "plain", weights)
    zero = np.zeros(document.index.num_pages)
    scores = total(_entry_parts(features, False, weights), zero) * document.worth
    if on_statement:
        scores = scores * (document.on_statement(entry, weights) >= SURELY)
    return int(scores.argmax()) + 1 if scores.any() else None


def pages_of_reasons(document: IndexedDocument, entry: Entry, top: int = 3) -> list[int]:
    """Return the numbers of pages that speak most of what makes an entry rise or fall."""
    said = speaks_of(document, {tuple(terms(phrase)): 1.0 for phrase in entry.why}, "why")
    said *= document.worth
    best = np.argsort(-said, kind="stable")[:top]
    return [int(page) + 1 for page in best if said[page] > 0]


def _entry_parts(
    features: EntryFeatures[Value], wants_text: bool, weights: Weights
) -> Iterator[Part[Value]]:
    yield Part("rows", features.rows, weights.rows_for_text if wants_text else weights.rows)
    yield Part("rows on its statement", features.on_statement, weights.rows_on_statement)
    yield Part("said", features.said, weights.said)
    yield Part("titles", features.titles, weights.titles)
    yield Part("phrases", features.phrases, weights.phrases)
    yield Part("kind of page", features.kind, weights.kind)
