"""A question and an indexed document in, a score for every page out.

A page scores for the question's own words (BM25), for rows and phrases that the glossary
knows for what is asked, for naming all of it in one place, for titles about it, and for being the
kind of page it stands on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from qa.document import Section
from qa.glossary import Entry
from qa.search.document_terms import DocumentTerms, Flags
from qa.search.index import DocumentIndex, Occurrences, Scores
from qa.search.manner import COMPANIONS, REASON_PHRASES, QuestionType
from qa.search.nearness import near_scores
from qa.search.page_kinds import STATEMENTS, page_kinds, page_weights
from qa.search.question import ParsedQuestion
from qa.text.terms import terms

# The weights were set by hand and checked on questions over filings of many companies.
WORDS = 1.2  # the question's own words
PAIRS = 0.5  # two of its words side by side
NEAR = 1.0  # the things asked for close together
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
# The same, for the management's discussion: it has to give the reasons for material changes
# (SEC Regulation S-K, item 303; in China CSRC standard no. 2 on annual reports).
EXPLAINS = 0.5
SURELY = 0.5  # a page is a statement

STATEMENT_KINDS = frozenset(STATEMENTS)
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
    sections: tuple[tuple[str, int, int], ...]  # see section_titles
    _entry_scores: dict[tuple[str, QuestionType], Scores] = field(default_factory=dict, repr=False)
    _lines_of: dict[QuestionType, Flags] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, page_texts: Sequence[str], sections: Sequence[Section]) -> "IndexedDocument":
        kinds = page_kinds(page_texts, sections)
        index = DocumentIndex(DocumentTerms.of(page_texts), len(page_texts))
        return cls(index, kinds, page_weights(page_texts, kinds), section_titles(sections))

    def of_kind(self, entry: Entry, kinds: frozenset[str]) -> Scores:
        """How surely each page is one of the kinds an entry stands on, its first kinds before."""
        best = np.zeros(self.index.num_pages)
        for rank, kind in enumerate(entry.at):
            if kind in kinds:
                best = np.maximum(best, self.kinds[kind] / (1 + 0.25 * rank))
        return best

    def on_statement(self, entry: Entry) -> Scores:
        """How surely each page is the financial statement an entry belongs to."""
        return self.of_kind(entry, STATEMENT_KINDS)

    def entry_scores(self, entry: Entry, manner: QuestionType) -> Scores:
        """How well each page tells about one entry; worked out once per document."""
        key = (entry.key, manner)
        if key not in self._entry_scores:
            self._entry_scores[key] = _entry_scores(self, entry, manner)
        return self._entry_scores[key]

    def lines_of(self, manner: QuestionType) -> Flags:
        """Whether each line stands near a word of the manner, "fell" or "due to" for why."""
        if manner not in self._lines_of:
            self._lines_of[manner] = self.index.lines_near(COMPANIONS[manner])
        return self._lines_of[manner]


def section_titles(sections: Sequence[Section]) -> tuple[tuple[str, int, int], ...]:
    """Return the terms of each section's title with the page_index from and to, end exclusive."""
    return tuple(
        (_joined(terms(section.title)), section.first_page - 1, section.last_page)
        for section in sections
    )


def score_pages(document: IndexedDocument, question: ParsedQuestion) -> Scores:
    """Return a score for each page, by page_index; 0 where nothing fits."""
    index = document.index
    scores = WORDS * _word_scores(index, question) + PAIRS * _pair_scores(index, question)
    scores += NEAR * near_scores(index, question)
    total = sum(wanted.weight for wanted in question.wanted) or 1.0
    share = 1.0 / max(1.0, total) ** 0.5
    for wanted in question.wanted:
        weight = wanted.weight * (PART_OF_TEXT if question.wants_text and wanted.is_part else 1.0)
        scores += share * weight * document.entry_scores(wanted.entry, question.manner)
    if question.asks_why:
        reasons = sum(index.phrase_counts(phrase) for phrase in REASON_PHRASES)
        told = REASONS * np.minimum(reasons, 4) / 4 + EXPLAINS * document.kinds["mdna"]
        scores *= 1 + told
    return scores * document.weights


def best_page_for(
    document: IndexedDocument, entry: Entry, *, on_statement: bool = False
) -> int | None:
    """Return the number of the page that has the rows of an entry, if any page has; on_statement:
    of the financial statement that it belongs to.
    """
    scores = document.entry_scores(entry, "plain") * document.weights
    if on_statement:
        scores = scores * (document.on_statement(entry) >= SURELY)
    return int(scores.argmax()) + 1 if scores.any() else None


def pages_of_reasons(document: IndexedDocument, entry: Entry, top: int = 3) -> list[int]:
    """Return the numbers of pages that speak most of what makes an entry rise or fall."""
    said = _together(document, {tuple(terms(phrase)): 1.0 for phrase in entry.why}, "why")
    said *= document.weights
    best = np.argsort(-said, kind="stable")[:top]
    return [int(page) + 1 for page in best if said[page] > 0]


def _word_scores(index: DocumentIndex, question: ParsedQuestion) -> Scores:
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


def _pair_scores(index: DocumentIndex, question: ParsedQuestion) -> Scores:
    scores = np.zeros(index.num_pages)
    for pair in question.pairs:
        scores += index.bm25(index.phrase_counts(pair)) / index.idf(0)
    return scores / max(1, len(question.pairs))


def _entry_scores(document: IndexedDocument, entry: Entry, manner: QuestionType) -> Scores:
    """How well each page tells about one entry, in figures or in the manner asked for."""
    index = document.index
    of_kind = document.of_kind(entry, frozenset(document.kinds))
    on_statement = document.on_statement(entry)
    labels = (*entry.rows, *entry.names, *entry.words)
    rows = _row_scores(index, [tuple(terms(label)) for label in labels])
    if manner == "plain":
        scores = rows * (ROWS + ROWS_ON_STATEMENT * on_statement)
    else:
        scores = rows * ROWS_FOR_TEXT + SAID * _said(document, entry, manner)
    heads = [tuple(terms(head)) for head in (*entry.heads, *entry.names)]
    titles = np.maximum(_title_scores(index, heads), _section_scores(document, heads))
    scores += HEADS * titles
    phrases = [terms(phrase) for phrase in (*entry.words, *entry.names)]
    text = sum((index.bm25(index.phrase_counts(p)) for p in phrases), np.zeros(index.num_pages))
    if text.any():
        scores += PHRASES * text / text.max()
    return scores + KIND * of_kind * (scores > 0)


def _said(document: IndexedDocument, entry: Entry, manner: QuestionType) -> Scores:
    """How often a page speaks of an entry together with words of the manner: "margin fell"."""
    weights = {tuple(terms(phrase)): 1.0 for phrase in (*entry.names, *entry.words)}
    if manner == "why":
        weights |= {tuple(terms(phrase)): DRIVER for phrase in entry.why}
    return np.minimum(_together(document, weights, manner), SAID_OFTEN) / SAID_OFTEN


def _together(
    document: IndexedDocument, weights: Mapping[tuple[str, ...], float], manner: QuestionType
) -> Scores:
    index, fitting = document.index, document.lines_of(manner)
    said = np.zeros(index.num_pages)
    for phrase, weight in weights.items():
        places = index.places(phrase)
        pages = places.page_indexes[fitting[places.line_indexes]]
        said += weight * np.bincount(pages, minlength=index.num_pages)
    return said


def _row_scores(index: DocumentIndex, labels: Sequence[tuple[str, ...]]) -> Scores:
    """The best row of each page with one of these labels: 1 is a row of figures so named."""
    scores = np.zeros(index.num_pages)
    for label in set(labels):
        places = index.places(label)
        np.maximum.at(scores, places.page_indexes, _rows_at(index, places, len(label)))
    return scores


def _rows_at(index: DocumentIndex, places: Occurrences, label_words: int) -> Scores:
    """How much the line at each of these places is a row so named."""
    _, lines, before = places
    numbers = index.line_numbers[lines]
    words = index.terms.line_words[lines] - numbers
    is_over_two_lines = (numbers == 0) & (before + words <= label_words + 4)
    numbers = np.where(is_over_two_lines, index.next_line_numbers[lines], numbers)
    is_short = words <= label_words + 8
    is_label = is_short & (before <= 1)
    return np.select(
        [numbers == 0, is_label & (numbers > 1), is_label, is_short], [0.1, 1.0, 0.7, 0.5], 0.3
    )


def _title_scores(index: DocumentIndex, titles: Sequence[tuple[str, ...]]) -> Scores:
    scores = np.zeros(index.num_pages)
    for title in titles:
        pages, lines, before = index.places(title)
        words = index.terms.line_words[lines]
        score = 1.0 / (1 + 0.3 * np.maximum(0, words - len(title) - 2))
        score[index.line_numbers[lines] > 2] *= 0.3
        score[(before > 4) | (words > MAX_TITLE_WORDS) | index.terms.line_is_closed[lines]] = 0.0
        np.maximum.at(scores, pages, score)
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
