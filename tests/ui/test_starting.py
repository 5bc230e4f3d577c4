"""What the app sets before it serves."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import app
from qa.errors import LibraryError

PYTHONS_OWN_S = 0.005


@contextmanager
def no_library(_: object) -> Iterator[None]:
    raise LibraryError
    yield


def test_a_thread_that_computes_gives_way_soon_to_those_that_serve(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else each of the many short steps of a request waits behind all questions being answered."""
    for name in ("start_logs", "end_on_signals"):
        monkeypatch.setattr(app, name, lambda *_: None)
    monkeypatch.setattr(app, "open_desk", no_library)
    before = sys.getswitchinterval()
    try:
        assert app.main(["--model", "quotes"]) == 1
        assert sys.getswitchinterval() <= PYTHONS_OWN_S / 5
    finally:
        sys.setswitchinterval(before)
