"""Forgets what came of events and nobody fetched, and tabs that are gone: Gradio keeps both.

In: each event that arrives, on the server's event loop. Looks every few seconds as long as there
is anything.
"""

import asyncio
import time
from collections.abc import Callable, Collection
from typing import Any

from ui.gradio_compat import finished_tabs, forget_tabs

LOOK_EVERY_S = 5.0
KEPT_S = 20.0  # after the end of the last event; a browser listens before, a program right after


class Unfetched:
    """Of one app. Not thread-safe: all of it happens on the event loop."""

    def __init__(
        self, is_heard: Callable[[str], bool], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """is_heard: whether somebody reads the stream of a tab."""
        self._is_heard = is_heard
        self._clock = clock
        self._since: dict[str, float] = {}  # when a finished tab was first found not heard
        self._is_looking = False

    def watch(self, app: Any) -> None:
        """Look from now on until nothing is left; app: of a request."""
        if not self._is_looking:
            self._is_looking = True
            self._look_later(app)

    def look(self, finished: Collection[str]) -> list[str]:
        """Return those of the finished tabs that nobody has heard for long."""
        now = self._clock()
        silent = [each for each in finished if not self._is_heard(each)]
        self._since = {each: self._since.get(each, now) for each in silent}
        return [each for each, since in self._since.items() if now - since >= KEPT_S]

    def _look_later(self, app: Any) -> None:
        asyncio.get_running_loop().call_later(LOOK_EVERY_S, self._sweep, app)

    def _sweep(self, app: Any) -> None:
        self._is_looking = False  # whatever goes wrong now, the next event looks again
        if forget_tabs(app, self.look(finished_tabs(app))) > 0:
            self.watch(app)
