"""Answers by a model in this process: a document is read once, every question starts from that
reading.

What the model quotes is held to the document's own words while it writes (qa.quoting.constraint),
so each citation has a page and a place by construction.
"""

import copy
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from qa.answer import (
    Answer,
    AnswerEvent,
    Citation,
    CitationFound,
    FinishReason,
    PagesRead,
    Progress,
)
from qa.document import Page
from qa.engine.engine import Engine, Prefix, TokenStream
from qa.engine.sampling import SamplingParams
from qa.errors import NotEnoughMemory
from qa.library import StoredDocument
from qa.prompting.document_tokens import TokenizedDocument
from qa.prompting.prompt import Prompt, PromptBuilder, is_not_stated
from qa.prompting.tokenizer import ModelTokenizer
from qa.quoting.cite import cite
from qa.quoting.constraint import QuoteConstraint, QuoteVocabulary
from qa.quoting.markers import QuoteFound, parse_answer
from qa.quoting.quote_index import QuoteIndex
from qa.readers.base import ContextBudget, Setup
from qa.readers.local.persistence import KVPersistence
from qa.readers.local.prefixes import Prefixes
from qa.readers.local.preparation import Preparations
from qa.readers.local.timing import BEAT_S, Clock, watch
from qa.search import find_pages

MAX_ANSWER_TOKENS = 512
MAX_DOCUMENTS = 8  # whose tokens and quote index are kept ready; a few MB each
NUM_RANKED_PAGES = 50  # candidates where a document does not fit
TRIAL_TOKENS = 256  # read once at the start, to know how fast this machine reads


@dataclass(frozen=True, slots=True, eq=False)
class _IndexedForModel:
    """A document as the model needs it."""

    pages: dict[int, Page]
    tokens: TokenizedDocument
    quotes: QuoteIndex


class ModelReader:
    """One loaded model for all owners. Safe to use from many threads."""

    def __init__(
        self,
        engine: Engine,
        builder: PromptBuilder,
        *,
        name: str,
        params: SamplingParams = SamplingParams(max_tokens=MAX_ANSWER_TOKENS),  # noqa: B008 - frozen
        longest_prompt: int | None = None,
        keeping: KVPersistence | None = None,
        setup: Setup = Setup(),  # noqa: B008 - frozen
    ) -> None:
        """longest_prompt: tokens that memory and model allow; the builder's limit, where None.
        keeping: the shelf for what is read; None keeps it in memory alone. setup: how the engine's
        model computes, for who asks.
        """
        self.name = name
        self.setup = setup
        self._longest_prompt = longest_prompt or builder.max_tokens
        self._engine = engine
        self._builder = builder
        self._params = params
        self._vocabulary = QuoteVocabulary(builder.tokenizer.token_bytes)
        self._prefixes = Prefixes(engine, keeping)
        self._prepared = Preparations[_IndexedForModel](MAX_DOCUMENTS)

    def close(self) -> None:
        """End the engine; answers under way end with EngineClosed. What was read last is put on the
        shelf first, see qa.readers.local.persistence.
        """
        try:
            self._prefixes.close()
        finally:
            self._engine.close()

    def wait_until_kept(self) -> None:
        """Wait until what was read is on the shelf, however long it takes."""
        self._prefixes.is_settled(None)

    def forget(self, document_id: str) -> None:
        """Give back all memory held for a document that was removed."""
        self._prefixes.forget(document_id)
        self._prepared.forget(document_id)

    def warm_up(self) -> None:
        """Read a little of nothing, so that the first estimate of time is a measured one."""
        reading = self._engine.read(self._tokenizer.encode_text("0 " * TRIAL_TOKENS)[:TRIAL_TOKENS])
        self._engine.free(reading.result())

    def room(self, document: StoredDocument, focus: Collection[int] | None = None) -> ContextBudget:
        """Return how these pages compare with what is read at once."""
        return ContextBudget(
            num_tokens=_num_tokens(self._prepare(document), focus),
            quick=self._builder.max_document_tokens,
            most=self.unlimited()._builder.max_document_tokens,
        )

    def reading_seconds(self, num_tokens: int) -> float | None:
        """Return how long reading takes, from what was measured; None before anything was."""
        return self._engine.reading_seconds(num_tokens)

    def has_read(self, document: StoredDocument, focus: Collection[int] | None = None) -> bool:
        """Return whether all of these pages were read before, so that they are back in seconds."""
        reader, prepared = self.unlimited(), self._prepare(document)
        if not reader._fits(prepared, focus):
            return False
        prompt = reader._prompt(document, prepared, "?", (), focus)
        return self._prefixes.has(document, prompt.prefix_ids)

    def unlimited(self) -> "ModelReader":
        """Return the same reader for who would rather wait: it reads all that there is room for.

        The engine and all that was read are shared.
        """
        reader = copy.copy(self)
        reader._builder = replace(self._builder, max_tokens=self._longest_prompt)
        return reader

    def read_ahead(
        self, document: StoredDocument, focus: Collection[int] | None = None
    ) -> Iterator[Progress]:
        """Read what fits before anybody asks; closing the generator stops it."""
        prepared = self._prepare(document)
        if self._fits(prepared, focus):
            prompt = self._prompt(document, prepared, "?", (), focus)
            while not self._prefixes.is_settled(BEAT_S):
                yield Progress("opening", 0, 1)
            reading, _ = self._prefixes.join(document, prompt.prefix_ids)
            try:
                yield from watch(reading)
                reading.result()
            finally:
                self._prefixes.leave(reading)

    def answer(
        self,
        document: StoredDocument,
        question: str,
        *,
        history: Sequence[Answer] = (),
        focus: Collection[int] | None = None,
    ) -> Iterator[AnswerEvent]:
        """Yield the answer as the model writes it; focus: page numbers of the sections to read.

        Raises NothingFits, NotEnoughMemory, OutOfMemory, EngineClosed and UsageError.
        """
        clock = Clock()
        prepared = self._prepare(document)
        prompt = self._prompt(document, prepared, question, history, focus)
        reading, was_there = self._prefixes.join(
            document, prompt.prefix_ids, is_for_one_question=not self._fits(prepared, focus)
        )
        try:
            yield from watch(reading)
            prefix = reading.result()
            yield PagesRead(prompt.coverage)
            quotes = self._quotes(prepared, prompt)
            text, citations = "", list[Citation]()
            with closing(self._ask(prefix, prompt, quotes)) as tokens:
                while not tokens.wait(BEAT_S):  # whoever stops meanwhile is heard
                    yield Progress("answering", 0, 1)
                for piece in parse_answer(self._words(tokens, clock)):
                    if isinstance(piece, QuoteFound):
                        for citation in _cited(piece, document, prepared, quotes):
                            citations.append(citation)
                            yield CitationFound(citation)
                    else:
                        text += piece.text
                        yield piece
        finally:
            self._prefixes.leave(reading)
        yield Answer(
            question=question,
            text=text,
            citations=tuple(citations),
            coverage=prompt.coverage,
            reader=self.name,
            finish_reason=self._finish_reason(text, clock),
            seconds=time.perf_counter() - clock.started,
            usage=clock.usage(prompt, reading, was_there=was_there),
        )

    def _finish_reason(self, text: str, clock: Clock) -> FinishReason:
        if is_not_stated(text):
            return "not found"
        return "length" if clock.num_tokens >= self._params.max_tokens else "stop"

    def _prepare(self, document: StoredDocument) -> _IndexedForModel:
        def prepare() -> _IndexedForModel:
            pages = document.pages()
            return _IndexedForModel(
                pages={page.page_number: page for page in pages},
                tokens=TokenizedDocument.of(pages, self._tokenizer),
                quotes=QuoteIndex(pages),
            )

        return self._prepared.get(document.document_id, prepare)

    @property
    def _tokenizer(self) -> ModelTokenizer:
        return self._builder.tokenizer

    def _fits(self, prepared: _IndexedForModel, focus: Collection[int] | None = None) -> bool:
        return _num_tokens(prepared, focus) <= self._builder.max_document_tokens

    def _prompt(
        self,
        document: StoredDocument,
        prepared: _IndexedForModel,
        question: str,
        history: Sequence[Answer],
        focus: Collection[int] | None,
    ) -> Prompt:
        ranked: list[int] = []
        if not self._fits(prepared, focus):
            top = NUM_RANKED_PAGES if focus is None else document.num_pages
            hits = find_pages(document, question, top=top)
            ranked = [hit.page_number for hit in hits]
        return self._builder.build(
            prepared.tokens,
            question,
            coverage=document.coverage,
            ranked_pages=ranked,
            focus=focus,
            history=history,
        )

    def _quotes(self, prepared: _IndexedForModel, prompt: Prompt) -> QuoteIndex:
        """What may be quoted: the pages that the model has read, no others."""
        if self._fits(prepared) and len(prompt.coverage.read) == len(prepared.tokens.page_numbers):
            return prepared.quotes
        return QuoteIndex(prepared.pages[n] for n in prompt.coverage.read)

    def _ask(self, prefix: Prefix, prompt: Prompt, quotes: QuoteIndex) -> TokenStream:
        suffix = prompt.token_ids[prompt.num_prefix_tokens :]
        while True:
            constraint = QuoteConstraint(quotes, self._vocabulary)
            try:
                return self._engine.ask(prefix, suffix, self._params, constraint)
            except NotEnoughMemory:
                if not self._prefixes.make_room():
                    raise

    def _words(self, tokens: TokenStream, clock: Clock) -> Iterator[str]:
        """Yield the model's text as it comes, quote markers included."""
        decoder = self._tokenizer.stream_decoder()
        for token_id in tokens:
            clock.tick()
            if delta := decoder.push(token_id):
                yield delta
        yield decoder.finish()


def _cited(
    found: QuoteFound, document: StoredDocument, prepared: _IndexedForModel, quotes: QuoteIndex
) -> Iterator[Citation]:
    """One citation for each page that a quote stands on."""
    for page_number, start, end in quotes.resolve(found.quote):
        yield cite(
            document,
            prepared.pages[page_number],
            start,
            end,
            answer_start=found.answer_start,
            answer_end=found.answer_end,
        )


def _num_tokens(prepared: _IndexedForModel, focus: Collection[int] | None) -> int:
    if focus is None:
        return len(prepared.tokens.token_ids)
    return sum(map(prepared.tokens.num_tokens_of, set(focus)))
