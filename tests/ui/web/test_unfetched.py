"""Tabs that nobody hears are forgotten after a while; those that are heard are not."""

import asyncio
from collections import defaultdict
from types import SimpleNamespace
from typing import Any

import pytest

from ui.web import unfetched
from ui.web.unfetched import KEPT_S, Unfetched


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def queue_with(*session_hashes: str, working: tuple[str, ...] = ()) -> SimpleNamespace:
    """Return Gradio's queue with an event of each tab whose result nobody fetched."""
    jobs = [[SimpleNamespace(session_hash=each)] for each in working]
    return SimpleNamespace(
        pending_event_ids_session={each: {"event"} for each in session_hashes},
        pending_messages_per_session=dict.fromkeys(session_hashes, "300 KB"),
        event_queue_per_concurrency_id={},
        active_jobs=[None, *jobs],
    )


def app_with(queue: SimpleNamespace) -> SimpleNamespace:
    return SimpleNamespace(get_blocks=lambda: SimpleNamespace(_queue=queue))


def test_a_tab_is_forgotten_once_nobody_has_heard_it_for_long() -> None:
    clock, heard = Clock(), defaultdict(bool)
    tabs = Unfetched(heard.__getitem__, clock)
    assert tabs.look(["gone", "slow"]) == []
    clock.now += KEPT_S - 1
    heard["slow"] = True
    assert tabs.look(["gone", "slow"]) == []
    heard["slow"] = False
    clock.now += 1

    assert tabs.look(["gone", "slow"]) == ["gone"]


def test_a_tab_that_is_worked_for_again_begins_anew() -> None:
    clock = Clock()
    tabs = Unfetched(lambda _: False, clock)
    tabs.look(["tab"])
    clock.now += KEPT_S
    tabs.look([])

    assert tabs.look(["tab"]) == []


def test_what_nobody_fetches_is_gone_and_then_nobody_looks_any_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(unfetched, "LOOK_EVERY_S", 0.01)
    monkeypatch.setattr(unfetched, "KEPT_S", 0.05)
    queue = queue_with("heard", "gone", "working", working=("working",))
    listening = {"heard"}
    tabs = Unfetched(listening.__contains__)

    async def served() -> tuple[Any, bool]:
        tabs.watch(app_with(queue))
        for _ in range(500):
            await asyncio.sleep(0.01)
            if "gone" not in queue.pending_messages_per_session:
                break
        left = set(queue.pending_messages_per_session)
        listening.clear()
        queue.active_jobs.clear()
        for _ in range(500):
            await asyncio.sleep(0.01)
            if not tabs._is_looking:
                break
        return left, tabs._is_looking

    left, is_looking = asyncio.run(served())

    assert left == {"heard", "working"}
    assert not queue.pending_messages_per_session
    assert not queue.pending_event_ids_session
    assert not is_looking
