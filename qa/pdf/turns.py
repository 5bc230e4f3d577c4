"""A turnstile: a few files are read at once, a few more wait, the rest are told to come back."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from qa.errors import ServerBusy
from qa.pdf.limits import Limits

POLL_SECONDS = 0.05


class Turns:
    """Counts who is reading and who is waiting in this process."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._num_running = self._num_waiting = 0

    @contextmanager
    def turn(self, limits: Limits, cancelled: Callable[[], bool]) -> Iterator[bool]:
        """Hold a turn; False when cancelled while waiting for it. Raises ServerBusy."""
        if not self._wait(limits, cancelled):
            yield False
            return
        try:
            yield True
        finally:
            with self._condition:
                self._num_running -= 1
                self._condition.notify()

    def _wait(self, limits: Limits, cancelled: Callable[[], bool]) -> bool:
        with self._condition:
            full = self._num_running >= limits.files_at_once
            if full and self._num_waiting >= limits.files_waiting:
                raise ServerBusy(waiting=self._num_waiting)
            self._num_waiting += 1
            try:
                while self._num_running >= limits.files_at_once:
                    if cancelled():
                        return False
                    self._condition.wait(POLL_SECONDS)
                self._num_running += 1
                return True
            finally:
                self._num_waiting -= 1
