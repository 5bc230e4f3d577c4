"""A table without a unit caption and what its section says once for all -> the table in that unit.

"(tabular dollars are in millions, except per share amounts)" stands at the head of the notes, pages
before most of their tables. Only columns that print a currency sign are taken to be money.
"""

import re
from dataclasses import dataclass, replace

from qa.document import Page
from qa.figures import Figure, Kind, UnitCaption
from qa.figures.reading import fold
from qa.figures.scales import find_section_scale
from qa.tables.table import Cell, Table

_PRICE = re.compile(  # "recovered through rates" is an amount
    r"(?i)\bprices?\b|\bper\b|(?<!\bthrough )(?<!\bin )(?<!\bfrom )\brates?\b|\bpar value\b|每股"
)
_CENTS = re.compile(r"\.\d\d\)?$")


@dataclass(frozen=True, slots=True)
class SectionScale:
    """The unit caption of a section, on the page where it begins."""

    page_number: int
    caption: UnitCaption

    @property
    def span(self) -> tuple[int, int]:
        """Return where its caption stands on its page."""
        return self.caption.start, self.caption.end


def section_scale_of(page: Page) -> SectionScale | None:
    """Return the unit that a page sets for the tables of its section."""
    caption = find_section_scale(fold(page.text))
    return SectionScale(page.page_number, caption) if caption else None


def with_section_scale(table: Table, scale: SectionScale) -> Table:
    """Return a table that has no caption of its own with its money in the section's unit."""
    if table.unit_span is not None:
        return table
    money = {
        cell.column
        for row in table.rows
        for cell in row.cells
        if cell.figure is not None and cell.figure.kind is Kind.MONEY
    }

    def of_section(cell: Cell, label: str) -> Cell:
        figure = cell.figure
        if figure is None or cell.column not in money or not _is_money(figure):
            return cell
        if _PRICE.search(f"{label} {table.columns[cell.column].head}"):
            return cell
        return replace(cell, figure=_scaled(figure, scale.caption))

    rows = tuple(
        replace(row, cells=tuple(of_section(cell, row.label) for cell in row.cells))
        for row in table.rows
    )
    return replace(table, rows=rows, unit_span=scale.span, unit_page=scale.page_number)


def _is_money(figure: Figure) -> bool:
    """Tell whether a figure can be an amount in millions: 85.14 is a price."""
    is_open = figure.kind in (Kind.MONEY, Kind.UNKNOWN) and figure.scale_span is None
    return is_open and figure.scale == 1 and not _CENTS.search(figure.text)


def _scaled(figure: Figure, caption: UnitCaption) -> Figure:
    return replace(
        figure,
        kind=Kind.MONEY,
        scale=caption.scale_of(Kind.MONEY),
        currency=figure.currency or caption.currency,
        scale_span=(caption.start, caption.end),
    )
