"""A grid with its reports and cells, as the screen shows it and files hold it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa.formats.report import Report
from qa.library.grids import GridCell, GridQuestion, Place


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A report of a grid. currency: what it counts money in, "" where that is not known."""

    index: int
    report: Report
    currency: str = ""


@dataclass(frozen=True, slots=True)
class GridContent:
    """Everything of a grid; cells by report index and question index, missing ones are empty."""

    title: str
    columns: Sequence[GridColumn]
    questions: Sequence[GridQuestion]
    cells: Mapping[Place, GridCell]

    def cell(self, column: GridColumn, question: int) -> GridCell:
        place = (column.index, question)
        return self.cells.get(place) or GridCell(*place)
