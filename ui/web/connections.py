"""Connections before there is a request: how many, and how long a head may take to arrive.

uvicorn waits for ever for the end of a request's head, and so for a connection on which nothing
comes. The guard, which sees requests only, hears of neither.
"""

import asyncio
from dataclasses import dataclass
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from ui.web.crowd import Crowd
from ui.web.door import Door


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """Counts of open connections; seconds for the head of a request."""

    head_seconds: float = 20.0
    per_address: int = 200  # a browser opens six; a household or an office shares an address
    in_all: int = 1_000


def bounded_protocol(door: Door, limits: ConnectionLimits) -> type[H11Protocol]:
    """Return the protocol for one server, which counts over all its connections."""
    crowd = Crowd(per_address=limits.per_address, in_all=limits.in_all)

    class BoundedProtocol(H11Protocol):
        _address: str | None = None  # None: was not let in
        _head_due: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            scope: dict[str, Any] = {"client": self.client}
            address = self.client[0] if self.client else ""
            if not crowd.enter(address, counts=door.counts_by_address(scope)):
                transport.abort()
                return
            self._address = address
            self._await_head()

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            self._head_arrived()
            if self._address is not None:
                crowd.leave(self._address)
                self._address = None

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            # Idle, with bytes in hand or at the start: a head is on its way.
            if self.conn.their_state is not h11.IDLE:
                self._head_arrived()
            elif self.conn.trailing_data[0]:
                self._await_head()

        def _await_head(self) -> None:
            if self._head_due is None:
                self._head_due = self.loop.call_later(limits.head_seconds, self.transport.abort)

        def _head_arrived(self) -> None:
            if self._head_due is not None:
                self._head_due.cancel()
                self._head_due = None

    return BoundedProtocol
