"""How well the rows and sentences of a page fit a question.

A finding fits as far as it covers the words asked for, by themselves or through the glossary, whose
entries know how a report writes what people ask for.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from qa.document import Page
from qa.glossary import Entry, content
from qa.readers.extractive.page_blocks import PageBlocks, Sentence, Stretch, TableRow
from qa.readers.extractive.reasons import goes_against, is_supposed, points_back
from qa.search.index import DocumentIndex
from qa.search.manner import COMPANIONS, REASON_PHRASES
from qa.search.question import GlossaryHit, ParsedQuestion
from qa.search.ranking import IndexedDocument
from qa.text.terms import terms

MAX_SENTENCE_CHARS = 600  # a longer one is quoted only when nothing else fits
MIN_SENTENCE_WORDS = 4
ON_STATEMENT = 0.3  # more, for a row of the very statement it belongs to
ROWS_FOR_TEXT = 0.7  # a row, where the answer is a sentence
PAGE_FIT = 1.0  # what the search thinks of the page, the best page 1
PAGE_FIT_FOR_REASONS = 0.4  # they stand on pages that need not name what they explain
SIGNATURE = 0.3  # of who signs, where it is asked who
SUBJECT = 0.6  # a word of the question in the title above, or in what a sentence points back to
INHERITED = 0.5  # an entry named there, against one named in the sentence
DRIVER = 0.9  # something that moves an entry, against the entry itself
REASON = 0.5  # "due to", where the question is why
OPPOSITE = 0.2  # what a rise loses where a fall is to be explained
SUPPOSED = 0.2  # what a "may" loses there
MIN_SUPPORT = 0.42  # share of the question that the findings must account for
TOGETHER = 0.2  # what words count that only several findings together cover
COMMON_SHARE = 0.12  # what a word that any question may have counts, a telling one about 1
EVERYWHERE = 0.5  # a word on more than this share of the pages, like the company's name, is common
ABSENT_NAME = 2.0  # what a name counts that is nowhere in the document: it is asked about another
YEAR_AHEAD = 1.5  # what a year after the report's counts, against all else that is asked
WHOLE_NAME = 1.0  # what all words of an entry's name count at least
YEARS = tuple(map(str, range(1990, 2100)))

Phrase = tuple[str, ...]
FitOf = Callable[[Phrase, list[str], str], float]


@dataclass(frozen=True)
class Finding:
    """A stretch of a page that bears on the question, and what is needed to read it."""

    page: Page
    place: Stretch
    context: tuple[Stretch, ...]
    score: float
    label: Phrase  # of a row, its words before the figures; a sentence has none
    key: str  # equal for findings that say the same
    covers: frozenset[str]  # the question's terms it accounts for


class Scorer:
    """Scores rows and sentences for one question about one document."""

    def __init__(self, question: ParsedQuestion, document: IndexedDocument) -> None:
        self._question = question
        self._asked_terms = terms(question.text)
        self._page_fit = PAGE_FIT_FOR_REASONS if question.asks_why else PAGE_FIT
        index = document.index
        self._weights = {
            term: weight * index.idf(int((index.counts(term) > 0).sum()))
            for term, weight in question.words.items()
        }
        rarest = index.idf(0)
        self._asked = {
            term: 0.5 + 0.5 * self._weights[term] / rarest if weight == 1.0 else COMMON_SHARE
            for term, weight in question.words.items()
        }
        for term in self._asked:
            if np.count_nonzero(index.counts(term)) > EVERYWHERE * index.num_pages:
                self._asked[term] = COMMON_SHARE
        for wanted in question.wanted:
            self._count_as_a_whole(wanted)
        for term in question.proper_nouns:
            if not index.counts(term).any():
                self._asked[term] = ABSENT_NAME
        for year in question.years:
            if year > _reported_year(index):
                self._asked[year] = YEAR_AHEAD * sum(self._asked.values())
                self._weights.setdefault(year, 0.0)  # "2030年" is not among a question's words
        self._subjects: dict[str, tuple[float, frozenset[str]]] = {}
        self._total = sum(self._weights.values()) or 1.0
        entries = [wanted.entry for wanted in question.wanted]
        self._row_phrases = {entry.key: _row_phrases(entry) for entry in entries}
        self._text_phrases = {entry.key: _text_phrases(entry) for entry in entries}
        self._home = {entry.key: document.on_statement(entry) for entry in entries}
        self._drivers = {entry.key: _phrases(entry.why) for entry in entries}

    def _count_as_a_whole(self, wanted: GlossaryHit) -> None:
        """Make a name of several words as telling as one: "share-based pay" is, "pay" is not."""
        if wanted.is_part or wanted.weight < 1.0 or len(wanted.explains) < 2:
            return
        named = sum(self._asked[term] for term in wanted.explains)
        if named < WHOLE_NAME:
            for term in wanted.explains:
                self._asked[term] *= WHOLE_NAME / named

    def findings(self, blocks: PageBlocks, page_fit: float) -> Iterator[Finding]:
        """Yield what bears on the question on one page."""
        for row in blocks.rows:
            yield from self._row(blocks, row, page_fit)
        before = ""
        for sentence in blocks.sentences:
            yield from self._sentence(blocks.page, sentence, before, page_fit)
            before = blocks.page.text[slice(*sentence.place)]

    def is_supported(self, findings: Sequence[Finding]) -> bool:
        """Whether the findings account for enough of what is asked."""
        return self.support(findings) >= MIN_SUPPORT

    def support(self, findings: Sequence[Finding]) -> float:
        """Return the share of the question, 0 to 1, that the findings account for.

        What one finding covers alone counts most: words found here and there prove little.
        """
        covers = [finding.covers for finding in findings]
        best = max(map(self._asked_share, covers), default=0.0)
        together = self._asked_share(frozenset().union(*covers))
        return best + TOGETHER * (together - best)

    def _asked_share(self, covered: frozenset[str]) -> float:
        return sum(self._asked[term] for term in covered) / (sum(self._asked.values()) or 1.0)

    def _row(self, blocks: PageBlocks, row: TableRow, page_fit: float) -> Iterator[Finding]:
        label = [term for term in terms(row.label) if not term[0].isdigit()]
        page_index = blocks.page.page_number - 1
        fit, named = self._entry_fit(label, self._row_phrases, _label_fit, page_index)
        covers = self._covered(label) | named
        if fit == 0 and not covers:
            return
        context = blocks.context(row)
        around = self._covered(terms(" ".join(blocks.page.text[a:b] for a, b in context)))
        score = 0.7 * fit + 0.6 * self._share(covers) + 0.2 * self._share(around - covers)
        score += self._page_fit * page_fit + (0.05 if row.num_values > 1 else 0.0)
        if self._question.wants_text:
            score *= ROWS_FOR_TEXT
        key = " ".join(content(terms(blocks.page.text[slice(*row.place)])))
        yield Finding(blocks.page, row.place, context, score, tuple(label), key, covers | around)

    def _sentence(
        self, page: Page, sentence: Sentence, before: str, page_fit: float
    ) -> Iterator[Finding]:
        text = page.text[slice(*sentence.place)]
        words = terms(text)
        fit, named = self._entry_fit(words, self._text_phrases, _mention_fit)
        covers = self._covered(words) | named
        is_driver = False
        if self._question.asks_why and COMPANIONS["why"] & set(words):
            driver_fit, moved = self._entry_fit(words, self._drivers, _mention_fit)
            is_driver = driver_fit > fit
            fit, covers = max(fit, DRIVER * driver_fit), covers | moved
        title = page.text[slice(*sentence.title)] if sentence.title else ""
        signs = self._question.asks_who and sentence.is_signature
        refers = points_back(text) or signs  # whoever signs is named, and what he signs is above
        subject_fit, around = self._subject(title, before if refers else "")
        is_about_it = fit > 0 or covers or (refers and (subject_fit > 0 or around))
        if not is_about_it or (len(words) < MIN_SENTENCE_WORDS and not signs):
            return
        score = 0.35 * max(fit, INHERITED * subject_fit) + 0.8 * self._share(covers)
        score += SUBJECT * self._share(around - covers) + self._page_fit * page_fit
        if self._question.asks_why:
            score += self._reason(text, words, is_driver=is_driver)
        if COMPANIONS[self._question.manner] & set(words):
            score += 0.15
        if self._question.asks_figure and any(map(_is_figure, words)):
            score += 0.2
        if signs:
            score += SIGNATURE
        if text.endswith((":", "：")):
            score -= 0.2  # what it announces comes after it
        if text.endswith(("?", "？")):
            score -= 0.3
        if len(text) > MAX_SENTENCE_CHARS:
            score *= 0.7
        yield Finding(page, sentence.place, (), score, (), " ".join(words), covers | around)

    def _subject(self, *texts: str) -> tuple[float, frozenset[str]]:
        """Return how well what stands above names a wanted entry, and the terms it accounts for."""
        best, covers = 0.0, frozenset[str]()
        for text in filter(None, texts):
            if text not in self._subjects:  # a title has many sentences below it
                words = terms(text)
                fit, named = self._entry_fit(words, self._text_phrases, _mention_fit)
                self._subjects[text] = (fit, named | self._covered(words))
            fit, named = self._subjects[text]
            best, covers = max(best, fit), covers | named
        return best, covers

    def _reason(self, text: str, words: list[str], *, is_driver: bool) -> float:
        """Return what a sentence gains as an answer to why; margins fall where costs rise."""
        score = REASON if _has_any(words, REASON_PHRASES) else 0.0
        if not is_driver and goes_against(self._asked_terms, words):
            score -= OPPOSITE
        return score - SUPPOSED if is_supposed(text) else score

    def _entry_fit(
        self,
        words: list[str],
        phrases: Mapping[str, Sequence[Phrase]],
        fit_of: FitOf,
        page_index: int | None = None,
    ) -> tuple[float, frozenset[str]]:
        """Return how well words name a wanted entry, and the terms of the question so explained."""
        best, explained = 0.0, frozenset[str]()
        joined = f" {' '.join(words)} "
        for wanted in self._question.wanted:
            if wanted.is_part and self._question.wants_text and phrases is not self._drivers:
                continue  # why a margin fell is not answered by how sales grew
            fits = [fit_of(phrase, words, joined) for phrase in phrases[wanted.entry.key]]
            fit = max(fits, default=0.0)
            if fit > 0:
                explained |= wanted.explains
                if page_index is not None:
                    fit += ON_STATEMENT * float(self._home[wanted.entry.key][page_index])
            more = sum(fit > 0 for fit in fits) - 1
            best = max(best, (fit + min(0.15, 0.05 * max(0, more))) * wanted.weight)
        return best, explained

    def _covered(self, words: Iterable[str]) -> frozenset[str]:
        return frozenset(self._asked.keys() & set(words))

    def _share(self, covered: frozenset[str]) -> float:
        return sum(self._weights[term] for term in covered) / self._total


def _reported_year(index: DocumentIndex) -> str:
    """Return the last year of those a report names about as often as any."""
    pages = {year: np.count_nonzero(index.counts(year)) for year in YEARS}
    most = max(pages.values())
    return max(year for year, num_pages in pages.items() if 2 * num_pages >= most)


def _phrases(texts: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple({tuple(terms(text)): None for text in texts})


def _row_phrases(entry: Entry) -> tuple[Phrase, ...]:
    """How rows about an entry are labelled; what only text tells about has none."""
    return _phrases((*entry.rows, *entry.names)) if entry.rows else ()


def _text_phrases(entry: Entry) -> tuple[Phrase, ...]:
    return _phrases((*entry.names, *entry.words))


def _label_fit(phrase: Phrase, words: list[str], joined: str) -> float:
    """How well the label of a row is a phrase: 1 the same, less with words around it, 0 not."""
    if not phrase or f" {' '.join(phrase)} " not in joined:
        return 0.0
    extra = len(words) - len(phrase)
    starts = tuple(words[: len(phrase)]) == phrase
    return max(0.3, (1.0 if starts else 0.75) - 0.06 * extra)


def _mention_fit(phrase: Phrase, words: list[str], joined: str) -> float:
    """How well a sentence mentions a phrase; a single word may mean many things."""
    if not phrase or f" {' '.join(phrase)} " not in joined:
        return 0.0
    return 1.0 if len(phrase) > 1 else 0.7


def _is_figure(word: str) -> bool:
    """Whether a term is a number other than a year or a single digit."""
    is_year = len(word) == 4 and word[:2] in ("19", "20")
    return word[0].isdigit() and len(word) > 1 and not is_year


def _has_any(words: list[str], phrases: Iterable[Phrase]) -> bool:
    joined = f" {' '.join(words)} "
    return any(f" {' '.join(phrase)} " in joined for phrase in phrases)


def rows_of(findings: Iterable[Finding], entry: Entry) -> Iterator[Finding]:
    """Yield the findings that are rows labelled like an entry, with few words more."""
    phrases = _row_phrases(entry)
    for finding in findings:
        words, joined = list(finding.label), f" {' '.join(finding.label)} "
        if any(_label_fit(phrase, words, joined) >= 0.7 for phrase in phrases):
            yield finding
