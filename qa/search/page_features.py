"""An indexed document and a question in, the features of every page out; nothing is weighed here
but what a feature is itself made of.

A page is told by the question's own words (BM25), by rows and phrases that the glossary knows for
what is asked, by naming all of it in one place, by titles about it, and by the kind of page it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum

import numpy as np

from qa.document import Section
from qa.glossary import Entry
from qa.search.document_terms import DocumentTerms, Flags
from qa.search.index import DocumentIndex, Occurrences, Scores
from qa.search.manner import COMPANIONS, REASON_PHRASES, QuestionType
from qa.search.nearness import near_scores
from qa.search.page_kinds import STATEMENTS, page_kinds, page_weights
from qa.search.page_record import EntryFeatures, PageFeatures, WantedFeatures
from qa.search.question import GlossaryHit, ParsedQuestion
from qa.search.telling import telling_of
from qa.search.weights import WEIGHTS, Weights
from qa.text.terms import terms

STATEMENT_KINDS = frozenset(STATEMENTS)
MAX_TITLE_WORDS = 14


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """Everything about a document that does not depend on the question."""

    index: DocumentIndex
    kinds: dict[str, Scores]
    worth: Scores  # see page_weights
    sections: tuple[tuple[str, int, int], ...]  # see section_titles
    _of_entries: dict[tuple[str, QuestionType, Weights], EntryFeatures[Scores]] = field(
        default_factory=dict, repr=False
    )
    _lines_of: dict[QuestionType, Flags] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, page_texts: Sequence[str], sections: Sequence[Section]) -> "IndexedDocument":
        kinds = page_kinds(page_texts, sections)
        index = DocumentIndex(DocumentTerms.of(page_texts), len(page_texts))
        return cls(index, kinds, page_weights(page_texts, kinds), section_titles(sections))

    def of_kind(self, entry: Entry, kinds: frozenset[str], weights: Weights = WEIGHTS) -> Scores:
        """How surely each page is one of the kinds an entry stands on, its first kinds before."""
        best = np.zeros(self.index.num_pages)
        for rank, kind in enumerate(entry.at):
            if kind in kinds:
                best = np.maximum(best, self.kinds[kind] / (1 + weights.lower_kind * rank))
        return best

    def on_statement(self, entry: Entry, weights: Weights = WEIGHTS) -> Scores:
        """How surely each page is the financial statement an entry belongs to."""
        return self.of_kind(entry, STATEMENT_KINDS, weights)

    def entry_features(
        self, entry: Entry, manner: QuestionType, weights: Weights = WEIGHTS
    ) -> EntryFeatures[Scores]:
        """How each page tells about one entry; worked out once per document."""
        key = (entry.key, manner, weights)
        if key not in self._of_entries:
            self._of_entries[key] = _entry_features(self, entry, manner, weights)
        return self._of_entries[key]

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


def page_features(
    document: IndexedDocument, question: ParsedQuestion, weights: Weights = WEIGHTS
) -> PageFeatures[Scores]:
    """Return the features of all pages for a question, by page_index."""
    index = document.index
    nothing = np.zeros(index.num_pages)
    reasons = discussion = nothing
    if question.asks_why:
        counts = sum((index.phrase_counts(phrase) for phrase in REASON_PHRASES), nothing)
        reasons = np.minimum(counts, weights.reasons_most) / weights.reasons_most
        discussion = document.kinds["mdna"]
    return PageFeatures(
        words=_word_scores(index, question, weights),
        pairs=_pair_scores(index, question),
        near=near_scores(index, question, weights),
        wanted=tuple(_wanted_features(document, question, weights)),
        reasons=reasons,
        discussion=discussion,
        worth=document.worth,
        wants_text=question.wants_text,
    )


def speaks_of(
    document: IndexedDocument, phrases: Mapping[tuple[str, ...], float], manner: QuestionType
) -> Scores:
    """Return how often each page has one of these phrases near a word of the manner.

    phrases: the terms of each, and what one such place counts.
    """
    index, fitting = document.index, document.lines_of(manner)
    said = np.zeros(index.num_pages)
    for phrase, weight in phrases.items():
        places = index.places(phrase)
        pages = places.page_indexes[fitting[places.line_indexes]]
        said += weight * np.bincount(pages, minlength=index.num_pages)
    return said


def counts_as(hit: GlossaryHit, telling: Mapping[str, float]) -> float:
    """Return how much an entry counts: all of it where it is half of what is asked, 0 to 1.

    What the question says beside it is then not drowned: the "lead" of old pipes leads nobody. A
    line of a statement is what is asked for, whatever is said beside it.
    """
    if not hit.explains or not STATEMENT_KINDS.isdisjoint(hit.entry.at):
        return 1.0
    explained = fsum(telling.get(term, 0.0) for term in hit.explains)
    return min(1.0, 2 * explained / (fsum(telling.values()) or 1.0))


def _wanted_features(
    document: IndexedDocument, question: ParsedQuestion, weights: Weights
) -> Iterator[WantedFeatures[Scores]]:
    whole = sum(wanted.weight for wanted in question.wanted) or 1.0
    share = 1.0 / max(1.0, whole) ** 0.5
    telling = telling_of(document.index, question)
    for wanted in question.wanted:
        is_less = question.wants_text and wanted.is_part
        weight = wanted.weight * (weights.part_of_text if is_less else 1.0)
        weight *= counts_as(wanted, telling)
        of_page = document.entry_features(wanted.entry, question.manner, weights)
        yield WantedFeatures(wanted.entry.key, share * weight, of_page)


def _word_scores(index: DocumentIndex, question: ParsedQuestion, weights: Weights) -> Scores:
    scores = np.zeros(index.num_pages)
    possible = 0.0
    for term, weight in question.words.items():
        if term in question.explained:
            weight *= weights.explained_word
        counts = index.counts_of(question.ways(term))
        scores += weight * index.bm25(counts)
        possible += weight * index.idf(int(np.count_nonzero(counts)))
    return scores / max(possible, 1e-9)


def _pair_scores(index: DocumentIndex, question: ParsedQuestion) -> Scores:
    scores = np.zeros(index.num_pages)
    for pair in question.pairs:
        scores += index.bm25(index.phrase_counts(pair)) / index.idf(0)
    return scores / max(1, len(question.pairs))


def _entry_features(
    document: IndexedDocument, entry: Entry, manner: QuestionType, weights: Weights
) -> EntryFeatures[Scores]:
    index = document.index
    nothing = np.zeros(index.num_pages)
    labels = (*entry.rows, *entry.names, *entry.words)
    rows = _row_scores(index, [tuple(terms(label)) for label in labels], weights)
    is_plain = manner == "plain"
    said = nothing if is_plain else _said(document, entry, manner, weights)
    heads = [tuple(terms(head)) for head in (*entry.heads, *entry.names)]
    titles = np.maximum(
        _title_scores(index, heads, weights), _section_scores(document, heads, weights)
    )
    texts = [terms(phrase) for phrase in (*entry.words, *entry.names)]
    phrases = sum((index.bm25(index.phrase_counts(p)) for p in texts), nothing)
    if phrases.any():
        phrases = phrases / phrases.max()
    is_named = (rows > 0) | (said > 0) | (titles > 0) | (phrases > 0)
    return EntryFeatures(
        rows=rows,
        on_statement=rows * document.on_statement(entry, weights) if is_plain else nothing,
        said=said,
        titles=titles,
        phrases=phrases,
        kind=document.of_kind(entry, frozenset(document.kinds), weights) * is_named,
    )


def _said(
    document: IndexedDocument, entry: Entry, manner: QuestionType, weights: Weights
) -> Scores:
    """How often a page speaks of an entry together with words of the manner: "margin fell"."""
    phrases = {tuple(terms(phrase)): 1.0 for phrase in (*entry.names, *entry.words)}
    if manner == "why":
        phrases |= {tuple(terms(phrase)): weights.said_of_driver for phrase in entry.why}
    return np.minimum(speaks_of(document, phrases, manner), weights.said_most) / weights.said_most


def _row_scores(
    index: DocumentIndex, labels: Sequence[tuple[str, ...]], weights: Weights
) -> Scores:
    """The best row of each page with one of these labels: 1 is a row of figures so named."""
    scores = np.zeros(index.num_pages)
    for label in set(labels):
        places = index.places(label)
        rows = _rows_at(index, places, len(label), weights)
        np.maximum.at(scores, places.page_indexes, rows)
    return scores


def _rows_at(
    index: DocumentIndex, places: Occurrences, label_words: int, weights: Weights
) -> Scores:
    """How much the line at each of these places is a row so named."""
    _, lines, before = places
    numbers = index.line_numbers[lines]
    words = index.terms.line_words[lines] - numbers
    is_over_two_lines = (numbers == 0) & (before + words <= label_words + 4)
    numbers = np.where(is_over_two_lines, index.next_line_numbers[lines], numbers)
    is_short = words <= label_words + 8
    is_label = is_short & (before <= 1)
    return np.select(
        [numbers == 0, is_label & (numbers > 1), is_label, is_short],
        [weights.row_without_figures, weights.row, weights.row_of_one, weights.row_later],
        weights.row_in_text,
    )


def _title_scores(
    index: DocumentIndex, titles: Sequence[tuple[str, ...]], weights: Weights
) -> Scores:
    scores = np.zeros(index.num_pages)
    for title in titles:
        pages, lines, before = index.places(title)
        words = index.terms.line_words[lines]
        score = 1.0 / (1 + weights.title_word * np.maximum(0, words - len(title) - 2))
        score[index.line_numbers[lines] > 2] *= weights.title_with_figures
        score[(before > 4) | (words > MAX_TITLE_WORDS) | index.terms.line_is_closed[lines]] = 0.0
        np.maximum.at(scores, pages, score)
    return scores


def _section_scores(
    document: IndexedDocument, titles: Sequence[tuple[str, ...]], weights: Weights
) -> Scores:
    """Pages of sections with one of these titles, the less the longer the section is."""
    scores = np.zeros(document.index.num_pages)
    for title in titles:
        wanted = _joined(title)
        for words, first, end in document.sections:
            if wanted in words and words.count(" ") <= MAX_TITLE_WORDS:
                score = weights.in_section / (1 + weights.long_section * (end - first - 1))
                scores[first:end] = np.maximum(scores[first:end], score)
    return scores


def _joined(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "
