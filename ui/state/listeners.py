"""Who is listening: the tabs whose stream of events a browser is reading right now.

Gradio begins the work of an event whether or not anybody reads what comes of it, and keeps what
comes in memory. So a handler that works for long asks here first, and again and again.
"""

import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

HEARD_WITHIN_S = 5.0  # a browser opens the stream right after it has sent the event
GRACE_S = 1.5  # a stream that broke off is opened again
REMEMBERED = 10_000


class Listeners:
    """Counts the open streams by session hash. Thread-safe."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._listening: Counter[str] = Counter()
        self._left_at: OrderedDict[str, float] = OrderedDict()
        self._is_told = False
        self._is_stopped = False

    def start(self) -> None:
        """Say that streams are told about from now on; before, everybody counts as heard."""
        self._is_told = True

    def stop(self) -> None:
        """Say that the server ends: nobody counts as heard any more, so that all work ends."""
        with self._changed:
            self._is_stopped = True
            self._changed.notify_all()

    @property
    def is_stopped(self) -> bool:
        """Whether the server ends, so that all work is to end too."""
        return self._is_stopped

    @contextmanager
    def hearing(self, session_hash: str) -> Iterator[None]:
        """Within the block a stream of this tab is open."""
        with self._changed:
            self._listening[session_hash] += 1
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._listening[session_hash] -= 1
                if not self._listening[session_hash]:
                    del self._listening[session_hash]
                self._left_at[session_hash] = time.monotonic()
                self._left_at.move_to_end(session_hash)
                if len(self._left_at) > REMEMBERED:
                    self._left_at.popitem(last=False)

    @property
    def num_tabs(self) -> int:
        """How many tabs' streams are being read now."""
        return len(self._listening)

    def is_heard(self, session_hash: str) -> bool:
        """Whether somebody reads the tab's stream, or did a moment ago."""
        with self._changed:
            if self._is_stopped or not self._is_told:
                return not self._is_stopped
            left_at = self._left_at.get(session_hash, float("-inf"))
            return self._listening[session_hash] > 0 or time.monotonic() - left_at < GRACE_S

    def wait(self, session_hash: str, timeout_s: float = HEARD_WITHIN_S) -> bool:
        """Whether somebody comes to read the tab's stream within the time."""
        with self._changed:
            if self._is_told:
                self._changed.wait_for(
                    lambda: self._is_stopped or self._listening[session_hash] > 0, timeout_s
                )
            return not self._is_stopped and (not self._is_told or self._listening[session_hash] > 0)
