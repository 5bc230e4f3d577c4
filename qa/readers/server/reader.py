"""Answers by an OpenAI-compatible server: vLLM, SGLang, TGI, llama.cpp's server, transformers.

The text of the pages read is sent to that server. The document comes first and is the same for
every question, so that the server's prefix cache reads it once. Quotes are looked for in the
document afterwards (qa.quoting.alignment): what does not stand there never becomes a citation.
"""

import os
import time
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from qa.answer import (
    Answer,
    AnswerEvent,
    Citation,
    CitationFound,
    Coverage,
    FinishReason,
    PagesRead,
    Progress,
    TextDelta,
)
from qa.document import Page
from qa.library import StoredDocument
from qa.models.catalog import RemoteServer
from qa.models.errors import ServerLacksModel
from qa.prompting.prompt import (
    MAX_SUFFIX_SHARE,
    MAX_SUFFIX_TOKENS,
    SYSTEM,
    is_not_stated,
)
from qa.quoting.alignment import QuoteAligner
from qa.quoting.cite import cite
from qa.quoting.markers import AnswerParser, AnswerPiece, until_loop
from qa.readers.server.client import ChatServer, Delta, ServedModel
from qa.readers.server.messages import choose_pages, num_tokens, page_text, turns_that_fit
from qa.readers.server.reply import ServerReply
from qa.readers.witnessing import WitnessedQuestion, witnessed

API_KEY_VARIABLE = "PAGEWITNESS_API_KEY"
DEFAULT_CONTEXT_TOKENS = 32_768  # where neither the server nor the user says
MAX_ANSWER_TOKENS = 512
MAX_ANSWER_CHARACTERS = 20_000  # a server that does not keep to the limit is cut off


@dataclass(frozen=True, slots=True)
class _Prompt:
    messages: list[dict[str, str]]
    pages: tuple[Page, ...]
    coverage: Coverage
    num_tokens: int  # estimated


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
    ) -> None:
        """Ask the server what it serves; model None is its first one.

        context_tokens: how much may be sent and answered at once, where the server takes less than
        it says, or does not say. Raises ModelServerErrors and UsageError.
        """
        self._server = ChatServer(base_url, api_key=api_key)
        self._served = self._choose(model)
        self._context_tokens = min(
            context_tokens or self._served.max_tokens or DEFAULT_CONTEXT_TOKENS,
            self._served.max_tokens or context_tokens or DEFAULT_CONTEXT_TOKENS,
        )

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
        prompt = self._prompt(document, question, history, focus)
        pages = {page.page_number: page for page in prompt.pages}
        asked = WitnessedQuestion(document, question, history, focus, pages)
        yield from witnessed(self._written(document, question, prompt, pages), asked)

    def _written(
        self,
        document: StoredDocument,
        question: str,
        prompt: _Prompt,
        pages: Mapping[int, Page],
    ) -> Generator[AnswerEvent]:
        """Yield what the server writes, not yet checked."""
        reply = ServerReply()
        waiting = Progress("answering", 0, 1)
        yield waiting
        aligner: QuoteAligner | None = None
        text, citations = "", list[Citation]()
        deltas = self._server.chat(self._body(document, prompt), num_tokens=prompt.num_tokens)
        try:
            for piece in until_loop(_pieces(deltas, reply)):
                aligner = aligner or QuoteAligner(prompt.pages)  # while the server still reads
                if piece is None:
                    yield waiting
                elif isinstance(piece, TextDelta):
                    if not text:
                        yield PagesRead(prompt.coverage)
                    text += piece.text
                    yield piece
                else:
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
                        citations.append(replace(citation, check=check))
                        yield CitationFound(citations[-1])
        finally:
            deltas.close()
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

    def _body(self, document: StoredDocument, prompt: _Prompt) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self._served.name,
            "messages": prompt.messages,
            "max_tokens": MAX_ANSWER_TOKENS,
            "temperature": 0,
            "stream": True,
            "stream_options": {"include_usage": True},
            "chat_template_kwargs": {"enable_thinking": False},
        }
        if self._served.is_vllm:
            # Nobody else's question may be answered faster because this document is in the cache.
            body["cache_salt"] = document.document_id
        return body

    def _prompt(
        self,
        document: StoredDocument,
        question: str,
        history: Sequence[Answer],
        focus: Collection[int] | None,
    ) -> _Prompt:
        room = self._context_tokens - MAX_ANSWER_TOKENS
        room_for_turns = min(MAX_SUFFIX_TOKENS, room // MAX_SUFFIX_SHARE)
        turns = turns_that_fit(question, history, room_for_turns)
        fixed = num_tokens(SYSTEM) + room_for_turns
        pages = choose_pages(document, question, focus, room - fixed)
        content = SYSTEM + "".join(map(page_text, pages))
        return _Prompt(
            messages=[{"role": "system", "content": content}, *turns],
            pages=pages,
            coverage=document.coverage.within({page.page_number for page in pages}),
            num_tokens=num_tokens(content) + sum(num_tokens(turn["content"]) for turn in turns),
        )


def _pieces(deltas: Iterator[Delta], reply: ServerReply) -> Iterator[AnswerPiece | None]:
    """Yield the answer without its markers, and its quotes; None while nothing comes."""
    parser = AnswerParser()
    for delta in deltas:
        reply.take(delta)
        if delta.text:
            yield from parser.push(delta.text)
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
