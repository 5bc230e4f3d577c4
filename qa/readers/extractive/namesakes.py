"""Cells whose rows' labels a question says in, whether it says which of them it means out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.figures import Kind
from qa.readers.extractive.row_facts import CellAt

_BESIDE = (Kind.PER_SHARE, Kind.PERCENT, Kind.RATIO)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A cell whose row's label the question says. Fewer is better in all but `said` and `told`."""

    at: CellAt
    said: int  # words of the label
    unsaid: int  # words of the question that only the title or a lead says
    told: int  # words of the question, few as they tell, that the head or the rows above say
    extra: int  # words of the head and the rows above that the question does not say
    is_total: bool = False  # the question says that it is the total that is asked for
    is_echo: bool = (
        False  # the column's own head says the label, which may be all the question says
    )
    of_head: int = 0  # words of the head alone that the question does not say
    above: int = 0  # of a statement: such words of the rows above, which make it no other line

    @property
    def order(self) -> tuple[int, ...]:
        """The best first."""
        return self.is_echo, -self.said, -self.is_total, self.unsaid, -self.told, self.extra

    @property
    def choice(self) -> tuple[int, ...]:
        """What the question itself says of the cell."""
        return self.order[:-1]

    def is_rival(self, best: "Labelled") -> bool:
        """Tell whether another cell has another value that may be meant as well as the best one's.

        A price or a share stands beside an amount, and is not what is asked for by its label.
        """
        one, other = best.at.cell.figure, self.at.cell.figure
        assert one is not None, best
        assert other is not None, self
        is_beside = other.kind in _BESIDE and one.kind not in _BESIDE
        return not is_beside and abs(one.value) != abs(other.value)


def is_guessed(
    found: Sequence[Labelled],
    *,
    rank: Callable[[CellAt], int],
    is_of_statement: Callable[[CellAt], bool],
) -> bool:
    """Tell whether nothing in the question chooses the best cell among its namesakes.

    These are the other columns of its row, rows of its label under other headings, and those of
    other tables. One of no column of its own, such as a total, or of a statement, is meant.
    """
    if not found:
        return False
    best = min(found, key=lambda cell: (*cell.order, rank(cell.at), cell.above))
    alike = [cell for cell in found if cell.choice == best.choice and cell.is_rival(best)]
    in_row = [cell for cell in alike if cell.at.row is best.at.row]
    in_table = [c for c in alike if c.at.table is best.at.table and c.at.row is not best.at.row]
    if best.of_head and any(cell.of_head for cell in in_row):
        return True
    if any(c.at.column.index == best.at.column.index for c in in_table):
        return best.extra + best.above > 0
    is_told = is_of_statement(best.at) or not best.extra
    return not is_told and any(cell.at.table is not best.at.table for cell in alike)
