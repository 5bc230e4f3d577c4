"""A request's body as it arrives: how large, how silent and how slow it may be."""

import asyncio
import time

from starlette.types import Message, Receive

GRACE_SECONDS = 20.0  # before a body's speed is looked at


class BodyRefused(Exception):
    """The body is too large (413) or too slow (408); its reader lets this through."""

    def __init__(self, status: int, reason: str) -> None:
        self.status = status
        super().__init__(reason)


class Body:
    """A request's body: its bytes counted, the silence between its pieces and the whole timed."""

    def __init__(
        self,
        receive: Receive,
        limit: int,
        *,
        chunk_seconds: float,
        seconds: float,
        bytes_per_second: float = 0.0,
    ) -> None:
        """limit: bytes. seconds: for all of it. bytes_per_second: the least, after a while."""
        self.refused: BodyRefused | None = None
        self._receive = receive
        self._limit = limit
        self._chunk_seconds = chunk_seconds
        self._seconds = seconds
        self._bytes_per_second = bytes_per_second
        self._started = time.monotonic()
        self._received = 0
        self._complete = False
        self._put_back: list[Message] = []

    async def receive(self) -> Message:
        """Return the next message; raises BodyRefused."""
        if self._put_back:
            return self._put_back.pop(0)
        if self._complete:  # what follows is the wait for the client to go away: no limit
            return await self._receive()
        left = self._seconds - (time.monotonic() - self._started)
        try:
            message = await asyncio.wait_for(
                self._receive(), max(min(self._chunk_seconds, left), 0.001)
            )
        except TimeoutError as error:
            raise self._refuse(408, "Nothing arrived for too long.") from error
        self._received += len(message.get("body", b""))
        self._complete = not message.get("more_body", False)
        if self._received > self._limit:
            raise self._refuse(413, "This is too large.")
        if not self._complete and self._is_slow():
            raise self._refuse(408, "This arrives too slowly.")
        return message

    async def all_bytes(self) -> bytes:
        """Return the whole body, which can be received once more afterwards."""
        parts = []
        while not self._complete:
            message = await self.receive()
            if message["type"] != "http.request":
                self._put_back.append(message)
                return b""
            parts.append(message.get("body", b""))
        data = b"".join(parts)
        self._put_back.append({"type": "http.request", "body": data, "more_body": False})
        return data

    def _is_slow(self) -> bool:
        seconds = time.monotonic() - self._started
        if seconds > self._seconds:
            return True
        return seconds > GRACE_SECONDS and self._received < self._bytes_per_second * seconds

    def _refuse(self, status: int, reason: str) -> BodyRefused:
        self.refused = BodyRefused(status, reason)
        return self.refused
