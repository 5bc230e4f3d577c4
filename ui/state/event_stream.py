"""A generator run in a thread of its own, so that the one who watches it never waits for long."""

import queue
import time
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Generic, Self, TypeVar

Event = TypeVar("Event")


class EventStream(Generic[Event]):
    """Gives the events of a generator, and None whenever `beat_seconds` pass without one.

    Leaving the `with` block closes the generator at its next event. What it raised is in `error`.
    """

    def __init__(self, events: Generator[Event] | Iterator[Event], *, beat_seconds: float) -> None:
        self.error: BaseException | None = None
        self._events = events
        self._beat_seconds = beat_seconds
        self._queue: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._left = False
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="answering")
        # What the watcher is doing, such as whose request, is known in the thread too.
        self._done: Future[None] = self._worker.submit(copy_context().run, self._run)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._left = True
        self._worker.shutdown(wait=False)

    def __iter__(self) -> Iterator[Event | None]:
        deadline = time.monotonic() + self._beat_seconds
        while not (self._done.done() and self._queue.empty()):
            try:
                yield self._queue.get(timeout=min(0.02, self._beat_seconds))
            except queue.Empty:
                if time.monotonic() < deadline:
                    continue
                yield None
            deadline = time.monotonic() + self._beat_seconds
        self.error = self._done.exception()

    def _run(self) -> None:
        try:
            for event in self._events:
                self._queue.put(event)
                if self._left:
                    return
        finally:
            if isinstance(self._events, Generator):
                self._events.close()
