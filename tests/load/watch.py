"""What the app takes while it runs: memory with its children's, and what it leaves behind."""

import math
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path


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
    """Return MiB that are theirs alone or shared among them, each shared page once (PSS)."""
    total = 0
    for pid in pids:
        try:
            rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(row.split()[1]) for row in rows if row.startswith("Pss:"))
    return total / 1024


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Return MiB a minute by a linear fit through (seconds, MiB); nan with fewer than two."""
    if len(points) < 2:
        return math.nan
    mean_t = sum(t for t, _ in points) / len(points)
    mean_m = sum(m for _, m in points) / len(points)
    spread = sum((t - mean_t) ** 2 for t, _ in points)
    if not spread:
        return math.nan
    return 60 * sum((t - mean_t) * (m - mean_m) for t, m in points) / spread


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


class MemoryWatch(threading.Thread):
    """Samples (seconds since its start, MiB, phase) every few seconds until it is stopped."""

    def __init__(self, pid: int, phase: Callable[[], str], every_s: float = 2.0) -> None:
        super().__init__(daemon=True)
        self._pid, self._phase, self._every_s = pid, phase, every_s
        self._ended = threading.Event()
        self.samples: list[tuple[float, float, str]] = []

    def run(self) -> None:
        began = time.monotonic()
        while not self._ended.wait(self._every_s):
            memory = memory_of(descendants(self._pid))
            if memory:
                self.samples.append((time.monotonic() - began, memory, self._phase()))

    def stop(self) -> None:
        self._ended.set()
        self.join()

    def of(self, *phases: str) -> list[tuple[float, float]]:
        return [(t, memory) for t, memory, phase in self.samples if phase in phases]
