"""Since when each owner is known: a cookie that came minutes before its file is no fresh one.

A login costs a password, so it is known from the start.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

LOGIN = "login:"  # begins the owner name of a login; that of a browser begins otherwise
KNOWN_AFTER_S = 120.0  # since the first event of its page
REMEMBERED = 20_000


def is_login(owner: str) -> bool:
    """Whether an owner name is that of a login, which nobody makes up."""
    return owner.startswith(LOGIN)


class Regulars:
    """When owners were first seen; the longest unseen are forgotten. Thread-safe."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._first_at: OrderedDict[str, float] = OrderedDict()

    def note(self, owner: str) -> None:
        """Say that an owner did something."""
        with self._lock:
            self._first_at.setdefault(owner, self._clock())
            self._first_at.move_to_end(owner)
            if len(self._first_at) > REMEMBERED:
                self._first_at.popitem(last=False)

    def is_known(self, owner: str) -> bool:
        """Whether an owner was there well before now, or has logged in."""
        with self._lock:
            first_at = self._first_at.get(owner)
        return is_login(owner) or (
            first_at is not None and self._clock() - first_at >= KNOWN_AFTER_S
        )
