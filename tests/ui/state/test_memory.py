"""Memory goes back to the system after reports went, once for many of them."""

import threading
from collections.abc import Callable

import pytest

from ui.state.memory import Trimmer, limit_arenas, trim


class Later:
    """Timers that go off when the test says so."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.waiting: list[Callable[[], None]] = []
        monkeypatch.setattr(threading, "Timer", self._timer)

    def _timer(self, _: float, function: Callable[[], None]) -> "Later":
        self.waiting.append(function)
        return self

    def start(self) -> None:
        pass


def test_reports_that_go_together_are_trimmed_once_and_later_ones_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    later, trimmed = Later(monkeypatch), []
    trimmer = Trimmer(lambda: trimmed.append("once"))
    for _ in range(5):
        trimmer.soon()
    assert len(later.waiting) == 1
    later.waiting.pop()()
    trimmer.soon()

    assert (len(trimmed), len(later.waiting)) == (1, 1)


def test_memory_is_handed_back_or_there_is_no_such_function() -> None:
    trim()


def test_threads_share_heaps_or_there_is_no_such_function(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[int, int]] = []

    class Library:
        def mallopt(self, parameter: int, value: int) -> None:
            told.append((parameter, value))

    monkeypatch.setattr("ctypes.CDLL", lambda _: Library())
    limit_arenas()
    assert told == [(-8, 2)]

    monkeypatch.setattr("ctypes.CDLL", lambda _: object())
    limit_arenas()
