"""Two owners open, ask, cancel and remove in any order, and the model's memory runs short."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from qa.answer import Answer, AnswerEvent, PagesRead
from qa.engine.network.batch import Batch
from qa.library import Library
from qa.models.errors import EngineClosed, NotEnoughMemory
from tests.readers.local.two_owners import LABELS, NAMES, OWNERS, World, make_world

LONG_S = 20
NUM_EXAMPLES, NUM_STEPS = 20, 15
OWNER, NAME, LABEL = map(st.sampled_from, (OWNERS, NAMES, LABELS))


@dataclass(eq=False)
class Asked:
    """A question under way."""

    owner: str
    name: str
    label: str
    events: Iterator[AnswerEvent]
    may_end: bool = False  # its document was removed, or the reader closed


def wait_until(is_so: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + LONG_S
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.001)
    return is_so()


@pytest.fixture
def world(tmp_path, monkeypatch):
    with Library(tmp_path / "library") as library:
        world = make_world(tmp_path / "model", library)
        # A question comes back at once while it waits, so that others are asked in between.
        monkeypatch.setattr("qa.readers.local.reader.BEAT_S", 0.001)
        monkeypatch.setattr("qa.readers.local.timing.BEAT_S", 0.001)
        whole = Batch.of

        def of(segments, device):
            for segment in segments:
                arenas = [segment.arena, *([segment.prefix] if segment.prefix else [])]
                if any(arena.capacity == 0 for arena in arenas):
                    world.faults.append("computed over after it was freed")
            return whole(segments, device)

        monkeypatch.setattr(Batch, "of", of)
        world.is_running.clear()
        yield world


class TwoOwners(RuleBasedStateMachine):
    """One thread goes from one question to the next; the engine, savers and restorers have theirs.

    The engine is slow but where somebody listens, so that a question may be let go, and a report
    removed, while its document is restoring, prefilling, ready or being saved.
    """

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.under_way: list[Asked] = []

    @initialize(room=st.sampled_from((1.4, 2.6)))  # documents, of four
    def begin(self, room: float) -> None:
        self.room = room
        self.reader = self.world.reader(room)

    def teardown(self) -> None:
        self.close()
        self.reader.close()
        self.world.forget_what_was_kept()

    # -- what owners do

    @rule(owner=OWNER, name=NAME)
    def open(self, owner: str, name: str) -> None:
        """Have a report read ahead."""
        try:
            with self._running():
                for _ in self.reader.read_ahead(self.world.documents[owner, name]):
                    pass
        except NotEnoughMemory:
            assert self.under_way  # nothing else is in the way of one document

    @rule(owner=OWNER, name=NAME, label=LABEL)
    def ask(self, owner: str, name: str, label: str) -> None:
        events = self.reader.answer(self.world.documents[owner, name], label)
        asked = Asked(owner, name, label, events)
        self.under_way.append(asked)
        self._go_on(asked, 1, is_alone=len(self.under_way) == 1)

    @precondition(lambda self: self.under_way)
    @rule(data=st.data(), num_events=st.integers(1, 4))
    def listen(self, data: st.DataObject, num_events: int) -> None:
        with self._running():
            self._go_on(self._any(data), num_events, is_alone=len(self.under_way) == 1)

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def wait_for_the_document(self, data: st.DataObject) -> None:
        """Go on until the first word is the next to come."""
        with self._running():
            asked, is_alone = self._any(data), len(self.under_way) == 1
            self._go_on(asked, 10**6, is_alone=is_alone, until=PagesRead)

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def hear_the_end(self, data: st.DataObject) -> None:
        self._end(self._any(data))

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        asked = self._any(data)
        self.under_way.remove(asked)
        asked.events.close()

    @rule(owner=OWNER, name=NAME)
    def free(self, owner: str, name: str) -> None:
        """As when the report was removed; the same file is brought again later."""
        for asked in self.under_way:
            asked.may_end |= (asked.owner, asked.name) == (owner, name)
        self.reader.forget(self.world.documents[owner, name].document_id)

    # -- what they do on the heels of each other

    @rule(owner=OWNER, name=NAME, label=LABEL)
    def stop_one_of_two_questions(self, owner: str, name: str, label: str) -> None:
        """About the same report; the other one goes on."""
        before = list(self.under_way)
        for each in (LABELS[0], label):
            self.ask(owner, name, each)
        asked = [asked for asked in self.under_way if asked not in before]
        if len(asked) == 2:  # memory sufficed
            self.under_way.remove(asked[0])
            asked[0].events.close()
            self._end(asked[1])

    @rule(owner=OWNER, name=NAME, label=LABEL)
    def turn_to_the_other_report(self, owner: str, name: str, label: str) -> None:
        """Stop a question while its report is read, for one about the other."""
        before = list(self.under_way)
        self.ask(owner, name, label)
        for asked in set(self.under_way) - set(before):
            self.under_way.remove(asked)
            asked.events.close()
        self.ask(owner, "two" if name == "one" else "one", label)

    @precondition(lambda self: not self.under_way)
    @rule(owner=OWNER, name=NAME, label=LABEL)
    def remove_in_the_middle(self, owner: str, name: str, label: str) -> None:
        """Of an answer, which is finished all the same."""
        self.ask(owner, name, label)
        (asked,) = self.under_way
        with self._running():
            self._go_on(asked, 10**6, is_alone=True, until=PagesRead)
        self.reader.forget(self.world.documents[owner, name].document_id)
        if asked in self.under_way:  # what was kept may be answered without reading a page
            self._end(asked)

    # -- what happens to them

    @rule()
    def evict(self) -> None:
        self.reader._prefixes.make_room()

    @precondition(lambda self: not self.under_way)
    @rule(owner=OWNER, name=NAME, label=LABEL)
    def restore(self, owner: str, name: str, label: str) -> None:
        """Have a report leave memory once it was kept, and come back."""
        document = self.world.documents[owner, name]
        with self._running():
            for _ in self.reader.read_ahead(document):
                pass
            self.reader.wait_until_kept()
            while self.reader._prefixes.make_room():
                pass
            assert self.reader._engine.used_bytes == 0
            *_, answer = self.reader.answer(document, label)
        assert answer.usage.shelf_tokens > 0
        self._check(answer, owner, name, label)

    @rule()
    def close(self) -> None:
        """End in the middle of everything, and start anew."""
        engine = self.reader._engine
        with self._running():
            self.reader.close()
            for asked in list(self.under_way):
                asked.may_end = True
                self._end(asked)
            assert wait_until(lambda: engine.used_bytes == 0), engine.used_bytes
        self.reader = self.world.reader(self.room)

    # -- what always holds

    @invariant()
    def nothing_is_used_after_it_was_freed(self) -> None:
        assert self.world.faults == []

    @invariant()
    def no_memory_is_lost(self) -> None:
        engine, prefixes = self.reader._engine, self.reader._prefixes
        assert engine.used_bytes <= self.room * self.world.document_bytes
        if not self.under_way:
            arenas = [held.reading.arena for held in prefixes._held.values()]
            expected = sum(arena.num_bytes for arena in arenas)
            with self._running():
                is_right = wait_until(lambda: engine.used_bytes == expected)
            assert is_right, (engine.used_bytes, expected)

    @invariant()
    def what_can_be_joined_is_there(self) -> None:
        idle = [h for h in self.reader._prefixes._held.values() if h.num_waiting == 0]
        assert all(held.is_whole for held in idle)

    # -- steps

    def _any(self, data: st.DataObject) -> Asked:
        return self.under_way[data.draw(st.integers(0, len(self.under_way) - 1))]

    def _end(self, asked: Asked) -> None:
        with self._running():
            self._go_on(asked, 10**6, is_alone=len(self.under_way) == 1)
        assert asked not in self.under_way

    @contextmanager
    def _running(self) -> Iterator[None]:
        was_running = self.world.is_running.is_set()
        self.world.is_running.set()
        try:
            yield
        finally:
            if not was_running:
                self.world.is_running.clear()

    def _go_on(
        self,
        asked: Asked,
        num_events: int,
        *,
        is_alone: bool,
        until: type | None = None,
    ) -> None:
        try:
            for _ in range(num_events):
                event = next(asked.events)
                if isinstance(event, Answer):
                    self._check(event, asked.owner, asked.name, asked.label)
                    self.under_way.remove(asked)
                    asked.events.close()
                    return
                if until is not None and isinstance(event, until):
                    return
        except NotEnoughMemory:
            assert not is_alone
            self.under_way.remove(asked)
        except EngineClosed:
            assert asked.may_end
            self.under_way.remove(asked)

    def _check(self, answer: Answer, owner: str, name: str, label: str) -> None:
        alone = self.world.alone[owner, name, label]
        assert (answer.text, answer.citations) == (alone.text, alone.citations)
        assert (answer.coverage, answer.finish_reason) == (alone.coverage, alone.finish_reason)


def test_two_owners_share_one_engine_and_never_meet(world):
    run_state_machine_as_test(
        lambda: TwoOwners(world),
        settings=settings(
            max_examples=NUM_EXAMPLES,
            stateful_step_count=NUM_STEPS,
            derandomize=True,
            phases=[Phase.generate],  # each example that fails may wait long: none is made smaller
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
