"""Rows with figures -> columns: where right edges of figures line up, and which cell is in which.

A value is assigned by where it stands, never by counting.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from qa.tables.tokens import Chunk

SAME_EDGE = 4.0  # points: right edges of one column's figures
HANGS = 1.0  # points between where signs behind digits end and bare digits do
TAIL_EDGE = 2.5  # for figures that stand close behind a label


@dataclass(slots=True)
class Lane:
    """A column as a stretch of the page. members: (row, chunk)."""

    members: list[tuple[int, Chunk]] = field(default_factory=list)

    @property
    def x0(self) -> float:
        """Return where the widest figure begins."""
        return min(chunk.x0 for _, chunk in self.members)

    @property
    def x1(self) -> float:
        """Return where the last sign ends."""
        return max(chunk.x1 for _, chunk in self.members)

    @property
    def right(self) -> float:
        """Return where digits end."""
        solid = [c.right for _, c in self.members if not c.is_empty_of_figures]
        return median(solid or [c.right for _, c in self.members])

    @property
    def rows(self) -> set[int]:
        """Return the rows that have a cell here."""
        return {row for row, _ in self.members}

    @property
    def middle(self) -> float:
        """Return the x of the middle."""
        return (self.x0 + self.x1) / 2


def lanes_of(figures: Sequence[tuple[int, Chunk]]) -> list[Lane]:
    """Return columns from left to right for figures given with their row."""
    solid = [item for item in figures if not item[1].is_empty_of_figures]
    loose = [item for item in figures if item[1].is_empty_of_figures]
    lanes: list[Lane] = []
    for item in sorted(solid, key=lambda item: item[1].right):
        right = item[1].right
        if lanes and right - lanes[-1].members[-1][1].right <= SAME_EDGE:
            lanes[-1].members.append(item)
        else:
            lanes.append(Lane([item]))
    lanes = _merged(lanes)
    for item in sorted(loose, key=lambda item: item[1].right):
        _place_loose(lanes, item)
    return sorted(_merged(lanes), key=lambda lane: lane.right)


def _place_loose(lanes: list[Lane], item: tuple[int, Chunk]) -> None:
    """Put a dash, which may stand anywhere in its column, into the column it overlaps."""
    chunk = item[1]
    free = [lane for lane in lanes if item[0] not in lane.rows]
    best = max(free, key=lambda lane: overlap(lane.x0, lane.x1, chunk.x0, chunk.x1), default=None)
    if best and overlap(best.x0, best.x1, chunk.x0, chunk.x1) > 0:
        best.members.append(item)
        return
    near = [lane for lane in free if abs(lane.right - chunk.right) <= 2 * SAME_EDGE]
    if near:
        min(near, key=lambda lane: abs(lane.right - chunk.right)).members.append(item)
    else:
        lanes.append(Lane([item]))


def _merged(lanes: list[Lane]) -> list[Lane]:
    """Join columns that overlap and have no row in common."""
    lanes = sorted(lanes, key=lambda lane: lane.right)
    at = 0
    while at + 1 < len(lanes):
        a, b = lanes[at], lanes[at + 1]
        if _belong(a, b):
            lanes[at : at + 2] = [Lane(a.members + b.members)]
            at = max(at - 1, 0)
        else:
            at += 1
    return lanes


def _belong(a: Lane, b: Lane) -> bool:
    if a.rows & b.rows:
        return False
    if any(abs(chunk.x1 - b.right) <= HANGS for _, chunk in a.members if chunk.right < chunk.x1):
        return True  # "5.6" ends where the sign of "6.3 %" does
    # medians: one long figure must not make a bridge
    a0, a1 = median(c.x0 for _, c in a.members), median(c.x1 for _, c in a.members)
    b0, b1 = median(c.x0 for _, c in b.members), median(c.x1 for _, c in b.members)
    shared = overlap(a0, a1, b0, b1)
    return shared >= 0.5 * min(a1 - a0, b1 - b0)


def overlap(a0: float, a1: float, b0: float, b1: float) -> float:
    """Return how long two stretches are on each other."""
    return min(a1, b1) - max(a0, b0)


def lane_at(lanes: Sequence[Lane], chunk: Chunk) -> int | None:
    """Return the column over which a chunk of words stands, None where there is none or two."""
    found = [
        number
        for number, lane in enumerate(lanes)
        if overlap(lane.x0, lane.x1, chunk.x0, chunk.x1)
        > 0.3 * min(lane.x1 - lane.x0, chunk.x1 - chunk.x0)
    ]
    return found[0] if len(found) == 1 else None
