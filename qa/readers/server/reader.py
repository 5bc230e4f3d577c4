"""Answers by an OpenAI-compatible server: vLLM, SGLang, TGI, llama.cpp's server, transformers.

The text of the pages read is sent to that server. The document comes first and is the same for
every question, so that the server's prefix cache reads it once. A server that holds its model to a
grammar gets ours: the model names numbered findings of the search, whose own words are then the
citations (qa.quoting.evidence). Quotes are looked for in the document afterwards
(qa.quoting.alignment): what does not stand there never becomes a citation.
"""

import os
import time
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any

from qa.answer import (
    Answer,
    AnswerEvent,
    Citation,
    CitationFound,
    FinishReason,
    PagesRead,
    Progress,
    TextDelta,
)
from qa.document import Page
from qa.library import StoredDocument
from qa.models.catalog import RemoteServer
from qa.models.errors import RequestRefused, ServerLacksModel
from qa.prompting.not_stated import NOT_STATED_SENTENCES, is_not_stated
from qa.quoting.alignment import QuoteAligner
from qa.quoting.cite import cite
from qa.quoting.evidence import with_findings
from qa.quoting.evidence_grammar import evidence_grammar
from qa.quoting.markers import AnswerParser, AnswerPiece, QuoteFound, until_loop
from qa.readers.server.client import ChatServer, ServedModel
from qa.readers.server.grammar_support import GrammarSupport, fields_of
from qa.readers.server.messages import ServerPrompt, build_prompt, num_tokens
from qa.readers.server.reply import ServerReply
from qa.readers.server.token_counts import TokenCounts
from qa.readers.shown_findings import named_finding, words_of
from qa.readers.witnessing import WitnessedQuestion, search, witnessed

API_KEY_VARIABLE = "PAGEWITNESS_API_KEY"
DEFAULT_CONTEXT_TOKENS = 32_768  # where neither the server nor the user says
SMALL_CONTEXT = 32_768  # tokens of so few pages that each can be counted by the server
MAX_ANSWER_TOKENS = 512
MAX_ANSWER_CHARACTERS = 20_000  # a server that does not keep to the limit is cut off


def open_server(server: RemoteServer, *, context_tokens: int | None = None) -> "RemoteReader":
    """Return the reader of a server, with the key in $PAGEWITNESS_API_KEY if it wants one."""
    return RemoteReader(
        server.base_url,
        model=server.model,
        api_key=os.environ.get(API_KEY_VARIABLE),
        context_tokens=context_tokens,
    )


class RemoteReader:
    """Answers by one model of one server. Safe to use from many threads."""

    def __init__(
        self,
        base_url: str,
        *,
        model: str | None = None,
        api_key: str | None = None,
        context_tokens: int | None = None,
        max_answer_tokens: int = MAX_ANSWER_TOKENS,
    ) -> None:
        """Ask the server what it serves; model None is its first one.

        context_tokens: how much may be sent and answered at once, where the server takes less than
        it says, or does not say. Raises ModelServerErrors and UsageError.
        """
        self._server = ChatServer(base_url, api_key=api_key)
        self._served = self._choose(model)
        said = self._served.max_tokens or self._server.context_tokens()
        self._context_tokens = min(
            context_tokens or said or DEFAULT_CONTEXT_TOKENS,
            said or context_tokens or DEFAULT_CONTEXT_TOKENS,
        )
        self._max_answer_tokens = max_answer_tokens
        self._grammar = GrammarSupport(self._server, self._served.name)
        self._tokens = TokenCounts(self._server, self._served.name)

    @property
    def name(self) -> str:
        """The model's name without its owner or folder."""
        return self._served.name.rstrip("/").rpartition("/")[2]

    @property
    def server_name(self) -> str:
        """Host and port that the report's text is sent to."""
        return self._server.name

    def answer(
        self,
        document: StoredDocument,
        question: str,
        *,
        history: Sequence[Answer] = (),
        focus: Collection[int] | None = None,
        reads_all: bool = False,
    ) -> Iterator[AnswerEvent]:
        """Yield the answer as the server writes it; closing the generator ends the request.

        Raises ModelServerErrors, NothingFits and UsageError.
        """
        found = search(document, question, history, focus)
        prompt = build_prompt(
            document,
            question,
            history=history,
            focus=focus,
            findings=found.citations,
            room=self._context_tokens - self._max_answer_tokens,
            count=self._tokens.of if self._context_tokens <= SMALL_CONTEXT else None,
        )
        pages = {page.page_number: page for page in prompt.pages}
        asked = WitnessedQuestion(document, question, history, focus, pages, found)
        yield from witnessed(self._written(document, question, prompt, pages), asked)

    def _written(
        self,
        document: StoredDocument,
        question: str,
        prompt: ServerPrompt,
        pages: Mapping[int, Page],
    ) -> Generator[AnswerEvent]:
        """Yield what the server writes, not yet checked."""
        reply = ServerReply()
        waiting = Progress("answering", 0, 1)
        yield waiting
        aligner: QuoteAligner | None = None
        text, citations = "", list[Citation]()
        with closing(self._words(document, prompt, reply)) as words:
            for piece in until_loop(_pieces(words, reply)):
                aligner = aligner or QuoteAligner(prompt.pages)  # while the server still reads
                if piece is None:
                    yield waiting
                elif isinstance(piece, TextDelta):
                    if not text:
                        yield PagesRead(prompt.coverage)
                    text += piece.text
                    yield piece
                else:
                    for citation in _cited(piece, document, prompt.findings, aligner, pages):
                        citations.append(citation)
                        yield CitationFound(citation)
        yield Answer(
            question=question,
            text=text,
            citations=tuple(citations),
            coverage=prompt.coverage,
            reader=self.name,
            finish_reason=_finish_reason(text, reply),
            seconds=time.perf_counter() - reply.started,
            usage=reply.usage_or_none(),
        )

    def _choose(self, wanted: str | None) -> ServedModel:
        served = self._server.models()
        if wanted is None:
            if not served:
                raise ServerLacksModel(server=self._server.name, model="model that it names")
            return served[0]
        for model in served:
            if model.name == wanted:
                return model
        # Not all servers list what they can load; one that cannot says so when it is asked.
        return ServedModel(wanted, max_tokens=None, is_vllm=False)

    def _words(
        self, document: StoredDocument, prompt: ServerPrompt, reply: ServerReply
    ) -> Generator[str]:
        """Yield what the server writes, quotes and findings between markers; "" while it does
        not. One that refuses the grammar after all is asked without.
        """
        field = yield from self._grammar.find_out()
        if field is not None:
            grammar = evidence_grammar(len(prompt.findings), NOT_STATED_SENTENCES)
            more = fields_of(field, grammar)
            named = [words_of(finding) for finding in prompt.findings]
            try:
                held = self._sent(document, prompt.content, prompt.turns_held, reply, more)
                with closing(held) as deltas:
                    yield from with_findings(deltas, named)
            except RequestRefused:
                self._grammar.give_up()
            else:
                return
        yield from self._sent(document, prompt.content, prompt.turns, reply, {})

    def _sent(
        self,
        document: StoredDocument,
        content: str,
        turns: list[dict[str, str]],
        reply: ServerReply,
        more: Mapping[str, Any],
    ) -> Generator[str]:
        body: dict[str, Any] = {
            "model": self._served.name,
            "messages": [{"role": "system", "content": content}, *turns],
            "max_tokens": self._max_answer_tokens,
            "temperature": 0,
            "stream": True,
            "stream_options": {"include_usage": True},
            "chat_template_kwargs": {"enable_thinking": False},
            **more,
        }
        if self._served.is_vllm:
            # Nobody else's question may be answered faster because this document is in the cache.
            body["cache_salt"] = document.document_id
        size = num_tokens(content) + sum(num_tokens(turn["content"]) for turn in turns)
        with closing(self._server.chat(body, num_tokens=size)) as deltas:
            for delta in deltas:
                reply.take(delta)
                yield delta.text


def _cited(
    piece: QuoteFound,
    document: StoredDocument,
    findings: Sequence[Citation],
    aligner: QuoteAligner,
    pages: Mapping[int, Page],
) -> Iterator[Citation]:
    """Yield the finding that was named, or a citation for each place at which a quote stands."""
    if finding := named_finding(piece, findings):
        yield finding
        return
    check, places = aligner.find(piece.quote)
    for page_number, start, end in places:
        citation = cite(
            document,
            pages[page_number],
            start,
            end,
            answer_start=piece.answer_start,
            answer_end=piece.answer_end,
        )
        yield replace(citation, check=check)


def _pieces(words: Iterable[str], reply: ServerReply) -> Iterator[AnswerPiece | None]:
    """Yield the answer without its markers, and its quotes; None while nothing comes."""
    parser = AnswerParser()
    for more in words:
        if more:
            yield from parser.push(more)
        else:
            yield None
        if reply.num_characters > MAX_ANSWER_CHARACTERS:
            reply.finish_reason = "length"
            break
    yield from parser.finish()


def _finish_reason(text: str, reply: ServerReply) -> FinishReason:
    if is_not_stated(text):
        return "not found"
    return "length" if reply.finish_reason == "length" else "stop"
