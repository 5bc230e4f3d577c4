"""The worker: fills what is looked at, for each owner in turn, and ends well whatever happens."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from qa.errors import AnswersFull
from qa.library.grids import GridQuestion, ReviewGrid
from qa.readers.extractive.reader import QuoteReader
from tests.ui.small_reports import OWNER
from ui.grid.worker import GridWorkers
from ui.state.app_state import LONG_LIST, Apart

PATIENCE_S = 20.0


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def grid_of(desk, document):
    def make(count: int = 6, reader: str = "quotes") -> ReviewGrid:
        return desk.library.grids.add(
            owner=OWNER,
            title="Mine",
            document_ids=[document.document_id],
            questions=[GridQuestion(f"How did gross margin change in {n}?") for n in range(count)],
            reader=reader,
        )

    return make


def answered(desk, grid: ReviewGrid) -> int:
    return desk.library.grids.counts(grid.grid_id)["answered"]


def test_who_does_not_look_any_more_is_not_worked_for_until_looking_again(desk, grid_of):
    workers, grid = GridWorkers(desk, heard_for_s=0.0), grid_of()
    workers.heard(grid)
    until(lambda: workers.is_idle(OWNER))
    assert answered(desk, grid) < 6

    workers = GridWorkers(desk)
    workers.heard(grid)
    until(lambda: answered(desk, grid) == 6)


def test_two_grids_of_an_owner_are_filled_in_turns(desk, grid_of):
    workers, grids = GridWorkers(desk), [grid_of(12), grid_of(4)]
    for grid in grids:
        workers.heard(grid)

    until(lambda: answered(desk, grids[1]) == 4)
    assert answered(desk, grids[0]) < 12  # the short one has not waited for all of the long one
    until(lambda: answered(desk, grids[0]) == 12)


def test_it_waits_for_its_turn_and_says_so(desk, grid_of):
    workers, grid = GridWorkers(desk), grid_of()
    with desk.quote_turns.turn(OWNER):  # an owner has one turn at a time
        workers.heard(grid)
        until(lambda: "before you" in workers.says(grid.grid_id))
        assert answered(desk, grid) == 0
    until(lambda: answered(desk, grid) == 6)
    assert not workers.says(grid.grid_id)


class Held:
    """Answers when it is let go."""

    name = "held"

    def __init__(self) -> None:
        self.goes_on, self.asked = threading.Event(), threading.Semaphore(0)

    def answer(self, document, question, **others):
        self.asked.release()
        self.goes_on.wait(PATIENCE_S)
        yield from QuoteReader().answer(document, question, **others)


def test_stop_ends_it_in_the_middle_of_a_turn(desk, grid_of):
    desk.model._reader = reader = Held()
    workers, grid = GridWorkers(desk), grid_of(reader="model")
    workers.heard(grid)
    assert reader.asked.acquire(timeout=PATIENCE_S)

    desk.library.grids.stop(grid.grid_id, stopped=True)
    until(lambda: workers.is_idle(OWNER))
    reader.goes_on.set()
    time.sleep(0.2)

    assert answered(desk, grid) <= 1


def test_a_removed_grid_ends_it(desk, grid_of):
    desk.model._reader = reader = Held()
    workers, grid = GridWorkers(desk), grid_of(reader="model")
    workers.heard(grid)
    assert reader.asked.acquire(timeout=PATIENCE_S)

    desk.library.grids.remove(grid.grid_id, owner=OWNER)
    reader.goes_on.set()

    until(lambda: workers.is_idle(OWNER))
    assert desk.library.grids.of(OWNER) == []


def test_the_end_of_the_server_ends_it(desk, grid_of):
    workers, grid = GridWorkers(desk), grid_of()
    desk.listeners.stop()

    workers.heard(grid)

    until(lambda: workers.is_idle(OWNER))
    assert answered(desk, grid) == 0


@pytest.mark.parametrize(
    ("error", "said"), [(AnswersFull(count=3), "holds 3 answers"), (ZeroDivisionError(), "fault")]
)
def test_what_cannot_be_kept_ends_it_and_is_said_until_told_to_go_on(
    desk, grid_of, monkeypatch, error, said
):
    workers, grid = GridWorkers(desk), grid_of()

    def fails(*_: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr("qa.library.grids.GridStore.keep_answer", fails)
        workers.heard(grid)
        until(lambda: workers.is_broken(grid.grid_id) and workers.is_idle(OWNER))
    assert said in workers.says(grid.grid_id)
    workers.heard(grid)
    assert workers.is_idle(OWNER)

    workers.go_on(grid.grid_id)
    workers.heard(grid)
    until(lambda: answered(desk, grid) == 6)
    assert not workers.says(grid.grid_id)


def test_many_cells_are_answered_apart_and_wait_for_no_turn_of_a_question(desk, grid_of):
    reader = Held()
    reader.goes_on.set()
    desk = replace(desk, apart=Apart.of(reader))
    workers, grid = GridWorkers(desk), grid_of(LONG_LIST + 2)
    with desk.quote_turns.turn(OWNER):
        workers.heard(grid)
        until(lambda: answered(desk, grid) >= 3)
    until(lambda: answered(desk, grid) == LONG_LIST + 2)
    assert reader.asked.acquire(timeout=PATIENCE_S)
