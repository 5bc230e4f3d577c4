"""What a run showed, as rows to be logged, and which promise it broke."""

import math
from collections import Counter
from dataclasses import dataclass, field

from tests.load.visitor import Timings
from tests.load.watch import Processor, percentile

MAX_RATIO = 2.0  # of a healthy p95 under attack to the quiet one
MAX_P95_S = 2.0
MAX_SLOPE = 1.0  # MiB a minute
MAX_LEFT_MIB = 50.0


@dataclass(frozen=True, slots=True)
class Memory:
    """MiB of the app and its children; slopes in MiB a minute, without the cache of page images."""

    start: float  # samples are read, and each has been asked once
    peak: float
    end: float  # when all reports but the samples are gone
    slope_quiet: float
    slope_attack: float
    slope_first: float = math.nan  # a third of the time (of the attack, if any): caches fill
    slope_rest: float = math.nan  # the other two: what still rises is kept for ever


@dataclass(frozen=True, slots=True)
class Run:
    """All that was seen."""

    timings: Timings
    memory: Memory
    told: Counter[str]  # what the floods heard
    metrics: dict[str, float]  # of the app, at the end
    reports_left: int  # in the library, samples left out
    folders_left: int  # of documents that no row names
    files_left: list[str] = field(default_factory=list)  # in the temporary folder after the end
    processes_left: int = 0
    exit_code: int | None = None
    processor: dict[str, Processor] = field(default_factory=dict)  # seconds a minute, by phase
    cores: tuple[int, int] | None = None  # the app's, its visitors'; None: the system chose


def broken(run: Run) -> list[str]:
    """Return a sentence for each promise that the run broke."""
    said = []
    for action, _, _, ratio, p95 in side_by_side(run.timings):
        if p95 > MAX_P95_S:
            said.append(f"{action}: p95 under attack is {p95:.2f} s, goal {MAX_P95_S:.0f} s")
        if ratio > MAX_RATIO:
            said.append(f"{action}: p95 under attack is {ratio:.1f} x quiet, goal {MAX_RATIO:.0f}")
    said += [f"{n} x {p}: {what}" for (p, what), n in sorted(run.timings.errors.items())]
    memory = run.memory
    for phase, slope in (("quiet", memory.slope_quiet), ("attack", memory.slope_attack)):
        if slope > MAX_SLOPE:
            said.append(f"{phase}: memory grows by {slope:.1f} MiB a minute, goal {MAX_SLOPE:.0f}")
    if (more := memory.end - memory.start) > MAX_LEFT_MIB:
        said.append(f"{more:.0f} MiB more than at the start are left, goal {MAX_LEFT_MIB:.0f}")
    if run.reports_left or run.folders_left:
        said.append(f"{run.reports_left} reports and {run.folders_left} folders are left")
    if run.files_left or run.processes_left:
        said.append(f"left after the end: {run.processes_left} processes, {run.files_left[:5]}")
    if run.exit_code:
        said.append(f"the app ended with {run.exit_code}")
    return said


def side_by_side(timings: Timings) -> list[tuple[str, list[float], list[float], float, float]]:
    """Return (action, seconds quiet, seconds under attack, ratio of p95s, p95 under attack)."""
    rows = []
    for action in dict.fromkeys(action for _, action in timings.seconds):
        quiet = timings.seconds.get(("quiet", action), [])
        attacked = timings.seconds.get(("attack", action), [])
        p95, before = percentile(attacked, 0.95), percentile(quiet, 0.95)
        rows.append((action, quiet, attacked, p95 / before if quiet else math.nan, p95))
    return rows


def as_markdown(run: Run) -> str:
    """Return the run as tables."""
    lines = [
        "| action | quiet n | p50 | p95 | p99 s | attack n | p50 | p95 | p99 s | p95 x quiet |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for action, quiet, attacked, ratio, _ in side_by_side(run.timings):
        cells = [action]
        for seconds in (quiet, attacked):
            cells.append(str(len(seconds)))
            cells += [f"{percentile(seconds, share):.3f}" for share in (0.5, 0.95, 0.99)]
        lines.append("| " + " | ".join([*cells, f"{ratio:.1f}"]) + " |")
    memory, stuck = run.memory, sum(run.timings.stuck.values())
    lines += [
        "",
        "| memory MiB, start | peak | end | slope without page images, quiet "
        "| under attack, MiB/min | stuck streams | errors "
        "| reports, folders, files, processes left |",
        "|---|---|---|---|---|---|---|---|",
        f"| {memory.start:.0f} | {memory.peak:.0f} | {memory.end:.0f} | {memory.slope_quiet:.1f} "
        f"| {memory.slope_attack:.1f} | {stuck} | {run.timings.errors.total()} "
        f"| {run.reports_left}, {run.folders_left}, {len(run.files_left)}, {run.processes_left} |",
        "",
        "Slope of the first third of the time (under attack, where there was one) "
        f"{memory.slope_first:.1f}, of the rest "
        f"{memory.slope_rest:.1f} MiB/min.",
        "",
        *(
            f"Processor seconds a minute, {phase}: the app {used.app:.1f}, "
            f"its children {used.children:.1f}."
            for phase, used in run.processor.items()
        ),
        "The app and its children had core {}, all visitors core {}.".format(*run.cores)
        if run.cores
        else "The app and its visitors shared all cores.",
        "",
        "Floods were told: "
        + ("; ".join(f"{what} x {n}" for what, n in sorted(run.told.items())) or "nothing"),
        "",
        "Of /metrics: " + "; ".join(f"{name} {n:.0f}" for name, n in sorted(run.metrics.items())),
    ]
    return "\n".join(lines)
