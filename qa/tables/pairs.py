"""Lines that no table of figures took -> tables of two columns of words: 公司的法定代表人 | 张三."""

from collections.abc import Sequence

from qa.document import BBox, Page, union
from qa.figures.reading import fold
from qa.tables.blocks import num_words
from qa.tables.table import Cell, Column, Row, Table
from qa.tables.tokens import Strip, has_letters

MIN_PAIRS = 3
ALIGNED = 3.0  # points: values of one table begin at the same x
MAX_KEY_WORDS = 14
STEP = 1.6  # of the height: a pair is no further from the next


def pairs_of(page: Page, strips: Sequence[Strip]) -> list[Table]:
    """Return the key-value tables among lines that stand below each other."""
    tables: list[Table] = []
    run: list[Strip] = []
    for strip in [*strips, None]:
        if strip is not None and _is_pair(strip) and (not run or _goes_on(run[-1], strip)):
            run.append(strip)
            continue
        if strip is not None and run and _is_more(run[-1], strip):
            continue  # a value's second line
        if len(run) >= MIN_PAIRS:
            tables.append(_table(page, run))
        run = [strip] if strip is not None and _is_pair(strip) else []
    return tables


def _is_pair(strip: Strip) -> bool:
    if len(strip.chunks) != 2 or strip.is_running:
        return False
    key, value = strip.chunks
    return (
        not key.is_figure
        and has_letters(key.text)
        and num_words(fold(key.text)) <= MAX_KEY_WORDS
        and value.gap > 0.8 * strip.height
    )


def _goes_on(last: Strip, strip: Strip) -> bool:
    aligned = abs(last.chunks[1].x0 - strip.chunks[1].x0) <= ALIGNED
    same_key = abs(last.chunks[0].x0 - strip.chunks[0].x0) <= 4 * ALIGNED
    return aligned and same_key and strip.box.top - last.box.bottom < 2 * STEP * strip.height


def _is_more(last: Strip, strip: Strip) -> bool:
    """Tell whether a line goes on with the value above it."""
    return (
        len(strip.chunks) == 1
        and abs(strip.box.x0 - last.chunks[1].x0) <= ALIGNED
        and strip.box.top - last.box.bottom < STEP * strip.height
    )


def _table(page: Page, run: Sequence[Strip]) -> Table:
    rows = []
    for number, strip in enumerate(run):
        key, value = strip.chunks
        box = BBox(value.x0, strip.box.top, value.x1, strip.box.bottom)
        cell = Cell(
            number, 0, page.page_number, value.start, value.end, value.text, box, figure=None
        )
        span = (key.start, key.end)
        rows.append(Row(number, key.text, span, page.page_number, 0.0, (), False, (cell,)))
    column = Column(0, "", (), None, "text")
    return Table(
        (page.page_number,), "", None, None, (column,), tuple(rows), True, union(s.box for s in run)
    )
