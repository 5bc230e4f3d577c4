"""A page -> its tables. The pieces are put together here; what a row means is nobody's business."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.document import BBox, LineRole, Page, union
from qa.figures import Kind, UnitCaption, find_scales, is_year, parse_figure
from qa.figures.figure import Figure
from qa.figures.reading import fold
from qa.tables.blocks import Block, blocks_of, take_leading
from qa.tables.heads import Heads, heads_of
from qa.tables.pairs import pairs_of
from qa.tables.periods import Context, period_of, says_length, sense_of
from qa.tables.rows import Draft, Grid, grid_of, is_broken, is_total, with_parents
from qa.tables.scaling import scaled
from qa.tables.table import Cell, Column, Row, Span, Table
from qa.tables.tokens import Chunk, Strip, strips_of

_ZH_BREAK = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff(%])")
_DIGIT = re.compile(r"\d")
_FISCAL = re.compile(
    r"((?:19|20)\d\d)\s*年?\s*(?:年度报告|年报|年度)|((?:19|20)\d\d)\s*年\s*1\s*[-—–]+\s*12\s*月"
)
MIN_SIDE_ROWS = 4  # rows that stand beside others before a page is read in two halves


def find_tables(page: Page, *, fiscal_year: int | None = None) -> tuple[Table, ...]:
    """Return the tables of a page from the top down.

    fiscal_year is the report's own, for heads that only say 本期 or 期末; read from the page's
    running head or title where it is not given.
    """
    if _DIGIT.search(page.text) is None:
        return ()
    strips = strips_of(page)
    captions = find_scales(fold(page.text))
    year = fiscal_year or fiscal_year_of(page)
    tables: list[Table] = []
    for half in _halves(strips):
        taken: set[int] = set()
        for block in blocks_of(half, page.width):
            table = _table(page, block, captions, year)
            if table is not None:
                tables.append(table)
                taken.update(strip.start for strip in block.lines)
        tables += pairs_of(page, [strip for strip in half if strip.start not in taken])
    return tuple(sorted(tables, key=lambda table: table.bbox.top))


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
    for a, b in itertools.pairwise(strips):
        shared = min(a.box.bottom, b.box.bottom) - max(a.box.top, b.box.top)
        if shared > 0.5 * min(a.height, b.height):
            left, right = (a, b) if a.box.x0 < b.box.x0 else (b, a)
            if left.box.x1 < right.box.x0:
                beside.append((left.box.x1, right.box.x0))
    if len(beside) < MIN_SIDE_ROWS:
        return [strips]
    low = max(x1 for x1, _ in beside)
    high = min(x0 for _, x0 in beside)
    if low >= high:
        return [strips]
    return [
        [s for s in strips if s.box.x0 < low],
        [s for s in strips if s.box.x1 > high and not (s.box.x0 < low and s.has_figures)],
    ]


def _table(
    page: Page, block: Block, captions: tuple[UnitCaption, ...], fiscal_year: int | None
) -> Table | None:
    take_leading(block, tuple((caption.start, caption.end) for caption in captions))
    grid = grid_of(block)
    if grid is None:
        return None
    heads = heads_of(block, grid.lanes, grid.left, page.width, captions)
    if block.num_rows < 2 and not heads.found:
        return None
    if any(is_broken(chunk.text) for chunks in heads.columns for chunk in chunks):
        grid.broken.update(range(len(grid.lanes)))
        grid.unsure.update(range(len(grid.lanes)))
    context = Context(_context(heads), fiscal_year)
    columns = _columns(grid, heads, context)
    caption = _caption(heads, block, captions)
    rows = _rows(page, grid, columns, _Scales(caption, captions))
    if not any(row.cells for row in rows):
        return None
    if block.num_rows < 2 and len(columns) == 1 and columns[0].period is None:
        return None  # a line of keys and values, or a figure that stands alone
    title = heads.title
    is_sure = all(column.is_sure for column in columns if column.kind == "value")
    return Table(
        (page.page_number,),
        title.text if title else "",
        (title.start, title.end) if title else None,
        (caption.start, caption.end) if caption else None,
        columns,
        rows,
        is_sure,
        union(strip.box for strip in block.lines),
    )


def _context(heads: Heads) -> str:
    said = [chunk.text for chunk in heads.label_head]
    return " \n ".join([*said, *heads.context])


def _caption(heads: Heads, block: Block, captions: tuple[UnitCaption, ...]) -> UnitCaption | None:
    """Return the unit caption above a table, or within its first lines."""
    if heads.captions:
        return heads.captions[0]
    first = block.lines[0].start
    last = block.lines[min(2, len(block.lines) - 1)]
    inside = [c for c in captions if first <= c.start < last.start + len(last.folded)]
    return inside[0] if inside else None


def _columns(grid: Grid, heads: Heads, context: Context) -> tuple[Column, ...]:
    columns = [
        _column(number, chunks, context, is_text=number in grid.text_lanes)
        for number, chunks in enumerate(heads.columns)
    ]
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


def _column(number: int, chunks: list[Chunk], context: Context, *, is_text: bool) -> Column:
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


@dataclass(frozen=True, slots=True)
class _Scales:
    """The table's unit caption and all of the page, some of which stand in labels or heads."""

    table: UnitCaption | None
    page: tuple[UnitCaption, ...]

    def within(self, spans: Sequence[Span]) -> UnitCaption | None:
        """Return the first caption that stands in one of the spans."""
        for low, high in spans:
            for caption in self.page:
                if low <= caption.start and caption.end <= high:
                    return caption
        return None


def _rows(page: Page, grid: Grid, columns: Sequence[Column], scales: "_Scales") -> tuple[Row, ...]:
    rows: list[Row] = []
    for draft in grid.drafts:
        if not (draft.label or draft.cells):
            continue
        rows.append(_row(page, len(rows), draft, grid.left, grid.broken))
    named = with_parents(rows)
    return tuple(_scaled_row(row, named, columns, scales) for row in named)


def _row(page: Page, number: int, draft: Draft, left: float, broken: set[int]) -> Row:
    label = re.sub(r"(?:[\s.·…_]){4,}$|\s*[.…]+$", "", draft.text).strip()
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
    is_figure = chunk.is_figure and not chunk.is_nil and not is_broken
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


def _scaled_row(row: Row, rows: Sequence[Row], columns: Sequence[Column], scales: "_Scales") -> Row:
    above = [rows[parent].label for parent in row.parents]
    spans = [row.label_span, *(rows[parent].label_span for parent in row.parents[::-1])]
    own = scales.within(spans) if row.cells else None
    cells = []
    for cell in row.cells:
        figure: Figure | None = cell.figure
        if figure is not None:
            column = columns[cell.column]
            caption = own or scales.within(column.head_spans) or scales.table
            figure = scaled(figure, row.label, above, column, caption)
        cells.append(replace(cell, figure=figure))
    return replace(row, cells=tuple(cells))
