"""A model's answer in, the same with a witness for each sentence out; or what the search found.

One law for every model, in this process or behind a server: no sentence is sent before it was
checked, and nothing that a model writes before one of its sentences was witnessed. An answer
without any witness is withheld; "Not stated" and what the search found take its place. Figures out
of the report's own tables come before the model's words, whatever it writes.
"""

import time
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cached_property

from qa.answer import (
    Answer,
    AnswerEvent,
    AnswerFigure,
    AnswerSentence,
    CheckedFigure,
    Citation,
    CitationFound,
    FiguresFound,
    Progress,
    SentenceChecked,
    TextDelta,
)
from qa.document import Page
from qa.library import StoredDocument
from qa.prompting.not_stated import NOT_STATED, NOT_STATED_CHINESE, is_not_stated
from qa.readers.extractive.reader import QuoteReader
from qa.readers.extractive.wording.company import company_names
from qa.readers.figures_first import best_finding, figure_part
from qa.text.loops import loop_start
from qa.text.terms import is_chinese
from qa.witness import Checked, Witness, split_sentences


@dataclass(frozen=True, slots=True)
class WitnessedQuestion:
    """What an answer answers, and the pages that were read for it, by number."""

    document: StoredDocument
    question: str
    history: Sequence[Answer]
    focus: Collection[int] | None
    pages: Mapping[int, Page]
    search: Answer | None = None  # what is found without a model; None looks for it when needed


def search(
    document: StoredDocument,
    question: str,
    history: Sequence[Answer],
    focus: Collection[int] | None,
) -> Answer:
    """Return what is found without a model."""
    *_, answer = QuoteReader().answer(document, question, history=history, focus=focus)
    assert isinstance(answer, Answer)
    return answer


def witnessed(events: Generator[AnswerEvent], asked: WitnessedQuestion) -> Iterator[AnswerEvent]:
    """Yield a model's events with its words checked, sentence by sentence.

    events: a reader's, without SentenceChecked; closed when this generator is.
    """
    draft = _Draft(asked)
    with closing(events):
        yield from draft.begin()
        for event in events:
            match event:
                case TextDelta(text):
                    draft.text += text
                    yield Progress("answering", 0, 1)
                    yield from draft.check(is_over=False)
                case CitationFound(citation):
                    draft.own.append(citation.moved(draft.begun))
                case Answer():
                    yield from draft.check(is_over=True)
                    yield from draft.finish(event)
                case _:
                    yield event


@dataclass
class _Draft:
    asked: WitnessedQuestion
    text: str = ""  # the figures, and behind them what the model wrote
    begun: int = 0  # where the model's words begin
    own: list[Citation] = field(default_factory=list)  # the model's own citations
    sent: int = 0  # characters of text
    checked: int = 0  # characters of text
    held: list[tuple[int, int, Checked]] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)  # sent
    sentences: list[AnswerSentence] = field(default_factory=list)  # sent
    figures: tuple[AnswerFigure, ...] = ()  # sent

    @cached_property
    def search(self) -> Answer:
        """What is found without a model."""
        asked = self.asked
        return asked.search or search(asked.document, asked.question, asked.history, asked.focus)

    @cached_property
    def witness(self) -> Witness:
        document, pages = self.asked.document, dict(self.asked.pages)
        for citation in self.search.citations:  # its pages were not all read by the model
            if citation.page_number not in pages:
                pages[citation.page_number] = document.page(citation.page_number)
        return Witness(
            document,
            self.asked.question,
            pages=pages,
            search=self.search,
            own_names=company_names(document),
        )

    def begin(self) -> Iterator[AnswerEvent]:
        """Yield the figures that the search found, if any."""
        found = figure_part(self.search)
        if found is None:
            return
        yield TextDelta(found.text)
        yield from map(CitationFound, found.citations)
        yield FiguresFound(found.figures)
        self.citations += found.citations
        self.figures = found.figures
        self.text = f"{found.text}\n"
        self.sent, self.begun = len(found.text), len(self.text)
        self.checked = self.begun

    def check(self, *, is_over: bool) -> Iterator[AnswerEvent]:
        """Check the sentences that are complete; yield them once one of all was witnessed."""
        if is_over:
            start = loop_start(self.text[self.begun :])
            if start is not None:
                self.text = self.text[: max(self.begun + start, self.sent)]
        spans = split_sentences(self.text, self.checked)
        for start, end in spans if is_over else spans[:-1]:
            cited = [c for c in self.own if start < c.answer_end <= end]
            self.held.append((start, end, self.witness.check(self.text, start, end, cited)))
            self.checked = end
        is_shown = bool(self.sentences) or any(c.status == "witnessed" for _, _, c in self.held)
        if is_shown:
            for start, end, checked in self.held:
                yield from self._send(start, end, checked)
            self.held.clear()

    def _send(self, start: int, end: int, checked: Checked) -> Iterator[AnswerEvent]:
        yield TextDelta(self.text[self.sent : end])
        self.sent = end
        cited = [c for c in self.own if start < c.answer_end <= end]
        numbers: dict[Citation, int] = {}
        for citation in (*cited, *checked.found):
            if citation not in numbers:
                numbers[citation] = len(self.citations)
                self.citations.append(citation)
                yield CitationFound(citation)
        figures = tuple(
            CheckedFigure(
                check.start,
                check.end,
                check.holds,
                numbers.get(check.places[0]) if len(check.places) == 1 else None,
            )
            for check in checked.figures
        )
        sentence = AnswerSentence(start, end, checked.status, tuple(numbers.values()), figures)
        self.sentences.append(sentence)
        yield SentenceChecked(sentence)

    def finish(self, answer: Answer) -> Iterator[AnswerEvent]:
        """Yield the rest, and the answer as it was sent."""
        if not self.sentences:
            yield from self._found_instead(answer)
            return
        yield from self._found_elsewhere()
        yield replace(
            answer,
            text=self.text[: self.sent],
            citations=tuple(self.citations),
            figures=self.figures,
            sentences=tuple(self.sentences),
            finish_reason="stop" if answer.finish_reason == "not found" else answer.finish_reason,
        )

    def _found_elsewhere(self) -> Iterator[AnswerEvent]:
        """Yield the best quote of the search where nothing of it is cited."""
        found = best_finding(self.search, self.citations)
        if found is None:
            return
        words = self.search.text[found.answer_start : found.answer_end]
        start = self.sent + 1
        yield TextDelta(f"\n{words}")
        self.text = f"{self.text[: self.sent]}\n{words}"
        self.sent = len(self.text)
        citation = found.moved(start - found.answer_start)
        yield CitationFound(citation)
        self.citations.append(citation)
        number = len(self.citations) - 1
        sentence = AnswerSentence(start, self.sent, "witnessed", (number,))
        self.sentences.append(sentence)
        yield SentenceChecked(sentence)

    def _found_instead(self, answer: Answer) -> Iterator[AnswerEvent]:
        """Yield what the search found; below "not stated", unless it found the figure asked for."""
        started = time.perf_counter()
        search = self.search
        head = "" if self.figures else _not_stated(self.asked.question)
        found = search.text if search.citations else ""
        text = "\n".join(part for part in (head, found) if part)
        shift = len(head) + 1 if head else 0
        citations = tuple(citation.moved(shift) for citation in search.citations)
        yield TextDelta(text[self.sent :])
        yield from map(CitationFound, citations[len(self.citations) :])
        said = self.text[self.begun :].strip()
        yield replace(
            answer,
            text=text,
            citations=citations,
            figures=search.figures,
            finish_reason="stop" if self.figures else "not found",
            withheld="" if is_not_stated(said) else said,
            seconds=answer.seconds + time.perf_counter() - started,
        )


def _not_stated(question: str) -> str:
    return f"{NOT_STATED_CHINESE}。" if is_chinese(question) else f"{NOT_STATED}."
