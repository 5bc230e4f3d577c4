"""Lines of a block and its columns -> rows: labels over several lines, indentation, parents, totals."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from qa.figures import is_year
from qa.tables.blocks import Block
from qa.tables.columns import TAIL_EDGE, Lane, lane_at, lanes_of
from qa.tables.table import Row
from qa.tables.tokens import Chunk, Strip, head_of, tail_figures

LABEL_LEFT = 16.0  # points from the leftmost label: a year that stands there is a label
SAME_INDENT = 1.6
TIGHT = 0.62  # of the height: lines of one label are closer than rows mostly are
CLOSE = 1.4  # of the height: from line to line of a Chinese label
CLOSER = 0.3  # points: rows stand apart by that much more, for their rule
_CJK = re.compile(r"[\u4e00-\u9fff]")
_BROKEN = re.compile(r"-?\d[\d,.]*[,.]|0\d[\d,.]*|-?\d{1,3}(?:,\d{3})*,\d{1,2}")
_CUT = re.compile(
    r"(?:[,;(&/–—-]|\b(?:and|of|the|for|to|in|from|by|with|on|at|or|net|per|as|a|than))$", re.I
)
_TOTAL = re.compile(
    r"(?i)\s*(?:sub)?total\b|^\s*(?:合\s*计|总\s*计|小\s*计)|(?:合\s*计|总\s*计|总额)$"
)


@dataclass(slots=True)
class Draft:
    """One row in the making: its lines' label chunks, its cells as (column, chunk)."""

    strip: Strip
    label: list[Chunk]
    chunks: list[Chunk]  # figures and words behind the label
    cells: list[tuple[int, Chunk]] = field(default_factory=list)
    is_row: bool = True
    pitch: float = 99.0  # from the line before
    is_joined: bool = False  # with the label's line above

    @property
    def text(self) -> str:
        """Return the label, its lines joined."""
        return " ".join(chunk.text for chunk in self.label)

    @property
    def x0(self) -> float:
        """Return where the label begins."""
        return self.label[0].x0 if self.label else self.strip.box.x0


@dataclass(slots=True)
class Grid:
    """Rows and columns of a block; unsure: columns in which two figures of a row met."""

    drafts: list[Draft]
    lanes: list[Lane]
    left: float
    unsure: set[int]
    text_lanes: set[int] = field(default_factory=set)
    broken: set[int] = field(default_factory=set)  # columns whose figures go over two lines


def grid_of(block: Block) -> Grid | None:
    """Return the rows and columns of a block, None where no figures line up."""
    left = min(strip.box.x0 for strip in block.lines)
    drafts = [
        _draft(strip, left, is_row=row)
        for strip, row in zip(block.lines, block.is_row, strict=True)
    ]
    lanes = lanes_of([(n, c) for n, d in enumerate(drafts) for c in d.chunks if c.is_figure])
    lanes = _without_labels(lanes, drafts, left)
    if not lanes:
        return None
    grid = Grid(drafts, lanes, left, set())
    _split_tails(grid)
    _add_text_lanes(grid)
    for number, draft in enumerate(drafts):
        _fill(grid, number, draft)
    grid.drafts = _joined(drafts)
    return grid


def _draft(strip: Strip, left: float, *, is_row: bool) -> Draft:
    chunks = list(strip.chunks)
    if not is_row:
        return Draft(strip, chunks, [], is_row=False)
    first = chunks[0]
    is_label = not first.is_figure or (
        first.x0 < left + LABEL_LEFT and len(chunks) > 1 and is_year(first.text)
    )
    if not is_label:
        return Draft(strip, [], chunks)
    return Draft(strip, chunks[:1], chunks[1:])


def _without_labels(lanes: list[Lane], drafts: list[Draft], left: float) -> list[Lane]:
    """Take away columns that are labels: figures at the left where other rows have words."""
    kept = []
    for lane in lanes:
        if lane.x0 < left + LABEL_LEFT and len(lanes) > 1:
            for number, chunk in lane.members:
                draft = drafts[number]
                draft.chunks.remove(chunk)
                draft.label.append(chunk)
        else:
            kept.append(lane)
    return kept


def _split_tails(grid: Grid) -> None:
    """Part figures from labels that come close to them, where they end at a column's edge."""
    for number, draft in enumerate(grid.drafts):
        if not draft.label or draft.label[-1].is_figure:
            continue
        chunk = draft.label[-1]
        found = tail_figures(draft.strip, chunk)
        taken: list[Chunk] = []
        for figure in reversed(found):
            lane = next((x for x in grid.lanes if abs(x.right - figure.right) <= TAIL_EDGE), None)
            if lane is None or number in lane.rows:
                break
            lane.members.append((number, figure))
            taken.insert(0, figure)
        if taken:
            head = head_of(draft.strip, chunk, taken[0])
            draft.label[-1:] = [head] if head else []
            draft.chunks[:0] = taken
            draft.is_row = True


def _add_text_lanes(grid: Grid) -> None:
    """Add columns of words, such as numbers of notes or ratings, where two rows have them."""
    words = [
        (n, c)
        for n, d in enumerate(grid.drafts)
        for c in d.chunks
        if not c.is_figure and lane_at(grid.lanes, c) is None
    ]
    found: list[Lane] = []
    for item in sorted(words, key=lambda item: item[1].x0):
        lane = next((x for x in found if min(x.x1, item[1].x1) - max(x.x0, item[1].x0) > 0), None)
        if lane is not None:
            lane.members.append(item)
        else:
            found.append(Lane([item]))
    extra = [lane for lane in found if len(lane.members) >= 2 and _is_free(lane, grid.lanes)]
    grid.lanes = sorted([*grid.lanes, *extra], key=lambda lane: lane.middle)
    grid.text_lanes = {number for number, lane in enumerate(grid.lanes) if lane in extra}


def _is_free(lane: Lane, lanes: Sequence[Lane]) -> bool:
    return all(min(x.x1, lane.x1) - max(x.x0, lane.x0) <= 2 for x in lanes)


def _fill(grid: Grid, number: int, draft: Draft) -> None:
    """Assign a row's chunks to columns; what fits none is part of the label or left out."""
    for chunk in draft.chunks:
        lane = next((n for n, x in enumerate(grid.lanes) if (number, chunk) in x.members), None)
        if lane is None and not chunk.is_figure:
            lane = lane_at(grid.lanes, chunk)
        if lane is None:
            if not draft.cells and not chunk.is_figure:
                draft.label.append(chunk)
            continue
        if any(column == lane for column, _ in draft.cells):
            grid.unsure.add(lane)
            continue
        if is_broken(chunk.text):
            grid.broken.update(range(len(grid.lanes)))
            grid.unsure.update(range(len(grid.lanes)))
        draft.cells.append((lane, chunk))


def _joined(drafts: list[Draft]) -> list[Draft]:
    """Join the lines of labels that go over several lines."""
    rows: list[Draft] = []
    for one, two in pairwise(drafts):
        two.pitch = two.strip.box.bottom - one.strip.box.bottom
    row_pitch = min((b.pitch for a, b in pairwise(drafts) if a.is_row and b.is_row), default=None)
    for number, draft in enumerate(drafts):
        if rows and row_pitch and _is_same_zh_label(rows[-1], draft, row_pitch):
            _join_zh(rows, draft)
            continue
        after = drafts[number + 1] if number + 1 < len(drafts) else None
        before = rows[-1] if rows else None
        earlier = rows[-2] if len(rows) > 1 else None
        if before is not None and not before.is_row and _goes_on(before, draft, earlier):
            draft.label = before.label + draft.label
            draft.is_joined = True
            rows[-1] = draft
            continue
        if (
            before is not None
            and before.is_row
            and not draft.is_row
            and _is_rest(before, draft, after)
        ):
            before.label = before.label + draft.label
            continue
        rows.append(draft)
    return rows


def _is_same_zh_label(before: Draft, draft: Draft, row_pitch: float) -> bool:
    """Tell whether a Chinese line is set so close that it is no row of its own."""
    if before.is_row and draft.is_row:
        return False
    if not (before.label and draft.label and _CJK.search(draft.text)):
        return False
    return draft.pitch <= row_pitch - CLOSER and abs(before.x0 - draft.x0) <= SAME_INDENT


def _join_zh(rows: list[Draft], draft: Draft) -> None:
    before = rows[-1]
    if before.is_row:
        before.label = before.label + draft.label
    else:
        draft.label = before.label + draft.label
        rows[-1] = draft


def _goes_on(before: Draft, draft: Draft, earlier: Draft | None) -> bool:
    """Tell whether a line without cells is the beginning of the next line's label."""
    last = before.label[-1]
    step = draft.strip.box.top - max(before.strip.box.bottom, before.strip.box.top)
    if step > TIGHT * draft.strip.height or before.text.rstrip().endswith((":", "：")):
        return False
    if not draft.label:
        return step < TIGHT * draft.strip.height and before.strip.box.x0 < draft.chunks[0].x0
    first = draft.text.lstrip()[:1]
    if first.islower() or first.isdigit() or first in "(（$":
        return True
    return bool(_CUT.search(last.text.rstrip())) or _is_zh_wrap(before, draft, earlier)


def _is_zh_wrap(before: Draft, draft: Draft, earlier: Draft | None) -> bool:
    """Tell whether Chinese words were broken off: an open bracket, or a line set closer."""
    if _is_open(before.text):
        return True
    if not _CJK.search(before.text) or abs(before.x0 - draft.x0) > SAME_INDENT:
        return False
    step = draft.strip.box.bottom - before.strip.box.bottom
    if before.is_joined:
        return step <= before.pitch + CLOSER / 2
    return (
        step < CLOSE * before.strip.height and earlier is not None and step < before.pitch - CLOSER
    )


def _is_open(text: str) -> bool:
    return text.count("（") + text.count("(") > text.count("）") + text.count(")")


def _is_rest(before: Draft, draft: Draft, after: Draft | None) -> bool:
    if before.label and _CJK.search(draft.text) and after is not None:
        step = draft.strip.box.bottom - before.strip.box.bottom
        below = after.strip.box.bottom - draft.strip.box.bottom
        if abs(draft.x0 - before.x0) <= SAME_INDENT and step < below - CLOSER:
            return step < CLOSE * draft.strip.height and not draft.text.endswith((":", "："))
    step = draft.strip.box.top - before.strip.box.bottom
    if step > TIGHT * draft.strip.height or not before.label:
        return False
    first = draft.text.lstrip()[:1]
    text = before.text
    return (
        first.islower()
        or _is_open(text)
        or (bool(_CUT.search(text.rstrip())) and draft.x0 >= before.x0 - SAME_INDENT)
    ) and abs(draft.x0 - before.label[0].x0) < 40


def with_parents(rows: list[Row]) -> list[Row]:
    """Return the rows with their parents, and totals without a label named by their block."""
    stack: list[Row] = []
    found: list[Row] = []
    for row in rows:
        while stack and not _is_under(row, stack[-1]):
            stack.pop()
        parents = tuple(parent.index for parent in stack)
        named = replace(row, parents=parents)
        if not row.label and stack:
            parent = stack[-1]
            block = parent.label.rstrip(":：")
            label = (
                f"Total {block if block.isupper() else block[:1].lower() + block[1:]}"
                if block.isascii()
                else f"{block}合计"
            )
            named = replace(named, label=label, label_span=parent.label_span, is_total=True)
        elif not row.label:
            named = replace(named, is_total=True)
        found.append(named)
        if not row.cells:
            stack.append(named)
        elif stack and row.is_total and row.indent <= stack[-1].indent + SAME_INDENT:
            stack.pop()
    return found


def _is_under(row: Row, parent: Row) -> bool:
    """Tell whether a row belongs to a group: further in, or below a head that ends in a colon."""
    if row.indent > parent.indent + SAME_INDENT or not row.label:
        return True
    same = abs(row.indent - parent.indent) <= SAME_INDENT
    return same and bool(row.cells) and parent.label.rstrip().endswith((":", "："))


def is_total(label: str) -> bool:
    """Tell whether a label says that the row is a sum."""
    return _TOTAL.search(label) is not None


def is_broken(text: str) -> bool:
    """Tell whether text is the first or last part of a figure that goes over two lines."""
    return _BROKEN.fullmatch(text.strip()) is not None
