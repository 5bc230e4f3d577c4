"""A page -> its tables. The pieces are put together here; what a row means is nobody's business."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from qa.document import BBox, LineRole, Page, union
from qa.figures import Kind, UnitCaption, find_scales, is_year, parse_figure
from qa.figures.figure import Figure
from qa.figures.reading import fold
from qa.tables.blocks import Block, blocks_of, take_leading
from qa.tables.heads import Heads, heads_of
from qa.tables.marks import with_marks
from qa.tables.pairs import pairs_of
from qa.tables.period import Period
from qa.tables.periods import Context, period_of, says_length, says_time, sense_of, years_in
from qa.tables.row_labels import Draft
from qa.tables.rows import Grid, grid_of, is_broken, is_total, with_parents
from qa.tables.scaling import scaled, with_percents
from qa.tables.table import Cell, Column, Lead, Row, Table
from qa.tables.tokens import Chunk, Strip, is_range, strips_of
from qa.tables.unit_captions import Scales, captions_of, is_of_shares
from qa.tables.year_column import with_years_in_labels

_ZH_BREAK = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff(%])")
_CJK = re.compile(r"[\u4e00-\u9fff]")
_DIGIT = re.compile(r"\d")
_FISCAL = re.compile(
    r"((?:19|20)\d\d)\s*年?\s*(?:年度报告|年报|年度)|((?:19|20)\d\d)\s*年\s*1\s*[-—–]+\s*12\s*月"
)
_RELATIVE = re.compile(
    r"(?i)compared|\bversus\b|\bvs\b|\bsince\b|\bthrough\b|\bto date\b|与.*相比|较"
)
NO_TEXT_BETWEEN = 60.0  # points between two tables: their heads alone
MIN_SIDE_ROWS = 4  # rows that stand beside others before a page is read in two halves


def find_tables(page: Page, *, fiscal_year: int | None = None) -> tuple[Table, ...]:
    """Return the tables of a page from the top down.

    fiscal_year is the report's own, for heads that only say 本期 or 期末; read from the page's
    running head or title where it is not given.
    """
    if _DIGIT.search(page.text) is None:
        return ()
    strips = with_marks(strips_of(page))
    captions = find_scales(fold(page.text))
    year = fiscal_year or fiscal_year_of(page)
    tables: list[Table] = []
    for half in _halves(strips):
        taken: set[int] = set()
        for block in blocks_of(half, page.width):
            top = block.lines[0].box.top  # the first line of the row's own label reaches below it
            is_at_top = all(line.is_running or line.box.bottom > top + 1 for line in block.above)
            table = _table(page, block, captions, year, may_be_one_row=is_at_top and not tables)
            if table is not None:
                tables.append(_led_by(tables[-1] if taken else None, table))
                taken.update(strip.start for strip in block.lines)
        tables += pairs_of(page, [strip for strip in half if strip.start not in taken])
    return tuple(sorted(tables, key=lambda table: table.bbox.top))


def _led_by(before: Table | None, table: Table) -> Table:
    """Return a table with the leads of the one before it where nothing stands between them.

    Charges by line and charges by division are led to by one sentence.
    """
    gap = table.bbox.top - before.bbox.bottom if before else NO_TEXT_BETWEEN
    has_own = table.title or table.leads or before is None or gap >= NO_TEXT_BETWEEN
    return table if has_own or before is None else replace(table, leads=before.leads)


def fiscal_year_of(page: Page) -> int | None:
    """Return the year of a Chinese report that its running heads or captions name."""
    heads = [line.text for line in page.lines if line.role is LineRole.RUNNING_HEAD]
    for text in [*heads, *(line.text for line in page.lines[:12])]:
        if found := _FISCAL.search(text):
            return int(found[1] or found[2])
    return None


def _halves(strips: list[Strip]) -> list[list[Strip]]:
    """Part a page whose lines stand side by side; what spans both halves belongs to each."""
    beside: list[tuple[float, float]] = []
    num_rows = 0  # of those that have figures
    for a, b in itertools.pairwise(strips):
        shared = min(a.box.bottom, b.box.bottom) - max(a.box.top, b.box.top)
        if shared > 0.5 * min(a.height, b.height):
            left, right = (a, b) if a.box.x0 < b.box.x0 else (b, a)
            if left.box.x1 < right.box.x0:
                beside.append((left.box.x1, right.box.x0))
                num_rows += a.has_figures or b.has_figures
    if len(beside) < MIN_SIDE_ROWS:
        return [strips]
    low = max(x1 for x1, _ in beside)
    high = min(x0 for _, x0 in beside)
    across = sum(s.has_figures and s.box.x0 < low and s.box.x1 > high for s in strips)
    if low >= high or across > num_rows:
        return [strips]  # heads beside each other over rows that go from side to side are no halves
    return [
        [s for s in strips if s.box.x0 < low],
        [s for s in strips if s.box.x1 > high and not (s.box.x0 < low and s.has_figures)],
    ]


def _table(
    page: Page,
    block: Block,
    captions: tuple[UnitCaption, ...],
    fiscal_year: int | None,
    *,
    may_be_one_row: bool,
) -> Table | None:
    """Return a block's table; None where it is none.

    may_be_one_row: a row alone may be the last of a table of the page before.
    """
    take_leading(block, tuple((caption.start, caption.end) for caption in captions))
    grid = grid_of(block)
    if grid is None:
        return None
    heads = heads_of(block, grid.lanes, grid.left, page.width, captions)
    may_be_one_row &= len(grid.lanes) > 1
    if block.num_rows < 2 and not heads.found and not may_be_one_row:
        return None
    if any(is_broken(chunk.text) for chunks in heads.columns for chunk in chunks):
        grid.broken.update(range(len(grid.lanes)))
        grid.unsure.update(range(len(grid.lanes)))
    label_head = " ".join(chunk.text for chunk in heads.label_head)
    columns = _columns(grid, heads, Context(_context(heads), fiscal_year, label_head))
    caption, of_counts = captions_of(heads, block, captions)
    if caption is not None and caption.currency is None and is_of_shares(heads, block):
        caption = replace(caption, money=None)
    rows = _rows(page, grid, columns, Scales(caption, of_counts, captions))
    if not any(row.cells for row in rows):
        return None
    if block.num_rows < 2 and len(columns) == 1 and columns[0].period is None:
        return None  # a line of keys and values, or a figure that stands alone
    title = heads.title
    is_sure = all(c.is_sure for c in columns if c.kind == "value")
    return Table(
        (page.page_number,),
        title.text if title else "",
        (title.start, title.end) if title else None,
        (caption.start, caption.end) if caption else None,
        columns,
        rows,
        is_sure,
        union(strip.box for strip in block.lines),
        leads=tuple(Lead(chunk.text, (chunk.start, chunk.end)) for chunk in _leads(heads)),
        period=_period(heads, columns, fiscal_year) if is_sure else None,
        label_head=label_head if len(heads.label_head) == 1 else "",
    )


def _period(heads: Heads, columns: Sequence[Column], fiscal_year: int | None) -> Period | None:
    """Return the one period of a table whose columns name none: what leads to it says it."""
    values = [column for column in columns if column.kind in ("value", "share")]
    if any(column.period for column in columns) or sum(not column.head for column in values) > 1:
        return None  # columns whose heads are not known may be of several times
    for chunk in [*heads.label_head, *heads.context]:
        years = set(years_in(chunk.text))
        if years:
            text = fold(chunk.text)
            is_told = len(years) == 1 and says_time(text) and not _RELATIVE.search(text)
            return period_of(text, Context(text, fiscal_year)) if is_told else None
    if fiscal_year is not None and any(_CJK.search(c.text) for c in heads.context):
        # the form of Chinese reports dates no table that is of the year reported on
        return period_of(f"{fiscal_year}年", Context(""))
    return None


def _leads(heads: Heads) -> list[Chunk]:
    """Return what leads to a table, the nearest first: over the labels "Net sales by market".

    What tells a time there is the table's period, but for a year that stands alone over quarters.
    """
    own = [c for c in heads.label_head[::-1] if not years_in(c.text) or is_year(c.text.strip())]
    return [*own, *heads.context]


def _context(heads: Heads) -> str:
    said = [chunk.text for chunk in heads.label_head]
    return " \n ".join([*said, *(chunk.text for chunk in heads.context)])


def _columns(grid: Grid, heads: Heads, context: Context) -> tuple[Column, ...]:
    numbered = enumerate(heads.columns)
    columns = [column_of(n, c, context, is_text=n in grid.text_lanes) for n, c in numbered]
    columns = [
        replace(column, is_sure=False, period=None) if column.index in grid.unsure else column
        for column in columns
    ]
    return tuple(_without_twins(_of_one_length(columns)))


def _of_one_length(columns: list[Column]) -> list[Column]:
    """Take the period from years without "months ended" where a neighbour has such words.

    A head that spans columns may not have been found to reach over all of them.
    """
    told = [column.period is not None and says_length(column.head) for column in columns]
    if not any(told):
        return columns
    return [
        replace(column, period=None, is_sure=False)
        if column.period is not None and not said and _is_flow(column, columns, told)
        else column
        for column, said in zip(columns, told, strict=True)
    ]


def _is_flow(column: Column, columns: Sequence[Column], told: Sequence[bool]) -> bool:
    """Tell whether another column's words could be meant for this one."""
    period = column.period
    return period is not None and any(
        said and other.period is not None and other.period.kind != period.kind
        for other, said in zip(columns, told, strict=True)
    )


def column_of(number: int, chunks: Sequence[Chunk], context: Context, *, is_text: bool) -> Column:
    """Return a column by the chunks of its head, from the top down."""
    head = " ".join(chunk.text for chunk in chunks)
    spans = tuple((chunk.start, chunk.end) for chunk in chunks)
    said = _ZH_BREAK.sub("", fold(head))
    kind = sense_of(said) if said else "value"
    if is_text and kind == "value":
        kind = "text"
    period = period_of(said, context) if kind in ("value", "share") and head else None
    return Column(number, head, spans, period, kind)


def _without_twins(columns: list[Column]) -> list[Column]:
    """Take the period from columns that say the same: their heads were not read whole."""
    seen = [(c.head, c.period) for c in columns if c.period is not None]
    return [
        replace(column, period=None, is_sure=False)
        if column.period is not None and seen.count((column.head, column.period)) > 1
        else column
        for column in columns
    ]


def _rows(page: Page, grid: Grid, columns: Sequence[Column], scales: Scales) -> tuple[Row, ...]:
    rows: list[Row] = []
    for draft in grid.drafts:
        if draft.label or draft.cells:
            rows.append(_row(page, len(rows), draft, grid.left, grid.broken))
    named = with_parents(rows)
    scaled_rows = with_percents([_scaled_row(row, named, columns, scales) for row in named])
    return with_years_in_labels(scaled_rows, columns)


def _row(page: Page, number: int, draft: Draft, left: float, broken: set[int]) -> Row:
    label = _ZH_BREAK.sub("", re.sub(r"(?:[\s.·…_]){4,}$|\s*[.…]+$", "", draft.text).strip())
    start, end = draft.strip.start, draft.strip.start
    if draft.label:
        start, end = min(c.start for c in draft.label), max(c.end for c in draft.label)
    cells = tuple(
        _cell(page, number, column, chunk, draft.strip, is_broken=column in broken)
        for column, chunk in sorted(draft.cells, key=lambda cell: cell[0])
    )
    indent = max(draft.x0 - left, 0.0) if draft.label else 0.0
    return Row(number, label, (start, end), page.page_number, indent, (), is_total(label), cells)


def _cell(
    page: Page, row: int, column: int, chunk: Chunk, strip: Strip, *, is_broken: bool
) -> Cell:
    is_figure = chunk.is_figure and not (chunk.is_nil or is_broken or is_range(chunk.text))
    figure = parse_figure(chunk.text) if is_figure else None
    if figure is not None:
        kind = Kind.UNKNOWN if figure.kind is Kind.YEAR and is_year(figure.text) else figure.kind
        figure = replace(
            figure, start=figure.start + chunk.start, end=figure.end + chunk.start, kind=kind
        )
    box = BBox(chunk.x0, strip.box.top, chunk.x1, strip.box.bottom)
    return Cell(
        row, column, page.page_number, chunk.start, chunk.end, chunk.text, box, figure, chunk.is_nil
    )


def _scaled_row(row: Row, rows: Sequence[Row], columns: Sequence[Column], scales: Scales) -> Row:
    above = [rows[parent].label for parent in row.parents]
    spans = [row.label_span, *(rows[parent].label_span for parent in row.parents[::-1])]
    own = scales.within(spans) if row.cells else None
    cells = []
    for cell in row.cells:
        figure: Figure | None = cell.figure
        if figure is not None:
            column = columns[cell.column]
            of_its_own = own or scales.within(column.head_spans)
            caption = of_its_own or scales.table
            is_bare = of_its_own is not None and of_its_own.currency is None
            of_counts = of_its_own if is_bare else scales.counts
            figure = scaled(figure, row.label, above, column, caption, of_counts)
        cells.append(replace(cell, figure=figure))
    return replace(row, cells=tuple(cells))
