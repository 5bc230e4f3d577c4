"""Answers by a model in this process: a document is read once, every question starts from that
reading.

What the model quotes is held to the document's own words while it writes (qa.quoting.constraint),
so each citation has a page and a place by construction.
"""

import time
from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace

from qa.answer import (
    Answer,
    AnswerEvent,
    Citation,
    CitationFound,
    FinishReason,
    PagesRead,
    Progress,
)
from qa.engine.engine import Engine, Prefix, TokenStream
from qa.engine.sampling import Constraint, SamplingParams
from qa.library import StoredDocument
from qa.models.errors import NotEnoughMemory
from qa.prompting.document_tokens import TokenizedDocument
from qa.prompting.not_stated import NOT_STATED_SENTENCES, is_not_stated
from qa.prompting.prompt import Prompt, PromptBuilder
from qa.prompting.tokenizer import ModelTokenizer
from qa.quoting.constraint import QuoteConstraint, QuoteVocabulary
from qa.quoting.evidence import EvidenceConstraint, with_findings
from qa.quoting.links import LinkFreeConstraint
from qa.quoting.markers import QuoteFound, parse_answer, until_loop
from qa.quoting.quote_index import QuoteIndex
from qa.readers.base import ContextBudget, Setup
from qa.readers.local.persistence import KVPersistence
from qa.readers.local.prefixes import Prefixes
from qa.readers.local.preparation import Preparations
from qa.readers.local.prompts import (
    IndexedForModel,
    build_prompt,
    cited,
    fits,
    num_tokens,
    quotable,
)
from qa.readers.local.timing import BEAT_S, Clock, watch
from qa.readers.shown_findings import words_of
from qa.readers.witnessing import WitnessedQuestion, search, witnessed

MAX_ANSWER_TOKENS = 512
MAX_DOCUMENTS = 8  # whose tokens and quote index are kept ready; a few MB each
TRIAL_TOKENS = 256  # read once at the start, to know how fast this machine reads


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
        evidence_first: bool = False,
    ) -> None:
        """longest_prompt: tokens that memory and model allow; the builder's limit, where None.
        keeping: the shelf for what is read; None keeps it in memory alone. setup: how the engine's
        model computes, for who asks. evidence_first: show the search's findings with numbers, and
        have the model name those that it rests on before it writes (qa.quoting.evidence).
        """
        self.name = name
        self.setup = setup
        self._evidence_first = evidence_first
        self._engine = engine
        self._builder = builder
        self._patient_builder = replace(builder, max_tokens=longest_prompt or builder.max_tokens)
        self._params = params
        self._vocabulary = QuoteVocabulary(builder.tokenizer.token_bytes)
        self._prefixes = Prefixes(engine, keeping)
        self._prepared = Preparations[IndexedForModel](MAX_DOCUMENTS)

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
            num_tokens=num_tokens(self._prepare(document), focus),
            quick=self._builder.max_document_tokens,
            most=self._patient_builder.max_document_tokens,
        )

    def reading_seconds(self, num_tokens: int) -> float | None:
        """Return how long reading takes, from what was measured; None before anything was."""
        return self._engine.reading_seconds(num_tokens)

    def has_read(self, document: StoredDocument, focus: Collection[int] | None = None) -> bool:
        """Return whether all of these pages were read before, so that they are back in seconds."""
        builder, prepared = self._patient_builder, self._prepare(document)
        if not fits(builder, prepared, focus):
            return False
        prompt = build_prompt(builder, document, prepared, "?", (), focus)
        return self._prefixes.has(document, prompt.prefix_ids)

    def read_ahead(
        self,
        document: StoredDocument,
        focus: Collection[int] | None = None,
        *,
        reads_all: bool = False,
    ) -> Iterator[Progress]:
        """Read what fits before anybody asks; closing the generator stops it."""
        builder, prepared = self._builder_for(reads_all), self._prepare(document)
        if fits(builder, prepared, focus):
            prompt = build_prompt(builder, document, prepared, "?", (), focus)
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
        reads_all: bool = False,
    ) -> Iterator[AnswerEvent]:
        """Yield the answer as the model writes it; focus: page numbers of the sections to read.

        Raises NothingFits, NotEnoughMemory, OutOfMemory, EngineClosed and UsageError.
        """
        builder, prepared = self._builder_for(reads_all), self._prepare(document)
        found = search(document, question, history, focus)
        findings = found.citations if self._evidence_first else ()
        prompt = build_prompt(builder, document, prepared, question, history, focus, findings)
        pages = {number: prepared.pages[number] for number in prompt.coverage.read}
        asked = WitnessedQuestion(document, question, history, focus, pages, found)
        is_for_one_question = not fits(builder, prepared, focus)
        findings = findings[: prompt.num_findings]
        events = self._written(document, prepared, prompt, question, findings, is_for_one_question)
        yield from witnessed(events, asked)

    def _written(
        self,
        document: StoredDocument,
        prepared: IndexedForModel,
        prompt: Prompt,
        question: str,
        findings: Sequence[Citation],
        is_for_one_question: bool,
    ) -> Generator[AnswerEvent]:
        """Yield what the model writes, not yet checked."""
        clock = Clock()
        reading, was_there = self._prefixes.join(
            document, prompt.prefix_ids, is_for_one_question=is_for_one_question
        )
        try:
            yield from watch(reading)
            prefix = reading.result()
            yield PagesRead(prompt.coverage)
            quotes = quotable(prepared, prompt)
            text, citations = "", list[Citation]()
            named = [words_of(finding) for finding in findings]
            with closing(self._ask(prefix, prompt, quotes)) as tokens:
                while not tokens.wait(BEAT_S):  # whoever stops meanwhile is heard
                    yield Progress("answering", 0, 1)
                words = with_findings(self._words(tokens, clock), named)
                for piece in until_loop(parse_answer(words)):
                    if isinstance(piece, QuoteFound):
                        for citation in cited(piece, document, prepared, quotes, findings):
                            citations.append(citation)
                            yield CitationFound(citation)
                    else:
                        text += piece.text
                        yield piece
                        if text.strip() in NOT_STATED_SENTENCES:
                            break  # whatever follows, the answer is over
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

    def _prepare(self, document: StoredDocument) -> IndexedForModel:
        def prepare() -> IndexedForModel:
            pages = document.pages()
            return IndexedForModel(
                pages={page.page_number: page for page in pages},
                tokens=TokenizedDocument.of(pages, self._tokenizer),
                quotes=QuoteIndex(pages),
            )

        return self._prepared.get(document.document_id, prepare)

    @property
    def _tokenizer(self) -> ModelTokenizer:
        return self._builder.tokenizer

    def _builder_for(self, reads_all: bool) -> PromptBuilder:
        return self._patient_builder if reads_all else self._builder

    def _ask(self, prefix: Prefix, prompt: Prompt, quotes: QuoteIndex) -> TokenStream:
        suffix = prompt.token_ids[prompt.num_prefix_tokens :]
        while True:
            held = LinkFreeConstraint(QuoteConstraint(quotes, self._vocabulary), self._vocabulary)
            constraint: Constraint = held
            if prompt.num_findings:
                constraint = EvidenceConstraint(
                    held,
                    self._vocabulary,
                    num_findings=prompt.num_findings,
                    not_stated=NOT_STATED_SENTENCES,
                )
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
