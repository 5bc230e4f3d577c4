"""What the app takes while it runs: memory and processor time, with its children's."""

import math
import os
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


class Processor(NamedTuple):
    """Seconds of a processor, of the app's process and of all children that it had."""

    app: float
    children: float


class Sample(NamedTuple):
    """The app at one moment, seconds after the first look."""

    at_s: float
    memory_mib: float
    images_mib: float  # of that: the cache of page images, which is bounded
    processor: Processor
    phase: str
    app_mib: float = math.nan  # of the memory: the app's process alone


def descendants(pid: int) -> list[int]:
    """Return a process and all below it, itself first; those that ended meanwhile are left out."""
    below: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            below.setdefault(int(stat.rsplit(")", 1)[1].split()[1]), []).append(int(entry.name))
    found = [pid]
    for process in found:  # grows meanwhile
        found += below.get(process, [])
    return found


def memory_of(pids: Sequence[int]) -> float:
    """Return MiB that are theirs alone or shared among them, each shared page once (PSS).

    A child that has not begun its own program yet (vfork) has all of its parent's memory and still
    the first one's command line: it is left out.
    """
    total, first = 0, None
    for pid in pids:
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        if command == first:
            continue
        first = command if first is None else first
        total += sum(int(row.split()[1]) for row in rows if row.startswith("Pss:"))
    return total / 1024


def processor_of(pid: int) -> Processor:
    """Return what a process and its children have taken so far."""
    own = below = 0.0
    for process in descendants(pid):
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        alive, waited_for = (sum(map(int, fields[n : n + 2])) / TICKS_A_SECOND for n in (11, 13))
        below += waited_for
        if process == pid:
            own = alive
        else:
            below += alive
    return Processor(own, below)


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Return MiB a minute through (seconds, MiB); nan with fewer than two moments.

    The median of the slopes between all pairs (Theil and Sen): a child that is there for a second
    and takes 15 MiB turns a least-squares line of a minute by 20.
    """
    pairs = combinations(points, 2)
    slopes = sorted((m2 - m1) / (t2 - t1) for (t1, m1), (t2, m2) in pairs if t1 != t2)
    return 60 * statistics.median(slopes) if slopes else math.nan


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of them do not exceed; nan of none."""
    if not values:
        return math.nan
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def first_and_rest(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the slopes of the first third of the time and of the other two."""
    if not points:
        return math.nan, math.nan
    start, end = points[0][0], points[-1][0]
    cut = start + (end - start) / 3
    return slope([p for p in points if p[0] <= cut]), slope([p for p in points if p[0] > cut])


def as_csv(samples: Sequence[Sample]) -> str:
    """Return a row for each, under a row of names."""
    rows = ["seconds,phase,memory MiB,of it the app,page images,processor s app,children"]
    rows += [
        f"{s.at_s:.0f},{s.phase},{s.memory_mib:.1f},{s.app_mib:.1f},{s.images_mib:.1f},"
        f"{s.processor.app:.1f},{s.processor.children:.1f}"
        for s in samples
    ]
    return "\n".join(rows) + "\n"


class Watch(threading.Thread):
    """Takes a Sample every few seconds until it is stopped."""

    def __init__(
        self,
        pid: int,
        phase: Callable[[], str],
        images_mib: Callable[[], float],
        every_s: float = 2.0,
    ) -> None:
        super().__init__(daemon=True)
        self._pid, self._phase, self._images_mib, self._every_s = pid, phase, images_mib, every_s
        self._ended = threading.Event()
        self.samples: list[Sample] = []

    def run(self) -> None:
        began = time.monotonic()
        while not self._ended.wait(self._every_s):
            at_s, images, phase = time.monotonic() - began, self._images_mib(), self._phase()
            memory, used = memory_of(descendants(self._pid)), processor_of(self._pid)
            app = memory_of([self._pid])
            if memory:
                self.samples.append(Sample(at_s, memory, images, used, phase, app))

    def stop(self) -> None:
        self._ended.set()
        if self.is_alive():
            self.join()

    def of(self, *phases: str) -> list[tuple[float, float]]:
        """Return (seconds, MiB without page images) of these phases."""
        return [(s.at_s, s.memory_mib - s.images_mib) for s in self.samples if s.phase in phases]

    def processor_of(self, phase: str) -> Processor:
        """Return how many seconds of a processor a minute of this phase took; nan of none."""
        samples = [sample for sample in self.samples if sample.phase == phase]
        if len(samples) < 2:
            return Processor(math.nan, math.nan)
        first, last = samples[0], samples[-1]
        minutes = (last.at_s - first.at_s) / 60
        return Processor(
            *((b - a) / minutes for a, b in zip(first.processor, last.processor, strict=True))
        )
