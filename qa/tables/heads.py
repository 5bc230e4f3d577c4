"""Lines above the first row -> the head of each column, the title and the unit caption.

A head stands over its column, or is centred over the columns that it spans.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from qa.figures import UnitCaption
from qa.tables.blocks import Block, is_prose, num_words
from qa.tables.columns import Lane, overlap
from qa.tables.head_columns import assign, widen
from qa.tables.head_parts import MONTH_DAY, parts_of, pieces_of
from qa.tables.periods import is_about_time, years_in
from qa.tables.spanning_heads import CENTRED, Slot
from qa.tables.tokens import Chunk, Strip

MAX_HEAD_LINES = 9
MAX_LEAD_LINES = 3  # of a sentence before its last
SAME_MIDDLE = 2.0  # points between the middles of the lines of one head
WELL_WITHIN = 0.6  # of the first column: what reaches so far over it is its head
MAX_FAR_LINES = 6  # of the text above a chart
MIN_FAR_WORDS = 8
APART = 0.2  # of the height: lines of one head stand closer
NEAR = 34.0  # points: heads stand no further above what follows
_TITLE = re.compile(
    r"(?i)\bconsolidated\b|\bstatements? of\b|balance sheet|cash flows$|资产负债表|利润表|现金流量表|权益变动表|^\s*\d+、|^\s*\(\d\)|^\s*（[一二三四五六七八九十]+）"
)
_BRACKETED = re.compile(r"\([^()]{1,40}\)")
_STATEMENT = re.compile(r"(?i)consolidated|statements? of|balance sheet|表$")
_HEADING = re.compile(r"\s*[一二三四五六七八九十]{1,3}、")
_TICKED = re.compile(r"\s*(?:[√✓☑□☐]\s*不?适用\s*)+")
_COMPANY = re.compile(
    r"(?i)\b(?:inc\.?|company|corporation|subsidiar(?:y|ies)|companies|corp\.?)\W*$|公司$"
)


@dataclass(slots=True)
class Heads:
    """What stands above a table. columns: the chunks over each column, from the top down."""

    columns: list[list[Chunk]]
    label_head: list[Chunk] = field(default_factory=list)  # over the labels: "(in millions)", 项目
    title: Chunk | None = None
    captions: list[UnitCaption] = field(default_factory=list)
    context: list[Chunk] = field(default_factory=list)  # what leads to the table, nearest first

    @property
    def found(self) -> bool:
        """Tell whether any column has a head."""
        return any(self.columns)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table stands: its first figures, its labels, the page's width and its unit captions."""

    area: float
    inside: float  # well within the first column
    behind: float  # where the longest label ends
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
    inside = lanes[0].x0 + WELL_WITHIN * (lanes[0].x1 - lanes[0].x0)
    behind = max((s.chunks[0].x1 for s in block.lines if not s.chunks[0].is_figure), default=left)
    place = Place(lanes[0].x0, inside, behind, left, width, captions)
    heads = Heads([[] for _ in lanes])
    below = block.lines[0].box.top
    rows: list[tuple[list[Chunk], bool]] = []  # of heads, nearest first; is it apart from the next
    in_heads = True
    lines = _side_by_side(block.above)
    for number, line in enumerate(lines):
        step = below - max(strip.box.bottom for strip in line)
        if step > (NEAR if in_heads and rows else 55.0) and number:
            if heads.title is None:  # a chart of the same figures may stand between
                heads.context += _paragraph(lines[number:], width)
            break
        if number >= MAX_HEAD_LINES + 3 or step > 90.0:
            break
        below = min(strip.box.top for strip in line)
        if all(_TICKED.fullmatch(strip.folded) for strip in line):
            in_heads = False  # "√适用 □不适用" is no title, and no head
            continue
        said = " ".join(strip.folded for strip in line)
        if any(strip.is_running for strip in line):
            heads.context += map(_whole, line)
            continue
        above = lines[number + 1] if number + 1 < len(lines) else []
        if (
            in_heads
            and len(rows) < MAX_HEAD_LINES
            and (
                over := _over(
                    line, heads, place, lanes, below=rows[-1][0] if rows else [], above=above
                )
            )
        ):
            rows.append((over, step > APART * line[0].height))
            continue
        heads.context += map(_whole, line)
        if all(_is_caption_line(strip, place) for strip in line):
            _note_caption([chunk for strip in line for chunk in strip.chunks], heads, place)
            continue
        if _BRACKETED.fullmatch(said.strip()):
            continue  # "(Unaudited)" beside the labels ends no heads
        in_heads = False
        if heads.title is None or (
            _STATEMENT.search(said)
            and not _STATEMENT.search(heads.title.text)
            and _COMPANY.search(heads.title.text)
        ):
            heads.title = _whole(line[0])
        if len(heads.context) >= 4 or is_prose(line[0], None, width):
            _note_captions_of_sentence(line[0], lines[number + 1 :], heads, place)
            break
    slots = [Slot(lane.x0, lane.x1, lane.right) for lane in lanes]
    for row, is_apart in rows:  # from the lowest up: what spans is centred over the heads under it
        assign(row, heads.columns, slots, is_apart=is_apart)
        widen(slots, row, heads.columns)
    for chunks in heads.columns:
        chunks.reverse()
    return heads


def _note_captions_of_sentence(
    last: Strip, above: Sequence[Sequence[Strip]], heads: Heads, place: Place
) -> None:
    """Note the captions of the sentence that ends in a line and leads to the table."""
    if not last.folded.rstrip().endswith((":", "：")):
        return
    _note_caption([_whole(last)], heads, place)
    for line in above[:MAX_LEAD_LINES]:
        if not last.folded.lstrip()[:1].islower():
            break
        last = line[0]
        _note_caption([_whole(last)], heads, place)


def _paragraph(lines: Sequence[Sequence[Strip]], width: float) -> list[Chunk]:
    """Return the lines of the running text that comes first, nearest first, but for those of a time."""
    found: list[Chunk] = []
    for number, line in enumerate(lines[:MAX_FAR_LINES]):
        is_next = not number or lines[number - 1][0].box.top - line[0].box.bottom < line[0].height
        is_long = is_prose(line[0], None, width) or num_words(line[0].folded) > MIN_FAR_WORDS
        if len(line) > 1 or not is_next or not is_long:
            break
        if not years_in(line[0].folded):
            found.append(_whole(line[0]))
    return found


def _side_by_side(strips: Sequence[Strip]) -> list[list[Strip]]:
    """Return strips that share their line together, as heads of one line are often printed apart."""
    lines: list[list[Strip]] = []
    for strip in strips:
        if lines and all(_shares_line(strip, other) for other in lines[-1]):
            lines[-1].append(strip)
        else:
            lines.append([strip])
    return [sorted(line, key=lambda strip: strip.box.x0) for line in lines]


def _shares_line(one: Strip, other: Strip) -> bool:
    shared = min(one.box.bottom, other.box.bottom) - max(one.box.top, other.box.top)
    beside = all(a.x1 < b.x0 or b.x1 < a.x0 for a in one.chunks for b in other.chunks)
    return beside and shared > 0.5 * min(one.height, other.height)


def _whole(strip: Strip) -> Chunk:
    first, last = strip.chunks[0], strip.chunks[-1]
    low, high = first.start - strip.start, last.end - strip.start
    return strip.chunk(low, high, is_figure=False, before=None)


def _is_caption_line(strip: Strip, place: Place) -> bool:
    text = strip.folded
    if num_words(text) > 24 or _HEADING.match(text):
        return False
    return place.caption(_whole(strip)) is not None or (
        len(strip.chunks) <= 2
        and is_about_time(text)
        and num_words(text) <= 10
        and bool(years_in(text))
    )


def _over(
    line: Sequence[Strip],
    heads: Heads,
    place: Place,
    lanes: Sequence[Lane],
    *,
    below: Sequence[Chunk],
    above: Sequence[Strip],
) -> list[Chunk]:
    """Return the chunks of a line that are heads; note what of it stands over the labels.

    below: the heads of the line under it. above: the line over it.
    """
    chunks = [part for strip in line for c in pieces_of(strip) for part in parts_of(strip, c)]
    chunks.sort(key=lambda chunk: chunk.x0)  # a word may stand in a gap of the other line
    if any(is_prose(strip, None, place.width) for strip in line) and len(chunks) < 3:
        return []
    over = [c for c in chunks if _is_over(c, place)]
    rest = [c for c in chunks if c not in over]
    if not over:
        return []
    said = place.caption(over[0])
    if (
        said is not None
        and all(place.caption(c) is said for c in over)
        and not (
            _is_of_one(over, lanes) and (not below or rest) and not _is_amid(over, above, lanes)
        )
    ):
        return []  # a caption alone above or below other heads is the table's, wherever it stands
    if len(over) == 1 and not rest and said is None:
        middle = (lanes[0].x0 + lanes[-1].x1) / 2
        off = abs(over[0].middle - middle) > 2 * CENTRED
        is_day = MONTH_DAY.fullmatch(over[0].text.strip()) is not None
        if _is_title(over[0], line[0], place, below) or (
            off and is_day and _is_central(over[0], place)
        ):
            return []  # a statement's own date stands in the middle of the page
    _note_caption(rest, heads, place)
    heads.label_head += rest
    return over  # a caption among other heads is of its own column: "Shares (in thousands)"


def _is_over(chunk: Chunk, place: Place) -> bool:
    """Tell whether a chunk stands over the columns, and not over the labels."""
    if chunk.middle >= place.area - 12:
        return not (chunk.x0 < place.left + 20 and chunk.x1 < place.area)
    # figures at the right of a wide column have their head left of them
    if chunk.x0 <= place.left + 60:
        return False
    is_near = chunk.x1 > place.area - 25
    is_of_time = bool(years_in(chunk.text) or is_about_time(chunk.text))
    is_apart = chunk.x0 > place.behind and place.caption(chunk) is None
    return chunk.x1 > place.inside or (is_near and (is_of_time or is_apart))


def _is_amid(over: list[Chunk], above: Sequence[Strip], lanes: Sequence[Lane]) -> bool:
    """Tell whether a caption stands in the middle of several columns, below a head of each."""
    chunks = [chunk for strip in above for chunk in strip.chunks]
    is_below = all(any(overlap(x.x0 - 3, x.x1 + 3, c.x0, c.x1) > 0 for c in chunks) for x in lanes)
    middle = (over[0].x0 + over[-1].x1) / 2
    pairs = ((a, b) for n, a in enumerate(lanes) for b in lanes[n + 1 :])
    return is_below and any(abs((a.x0 + b.x1) / 2 - middle) <= CENTRED for a, b in pairs)


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


def _is_title(chunk: Chunk, strip: Strip, place: Place, below: Sequence[Chunk]) -> bool:
    """Tell a title or a caption over the whole table from a head over columns."""
    text = chunk.text
    if _TITLE.search(text):
        return True
    if len(years_in(strip.folded)) > 1:
        # "2020 to 2021 %" stands right over "Change" and is of its column
        return not any(abs(chunk.middle - head.middle) < SAME_MIDDLE for head in below)
    return _is_central(chunk, place) and num_words(text) >= 2 and not is_about_time(text)


def _is_central(chunk: Chunk, place: Place) -> bool:
    return abs(chunk.middle - place.width / 2) < 20
