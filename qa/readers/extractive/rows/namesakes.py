"""Cells whose rows' labels a question says in, whether it says which of them it means out."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from qa.figures import Kind
from qa.glossary import STOP_WORDS
from qa.measures import WantedPeriod
from qa.readers.extractive.rows.row_facts import CellAt, Terms, content_terms, head_terms, is_period
from qa.tables import Cell, Column, Row, Table, cell_period, row_words
from qa.text.terms import terms

_BESIDE = (Kind.PER_SHARE, Kind.PERCENT, Kind.RATIO)
_MARKS = re.compile(r"\(\d{1,2}\)")
_OPERATING = content_terms("operating")  # beside finance leases
_NEUTRAL = frozenset(
    terms(
        "amount reported actual carrying value recorded dollars balance end ending closing total"
        " quarter months"
    )
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A cell whose row's label the question says. Fewer is better in all but `said` and `told`."""

    at: CellAt
    said: int  # words of the label
    unsaid: int  # words of the question that only the title or a lead says
    told: int  # words of the question, few as they tell, that the head or the rows above say
    extra: int  # words of the head and the rows above that the question does not say
    is_total: bool = False  # the question says that it is the total that is asked for
    is_echo: bool = False  # the column's own head says the label, and may be all that is said
    of_head: int = 0  # words of the head alone that the question does not say
    is_one_of_several: bool = False  # another column says as much, of the same time
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
    if best.is_one_of_several:
        return True
    alike = [cell for cell in found if cell.choice == best.choice and cell.is_rival(best)]
    in_row = [cell for cell in alike if cell.at.row is best.at.row]
    in_table = [c for c in alike if c.at.table is best.at.table and c.at.row is not best.at.row]
    if best.of_head and any(cell.of_head for cell in in_row):
        return True
    if any(c.at.column.index == best.at.column.index for c in in_table):
        return best.extra + best.above > 0
    is_told = is_of_statement(best.at) or not best.extra
    return not is_told and any(cell.at.table is not best.at.table for cell in alike)


def is_one_of_several(
    at: CellAt, heads: Mapping[int, Terms], said: Terms, asked: Terms, period: WantedPeriod
) -> bool:
    """Tell whether a column is of one thing, another of another, and neither is asked for.

    heads: what each column says beside its time. said: words of the label, asked: of the question.
    """
    head, columns = heads[at.column.index], at.table.columns
    known = said | asked
    other = _other_words(at.column, known)
    return bool(other) and any(
        _other_words(columns[beside.column], known) not in (other, frozenset())
        and head & asked <= heads[beside.column]
        and _is_of(at, beside, period)
        and beside.figure is not None
        and beside.figure.kind is at.cell.figure.kind
        for beside in at.row.cells
        if beside.column != at.column.index and at.cell.figure is not None
    )


def _is_of(at: CellAt, beside: Cell, period: WantedPeriod) -> bool:
    """Tell whether a cell beside another is of the time that is asked for, or of none."""
    has = cell_period(at.table, at.row.index, at.table.columns[beside.column])
    return has is None or is_period(has, period)


def _other_words(column: Column, known: Terms) -> Terms:
    """Return what a head says of another thing than the question's: "International"."""
    head = head_terms(column) | (_OPERATING & content_terms(column.head))
    return head - known - _NEUTRAL - STOP_WORDS


def is_of_another(row: Row, table: Table, words: Terms) -> bool:
    """Tell whether what only the title says of a row is what another row is of.

    "Total long-lived assets" are none of China's, and "stock compensation" is no tax benefit of it.
    """
    if not (words and row_words(table, row.index)[0]):
        return False
    others = (other.label for other in table.rows if other.cells and not other.is_total)
    names = [content_terms(_MARKS.sub("", label)) for label in others]
    is_part = row.is_total and any(name and name <= words for name in names)
    return is_part or (len(words) > 1 and any(words <= name for name in names))
