"""The load script measures what it says; a short run of it loses nothing and leaves nothing."""

import math
import os
import subprocess
import sys
from collections import Counter

import httpx
import pytest

from tests.load.__main__ import measure
from tests.load.cores import pinned_apart
from tests.load.verdict import Memory, Run, as_markdown, broken
from tests.load.visitor import Refused, Timings
from tests.load.watch import descendants, first_and_rest, memory_of, percentile, processor_of, slope

LEVEL = Memory(start=200, peak=250, end=220, slope_quiet=0.1, slope_attack=0.2)


def test_a_slope_is_mebibytes_a_minute():
    assert slope([(0, 100), (30, 101), (60, 102)]) == pytest.approx(2)
    assert slope([(0, 100), (30, 130), (60, 100)]) == pytest.approx(0)
    assert slope([(0, 100), (15, 100), (30, 100), (45, 100), (60, 115)]) == pytest.approx(0)
    assert math.isnan(slope([(0, 100)]))


def test_a_cache_that_fills_is_told_from_what_is_kept_for_ever():
    filling = [(minute * 60, 100 + min(minute, 10) * 5) for minute in range(31)]
    leaking = [(minute * 60, 100 + minute * 5) for minute in range(31)]
    assert first_and_rest(filling) == pytest.approx((5, 0))
    assert first_and_rest(leaking) == pytest.approx((5, 5))


def test_a_percentile_is_a_value_that_was_measured():
    values = [float(number) for number in range(1, 101)]
    assert [percentile(values, share) for share in (0.5, 0.95, 0.99, 1.0)] == [50, 95, 99, 100]
    assert percentile([3.0], 0.5) == 3.0
    assert math.isnan(percentile([], 0.5))


def test_children_of_children_are_counted():
    inner = "import time; print(flush=True); time.sleep(60)"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    process = subprocess.Popen([sys.executable, "-c", outer], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    found = descendants(process.pid)
    try:
        assert found[0] == process.pid
        assert len(found) == 2
        assert found[1] in descendants(os.getpid())
        assert memory_of(found) > memory_of(found[:1]) > 1
    finally:
        for pid in reversed(found):
            os.kill(pid, 9)
        process.wait()


def test_a_child_that_has_not_begun_its_own_program_is_not_its_parent_once_more():
    ended, end = os.pipe()
    child = os.fork()
    if child == 0:  # as it is between the two halves of starting a program
        os.close(end)
        os.read(ended, 1)
        os._exit(0)
    try:
        assert memory_of([os.getpid(), child]) == pytest.approx(memory_of([os.getpid()]), abs=5)
    finally:
        os.close(end)
        os.waitpid(child, 0)


def test_processor_time_is_the_apps_and_that_of_children_that_have_ended():
    before = processor_of(os.getpid())
    busy = "import time\nwhile time.process_time() < 0.3: pass"
    subprocess.run([sys.executable, "-c", busy], check=True)
    used = processor_of(os.getpid())

    assert used.children - before.children > 0.25  # counted in hundredths
    assert used.app - before.app < 0.2


def test_the_app_and_its_visitors_are_kept_on_a_core_each(monkeypatch):
    # given three cores
    set_to: list[set[int]] = []
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3, 1, 2})
    monkeypatch.setattr(os, "sched_setaffinity", lambda _, cores: set_to.append(cores))
    # when the app starts, and its visitors afterwards
    with pinned_apart(True) as cores:
        assert set_to == [{1}]
    # then
    assert set_to == [{1}, {2}]
    assert cores == (1, 2)
    assert "core 1, all visitors core 2" in as_markdown(run(timed([0.1], [0.1]), cores=cores))
    with pinned_apart(False) as cores:
        assert cores is None


def timed(quiet: list[float], attack: list[float]) -> Timings:
    timings = Timings()
    timings.seconds = {("quiet", "ask"): quiet, ("attack", "ask"): attack}
    return timings


def run(timings: Timings, memory: Memory = LEVEL, **more: object) -> Run:
    return Run(timings, memory, Counter(), {}, 0, 0, **more)  # type: ignore[arg-type]


def test_a_run_that_keeps_the_promises_breaks_none():
    assert broken(run(timed([0.1] * 20, [0.15] * 20))) == []


def test_each_goal_that_is_missed_is_said():
    good = timed([0.1] * 20, [0.15] * 20)
    grown = Memory(start=200, peak=400, end=300, slope_quiet=3, slope_attack=0)
    left = run(good, files_left=["half.pdf"], processes_left=1, exit_code=1)

    assert broken(run(timed([0.1] * 20, [0.3] * 20))) == [
        "ask: p95 under attack is 3.0 x quiet, goal 2"
    ]
    assert broken(run(timed([1.5] * 20, [2.5] * 20))) == [
        "ask: p95 under attack is 2.50 s, goal 2 s"
    ]
    assert len(broken(run(good, grown))) == 2
    assert len(broken(left)) == 2


def test_what_went_wrong_is_counted_by_kind_and_phase():
    timings = Timings()
    timings.phase = "attack"
    for error in (Refused("status 503"), httpx.ReadTimeout("late"), httpx.ConnectError("gone")):
        with timings.timed("ask"):
            raise error

    assert timings.stuck == {"attack": 1}
    assert {what for _, what in timings.errors} == {
        "ask: status 503", "ask: stuck", "ask: ConnectError",
    }  # fmt: skip
    assert len(broken(run(timings))) == 3
    assert "| 1 | 3 |" in as_markdown(run(timings))


@pytest.mark.slow
def test_a_short_run_loses_nothing_and_leaves_nothing(tmp_path):
    """Latencies and slopes need minutes and a machine of their own: see `make load`."""
    seen = measure(tmp_path, sessions=4, seconds=45, think_s=1)

    assert not seen.timings.errors
    assert not seen.timings.stuck
    assert (seen.reports_left, seen.folders_left) == (0, 0)
    assert (seen.files_left, seen.processes_left, seen.exit_code) == ([], 0, 0)
    assert any("503" in what for what in seen.told), "the floods were not felt"
    actions = {action for phase, action in seen.timings.seconds if phase == "attack"}
    assert {"open", "ask", "page image", "page words"} <= actions
