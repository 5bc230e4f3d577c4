"""Tables as values: rows, columns and cells that know where on which page they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qa.document import BBox
from qa.figures import Figure
from qa.tables.period import Period

ColumnKind = Literal["value", "note", "change", "percent change", "share", "text"]
Span = tuple[int, int]  # in Page.text, end exclusive


@dataclass(frozen=True, slots=True)
class Cell:
    """What is printed where a row and a column meet. A blank is no cell; a dash is a nil one."""

    row: int
    column: int
    page_number: int
    start: int  # in Page.text
    end: int
    text: str
    bbox: BBox
    figure: Figure | None
    is_nil: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head from the top down, and what time it stands for where that is sure."""

    index: int
    head: str
    head_spans: tuple[Span, ...]  # on the table's first page
    period: Period | None
    kind: ColumnKind
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its whole label. parents are indices of the rows it belongs under, outermost first."""

    index: int
    label: str
    label_span: Span
    page_number: int
    indent: float  # points from the table's leftmost label
    parents: tuple[int, ...]
    is_total: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Lead:
    """A line that leads to a table: a caption, or the sentence above it. On the first page."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """A table over one page or several. Where is_sure is false, no column has a period.

    leads: the nearest first. period: of all columns, where none of them names a time and what
    leads to the table names one. label_head: what stands over the labels, "前五名客户".
    """

    pages: tuple[int, ...]
    title: str
    title_span: Span | None
    unit_span: Span | None
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    is_sure: bool
    bbox: BBox  # on the first page
    leads: tuple[Lead, ...] = ()
    period: Period | None = None
    unit_page: int | None = None  # where unit_span stands, if not on the first page
    label_head: str = ""

    def cell(self, row: int, column: int) -> Cell | None:
        """Return the cell at these indices, None where the table is blank."""
        return next((cell for cell in self.rows[row].cells if cell.column == column), None)

    def labels(self, row: int) -> Sequence[str]:
        """Return the row's label behind those of its parents."""
        found = self.rows[row]
        return [*(self.rows[parent].label for parent in found.parents), found.label]
