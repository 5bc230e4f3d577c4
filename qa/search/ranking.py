"""A question and an indexed document in, a score for every page out.

A page scores for the question's own words (BM25), for rows and phrases that the glossary
knows for what is asked, for titles about it, and for being the kind of page it stands on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from qa.document import Section
from qa.glossary import Entry
from qa.search.index import DocumentIndex, Place, Scores
from qa.search.manner import COMPANIONS, REASON_PHRASES, Manner
from qa.search.page_kinds import page_kinds, page_weights
from qa.search.question import Question
from qa.terms import terms

# The weights were set by hand and checked on questions over filings of many companies.
WORDS = 1.2  # the question's own words
PAIRS = 0.5  # two of its words side by side
ROWS = 0.8  # a table row named like what is asked
ROWS_ON_STATEMENT = 0.9  # more, where the page is the statement it belongs to
ROWS_FOR_TEXT = 0.35  # a row, where the answer is a sentence
SAID = 1.0  # sentences that speak of it in the manner asked for
SAID_OFTEN = 4.0  # more such sentences on a page do not count
DRIVER = 0.6  # something that moves it, against the thing itself
PART_OF_TEXT = 0.5  # parts of a ratio count less for why than for how much
KIND = 0.35  # the page is of the kind, whatever it says
PHRASES = 0.8  # phrases that running text has about it
HEADS = 0.7  # a title about it
REASONS = 0.3  # words that give reasons, where the question is why

STATEMENT_KINDS = frozenset({"income", "balance", "cash", "equity", "comprehensive"})
EXPLAINED = 0.6  # a word of the question that names an entry, whose own words count already
MAX_TITLE_WORDS = 14
IN_SECTION = 0.8  # a page of a section with the title, against the page where the title stands
LONG_SECTION = 0.1  # for each further page


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """Everything about a document that does not depend on the question."""

    index: DocumentIndex
    kinds: dict[str, Scores]
    weights: Scores
    sections: tuple[tuple[str, int, int], ...]  # terms of the title joined, page_index from and to
    _entry_scores: dict[tuple[str, Manner], Scores] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, page_texts: Sequence[str], sections: Sequence[Section]) -> "IndexedDocument":
        kinds = page_kinds(page_texts, sections)
        titles = tuple(
            (_joined(terms(section.title)), section.first_page - 1, section.last_page)
            for section in sections
        )
        return cls(DocumentIndex(page_texts), kinds, page_weights(page_texts, kinds), titles)

    def entry_scores(self, entry: Entry, manner: Manner) -> Scores:
        """How well each page tells about one entry; worked out once per document."""
        key = (entry.key, manner)
        if key not in self._entry_scores:
            self._entry_scores[key] = _entry_scores(self, entry, manner)
        return self._entry_scores[key]


def score_pages(document: IndexedDocument, question: Question) -> Scores:
    """Return a score for each page, by page_index; 0 where nothing fits."""
    index = document.index
    scores = WORDS * _word_scores(index, question) + PAIRS * _pair_scores(index, question)
    total = sum(wanted.weight for wanted in question.wanted) or 1.0
    share = 1.0 / max(1.0, total) ** 0.5
    for wanted in question.wanted:
        weight = wanted.weight * (PART_OF_TEXT if question.wants_text and wanted.is_part else 1.0)
        scores += share * weight * document.entry_scores(wanted.entry, question.manner)
    if question.asks_why:
        reasons = sum(_phrase_counts(index, phrase) for phrase in REASON_PHRASES)
        scores *= 1 + REASONS * np.minimum(reasons, 4) / 4
    return scores * document.weights


def best_page_for(document: IndexedDocument, entry: Entry) -> int | None:
    """Return the number of the page that has the rows of an entry, if any page has."""
    scores = document.entry_scores(entry, "plain") * document.weights
    return int(scores.argmax()) + 1 if scores.any() else None


def _word_scores(index: DocumentIndex, question: Question) -> Scores:
    """BM25 of the question's words, as a share of what a page with all of them would get."""
    scores = np.zeros(index.num_pages)
    possible = 0.0
    for term, weight in question.words.items():
        if term in question.explained:
            weight *= EXPLAINED
        counts = index.counts(term)
        scores += weight * index.bm25(counts)
        possible += weight * index.idf(int(np.count_nonzero(counts)))
    return scores / max(possible, 1e-9)


def _pair_scores(index: DocumentIndex, question: Question) -> Scores:
    scores = np.zeros(index.num_pages)
    for pair in question.pairs:
        scores += index.bm25(_phrase_counts(index, pair)) / index.idf(0)
    return scores / max(1, len(question.pairs))


def _entry_scores(document: IndexedDocument, entry: Entry, manner: Manner) -> Scores:
    """How well each page tells about one entry, in figures or in the manner asked for."""
    index = document.index
    on_statement = np.zeros(index.num_pages)
    of_kind = np.zeros(index.num_pages)
    for rank, kind in enumerate(entry.at):
        fit = document.kinds[kind] / (1 + 0.25 * rank)
        of_kind = np.maximum(of_kind, fit)
        if kind in STATEMENT_KINDS:
            on_statement = np.maximum(on_statement, fit)
    labels = (*entry.rows, *entry.names, *entry.words)
    rows = _row_scores(index, [tuple(terms(label)) for label in labels])
    if manner == "plain":
        scores = rows * (ROWS + ROWS_ON_STATEMENT * on_statement)
    else:
        scores = rows * ROWS_FOR_TEXT + SAID * _said(index, entry, manner)
    heads = [tuple(terms(head)) for head in (*entry.heads, *entry.names)]
    titles = np.maximum(_title_scores(index, heads), _section_scores(document, heads))
    scores += HEADS * titles
    phrases = [terms(phrase) for phrase in (*entry.words, *entry.names)]
    text = sum((index.bm25(_phrase_counts(index, p)) for p in phrases), np.zeros(index.num_pages))
    if text.any():
        scores += PHRASES * text / text.max()
    return scores + KIND * of_kind * (scores > 0)


def _said(index: DocumentIndex, entry: Entry, manner: Manner) -> Scores:
    """How often a page speaks of an entry together with words of the manner: "margin fell"."""
    said = np.zeros(index.num_pages)
    weights = {tuple(terms(phrase)): 1.0 for phrase in (*entry.names, *entry.words)}
    if manner == "why":
        weights |= {tuple(terms(phrase)): DRIVER for phrase in entry.why}
    for phrase, weight in weights.items():
        for place in index.places(phrase):
            if index.words_around(place.line_index) & COMPANIONS[manner]:
                said[place.page_index] += weight
    return np.minimum(said, SAID_OFTEN) / SAID_OFTEN


def _row_scores(index: DocumentIndex, labels: Sequence[tuple[str, ...]]) -> Scores:
    """The best row of each page with one of these labels: 1 is a row of figures so named."""
    scores = np.zeros(index.num_pages)
    for label in set(labels):
        for place in index.places(label):
            score = _row_score(index, place, len(label))
            scores[place.page_index] = max(scores[place.page_index], score)
    return scores


def _row_score(index: DocumentIndex, place: Place, label_words: int) -> float:
    numbers = index.line_numbers[place.line_index]
    words = index.line_words[place.line_index] - numbers
    if numbers == 0 and place.words_before + words <= label_words + 4:
        numbers = index.next_line_numbers(place.line_index)  # a label over two lines
    if numbers == 0:
        return 0.1
    if place.words_before <= 1 and words <= label_words + 8:
        return 1.0 if numbers > 1 else 0.7
    return 0.3 if words > label_words + 8 else 0.5


def _title_scores(index: DocumentIndex, titles: Sequence[tuple[str, ...]]) -> Scores:
    scores = np.zeros(index.num_pages)
    for title in titles:
        for place in index.places(title):
            words = index.line_words[place.line_index]
            is_closed = index.line_is_closed[place.line_index]
            if place.words_before > 4 or words > MAX_TITLE_WORDS or is_closed:
                continue
            extra = words - len(title)
            score = 1.0 / (1 + 0.3 * max(0, extra - 2))
            if index.line_numbers[place.line_index] > 2:
                score *= 0.3
            scores[place.page_index] = max(scores[place.page_index], score)
    return scores


def _section_scores(document: IndexedDocument, titles: Sequence[tuple[str, ...]]) -> Scores:
    """Pages of sections with one of these titles, the less the longer the section is."""
    scores = np.zeros(document.index.num_pages)
    for title in titles:
        wanted = _joined(title)
        for words, first, end in document.sections:
            if wanted in words and words.count(" ") <= MAX_TITLE_WORDS:
                score = IN_SECTION / (1 + LONG_SECTION * (end - first - 1))
                scores[first:end] = np.maximum(scores[first:end], score)
    return scores


def _joined(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "


def _phrase_counts(index: DocumentIndex, phrase: Sequence[str]) -> Scores:
    if len(phrase) == 1:
        return index.counts(phrase[0])
    pages = [place.page_index for place in index.places(phrase)]
    return np.bincount(pages, minlength=index.num_pages).astype(np.float64)
