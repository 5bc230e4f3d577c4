"""A table whose heads stand at the foot of the page before: heads there, and rows here, put together."""

from collections.abc import Sequence
from dataclasses import replace

from qa.document import Page
from qa.tables.blocks import is_head, is_row
from qa.tables.find import column_of
from qa.tables.head_columns import assign
from qa.tables.heads import MAX_HEAD_LINES
from qa.tables.marks import with_marks
from qa.tables.periods import Context
from qa.tables.spanning_heads import Slot
from qa.tables.table import Column, Table
from qa.tables.tokens import Chunk, Strip, strips_of

LEFT = 12.0  # points that a head may begin left of its figures


def with_cut_heads(table: Table, before: Page, *, fiscal_year: int | None) -> Table:
    """Return a page's first table under the heads at the foot of the page before, if those are its.

    The table then begins on that page, where its heads stand. before: the page before.
    """
    values = [column for column in table.columns if column.kind == "value"]
    if any(column.head for column in values) or len(values) < 2 or table.title:
        return table
    foot = _foot(before)
    slots = [_slot(table, column) for column in table.columns]
    if not any(map(is_head, foot)) or any(slot is None for slot in slots):
        return table
    lanes = [slot for slot in slots if slot is not None]
    heads: list[list[Chunk]] = [[] for _ in lanes]
    for strip in reversed(foot):
        over = [chunk for chunk in strip.chunks if chunk.middle > lanes[0].x0 - LEFT]
        if over:
            assign(over, heads, lanes)
    columns = tuple(
        _headed(column, chunks[::-1], fiscal_year)
        for column, chunks in zip(table.columns, heads, strict=True)
    )
    if not all(column.period for column in columns if column.kind == "value"):
        return table
    pages = (before.page_number, *table.pages)
    return replace(table, pages=pages, columns=columns, period=None, leads=())


def _foot(page: Page) -> list[Strip]:
    """Return what stands below the last row of a page, without what is printed on every page."""
    strips = [strip for strip in with_marks(strips_of(page)) if not strip.is_running]
    last = max((n for n, strip in enumerate(strips) if is_row(strip)), default=-1)
    foot = strips[last + 1 :]
    return foot if len(foot) <= MAX_HEAD_LINES else []


def _slot(table: Table, column: Column) -> Slot | None:
    boxes = [cell.bbox for row in table.rows for cell in row.cells if cell.column == column.index]
    if not boxes:
        return None
    right = max(box.x1 for box in boxes)
    return Slot(min(box.x0 for box in boxes), right, right)


def _headed(column: Column, chunks: Sequence[Chunk], fiscal_year: int | None) -> Column:
    """Return a column under heads of the page before, and what of them stands on its own page."""
    found = column_of(column.index, chunks, Context("", fiscal_year), is_text=column.kind == "text")
    if column.head:
        return replace(
            column, head=f"{found.head} {column.head}".strip(), head_spans=found.head_spans
        )
    return found
