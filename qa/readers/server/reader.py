"""Answers by an OpenAI-compatible server: vLLM, SGLang, TGI, llama.cpp's server, transformers.

The text of the pages read is sent to that server. The document comes first and is the same for
every question, so that the server's prefix cache reads it once. Quotes are looked for in the
document afterwards (qa.quoting.alignment): what does not stand there never becomes a citation.
"""

import math
import os
import re
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
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
    Usage,
)
from qa.document import Page
from qa.errors import NothingFits, ServerLacksModel, UsageError
from qa.library import StoredDocument
from qa.models.catalog import RemoteServer
from qa.prompting.document_tokens import PAGE_END, page_anchor
from qa.prompting.prompt import (
    MAX_SUFFIX_SHARE,
    MAX_SUFFIX_TOKENS,
    SYSTEM,
    is_not_stated,
    with_quotes,
)
from qa.quoting.alignment import QuoteAligner
from qa.quoting.cite import cite
from qa.quoting.markers import AnswerParser, AnswerPiece
from qa.readers.server.client import ChatServer, Delta, ServedModel
from qa.search import find_pages
from qa.text.token_estimate import ESTIMATE_ERROR, estimate_tokens

API_KEY_VARIABLE = "PAGEWITNESS_API_KEY"
DEFAULT_CONTEXT_TOKENS = 32_768  # where neither the server nor the user says
MAX_ANSWER_TOKENS = 512
MAX_ANSWER_CHARACTERS = 20_000  # a server that does not keep to the limit is cut off
TOKENS_PER_MESSAGE = 8  # what chat templates put around one

# A server runs its control tokens out of plain text too. A zero-width space keeps "<|im_end|>" from
# being one; quotes fold it away.
_CONTROL = re.compile(r"(?<=<)(?=[|\uff5c/A-Za-z_])|(?<=\[)(?=/?[A-Z_]+\])")
_HARMLESS = "\u200b"


@dataclass(frozen=True, slots=True)
class _Prompt:
    messages: list[dict[str, str]]
    pages: tuple[Page, ...]
    coverage: Coverage
    num_tokens: int  # estimated


@dataclass(slots=True)
class _Reply:
    """What a server said, apart from the words."""

    started: float = field(default_factory=time.perf_counter)
    first_word: float = 0.0
    last_word: float = 0.0
    num_characters: int = 0
    finish_reason: str | None = None
    usage: dict[str, Any] | None = None

    def take(self, delta: Delta) -> None:
        self.finish_reason = delta.finish_reason or self.finish_reason
        self.usage = delta.usage or self.usage
        if delta.text:
            self.num_characters += len(delta.text)
            self.last_word = time.perf_counter()
            self.first_word = self.first_word or self.last_word

    def usage_or_none(self) -> Usage | None:
        """What the server counted; None where it did not."""
        if not self.usage:
            return None
        num_answered = int(self.usage.get("completion_tokens") or 0)
        details = self.usage.get("prompt_tokens_details") or {}
        return Usage(
            prompt_tokens=int(self.usage.get("prompt_tokens") or 0),
            cached_tokens=int(details.get("cached_tokens") or 0),
            completion_tokens=num_answered,
            time_to_first_token=max(0.0, self.first_word - self.started),
            time_per_output_token=(self.last_word - self.first_word) / max(1, num_answered - 1),
        )


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
    ) -> Iterator[AnswerEvent]:
        """Yield the answer as the server writes it; closing the generator ends the request.

        Raises ModelServerErrors, NothingFits and UsageError.
        """
        reply = _Reply()
        prompt = self._prompt(document, question, history, focus)
        waiting = Progress("answering", 0, 1)
        yield waiting
        pages = {page.page_number: page for page in prompt.pages}
        aligner: QuoteAligner | None = None
        text, citations = "", list[Citation]()
        deltas = self._server.chat(self._body(document, prompt), num_tokens=prompt.num_tokens)
        try:
            for piece in _pieces(deltas, reply):
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
        turns = _turns(question, history, room_for_turns)
        fixed = _num_tokens(SYSTEM) + room_for_turns
        pages = _choose_pages(document, question, focus, room - fixed)
        content = SYSTEM + "".join(map(_page_text, pages))
        return _Prompt(
            messages=[{"role": "system", "content": content}, *turns],
            pages=pages,
            coverage=document.coverage.within({page.page_number for page in pages}),
            num_tokens=_num_tokens(content) + sum(_num_tokens(turn["content"]) for turn in turns),
        )


def _pieces(deltas: Iterator[Delta], reply: _Reply) -> Iterator[AnswerPiece | None]:
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


def _finish_reason(text: str, reply: _Reply) -> FinishReason:
    if is_not_stated(text):
        return "not found"
    return "length" if reply.finish_reason == "length" else "stop"


def _choose_pages(
    document: StoredDocument, question: str, focus: Collection[int] | None, room: int
) -> tuple[Page, ...]:
    """Return the pages to send, in the document's order: all, or the best that fit."""
    readable = document.coverage.read
    wanted = [n for n in readable if focus is None or n in focus]
    if not wanted:
        raise UsageError(reason="None of the chosen pages has text that can be read.")
    pages = document.pages(wanted)
    sizes = {page.page_number: _num_tokens(_page_text(page)) for page in pages}
    if sum(sizes.values()) <= room:
        return pages
    chosen = set()
    for hit in find_pages(document, question, top=document.num_pages):
        size = sizes.get(hit.page_number)
        if size is not None and size <= room:
            chosen.add(hit.page_number)
            room -= size
    if not chosen:
        raise NothingFits(tokens=max(0, room))
    return tuple(page for page in pages if page.page_number in chosen)


def _turns(question: str, history: Sequence[Answer], room: int) -> list[dict[str, str]]:
    """Return the question behind as many of the last answers as fit."""
    room -= _num_tokens(question) + TOKENS_PER_MESSAGE
    if room < 0:
        raise UsageError(reason="The question is too long for this model. Make it shorter.")
    turns = [{"role": "user", "content": _harmless(question)}]
    for answer in reversed(history):
        said = with_quotes(answer)
        room -= _num_tokens(answer.question) + _num_tokens(said) + 2 * TOKENS_PER_MESSAGE
        if room < 0:
            break
        turns[:0] = [
            {"role": "user", "content": _harmless(answer.question)},
            {"role": "assistant", "content": _harmless(said)},
        ]
    return turns


def _page_text(page: Page) -> str:
    return f"{page_anchor(page)}{_harmless(page.text)}{PAGE_END}"


def _harmless(text: str) -> str:
    # A PDF may hold lone surrogates, which JSON in UTF-8 cannot.
    return _CONTROL.sub(_HARMLESS, text).encode("utf-8", "replace").decode()


def _num_tokens(text: str) -> int:
    """The estimate with its error on top, because a server refuses a prompt one token too long."""
    return math.ceil(estimate_tokens(text) * (1 + ESTIMATE_ERROR))
