"""Lines of a block and its columns -> rows: cells, indentation, parents, totals."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from qa.figures import is_year
from qa.tables.blocks import Block
from qa.tables.columns import TAIL_EDGE, Lane, lane_at, lanes_of
from qa.tables.row_labels import SAME_INDENT, Draft, joined
from qa.tables.table import Row
from qa.tables.tokens import Chunk, Strip, head_of, tail_figures
from qa.tables.totals import sum_of, total_label

ALIGNED = 3.0  # points: words of one column begin at the same x
LABEL_LEFT = 16.0  # points from the leftmost label: a year that stands there is a label
_BROKEN = re.compile(r"-?\d[\d,.]*[,.]|0\d[\d,.]*|-?\d{1,3}(?:,\d{3})*,\d{1,2}")
_UNIT_WORD = re.compile(r"(?i)years?|months?|days?|points?|pts?|bps?|times|shares?|[年月天次倍股%]")
_TOTAL = re.compile(
    r"(?i)(?:sub)?total\b|^\s*(?:合\s*计|总\s*计|小\s*计)|(?:合\s*计|总\s*计|总额)$"
)


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
    drafts = _without_words(drafts)
    _join_groups(drafts)
    lanes = lanes_of([(n, c) for n, d in enumerate(drafts) for c in d.chunks if c.is_figure])
    lanes = _without_labels(lanes, drafts, left)
    if not lanes:
        return None
    grid = Grid(drafts, lanes, left, set())
    _split_tails(grid)
    _add_text_lanes(grid)
    for number, draft in enumerate(drafts):
        _fill(grid, number, draft)
    grid.drafts = joined(drafts)
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


def _join_groups(drafts: list[Draft]) -> None:
    """Join the name of a group to the label beside it: "Current:" before "Federal", over "State"."""
    labels = [draft.x0 for draft in drafts if draft.label and draft.is_row]
    for draft in drafts:
        beside = draft.chunks[0] if draft.chunks and draft.label else None
        if beside is None or beside.is_figure or not draft.text.rstrip().endswith((":", "：")):
            continue
        if sum(abs(x - beside.x0) < ALIGNED for x in labels) > 1:
            draft.label.append(draft.chunks.pop(0))


def _without_words(drafts: list[Draft]) -> list[Draft]:
    """Take from labels what is of a column of words beside them and goes over several lines.

    "Product A | for the treatment of" is followed by "adults | 12 | 10": both have one label.
    """
    starts = [
        d.chunks[0].x0
        for d in drafts
        if d.label and len(d.chunks) > 1 and not d.chunks[0].is_figure and d.chunks[1].is_figure
    ]
    column = next((x for x in starts if sum(abs(x - y) < ALIGNED for y in starts) > 2), None)
    if column is None:
        return drafts
    kept: list[Draft] = []
    has_words = False  # the line before, which has no figures
    for before, draft in zip([None, *drafts], drafts, strict=False):
        words = [c for c in draft.label if c.x0 > column - ALIGNED]
        beside = before is not None and before.strip.box.bottom > draft.strip.box.top + ALIGNED
        if words and (has_words or beside or (len(draft.label) > 1 and not draft.is_row)):
            draft.label = [c for c in draft.label if c not in words]
            has_words = not draft.is_row
        elif not beside:
            has_words = False
        if draft.label or draft.chunks:
            kept.append(draft)
    return kept


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
            if not _UNIT_WORD.fullmatch(chunk.text.strip()):
                grid.unsure.add(lane)
            continue
        if is_broken(chunk.text):
            grid.broken.update(range(len(grid.lanes)))
            grid.unsure.update(range(len(grid.lanes)))
        draft.cells.append((lane, chunk))


def with_parents(rows: list[Row]) -> list[Row]:
    """Return the rows with their parents, and totals without a label named by their block."""
    stack: list[Row] = []
    found: list[Row] = []
    is_flat = _is_flat(rows)
    for row in rows:
        while stack and not (_is_under(row, stack[-1]) or (is_flat and row.cells)):
            stack.pop()
        parents = tuple(parent.index for parent in stack)
        named = replace(row, parents=parents)
        block = sum_of(row, found, stack) if not row.label else None
        if block is not None:
            label = total_label(block.label)
            named = replace(named, label=label, label_span=block.label_span, is_total=True)
        elif not row.label:
            named = replace(named, is_total=True)
        found.append(named)
        if not row.cells:
            stack.append(named)
        elif stack and row.is_total and row.indent <= stack[-1].indent + SAME_INDENT:
            stack.pop()
    return found


def _is_flat(rows: list[Row]) -> bool:
    """Tell whether groups of rows are headed by labels that are not set further out.

    There are several such labels, and each has a row of its own under it.
    """
    heads = [(head, row) for head, row in pairwise(rows) if not head.cells]
    are_even = all(b.cells and abs(a.indent - b.indent) <= SAME_INDENT for a, b in heads)
    return len(heads) > 1 and are_even


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
