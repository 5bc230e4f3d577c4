"""Talks to an OpenAI-compatible server: which models it serves, and one streamed chat completion.

Nothing is sent anywhere but to the address given: redirects are not followed, and a server on this
machine is never reached through a proxy.
"""

import asyncio
import ipaddress
import json
import queue
import threading
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing, closing, suppress
from dataclasses import dataclass
from typing import Any

import httpx

from qa.errors import UsageError
from qa.models.errors import (
    ModelServerError,
    NotAModelServer,
    PromptTooLong,
    RequestRefused,
    ServerBrokeOff,
    ServerLacksModel,
    ServerUnreachable,
    ServerWantsKey,
)

CONNECT_S = 5.0
PATIENCE_S = 600.0  # between two pieces of an answer; the first waits for the whole document
LISTING_S = 10.0
BEAT_S = 0.25  # how often a waiting caller gets a turn, to show that it waits or to stop
MAX_LINE_BYTES = 1_000_000
MAX_REASON_CHARACTERS = 200
_REFUSALS = (httpx.codes.BAD_REQUEST, httpx.codes.UNPROCESSABLE_ENTITY)


@dataclass(frozen=True, slots=True)
class ServedModel:
    """max_tokens: of prompt and answer together; None where the server does not say."""

    name: str
    max_tokens: int | None
    is_vllm: bool


@dataclass(frozen=True, slots=True)
class Delta:
    """What came: words, why the answer ended, tokens counted; empty while nothing comes."""

    text: str = ""
    finish_reason: str | None = None
    usage: dict[str, Any] | None = None


class ChatServer:
    """One server. Safe to use from many threads."""

    def __init__(
        self, base_url: str, *, api_key: str | None = None, patience_s: float = PATIENCE_S
    ) -> None:
        """base_url: up to /v1. Raises UsageError for what is no address."""
        try:
            url = httpx.URL(base_url.rstrip("/"))
        except httpx.InvalidURL as error:
            raise UsageError(reason=f"{base_url!r} is no address of a server.") from error
        if url.scheme not in ("http", "https") or not url.host:
            raise UsageError(reason=f"{base_url!r} is no address of a server.")
        self.name = url.netloc.decode("ascii", "replace")  # without user name and password
        self._url = str(url)
        self._patience_s = patience_s
        self._settings: dict[str, Any] = {
            "headers": {"Authorization": f"Bearer {api_key}"} if api_key else {},
            "trust_env": not _is_this_machine(url.host),
            "follow_redirects": False,
        }

    def models(self) -> list[ServedModel]:
        """Return the models served, the server's own order. Raises ModelServerErrors."""
        timeout = httpx.Timeout(LISTING_S, connect=CONNECT_S)
        try:
            response = httpx.get(f"{self._url}/models", timeout=timeout, **self._settings)
        except httpx.HTTPError as error:
            raise ServerUnreachable(server=self.name, reason=_words_of(error)) from error
        if response.status_code != httpx.codes.OK:
            raise self._refusal(response, "a model", 0)
        try:
            return [
                ServedModel(
                    name=str(model["id"]),
                    max_tokens=_context_of(model),
                    is_vllm=model.get("owned_by") == "vllm",
                )
                for model in response.json()["data"]
            ]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotAModelServer(server=self.name, reason="no list of models") from error

    def says_of_itself(self, path: str, asked: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return what stands at a path beside /v1 as JSON, or what it answers to something asked
        there; empty where nothing does.
        """
        timeout = httpx.Timeout(LISTING_S, connect=CONNECT_S)
        url, method = f"{self._url.removesuffix('/v1')}/{path}", "POST" if asked else "GET"
        try:
            response = httpx.request(method, url, json=asked, timeout=timeout, **self._settings)
            said = response.json() if response.status_code == httpx.codes.OK else {}
        except (httpx.HTTPError, ValueError):
            return {}
        return said if isinstance(said, dict) else {}

    def context_tokens(self) -> int | None:
        """Return how many tokens of prompt and answer llama.cpp's server takes at once; None where
        the server is another one.
        """
        settings = self.says_of_itself("props").get("default_generation_settings")
        return _positive_or_none(settings.get("n_ctx")) if isinstance(settings, dict) else None

    def chat(self, body: dict[str, Any], *, num_tokens: int) -> Generator[Delta]:
        """Yield the answer to a chat completion request as it comes, and an empty Delta each BEAT_S
        in between. Closing the generator closes the connection, by which servers stop computing.

        num_tokens: about how long the prompt is, for an error to say. Raises ModelServerErrors.
        """
        arrived: queue.SimpleQueue[Delta | ModelServerError | None] = queue.SimpleQueue()
        loop = asyncio.new_event_loop()

        async def pump() -> None:
            try:
                async with aclosing(self._stream(body, num_tokens)) as deltas:
                    async for delta in deltas:
                        arrived.put(delta)
                arrived.put(None)
            except ModelServerError as error:
                arrived.put(error)

        task = loop.create_task(pump())

        def run() -> None:
            with closing(loop):
                with suppress(asyncio.CancelledError):
                    loop.run_until_complete(task)
                loop.run_until_complete(loop.shutdown_asyncgens())

        thread = threading.Thread(target=run, name="chat-server", daemon=True)
        thread.start()
        try:
            while True:
                try:
                    delta = arrived.get(timeout=BEAT_S)
                except queue.Empty:
                    delta = Delta()
                if delta is None:
                    return
                if isinstance(delta, ModelServerError):
                    raise delta
                yield delta
        finally:
            with suppress(RuntimeError):  # the loop has ended by itself
                loop.call_soon_threadsafe(task.cancel)
            thread.join()

    async def _stream(self, body: dict[str, Any], num_tokens: int) -> AsyncGenerator[Delta]:
        timeout = httpx.Timeout(self._patience_s, connect=CONNECT_S)
        url, has_begun, is_whole = f"{self._url}/chat/completions", False, False
        try:
            async with (
                httpx.AsyncClient(timeout=timeout, **self._settings) as client,
                client.stream("POST", url, json=body) as response,
            ):
                if response.status_code != httpx.codes.OK:
                    await response.aread()
                    raise self._refusal(response, str(body["model"]), num_tokens)
                async with aclosing(self._events(response)) as events:
                    async for data in events:
                        has_begun = True
                        if data == b"[DONE]":
                            return
                        delta = self._delta(data, num_tokens)
                        is_whole = is_whole or delta.finish_reason is not None
                        yield delta
        except httpx.HTTPError as error:
            if is_whole:
                return
            if has_begun or isinstance(error, httpx.ReadTimeout):
                raise ServerBrokeOff(server=self.name, reason=_words_of(error)) from error
            raise ServerUnreachable(server=self.name, reason=_words_of(error)) from error
        if not is_whole:  # some servers send no [DONE]
            raise ServerBrokeOff(server=self.name, reason="the connection ended")

    async def _events(self, response: httpx.Response) -> AsyncGenerator[bytes]:
        """Yield the data of each server-sent event; lines end at \\n, never at U+2028."""
        pending = b""
        async for piece in response.aiter_bytes():
            *lines, pending = (pending + piece).split(b"\n")
            for line in lines:
                if line.startswith(b"data:"):
                    yield line.removeprefix(b"data:").strip()
            if len(pending) > MAX_LINE_BYTES:
                raise ServerBrokeOff(server=self.name, reason="a line without end")

    def _delta(self, data: bytes, num_tokens: int) -> Delta:
        try:
            chunk = json.loads(data)
            if error := chunk.get("error"):
                message = error.get("message", "") if isinstance(error, dict) else str(error)
                if _is_about_length(message):
                    raise PromptTooLong(server=self.name, tokens=f"{num_tokens:,}")
                if isinstance(error, dict) and error.get("code") in _REFUSALS:
                    raise RequestRefused(server=self.name, reason=_shortened(message))
                raise ServerBrokeOff(server=self.name, reason=_shortened(message))
            choices = chunk.get("choices") or [{}]
            choice = choices[0]
            return Delta(
                text=str((choice.get("delta") or {}).get("content") or ""),
                finish_reason=choice.get("finish_reason"),
                usage=chunk.get("usage"),
            )
        except (ValueError, AttributeError, TypeError, LookupError) as error:
            raise ServerBrokeOff(server=self.name, reason="unreadable data") from error

    def _refusal(self, response: httpx.Response, model: str, num_tokens: int) -> ModelServerError:
        """Turn an answer other than 200 OK into its sentence."""
        message, code = _message_of(response), response.status_code
        if code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            return ServerWantsKey(server=self.name)
        if _is_about_length(message):
            return PromptTooLong(server=self.name, tokens=f"{num_tokens:,}")
        if response.is_redirect:
            return NotAModelServer(server=self.name, reason="it points to another address")
        if code == httpx.codes.NOT_FOUND and "model" in message.lower():
            return ServerLacksModel(server=self.name, model=model)
        if code in (httpx.codes.NOT_FOUND, httpx.codes.METHOD_NOT_ALLOWED):
            return NotAModelServer(server=self.name, reason=f"HTTP {code}")
        reason = _shortened(f"HTTP {code} {message}".rstrip())
        if code in _REFUSALS:
            return RequestRefused(server=self.name, reason=reason)
        return ModelServerError(server=self.name, reason=reason)


def _is_this_machine(host: str) -> bool:
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def _message_of(response: httpx.Response) -> str:
    """What a server says about a failure; vLLM, SGLang and FastAPI put it in different places."""
    try:
        body = response.json()
    except ValueError:
        return ""
    for _ in range(2):
        if isinstance(body, dict):
            body = body.get("error") or body.get("message") or body.get("detail") or ""
    return body if isinstance(body, str) else ""


def _is_about_length(message: str) -> bool:
    words = message.lower()
    return "context" in words and any(w in words for w in ("length", "exceed", "size", "window"))


def _context_of(model: dict[str, Any]) -> int | None:
    """How much a model takes at once, as vLLM says it, or llama.cpp."""
    meta = model.get("meta")
    said = meta.get("n_ctx") if isinstance(meta, dict) else None
    return _positive_or_none(model.get("max_model_len")) or _positive_or_none(said)


def _positive_or_none(value: object) -> int | None:
    return value if isinstance(value, int) and value > 0 else None


def _words_of(error: httpx.HTTPError) -> str:
    if isinstance(error, httpx.ConnectTimeout):
        return "no connection in time"
    if isinstance(error, httpx.TimeoutException):
        return "nothing came in time"
    return _shortened(str(error) or type(error).__name__)


def _shortened(message: str) -> str:
    """One line that a sentence can hold."""
    line = " ".join(message.split()).rstrip(".")
    return line if len(line) <= MAX_REASON_CHARACTERS else line[:MAX_REASON_CHARACTERS] + "…"
