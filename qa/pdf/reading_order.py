"""Lines in the order of the file -> lines in reading order, a table row on one line.

The file's own order is nearly always right, column by column and cell by cell, so it is changed
only where the page itself speaks against it:

1. Pieces side by side on one baseline are joined where one of them is a figure or a short cell. Two
   pieces of running text are never joined: they are columns of prose or cells with wrapped words.
2. Two columns of prose written line by line are taken apart.
3. A block goes before another that lies below it, and before one that lies to its right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise
from operator import itemgetter

from qa.document import BBox, Line, union

BACK = 2.0  # points that a line may start above the one before it
SAME_ROW = 0.35  # how far middles may differ, of the lower piece's height
TOUCH = 1.0  # points that neighbours on a row may overlap
LINE_GAP = 0.8  # heights between two lines of one block
MIN_GUTTER_ROWS = 3  # rows of prose on both sides that make a gutter
PROSE_WORDS = 4
MIN_ALTERNATIONS = 0.6  # of the rows at a gutter: then the file goes across, line by line
MAX_BLOCKS = 300  # beyond that a page is a drawing, and the file's order stays
WORD = re.compile(r"[^\W\d_]{2,}")


def order_lines(lines: Sequence[Line], width: float, height: float) -> tuple[Line, ...]:
    """Return the lines, given as the file has them, in reading order; pieces of a row joined."""
    if all(b.bbox.top >= a.bbox.bottom - BACK for a, b in pairwise(lines)):
        return tuple(lines)  # straight down the page, as most pages are
    lines = _join_rows(lines)
    lines = _take_columns_apart(lines)
    if any(b.bbox.top < a.bbox.top - BACK for a, b in pairwise(lines)):
        lines = _order_blocks(lines)
    return tuple(lines)


# Rows


@dataclass(slots=True)
class _Piece:
    """A line and what its place in the file's order says about it."""

    line: Line
    order: int
    num_words: int  # PROSE_WORDS where there are more
    is_figure: bool
    in_block: bool = False  # stands right above or below its neighbour in the file's order
    continues: bool = False  # a wrapped line: not the first of its block, goes on in lower case

    @property
    def is_prose(self) -> bool:
        return self.num_words >= PROSE_WORDS


def _pieces(lines: Sequence[Line]) -> list[_Piece]:
    pieces = []
    for order, line in enumerate(lines):
        num_words = _count_words(line.text)
        is_figure = num_words <= 2 and any(map(str.isdigit, line.text))
        pieces.append(_Piece(line, order, num_words, is_figure))
    for a, b in pairwise(pieces):
        if _stacked(a.line.bbox, b.line.bbox):
            a.in_block = b.in_block = True
            b.continues = b.line.text[0].islower()
    for piece in pieces:
        piece.is_figure |= piece.num_words == 0 and not piece.in_block  # "—", "X", "$"
    return pieces


def _count_words(text: str) -> int:
    """Return how many words a text has, PROSE_WORDS where there are more."""
    return sum(1 for _ in islice(WORD.finditer(text), PROSE_WORDS))


def _stacked(a: BBox, b: BBox) -> bool:
    """Tell whether b follows right below a, as the next line of a block does."""
    gap = b.top - a.bottom
    height = min(a.bottom - a.top, b.bottom - b.top)
    return -0.5 * height <= gap <= LINE_GAP * height and a.x0 < b.x1 and b.x0 < a.x1


def _join_rows(lines: Sequence[Line]) -> list[Line]:
    rows = _rows(_pieces(lines))
    if len(rows) == len(lines):
        return list(lines)
    gutters = [
        (left.line.bbox.x1, right.line.bbox.x0)
        for row in rows
        for left, right in pairwise(row)
        if left.is_prose and right.is_prose
    ]
    joined: list[tuple[int, Line]] = []
    for row in rows:
        run = [row[0]]
        for piece in row[1:]:
            if not _same_table_row(run[-1], piece, gutters):
                joined.append(_join(run))
                run = []
            run.append(piece)
        joined.append(_join(run))
    joined.sort(key=lambda item: item[0])
    return [line for _, line in joined]


def _rows(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """Return the pieces grouped by baseline, each group from left to right without overlaps."""
    rows: list[list[_Piece]] = []
    middles: list[float] = []  # of the first piece of each row, doubled
    for middle, piece in sorted(((_middle(piece), piece) for piece in pieces), key=itemgetter(0)):
        box = piece.line.bbox
        reach = 2 * SAME_ROW * (box.bottom - box.top) + TOUCH  # no row above that is its own
        for at in range(len(rows) - 1, max(-1, len(rows) - 7), -1):
            if middle - middles[at] > reach:
                continue
            if all(_beside(other.line, piece.line) for other in rows[at]):
                rows[at].append(piece)
                break
        else:
            rows.append([piece])
            middles.append(middle)
    for row in rows:
        row.sort(key=lambda p: p.line.bbox.x0)
    return rows


def _middle(piece: _Piece) -> float:
    return piece.line.bbox.top + piece.line.bbox.bottom


def _beside(a: Line, b: Line) -> bool:
    p, q = a.bbox, b.bbox
    apart = abs(p.top + p.bottom - q.top - q.bottom) / 2
    if apart > SAME_ROW * min(p.bottom - p.top, q.bottom - q.top):
        return False
    clear = p.x1 <= q.x0 + TOUCH or q.x1 <= p.x0 + TOUCH
    return clear and bool(a.edges) == bool(b.edges)


def _same_table_row(left: _Piece, right: _Piece, gutters: Sequence[tuple[float, float]]) -> bool:
    if left.continues or right.continues:
        return False
    low, high = left.line.bbox.x1, right.line.bbox.x0
    if sum(a < high and low < b for a, b in gutters) >= MIN_GUTTER_ROWS:
        return False
    if left.is_figure or right.is_figure:
        return True
    return not (left.in_block or right.in_block or (left.is_prose and right.is_prose))


def _join(run: Sequence[_Piece]) -> tuple[int, Line]:
    """Return (place in the file's order, one line for all pieces)."""
    order = min(piece.order for piece in run)
    if len(run) == 1:
        return order, run[0].line
    text = " ".join(piece.line.text for piece in run)
    edges = (edge for piece in run for edge in piece.line.edges)  # a last edge begins the space
    box = union(piece.line.bbox for piece in run)
    return order, Line(text, box, tuple(accumulate(edges, max)))


# Columns


def _take_columns_apart(lines: list[Line]) -> list[Line]:
    """Return lines column by column where two columns of prose were written line by line."""
    gutter = _interleaved_gutter(lines)
    if gutter is None:
        return lines
    ordered: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in sorted(lines, key=lambda line: line.bbox.top):
        if line.bbox.x0 < gutter < line.bbox.x1:
            ordered += [*_take_columns_apart(left), *_take_columns_apart(right), line]
            left, right = [], []
        else:
            (left if line.bbox.x1 <= gutter else right).append(line)
    return [*ordered, *_take_columns_apart(left), *_take_columns_apart(right)]


def _interleaved_gutter(lines: Sequence[Line]) -> float | None:
    """Return the x in the middle of the gutter that the file's order keeps crossing."""
    crossings = []
    for a, b in pairwise(lines):
        beside = a.bbox.top < b.bbox.bottom and b.bbox.top < a.bbox.bottom
        if not beside or a.bbox.x1 >= b.bbox.x0:
            continue
        if min(_count_words(a.text), _count_words(b.text)) >= PROSE_WORDS:
            crossings.append((a.bbox.x1 + b.bbox.x0) / 2)
    if len(crossings) < MIN_GUTTER_ROWS:
        return None
    gutter = sorted(crossings)[0]
    rows_left = sum(line.bbox.x1 <= gutter for line in lines)
    return gutter if len(crossings) >= MIN_ALTERNATIONS * rows_left else None


# Blocks


def _order_blocks(lines: Sequence[Line]) -> list[Line]:
    blocks = list(_blocks(lines))
    if len(blocks) > MAX_BLOCKS:
        return list(lines)
    boxes = [union(line.bbox for line in block) for block in blocks]
    waits_for = [{j for j, a in enumerate(boxes) if _goes_before(a, b)} for b in boxes]
    remaining = list(
        range(len(blocks))
    )  # in the file's order, which decides where nothing else does
    ordered: list[Line] = []
    while remaining:
        left = set(remaining)
        free = next((i for i in remaining if not waits_for[i] & left), remaining[0])
        remaining.remove(free)
        ordered += blocks[free]
    return ordered


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    block = [lines[0]]
    for a, b in pairwise(lines):
        if b.bbox.top < a.bbox.top - BACK or not _stacked(a.bbox, b.bbox):
            yield block
            block = []
        block.append(b)
    yield block


def _goes_before(a: BBox, b: BBox) -> bool:
    if a.x0 < b.x1 - TOUCH and b.x0 < a.x1 - TOUCH:
        return a.bottom <= b.top + BACK and a.top < b.top
    overlap = min(a.bottom, b.bottom) - max(a.top, b.top)
    return a.x1 <= b.x0 + TOUCH and overlap > 0.5 * min(a.bottom - a.top, b.bottom - b.top)
