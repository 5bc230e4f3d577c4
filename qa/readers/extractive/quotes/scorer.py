"""Rows and sentences of a page in, findings with their features and scores out.

A finding fits as far as it covers the words asked for, by themselves or through the glossary, whose
entries know how a report writes what people ask for.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from math import fsum

from qa.document import Page
from qa.glossary import content
from qa.readers.extractive.quotes.asides import defines, tells_nothing
from qa.readers.extractive.quotes.evidence import (
    NOT_NAMED,
    Features,
    Naming,
    RowFeatures,
    SentenceFeatures,
    score,
)
from qa.readers.extractive.quotes.kept_blocks import MOST_TITLES
from qa.readers.extractive.quotes.naming import EntryNames, Phrase
from qa.readers.extractive.quotes.page_blocks import PageBlocks, Sentence, Stretch, TableRow
from qa.readers.extractive.quotes.question_share import QuestionShare
from qa.readers.extractive.quotes.reasons import (
    MOVES,
    cause_starts,
    goes_against,
    is_of_other_year,
    is_supposed,
    leaves_it_elsewhere,
    moved_before,
    points_back,
)
from qa.readers.extractive.wording.kind_asked import asks_how_many, wanted_pattern
from qa.search.index import DocumentIndex
from qa.search.manner import COMPANIONS
from qa.search.page_features import counts_as
from qa.search.plan import PlannedPage
from qa.search.question import ParsedQuestion
from qa.search.scoring import Term, explained
from qa.search.telling import telling_of
from qa.search.weights import WEIGHTS, Weights
from qa.text.terms import fold, terms

MAX_SENTENCE_CHARS = 600  # a longer one is quoted only when nothing else fits
MIN_SENTENCE_WORDS = 4
MOST_BEFORE = 900  # characters of what several sentences in a row point back to


@dataclass(frozen=True)
class Finding:
    """A stretch of a page that bears on the question, and what is needed to read it."""

    page: Page
    place: Stretch
    context: tuple[Stretch, ...]
    features: Features
    score: float
    label: Phrase  # of a row, its words before the figures; a sentence has none
    key: str  # equal for findings that say the same
    covers: frozenset[str]  # the question's terms it accounts for


def explain(finding: Finding, weights: Weights = WEIGHTS) -> tuple[Term, ...]:
    """Return the terms of a finding's score, which add up to it under the weights it was given."""
    return explained(finding.features.parts(weights))


class Scorer:
    """Scores rows and sentences for one question about one document."""

    def __init__(
        self, question: ParsedQuestion, index: DocumentIndex, weights: Weights = WEIGHTS
    ) -> None:
        self._question, self._weights = question, weights
        self._asked_terms = terms(question.text)
        self._telling = telling_of(index, question)
        self._total = sum(self._telling.values()) or 1.0
        self._asked_for = QuestionShare(question, index, weights)
        shares = {hit.entry.key: counts_as(hit, self._telling) for hit in question.wanted}
        self._names = EntryNames(question, weights, shares)
        self._phrase_heads = {
            term for term, ways in question.said_otherwise.items() if len(ways[0]) > 1
        }
        self._asks_of_move = question.asks_why and asks_of_move(question)
        self._kind = wanted_pattern(fold(question.text))
        # a reason, a count, a name, a time or a place does not stand first below a title
        is_other = question.asks_why or question.asks_who or asks_how_many(question.text)
        self._may_open = not (is_other or self._kind)
        self._subjects: dict[str, tuple[Naming, frozenset[str]]] = {}

    def findings(
        self, blocks: PageBlocks, planned: PlannedPage, titles_before: Sequence[str] = ()
    ) -> Iterator[Finding]:
        """Yield what bears on the question on one page. titles_before: of the pages before."""
        for row in blocks.rows:
            yield from self._row(blocks, row, planned)
        before = ""
        for sentence in blocks.sentences:
            titles = (*blocks.titles_over(sentence.place[0]), *titles_before)[:MOST_TITLES]
            yield from self._sentence(blocks, sentence, before, titles, planned.fit)
            text = blocks.page.text[slice(*sentence.place)]
            before = f"{before} {text}"[-MOST_BEFORE:] if before and points_back(text) else text

    def support(self, findings: Sequence[Finding]) -> float:
        """Return the share of the question, 0 to 1, that the findings account for."""
        return self._asked_for.of(finding.covers for finding in findings)

    def is_supported(self, findings: Sequence[Finding]) -> bool:
        """Whether the findings account for enough of what is asked."""
        return self.support(findings) >= self._weights.enough

    def _row(self, blocks: PageBlocks, row: TableRow, planned: PlannedPage) -> Iterator[Finding]:
        page = blocks.page
        label = [term for term in terms(row.label) if not term[0].isdigit()]
        naming, named = self._names.in_label(label, planned.on_statement)
        covers = self._covered(label) | named
        if naming is NOT_NAMED and not covers:
            return
        context = blocks.context(row)
        around = self._covered(terms(" ".join(page.text[a:b] for a, b in context)))
        features = RowFeatures(
            naming=naming,
            covers=self._share(covers),
            around=self._share(around - covers),
            page_fit=planned.fit,
            has_kind=self._has_kind(page.text[slice(*row.place)]),
            has_several_values=row.num_values > 1,
            asks_why=self._question.asks_why,
            wants_text=self._question.wants_text,
        )
        yield Finding(
            page=page,
            place=row.place,
            context=context,
            features=features,
            score=score(features, self._weights),
            label=tuple(label),
            key=" ".join(content(terms(page.text[slice(*row.place)]))),
            covers=covers | around,
        )

    def _sentence(
        self,
        blocks: PageBlocks,
        sentence: Sentence,
        before: str,
        titles: Sequence[str],
        page_fit: float,
    ) -> Iterator[Finding]:
        question, page = self._question, blocks.page
        text = page.text[slice(*sentence.place)]
        words = terms(text)
        different = set(words)
        itself, named = self._names.in_text(words)
        namings = [itself]
        told = covers = self._covered(words) | named
        is_driver = False
        if question.asks_why and COMPANIONS["why"] & different:
            driver, moved = self._names.of_drivers(words)
            is_driver = driver.strength(self._weights) > itself.strength(self._weights)
            namings.append(driver)
            covers |= moved
        signs = question.asks_who and sentence.is_signature
        refers = points_back(text) or signs  # whoever signs is named, and what he signs is above
        above, around = self._subject(*titles[:1], before if refers else "")
        _, under = self._subject(*titles[1:])
        _, opened = self._subject(*titles[:1] if sentence.opens and self._may_open else ())
        has_it = bool(covers) or any(naming.key for naming in namings)
        is_about_it = has_it or bool(opened) or (refers and bool(above.key or around))
        if not is_about_it or (len(words) < MIN_SENTENCE_WORDS and not signs):
            return
        why = question.asks_why
        explains = why and not leaves_it_elsewhere(text)
        cause = cause_starts(words, of_event=not self._asks_of_move) if explains else None
        in_front = words[:cause]
        above_it = around | under | self._covered(terms(before))
        move = self._explains_move(words, in_front, above_it) if self._asks_of_move else 0.0
        if cause is not None and refers:  # "Two causes account for it: .."
            with_it = [*terms(before), *in_front]
            if self._asks_of_move and not goes_against(self._asked_terms, in_front):
                move = max(move, self._explains_move(words, with_it, above_it))
            in_front = with_it if MOVES.isdisjoint(in_front) else in_front
        explains_move = move if cause is not None else 0.0
        announces = text.endswith((":", "："))
        told_below = blocks.below(sentence) if announces and explains_move else ()
        features = SentenceFeatures(
            naming=max((*namings, above), key=lambda naming: naming.told(self._weights)),
            covers=self._share(told),
            moved=self._share(covers - told),
            around=self._share(around - covers),
            under=self._share(under - around - covers),
            opens=self._share(opened),
            page_fit=page_fit,
            asks_why=why,
            gives_reason=cause is not None,
            asks_of_move=self._asks_of_move,
            explains_move=explains_move,
            tells_move=move - explains_move,
            # margins fall where costs rise
            goes_against=why and not is_driver and goes_against(self._asked_terms, in_front),
            is_supposed=why and is_supposed(text),
            is_in_manner=not different.isdisjoint(COMPANIONS[question.manner]),
            has_figure=question.asks_figure and any(map(_is_figure, words)),
            has_kind=self._has_kind(text),
            signs=signs,
            announces=announces and not told_below,
            asks=text.endswith(("?", "？")),
            is_long=len(text) > MAX_SENTENCE_CHARS and not explains_move,
            is_aside=self._is_aside(text, words, covers),
        )
        yield Finding(
            page=page,
            place=sentence.place,
            context=told_below,
            features=features,
            score=score(features, self._weights),
            label=(),
            key=" ".join(words),
            covers=covers | around,
        )

    def _has_kind(self, text: str) -> bool:
        if self._kind is None:
            return False
        return self._kind.search(" ".join(text.split())) is not None

    def _is_aside(self, text: str, words: Sequence[str], covers: frozenset[str]) -> bool:
        """Whether a sentence tells nothing of its own beside the words it was found by."""
        is_value_asked = self._question.asks_figure or self._question.asks_why
        if tells_nothing(text) or (is_value_asked and defines(text)):
            return True
        return not set(content(words)) - covers - set(self._asked_terms)

    def _explains_move(
        self, words: Sequence[str], in_front: Sequence[str], above: frozenset[str]
    ) -> float:
        """Return how surely a sentence explains the move asked for by what it says in front."""
        if is_of_other_year(words, self._question.years):
            return 0.0
        return moved_before(in_front, self._asked_terms, self._names.first_place(in_front, above))

    def _subject(self, *texts: str) -> tuple[Naming, frozenset[str]]:
        """Return how what stands above names a wanted entry, and the terms it accounts for."""
        best, covers = NOT_NAMED, frozenset[str]()
        for text in filter(None, texts):
            if text not in self._subjects:  # a title has many sentences below it
                words = terms(text)
                naming, named = self._names.in_text(words)
                if naming is not NOT_NAMED:
                    naming = replace(naming, by="above")
                self._subjects[text] = (naming, named | self._covered(words))
            naming, named = self._subjects[text]
            best = max(best, naming, key=lambda naming: naming.told(self._weights))
            covers |= named
        return best, covers

    def _covered(self, words: Sequence[str]) -> frozenset[str]:
        said = set(words)
        covered = self._asked_for.asked & said - self._phrase_heads
        covered |= {
            term
            for term, ways in self._question.said_otherwise.items()
            if any(_has(words, said, way) for way in ways)
        }
        return frozenset(covered)

    def _share(self, covered: frozenset[str]) -> float:
        # A year such as in "2030年" is asked for, but no word of the question. fsum: a set has
        # another order in each process.
        return fsum(self._telling.get(term, 0.0) for term in covered) / self._total


def asks_of_move(question: ParsedQuestion) -> bool:
    """Whether a question why asks what moved a figure, and not why something happened."""
    asked = question.words.keys() - question.said_otherwise.keys()  # "give up" is no move
    return not MOVES.isdisjoint(asked) or any(hit.entry.why for hit in question.wanted)


def _has(words: Sequence[str], said: Collection[str], phrase: Phrase) -> bool:
    """Whether the terms of a phrase stand side by side; said: the different ones of the words."""
    if phrase[0] not in said:
        return False
    width = len(phrase)
    return width == 1 or any(
        tuple(words[place : place + width]) == phrase
        for place, word in enumerate(words)
        if word == phrase[0]
    )


def _is_figure(word: str) -> bool:
    """Whether a term is a number other than a year or a single digit."""
    is_year = len(word) == 4 and word[:2] in ("19", "20")
    return word[0].isdigit() and len(word) > 1 and not is_year
