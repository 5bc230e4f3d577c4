"""Joins pieces of one visual row, so that a table row is one line with its cells from left to right.

PDFium ends a line where the file's own order leaves the row, as in tables written column by column.
Two columns of prose also share baselines; those stay apart.
"""

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise

from qa.document import Line, union

SAME_ROW = 0.35  # how far middles may differ, of the lower piece's height
PROSE_WORDS = 4
MIN_GUTTER_ROWS = 3  # rows of prose on both sides that make the space between them a gutter
WORD = re.compile(r"[^\W\d_]{2,}")


def join_rows(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines with pieces of one row joined, each row where its first piece stood."""
    if not _shares_rows(lines):
        return tuple(lines)
    rows = _rows(lines)
    gutters = [
        (left.bbox.x1, right.bbox.x0)
        for row in rows
        for left, right in pairwise(row)
        if _is_prose(left) and _is_prose(right)
    ]
    order = {id(line): i for i, line in enumerate(lines)}
    joined: list[tuple[int, Line]] = []
    for row in rows:
        run = [row[0]]
        for line in row[1:]:
            if _across_gutter(run[-1], line, gutters):
                joined.append((min(order[id(piece)] for piece in run), _join(run)))
                run = []
            run.append(line)
        joined.append((min(order[id(piece)] for piece in run), _join(run)))
    joined.sort(key=lambda item: item[0])
    return tuple(line for _, line in joined)


def _shares_rows(lines: Sequence[Line]) -> bool:
    by_top = sorted(line.bbox.top + line.bbox.bottom for line in lines if line.edges)
    lowest = min((line.bbox.bottom - line.bbox.top for line in lines), default=0.0)
    return any(b - a <= 2 * SAME_ROW * max(lowest, 8.0) for a, b in pairwise(by_top))


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    """Return lines grouped into rows, each from left to right, none overlapping in x."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.bbox.top + line.bbox.bottom):
        for row in reversed(rows[-8:]):
            if all(_beside(line, piece) for piece in row):
                row.append(line)
                break
        else:
            rows.append([line])
    for row in rows:
        row.sort(key=lambda line: line.bbox.x0)
    return rows


def _beside(a: Line, b: Line) -> bool:
    if not a.edges or not b.edges:
        return False
    lower = min(a.bbox.bottom - a.bbox.top, b.bbox.bottom - b.bbox.top)
    apart = abs((a.bbox.top + a.bbox.bottom) - (b.bbox.top + b.bbox.bottom)) / 2
    clear = a.bbox.x1 <= b.bbox.x0 + 1 or b.bbox.x1 <= a.bbox.x0 + 1
    return clear and apart <= SAME_ROW * lower


def _is_prose(line: Line) -> bool:
    return len(WORD.findall(line.text)) >= PROSE_WORDS


def _across_gutter(left: Line, right: Line, gutters: Sequence[tuple[float, float]]) -> bool:
    if not WORD.search(right.text):
        return False  # figures belong to the row they stand on
    low, high = left.bbox.x1, right.bbox.x0
    return sum(a < high and low < b for a, b in gutters) >= MIN_GUTTER_ROWS


def _join(row: Sequence[Line]) -> Line:
    if len(row) == 1:
        return row[0]
    edges = (edge for line in row for edge in line.edges)  # a last edge starts the space after it
    text = " ".join(line.text for line in row)
    return Line(text, union(line.bbox for line in row), tuple(accumulate(edges, max)))
