"""A line of heads over columns -> which head is for which columns.

A head stands over its column, or is centred over the columns that it spans.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from qa.figures import is_year
from qa.tables.columns import overlap
from qa.tables.periods import sense_of, years_in
from qa.tables.tokens import Chunk

CENTRED = 8.0  # points between the middle of a head and of what it spans
_SPANNING = re.compile(
    r"(?i)ended|ending|\bas of\b|\bas at\b|^fiscal|years?$|december|june|months|weeks"
)
_OWN_UNIT = re.compile(r"(?i)\((?:in )?(?:years|months|days)\)")  # of one column of several
_DAY_ALONE = re.compile(
    r"(?i)(?:as\s+(?:of|at)|at|(?:fiscal\s+)?years?\s+end(?:ed|ing))\s+[a-z]+\s+\d{1,2},?"
)
_OF_ONE = re.compile(  # what may be said of one year of several
    r"(?i)restat|adjust|revis|pro\s*forma|reported|unaudited|weeks|success|predecess|new\b|constant"
)
_TWO_YEARS = re.compile(r"\d\d/\d\d")
_ZH_TIME = re.compile(r"[本上]期|[期年][末初]|[本上]年")


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


def widen(slots: list[Slot], row: list[Chunk], heads: Sequence[list[Chunk]]) -> None:
    """Let columns be as wide as their own heads, as long as they do not touch."""
    for chunk in row:
        columns = [n for n, chunks in enumerate(heads) if chunk in chunks]
        if len(columns) != 1:
            continue
        number = columns[0]
        low = slots[number - 1].x1 if number else 0.0
        high = slots[number + 1].x0 if number + 1 < len(slots) else 9999.0
        slot = slots[number]
        if chunk.x0 > low and chunk.x1 < high:
            slots[number] = Slot(min(slot.x0, chunk.x0), max(slot.x1, chunk.x1), slot.right)


def assign(
    row: list[Chunk],
    heads: Sequence[list[Chunk]],
    lanes: Sequence[Slot],
    *,
    is_apart: bool = False,
) -> None:
    """Give each chunk of one line to the columns under it.

    is_apart: the line stands further from the one below than lines of one head do.
    """
    for chunk, columns in zip(row, _columns_of(row, heads, lanes, is_apart=is_apart), strict=True):
        for column in columns:
            heads[column].append(chunk)


def _columns_of(
    row: list[Chunk], heads: Sequence[list[Chunk]], lanes: Sequence[Slot], *, is_apart: bool
) -> Sequence[Sequence[int]]:
    """Return the columns of each chunk of a line."""
    if len(row) == len(lanes) > 1 and _is_one_each(row, lanes):
        return [[number] for number in range(len(row))]
    if _is_of_all(row, heads, lanes):
        return [range(len(lanes))]
    is_apart = is_apart or _is_of_another_sort(row, heads)
    if groups := _groups(row, heads, lanes, is_apart=is_apart):
        return groups
    alike: list[Sequence[int]] = _alike(row, heads, lanes) if is_apart else [[] for _ in row]
    own = _without_rivals([_under(chunk, lanes) for chunk in row], row, lanes)
    found: list[Sequence[int]] = []
    own = [list(alike[number] or columns) for number, columns in enumerate(own)]
    for number, chunk in enumerate(row):
        low = max((max(o) for o in own[:number] if o), default=-1) + 1
        high = min((min(o) for o in own[number + 1 :] if o), default=len(lanes)) - 1
        if not (number and own[number - 1]) and number:
            low = max(low, _first_after(lanes, (row[number - 1].middle + chunk.middle) / 2))
        if columns := alike[number]:
            found.append(columns)
            continue
        columns = _spanned(chunk, own[number], low, high, lanes)
        wider = _widest(chunk, columns, low, high, heads, lanes) if is_apart else []
        found.append(wider or columns)
    return [_whole_groups(row, found, number, heads, lanes) for number in range(len(row))]


def _siblings(
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


def _widest(
    chunk: Chunk,
    own: Sequence[int],
    low: int,
    high: int,
    heads: Sequence[list[Chunk]],
    lanes: Sequence[Slot],
) -> list[int]:
    """Return the most columns with heads of their own that a head is centred over."""
    if not own or _OF_ONE.search(chunk.text) or chunk.is_figure != is_year(chunk.text):
        return []
    if len(years_in(chunk.text)) > 1:
        return []  # "Fiscal 2023 vs. 2022" is of its own column
    while low < own[0] and not heads[low]:
        low += 1
    ranges = [
        list(range(first, last + 1))
        for first in range(low, own[0] + 1)
        for last in range(own[-1], high + 1)
        if all(heads[first : last + 1]) and _is_over(lanes, CENTRED, chunk, range(first, last + 1))
    ]
    return max(ranges, key=len, default=[])


def _whole_groups(
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
    siblings = _siblings(row[number], found[number], taken, heads)
    if siblings:
        return siblings
    below = [heads[column][-1] for column in found[number] if heads[column]]
    whole = [n for n, chunks in enumerate(heads) if chunks and chunks[-1] in below]
    if len(whole) <= len(found[number]) or taken.intersection(whole):
        return found[number]
    slots = Slot(lanes[whole[0]].x0, lanes[whole[-1]].x1, 0.0).middle
    words = Slot(min(c.x0 for c in below), max(c.x1 for c in below), 0.0).middle
    is_over = any(abs(middle - row[number].middle) <= CENTRED for middle in (slots, words))
    return whole if is_over else found[number]


def _is_of_all(row: list[Chunk], heads: Sequence[list[Chunk]], lanes: Sequence[Slot]) -> bool:
    """Tell whether a head stands alone in the middle over all columns and is of each.

    A year over columns of which none has one, or what all of them are of over columns of years.
    """
    chunk, middle = row[0], (lanes[0].x0 + lanes[-1].x1) / 2
    if len(row) > 1 or not all(heads) or len(lanes) < 2:
        return False
    below = [c.text for chunks in heads for c in chunks]
    if _ZH_TIME.search(chunk.text):  # stands in the middle of ruled cells, not of the figures
        return not any(_ZH_TIME.search(text) or years_in(text) for text in below)
    if _DAY_ALONE.fullmatch(chunk.text.strip()):  # "As of January 31," over a row of years
        return all(len(years_in(text)) == 1 and len(text) <= 10 for text in below)
    if abs(middle - chunk.middle) > CENTRED:
        return False
    if not years_in(chunk.text) and len(lanes) > 2:  # "Active riders" over years and their changes
        are_years = all(years_in(" ".join(c.text for c in chunks)) for chunks in heads)
        return are_years and not _OF_ONE.search(chunk.text) and not _SPANNING.search(chunk.text)
    return len(years_in(chunk.text)) == 1 and not any(years_in(text) for text in below)


def _is_of_another_sort(row: list[Chunk], heads: Sequence[list[Chunk]]) -> bool:
    """Tell whether a line is times over words, or words over times: it goes on with no head below."""
    above = {bool(years_in(c.text) or _ZH_TIME.search(c.text)) for c in row}
    below = {bool(years_in(c.text) or _ZH_TIME.search(c.text)) for chunks in heads for c in chunks}
    return len(above) == len(below) == 1 and above != below


def _groups(
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
    if not rest and all(map(partial(_is_over, lanes, 2 * CENTRED), row, alike)):
        return alike
    if not all(heads) or any(years_in(c.text) for chunks in heads for c in chunks):
        return []
    found: list[range] = []
    for chunk in row:
        first = found[-1].stop if found else 0
        groups = [range(first, stop) for stop in range(first + 1, len(lanes) + 1)]
        over = [group for group in groups if _is_over(lanes, CENTRED, chunk, group)]
        if len(over) != 1:
            return []
        found.append(over[0])
    return found if found[-1].stop == len(lanes) else []


def _alike(
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
            over = [n for n in starts if _is_over(lanes, CENTRED, chunk, range(n, n + size))]
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


def _is_over(lanes: Sequence[Slot], most: float, chunk: Chunk, columns: range) -> bool:
    """Tell whether a head stands in the middle of some columns."""
    middle = (lanes[columns[0]].x0 + lanes[columns[-1]].x1) / 2
    return abs(middle - chunk.middle) <= most


def _is_one_each(row: list[Chunk], lanes: Sequence[Slot]) -> bool:
    """Tell whether heads and columns go together one by one, none nearer to a neighbour's."""
    for number, chunk in enumerate(row):
        under = _under(chunk, lanes)
        if len(under) > 1 or (under and under != [number]):
            return False
        if not under and not (
            chunk.x0 - 12 < lanes[number].x1 and _slot(lanes, number) < chunk.middle
        ):
            return False
    return True


def _slot(lanes: Sequence[Slot], number: int) -> float:
    return lanes[number - 1].x1 if number else lanes[0].x0 - 90


def _without_rivals(
    own: list[list[int]], row: list[Chunk], lanes: Sequence[Slot]
) -> list[list[int]]:
    """Leave a column to the head nearest to it: the other's own column has no cells at all."""
    kept = [list(columns) for columns in own]
    for column, lane in enumerate(lanes):
        rivals = [n for n, columns in enumerate(own) if column in columns]
        if len(rivals) > 1:
            best = min(rivals, key=lambda n: _distance(row[n], lane))
            for n in rivals:
                if n != best:
                    kept[n].remove(column)
    return kept


def _distance(chunk: Chunk, lane: Slot) -> float:
    return min(abs(chunk.middle - lane.middle), abs(chunk.x1 - lane.right))


def _first_after(lanes: Sequence[Slot], x: float) -> int:
    return next((n for n, lane in enumerate(lanes) if lane.middle > x), len(lanes))


def _under(chunk: Chunk, lanes: Sequence[Slot]) -> list[int]:
    """Return the columns that a chunk stands over by itself."""
    found = []
    for number, lane in enumerate(lanes):
        shared = overlap(lane.x0 - 3, lane.x1 + 3, chunk.x0, chunk.x1)
        if shared > 0.45 * min(lane.x1 - lane.x0, chunk.x1 - chunk.x0):
            found.append(number)
    if found:
        return found
    best = min(range(len(lanes)), key=lambda n: _away(lanes, n, chunk))
    return [best] if _away(lanes, best, chunk) <= 0 else []


def _away(lanes: Sequence[Slot], number: int, chunk: Chunk) -> float:
    """Return how far a chunk's middle is outside a column's own slot of the page."""
    lane = lanes[number]
    low = (lanes[number - 1].x1 + 1) if number else lane.x0 - 45
    high = lane.x1 + 8
    # the slot begins behind the column before, but a head is seldom left of half of it
    low = max(low, lane.x0 - 45)
    return max(low - chunk.middle, chunk.middle - high)


def _fits(chunk: Chunk, lane: Slot) -> bool:
    """Tell whether a head is centred over one column or ends with its figures."""
    return (
        abs(chunk.middle - lane.middle) <= CENTRED
        or abs(chunk.x1 - lane.right) <= CENTRED
        or abs(chunk.x0 - lane.x0) <= CENTRED
    )


def _near(chunk: Chunk, low: int, high: int, lanes: Sequence[Slot]) -> tuple[int, int]:
    """Return the two columns between which a chunk stands."""
    after = _first_after(lanes, chunk.middle)
    return max(low, after - 1), min(high, after)


def _spanned(chunk: Chunk, own: list[int], low: int, high: int, lanes: Sequence[Slot]) -> list[int]:
    """Return the columns a chunk is for: those under it, or the ones it is centred over."""
    first, last = (min(own), max(own)) if own else (None, None)
    text = chunk.text
    spans = _SPANNING.search(text) and not sense_of(text).endswith("change")
    if not own and not spans:
        low, high = _near(chunk, low, high, lanes)
    if chunk.is_figure or (own and _OWN_UNIT.fullmatch(text.strip())):
        return own
    if first is not None and first == last and not spans and _fits(chunk, lanes[first]):
        return own
    ranges: list[list[int]] = []
    for i in range(low, high + 1):
        for j in range(i, high + 1):
            if first is not None and last is not None and not (i <= first and last <= j):
                continue
            middle = (lanes[i].x0 + lanes[j].x1) / 2
            if abs(middle - chunk.middle) <= CENTRED:
                ranges.append(list(range(i, j + 1)))
    if not ranges:
        return own
    # words of time span all they are centred over, others the fewest
    if spans:
        return max([own, *ranges], key=len)
    return min((r for r in ranges if len(r) > 1 or not own), key=len, default=own)
