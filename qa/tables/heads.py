"""Lines above the first row -> the head of each column, the title and the unit caption.

A head stands over its column, or is centred over the columns that it spans.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from qa.figures import UnitCaption
from qa.tables.blocks import Block, is_prose, num_words
from qa.tables.columns import Lane, overlap
from qa.tables.periods import is_about_time, years_in
from qa.tables.tokens import Chunk, Strip

CENTRED = 8.0  # points between the middle of a head and of what it spans
MAX_HEAD_LINES = 9
NEAR = 34.0  # points: heads stand no further above what follows
_TITLE = re.compile(
    r"(?i)\bconsolidated\b|\bstatements? of\b|balance sheet|cash flows$|资产负债表|利润表|现金流量表|权益变动表|^\s*\d+、|^\s*\(\d\)|^\s*（[一二三四五六七八九十]+）"
)
_STATEMENT = re.compile(r"(?i)consolidated|statements? of|balance sheet|表$")
_COMPANY = re.compile(
    r"(?i)\b(?:inc\.?|company|corporation|subsidiar(?:y|ies)|companies|corp\.?)\W*$|公司$"
)
_MONTH_DAY = re.compile(
    r"(?i)\b(?:january|february|march|april|may|june|july|august|september|october|november|"
    r"december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?\s+\d{1,2},?(?:\s+(?:19|20)\d\d)?"
    r"|(?<!\d)(?:19|20)\d\d\s*年度?(?:\s*\d+\s*月\s*\d+\s*日)?"
)
_SPANNING = re.compile(
    r"(?i)ended|ending|\bas of\b|\bas at\b|^fiscal|years?$|december|june|months|weeks"
)


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


@dataclass(slots=True)
class Heads:
    """What stands above a table. columns: the chunks over each column, from the top down."""

    columns: list[list[Chunk]]
    label_head: list[Chunk] = field(default_factory=list)  # over the labels: "(in millions)", 项目
    title: Chunk | None = None
    captions: list[UnitCaption] = field(default_factory=list)
    context: list[str] = field(default_factory=list)  # all that says time, nearest first

    @property
    def found(self) -> bool:
        """Tell whether any column has a head."""
        return any(self.columns)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table stands: its first figures, its labels, the page's width and its unit captions."""

    area: float
    left: float
    width: float
    captions: tuple[UnitCaption, ...]

    def caption(self, piece: Chunk) -> UnitCaption | None:
        """Return the unit caption that a chunk is part of."""
        for caption in self.captions:
            if caption.start < piece.end and piece.start < caption.end:
                return caption
        return None


def heads_of(
    block: Block,
    lanes: Sequence[Lane],
    left: float,
    width: float,
    captions: tuple[UnitCaption, ...],
) -> Heads:
    """Read what stands above a block; lanes are its columns, left is where its labels begin."""
    place = Place(lanes[0].x0, left, width, captions)
    heads = Heads([[] for _ in lanes])
    below = block.lines[0].box
    rows: list[list[Chunk]] = []  # of heads, nearest first
    in_heads = True
    for number, strip in enumerate(block.above):
        step = below.top - strip.box.bottom
        if step > (NEAR if in_heads and rows else 55.0) and number:
            break
        if number >= MAX_HEAD_LINES + 3 or step > 90.0:
            break
        below = strip.box
        if strip.is_running:
            heads.context.append(strip.folded)
            continue
        if in_heads and len(rows) < MAX_HEAD_LINES and (over := _over(strip, heads, place, lanes)):
            rows.append(over)
            continue
        if _is_caption_line(strip, place):
            _note_caption(strip.chunks, heads, place)
            heads.context.append(strip.folded)
            continue
        in_heads = False
        heads.context.append(strip.folded)
        if heads.title is None or (
            _STATEMENT.search(strip.folded)
            and not _STATEMENT.search(heads.title.text)
            and _COMPANY.search(heads.title.text)
        ):
            heads.title = _whole(strip)
        if len(heads.context) >= 4 or is_prose(strip, None, width):
            break
    slots = [Slot(lane.x0, lane.x1, lane.right) for lane in lanes]
    for row in rows:  # from the lowest up: a head that spans is centred over the heads under it
        _assign(row, heads, slots)
        _widen(slots, row, heads)
    for chunks in heads.columns:
        chunks.reverse()
    return heads


def _widen(slots: list[Slot], row: list[Chunk], heads: Heads) -> None:
    """Let columns be as wide as their own heads, as long as they do not touch."""
    for chunk in row:
        columns = [n for n, chunks in enumerate(heads.columns) if chunk in chunks]
        if len(columns) != 1:
            continue
        number = columns[0]
        low = slots[number - 1].x1 if number else 0.0
        high = slots[number + 1].x0 if number + 1 < len(slots) else 9999.0
        slot = slots[number]
        if chunk.x0 > low and chunk.x1 < high:
            slots[number] = Slot(min(slot.x0, chunk.x0), max(slot.x1, chunk.x1), slot.right)


def _whole(strip: Strip) -> Chunk:
    first, last = strip.chunks[0], strip.chunks[-1]
    low, high = first.start - strip.start, last.end - strip.start
    return strip.chunk(low, high, is_figure=False, before=None)


def _is_caption_line(strip: Strip, place: Place) -> bool:
    text = strip.folded
    if num_words(text) > 24:
        return False
    return place.caption(_whole(strip)) is not None or (
        len(strip.chunks) <= 2
        and is_about_time(text)
        and num_words(text) <= 10
        and bool(years_in(text))
    )


def _over(strip: Strip, heads: Heads, place: Place, lanes: Sequence[Lane]) -> list[Chunk]:
    """Return the chunks of a line that are heads; note what of it stands over the labels."""
    chunks = [part for chunk in strip.chunks for part in _dates(strip, chunk)]
    if is_prose(strip, None, place.width) and len(chunks) < 3:
        return []
    over = [c for c in chunks if _is_over(c, place)]
    rest = [c for c in chunks if c not in over]
    if not over:
        return []
    said = place.caption(over[0])
    if (
        said is not None
        and all(place.caption(c) is said for c in over)
        and not _is_of_one(over, lanes)
    ):
        return []
    if len(over) == 1 and not rest and said is None:
        middle = (lanes[0].x0 + lanes[-1].x1) / 2
        off = abs(over[0].middle - middle) > 2 * CENTRED
        is_day = _MONTH_DAY.fullmatch(over[0].text.strip()) is not None
        if _is_title(over[0], strip, place) or (off and is_day and _is_central(over[0], place)):
            return []  # a statement's own date stands in the middle of the page
    _note_caption(rest, heads, place)
    heads.label_head += rest
    return over  # a caption among other heads is of its own column: "Shares (in thousands)"


def _is_over(chunk: Chunk, place: Place) -> bool:
    """Tell whether a chunk stands over the columns, and not over the labels."""
    if chunk.middle >= place.area - 12:
        return not (chunk.x0 < place.left + 20 and chunk.x1 < place.area)
    # figures at the right of a wide column have their head left of them
    near = chunk.x1 > place.area - 25 and chunk.x0 > place.left + 60
    return near and bool(years_in(chunk.text) or is_about_time(chunk.text))


def _is_of_one(over: list[Chunk], lanes: Sequence[Lane]) -> bool:
    """Tell whether a caption stands over one column of several and not over the middle of all."""
    x0, x1 = over[0].x0, over[-1].x1
    under = [lane for lane in lanes if overlap(lane.x0 - 3, lane.x1 + 3, x0, x1) > 0]
    central = abs((x0 + x1) / 2 - (lanes[0].x0 + lanes[-1].x1) / 2) < 2 * CENTRED
    return len(under) == 1 and len(lanes) > 2 and not central and x1 - x0 < 90


def _note_caption(chunks: Sequence[Chunk], heads: Heads, place: Place) -> None:
    for chunk in chunks:
        caption = place.caption(chunk)
        if caption is not None and caption not in heads.captions:
            heads.captions.append(caption)


def _is_title(chunk: Chunk, strip: Strip, place: Place) -> bool:
    """Tell a title or a caption over the whole table from a head over columns."""
    text = chunk.text
    if len(years_in(strip.folded)) > 1 or _TITLE.search(text):
        return True
    return _is_central(chunk, place) and num_words(text) >= 2 and not is_about_time(text)


def _is_central(chunk: Chunk, place: Place) -> bool:
    return abs(chunk.middle - place.width / 2) < 20


def _dates(strip: Strip, chunk: Chunk) -> list[Chunk]:
    """Part a chunk that names several dates or years, one for each column."""
    low, high = chunk.start - strip.start, chunk.end - strip.start
    piece = strip.folded[low:high]
    matches = list(_MONTH_DAY.finditer(piece))
    if len(matches) < 2 or chunk.is_figure:
        return [chunk]
    between = _MONTH_DAY.sub("", piece).replace(",", "").strip()
    if between:
        return [chunk]
    return [
        strip.chunk(low + m.start(), low + m.end(), is_figure=False, before=None) for m in matches
    ]


def _assign(row: list[Chunk], heads: Heads, lanes: Sequence[Slot]) -> None:
    """Give each chunk of one line to the columns under it."""
    if len(row) == len(lanes) > 1 and _is_one_each(row, lanes):
        for number, chunk in enumerate(row):
            heads.columns[number].append(chunk)
        return
    own = _without_rivals([_under(chunk, lanes) for chunk in row], row, lanes)
    for number, chunk in enumerate(row):
        low = max((max(o) for o in own[:number] if o), default=-1) + 1
        high = min((min(o) for o in own[number + 1 :] if o), default=len(lanes)) - 1
        if not (number and own[number - 1]) and number:
            low = max(low, _first_after(lanes, (row[number - 1].middle + chunk.middle) / 2))
        for column in _spanned(chunk, own[number], low, high, lanes):
            heads.columns[column].append(chunk)


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
    if not own and not _SPANNING.search(text):
        low, high = _near(chunk, low, high, lanes)
    if chunk.is_figure:
        return own
    if (
        first is not None
        and first == last
        and not _SPANNING.search(text)
        and _fits(chunk, lanes[first])
    ):
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
    if _SPANNING.search(text):
        return max([own, *ranges], key=len)
    return min((r for r in ranges if len(r) > 1 or not own), key=len, default=own)
