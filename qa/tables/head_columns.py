"""A line of heads over columns -> which head is for which columns.

A head stands over its column, or is centred over the columns that it spans.
"""

import re
from collections.abc import Sequence

from qa.tables.columns import overlap
from qa.tables.periods import sense_of, years_in
from qa.tables.spanning_heads import (
    CENTRED,
    OF_ONE,
    ZH_TIME,
    Slot,
    alike_of,
    groups_of,
    is_of_another_sort,
    whole_groups,
    widest,
)
from qa.tables.tokens import Chunk

_SPANNING = re.compile(
    r"(?i)ended|ending|\bas of\b|\bas at\b|^fiscal|years?$|december|june|months|weeks"
)
_OWN_UNIT = re.compile(r"(?i)\((?:in )?(?:years|months|days)\)")  # of one column of several
_DAY_ALONE = re.compile(
    r"(?i)(?:as\s+(?:of|at)|at|(?:fiscal\s+)?years?\s+end(?:ed|ing))\s+[a-z]+\s+\d{1,2},?"
)


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
    is_apart = is_apart or is_of_another_sort(row, heads)
    if groups := groups_of(row, heads, lanes, is_apart=is_apart):
        return groups
    alike: list[Sequence[int]] = alike_of(row, heads, lanes) if is_apart else [[] for _ in row]
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
        wider = widest(chunk, columns, low, high, heads, lanes) if is_apart else []
        found.append(wider or columns)
    return [whole_groups(row, found, number, heads, lanes) for number in range(len(row))]


def _is_of_all(row: list[Chunk], heads: Sequence[list[Chunk]], lanes: Sequence[Slot]) -> bool:
    """Tell whether a head stands alone in the middle over all columns and is of each.

    A year over columns of which none has one, or what all of them are of over columns of years.
    """
    chunk, middle = row[0], (lanes[0].x0 + lanes[-1].x1) / 2
    if len(row) > 1 or not all(heads) or len(lanes) < 2:
        return False
    below = [c.text for chunks in heads for c in chunks]
    if ZH_TIME.search(chunk.text):  # stands in the middle of ruled cells, not of the figures
        return not any(ZH_TIME.search(text) or years_in(text) for text in below)
    if _DAY_ALONE.fullmatch(chunk.text.strip()):  # "As of January 31," over a row of years
        return all(len(years_in(text)) == 1 and len(text) <= 10 for text in below)
    if abs(middle - chunk.middle) > CENTRED:
        return False
    if not years_in(chunk.text) and len(lanes) > 2:  # "Active riders" over years and their changes
        are_years = all(years_in(" ".join(c.text for c in chunks)) for chunks in heads)
        return are_years and not OF_ONE.search(chunk.text) and not _SPANNING.search(chunk.text)
    return len(years_in(chunk.text)) == 1 and not any(years_in(text) for text in below)


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
