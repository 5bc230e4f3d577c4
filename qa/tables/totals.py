"""A row without a label, and the rows above it -> the block that it is the sum of."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from qa.tables.table import Row


def sum_of(total: Row, above: Sequence[Row], blocks: Sequence[Row]) -> Row | None:
    """Return the innermost of the open blocks whose rows add up to a row, None where none does.

    blocks: heads of the blocks that a row stands in, outermost first. A row that adds up to nothing
    known keeps no name: it may be the sum of more than the last block.
    """
    for block in reversed(blocks):
        inside = [row for row in above if row.index > block.index and row.cells]
        parts = [row for row in inside if not row.is_total]
        totals = [row for row in inside if row.is_total]
        if any(_adds_up(total, rows) for rows in (parts, totals) if rows):
            return block
    return None


def total_label(block: str) -> str:
    """Return how the sum of a block is called.

    >>> total_label("Current assets:")
    'Total current assets'
    """
    name = block.rstrip(":：")
    if not name.isascii():
        return f"{name}合计"
    return f"Total {name if name.isupper() else name[:1].lower() + name[1:]}"


def _adds_up(total: Row, rows: Iterable[Row]) -> bool:
    """Tell whether rows add up to a total in its first column with a figure, but for rounding."""
    cell = next((cell for cell in total.cells if cell.figure is not None), None)
    if cell is None or cell.figure is None:
        return False
    printed = [
        part.figure.printed
        for row in rows
        for part in row.cells
        if part.column == cell.column and part.figure is not None
    ]
    exponent = cell.figure.printed.as_tuple().exponent
    assert isinstance(exponent, int), cell
    rounding = Decimal(1).scaleb(exponent) * (len(printed) + 1) / 2
    return bool(printed) and abs(sum(printed, Decimal(0)) - cell.figure.printed) <= rounding
