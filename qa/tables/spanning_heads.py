"""A line of heads over groups of columns -> which group each head is for.

What is over a group says it by its place, in the middle, and by the heads below: the same ones again,
each of several columns, or lines set close that are one head.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from qa.figures import is_year
from qa.tables.periods import sense_of, years_in
from qa.tables.tokens import Chunk

CENTRED = 8.0  # points between the middle of a head and of what it spans
OF_ONE = re.compile(  # what may be said of one year of several
    r"(?i)restat|adjust|revis|pro\s*forma|reported|unaudited|weeks|success|predecess|new\b|constant"
)
_TWO_YEARS = re.compile(r"\d\d/\d\d")
ZH_TIME = re.compile(r"[本上]期|[期年][末初]|[本上]年")


@dataclass(slots=True)
class Slot:
    """A column as far as heads go: its figures, and the heads under the line in question."""

    x0: float
    x1: float
    right: float

    @property
    def middle(self) -> float:
        """Return the x in the middle."""
        return (self.x0 + self.x1) / 2


def siblings(
    chunk: Chunk, own: Sequence[int], taken: set[int], heads: Sequence[list[Chunk]]
) -> list[int]:
    """Return the columns of a change with those beside them that can be of nothing else.

    "% Change" over "18/17" is of "17/16" too, over "2019" of a "2018" that stands there again.
    """
    if not own or not sense_of(chunk.text).endswith("change"):
        return []
    said = _words(heads)
    last = own[-1]
    while last + 1 < len(heads) and last + 1 not in taken and said[last + 1]:
        text = said[last + 1]
        is_pair = _TWO_YEARS.fullmatch(text) and _TWO_YEARS.fullmatch(said[last])
        is_again = len(years_in(text)) == 1 and text in said[: own[0]] and years_in(said[last])
        if not (is_pair or is_again):
            break
        last += 1
    return list(range(own[0], last + 1)) if last > own[-1] else []


def widest(
    chunk: Chunk,
    own: Sequence[int],
    low: int,
    high: int,
    heads: Sequence[list[Chunk]],
    lanes: Sequence[Slot],
) -> list[int]:
    """Return the most columns with heads of their own that a head is centred over."""
    if not own or OF_ONE.search(chunk.text) or chunk.is_figure != is_year(chunk.text):
        return []
    if len(years_in(chunk.text)) > 1:
        return []  # "Fiscal 2023 vs. 2022" is of its own column
    while low < own[0] and not heads[low]:
        low += 1
    ranges = [
        list(range(first, last + 1))
        for first in range(low, own[0] + 1)
        for last in range(own[-1], high + 1)
        if all(heads[first : last + 1]) and is_over(lanes, CENTRED, chunk, range(first, last + 1))
    ]
    return max(ranges, key=len, default=[])


def whole_groups(
    row: list[Chunk],
    found: Sequence[Sequence[int]],
    number: int,
    heads: Sequence[list[Chunk]],
    lanes: Sequence[Slot],
) -> Sequence[int]:
    """Return the columns of a head with all those of the heads under it, each of several columns.

    "Pension" over "U.S." and "International" is of all the years that these two are over.
    """
    taken = {column for n, columns in enumerate(found) if n != number for column in columns}
    beside = siblings(row[number], found[number], taken, heads)
    if beside:
        return beside
    below = [heads[column][-1] for column in found[number] if heads[column]]
    whole = [n for n, chunks in enumerate(heads) if chunks and chunks[-1] in below]
    if len(whole) <= len(found[number]) or taken.intersection(whole):
        return found[number]
    if len({heads[column][0].start for column in whole}) < len(whole):
        return found[number]  # a neighbour without a head of its own may have been given another's
    middle = (lanes[whole[0]].x0 + lanes[whole[-1]].x1) / 2
    return whole if abs(middle - row[number].middle) <= CENTRED else found[number]


def is_of_another_sort(row: list[Chunk], heads: Sequence[list[Chunk]]) -> bool:
    """Tell whether a line is times over words, or words over times: it goes on with no head below."""
    above = {bool(years_in(c.text) or ZH_TIME.search(c.text)) for c in row}
    below = {bool(years_in(c.text) or ZH_TIME.search(c.text)) for chunks in heads for c in chunks}
    return len(above) == len(below) == 1 and above != below


def groups_of(
    row: list[Chunk], heads: Sequence[list[Chunk]], lanes: Sequence[Slot], *, is_apart: bool
) -> list[range]:
    """Return the columns over which each of several years is centred; none where they are not.

    "2019" can be over four columns and "2018" over one.
    """
    size, rest = divmod(len(lanes), len(row))
    if len(row) < 2 or len(lanes) <= len(row):
        return []
    alike = [range(number * size, (number + 1) * size) for number in range(len(row))]
    if not rest and is_apart and _repeats(heads, size):  # "Pension" and "Other", three years each
        return alike if all(map(partial(_is_within, lanes), row, alike)) else []
    if any(len(years_in(c.text)) != 1 for c in row):
        return []
    if not rest and all(map(partial(is_over, lanes, 2 * CENTRED), row, alike)):
        return alike
    if not all(heads) or any(years_in(c.text) for chunks in heads for c in chunks):
        return []
    found: list[range] = []
    for chunk in row:
        first = found[-1].stop if found else 0
        groups = [range(first, stop) for stop in range(first + 1, len(lanes) + 1)]
        over = [group for group in groups if is_over(lanes, CENTRED, chunk, group)]
        if len(over) != 1:
            return []
        found.append(over[0])
    return found if found[-1].stop == len(lanes) else []


def alike_of(
    row: list[Chunk], heads: Sequence[list[Chunk]], lanes: Sequence[Slot]
) -> list[Sequence[int]]:
    """Return for each head the columns it is centred over, whose heads are those of another's too.

    "2019" and "2018" over "Gross", "Amortization", "Net", beside a column of lives that neither is of.
    """
    said = _words(heads)
    found: list[Sequence[int]] = [[] for _ in row]
    for size in range(len(lanes) // 2, 1, -1):
        starts = range(len(lanes) - size + 1)
        for number, chunk in enumerate(row):
            over = [n for n in starts if is_over(lanes, CENTRED, chunk, range(n, n + size))]
            over = [n for n in over if _is_within(lanes, chunk, range(n, n + size))]
            if len(over) == 1 and not found[number]:
                found[number] = range(over[0], over[0] + size)
        texts = [said[columns[0] : columns[-1] + 1] if columns else [] for columns in found]
        found = [c if c and texts.count(t) > 1 else [] for c, t in zip(found, texts, strict=True)]
        taken = [column for columns in found for column in columns]
        are_different = all(all(t) and len(set(t)) == len(t) for t in texts if texts.count(t) > 1)
        if taken and are_different and len(taken) == len(set(taken)):
            return found
        found = [[] for _ in row]
    return found


def _words(heads: Sequence[list[Chunk]]) -> list[str]:
    """Return what is said over each column so far, without spaces."""
    return ["".join("".join(chunk.text.split()) for chunk in chunks[::-1]) for chunks in heads]


def _repeats(heads: Sequence[list[Chunk]], size: int) -> bool:
    """Tell whether the heads so far are the same over and over, `size` different ones."""
    said = _words(heads)
    first = said[:size]
    are_different = len(set(first)) == size > 1 and all(first)
    return are_different and all(said[n : n + size] == first for n in range(size, len(said), size))


def _is_within(lanes: Sequence[Slot], chunk: Chunk, columns: range) -> bool:
    """Tell whether the middle of a head is over some columns, of which it is not the first's own."""
    first, last = lanes[columns[0]], lanes[columns[-1]]
    return first.middle <= chunk.middle <= last.middle


def is_over(lanes: Sequence[Slot], most: float, chunk: Chunk, columns: range) -> bool:
    """Tell whether a head stands in the middle of some columns."""
    middle = (lanes[columns[0]].x0 + lanes[columns[-1]].x1) / 2
    return abs(middle - chunk.middle) <= most
