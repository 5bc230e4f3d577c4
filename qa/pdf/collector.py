"""Python's garbage collector, paused while a document is built.

A filing becomes a million small values at once, none of them garbage, and the collector walks over
all of them again and again: a third of the processor time of decoding a 667-page filing.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class CollectorPause:
    """Counts who wants the collector paused, because it is one for the whole process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._count = 0
        self._was_enabled = False

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Pause the collector; it runs again when the last one leaves."""
        with self._lock:
            if self._count == 0:
                self._was_enabled = gc.isenabled()
                gc.disable()
            self._count += 1
        try:
            yield
        finally:
            with self._lock:
                self._count -= 1
                if self._count == 0 and self._was_enabled:
                    gc.enable()
