"""The end of the app: what is under way is finished within a time, and what was not is told."""

import logging
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

LOOK_S = 0.05
# For streams to carry what has just been finished: where something was, a busy machine may need it.
LAST_WORDS_S, LAST_WORDS_OF_WORK_S = 1.0, 4.0

log = logging.getLogger("pagewitness")


class Work:
    """What visitors wait for, counted by kind. Thread-safe."""

    def __init__(self) -> None:
        self.is_ending = False  # nothing new is begun
        self._lock = threading.Lock()
        self._under_way: Counter[str] = Counter()

    @contextmanager
    def under_way(self, kind: str) -> Iterator[None]:
        """Within the block one more of this kind is under way."""
        with self._lock:
            self._under_way[kind] += 1
        try:
            yield
        finally:
            with self._lock:
                self._under_way[kind] -= 1

    def count(self, kind: str) -> int:
        return self._under_way[kind]

    def finish(
        self,
        grace_seconds: float,
        *,
        num_readings: Callable[[], int],
        num_streams: Callable[[], int],
    ) -> None:
        """Let nothing new begin and wait for what is under way; log what could not be finished.

        num_readings: files that wait or are being read. num_streams: that carry what was finished.
        """
        self.is_ending = True
        has_work = bool(self.count("answer") or num_readings())
        if has_work:
            log.info("Finishing what is under way, for %g seconds at most.", grace_seconds)
        deadline = time.monotonic() + grace_seconds
        _wait_while(lambda: bool(self.count("answer") or num_readings()), deadline)
        last_words = LAST_WORDS_OF_WORK_S if has_work else LAST_WORDS_S
        _wait_while(lambda: bool(num_streams()), min(deadline, time.monotonic() + last_words))
        answers, readings = self.count("answer"), num_readings()
        if answers or readings:
            log.warning("Ended before they were done: %d answers, %d readings.", answers, readings)


def _wait_while(is_needed: Callable[[], bool], deadline: float) -> None:
    while is_needed() and time.monotonic() < deadline:
        time.sleep(LOOK_S)


# A signal that another thread receives is acted on when the main one, which waits, wakes up.
LOOK_EVERY_S = 0.5


def end_on_signals(stopped: threading.Event) -> None:
    """Set `stopped` at the first SIGINT or SIGTERM; the second ends the process where it is.

    That harms no more than a power cut: the library is whole at every moment, and temporary files
    are swept at the next start.
    """

    def end(number: int, _: FrameType | None) -> None:
        if stopped.is_set():
            log.warning("Ended at once, as asked a second time.")
            os._exit(128 + number)
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
