"""Wherever something lasts or ends, it is counted by a clock that nobody sets: the wall clock is
read for dates that are shown or compared with dates that are kept, and for nothing else.
"""

import ast
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qa.answer import Answer
from qa.library import Library
from tests.library.small_documents import answer, document, page

ROOT = Path(__file__).parents[1]
SET_BY_SOMEBODY = {("time", "time"), ("time", "time_ns"), ("datetime", "now"), ("date", "today")}
SHOW_DATES = {
    "qa/cli/cards.py",
    "qa/library/grids.py",
    "qa/library/store.py",
    "qa/library/stored_document.py",
    "ui/web/cards.py",
}
TEN_YEARS = 10 * 365 * 24 * 3600.0
DAY = 24 * 3600.0


def wall_clocks(path: Path) -> Iterator[int]:
    """Yield the lines of a module that read the wall clock."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            if (owner, node.attr) in SET_BY_SOMEBODY:
                yield node.lineno


def test_logins_quotas_readings_and_turns_never_read_the_wall_clock() -> None:
    modules = [ROOT / "app.py", *(ROOT / "qa").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]
    read = {
        path.relative_to(ROOT).as_posix()
        for path in modules
        if not path.is_relative_to(ROOT / "qa/engine") and any(wall_clocks(path))
    }
    assert read == SHOW_DATES


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    really = time.time

    def set_clock(by_s: float) -> None:
        monkeypatch.setattr(time, "time", lambda: really() + by_s)

    return set_clock


@pytest.mark.parametrize("by_s", [-TEN_YEARS, -DAY, DAY, TEN_YEARS])
def test_a_clock_that_jumps_loses_nothing_and_keeps_the_order_of_a_conversation(
    tmp_path: Path, set_clock: Callable[[float], None], by_s: float
) -> None:
    # given a report with an answer
    with Library.open(tmp_path) as library:
        report = document(page(1, "net sales"), name="one")
        first = library.add(report, b"%PDF", owner="ann", file_name="one")
        given: list[Answer] = [answer("before")]
        first.save_answer(given[0])
        # when the clock jumps, and another report and another answer come
        set_clock(by_s)
        another = document(page(1, "total assets"), name="two")
        second = library.add(another, b"%PDF2", owner="ann", file_name="two")
        given.append(answer("after"))
        first.save_answer(given[1])
        set_clock(0)
        given.append(answer("set right"))
        first.save_answer(given[2])
        # then both are there, and what was said is in the order in which it was
        ids = {first.document_id, second.document_id}
        assert {kept.document_id for kept in library.documents(owner="ann")} == ids
        assert [a.question for a in first.answers()] == [a.question for a in given]
    with Library.open(tmp_path) as library:
        assert {kept.document_id for kept in library.documents(owner="ann")} == ids


def test_a_clock_set_back_lets_guests_reports_go_later_and_never_sooner(
    tmp_path: Path, set_clock: Callable[[float], None]
) -> None:
    with Library.open(tmp_path) as library:
        report = document(page(1, "net sales"), name="one")
        kept = library.add(report, b"%PDF", owner="guest", file_name="one")
        set_clock(-TEN_YEARS)
        assert library.sweep(older_than_seconds=DAY, keep_owners=[]) == ()
        set_clock(2 * DAY)
        assert library.sweep(older_than_seconds=DAY, keep_owners=[]) == (kept.document_id,)
