"""Whether somebody reads what comes of an event."""

import threading
import time

import pytest

from ui.state import listeners
from ui.state.listeners import Listeners


def test_before_streams_are_told_about_everybody_counts_as_heard() -> None:
    heard = Listeners()
    assert heard.is_heard("tab")
    assert heard.wait("tab", 0)


def test_a_tab_is_heard_while_its_stream_is_open_and_a_moment_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard = Listeners()
    heard.start()
    assert not heard.is_heard("tab")
    with heard.hearing("tab"), heard.hearing("tab"):
        assert heard.is_heard("tab")
        assert not heard.is_heard("other")
    assert heard.is_heard("tab")
    monkeypatch.setattr(listeners, "GRACE_S", 0.0)
    assert not heard.is_heard("tab")


def test_work_waits_for_a_stream_that_is_opened_after_it_was_asked_for() -> None:
    heard = Listeners()
    heard.start()
    done = threading.Event()

    def listen() -> None:
        time.sleep(0.1)
        with heard.hearing("tab"):
            done.wait(10)

    thread = threading.Thread(target=listen)
    thread.start()
    assert heard.wait("tab", 10)
    assert not heard.wait("other", 0.05)
    done.set()
    thread.join()


def test_when_the_server_ends_nobody_is_worked_for_any_more() -> None:
    heard = Listeners()
    heard.start()
    threading.Timer(0.1, heard.stop).start()
    started = time.monotonic()
    assert not heard.wait("tab", 20)
    assert time.monotonic() - started < 10
    with heard.hearing("tab"):
        assert not heard.is_heard("tab")


def test_the_memory_of_tabs_that_left_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listeners, "REMEMBERED", 10)
    heard = Listeners()
    heard.start()
    for number in range(100):
        with heard.hearing(f"tab {number}"):
            continue
    assert sum(heard.is_heard(f"tab {number}") for number in range(100)) == 10
