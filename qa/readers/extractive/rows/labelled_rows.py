"""A question that says a row's label word for word, and a period, in: what that row gives out.

Reports have thousands of rows, the glossary knows some hundred. A label that stands in the question
as it is printed needs no glossary. What else the question says must stand in the rows above, the
column's head, the title or the lines that lead to the table; else the row is another one's.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from qa.glossary import STOP_WORDS
from qa.measures import WantedPeriod
from qa.readers.extractive.rows.brackets import without_brackets
from qa.readers.extractive.rows.namesakes import (
    Labelled,
    is_guessed,
    is_of_another,
    is_one_of_several,
)
from qa.readers.extractive.rows.row_facts import (
    EARNED,
    HELD,
    OPTIONAL,
    SOFT,
    CellAt,
    Terms,
    agree,
    content_terms,
    fact_of,
    head_terms,
    is_of_a_part,
    is_period,
    led_by,
)
from qa.readers.extractive.rows.row_lookup import OTHERS
from qa.readers.extractive.rows.said import Said, is_bare_total
from qa.readers.extractive.rows.table_words import is_of_deferred_tax
from qa.statements import DocumentFacts, Fact
from qa.statements.fact import StatementKind
from qa.tables import Column, Period, Row, Table, cell_period, row_words
from qa.tables.periods import years_in

_RANKS: tuple[StatementKind, ...] = ("income", "balance", "cash_flow")  # the first one's row wins
_OTHER, _NET = content_terms("other"), content_terms("net")
_DAYS = content_terms("days day")
_SPAN = re.compile(r"\b(?:19|20)\d\d\s*[-–—]\s*(?:(?:19|20)\d\d|\d\d)\b")
_CHANGES = re.compile(r"\bchanges?\s+in\b|\b(?:increase|decrease)s?\b.*\bin\b", re.I)
MOST_UNSAID = 5  # words of a head that the question does not say
_UNDATED = 100  # places behind all rows that have a time


class LabelledRows:
    """Values of rows by their labels. tables: those of the pages that fit, the best first."""

    def __init__(
        self,
        tables: Sequence[Table],
        statements: DocumentFacts,
        question: str,
        words: Iterable[str],
        company: Iterable[str] = (),
        *,
        entity: str | None = None,
        has_period: bool = True,
    ) -> None:
        """words: what the question says beside its wrapping and its periods.

        entity: "母公司" where the parent company's statements are asked of, else the group's are.
        """
        said, parts = content_terms(question), statements.part_names
        fitting = (t for t in tables if t.is_sure and _is_of(t, entity))
        fitting = (t for t in fitting if not is_of_deferred_tax(t, question))
        self._tables = [t for t in fitting if not is_of_a_part(t, parts, said)]
        self._statements = statements
        self._has_period = has_period
        self._names = content_terms(" ".join([*company, *parts]))
        self._said = Said(question, words, company)
        self._rows = list(self._labelled())

    @property
    def longest(self) -> Terms:
        """The words of the longest label that the question says."""
        return max((said for said, *_ in self._rows), key=len, default=frozenset())

    @property
    def whole_label(self) -> str:
        """The label that is all the question asks for beside its time, "" where there is none."""
        labels = (row_words(table, row.index)[0] for said, table, row in self._rows if said)
        return max(filter(self._said.is_whole, labels), key=len, default="")

    @property
    def headings(self) -> list[str]:
        """The titles, and the labels above rows, that the question says beside a row's label."""
        rows = [(table, row) for said, table, row in self._rows if said]
        every = (
            text for table, row in rows for text in (table.title, *row_words(table, row.index)[1])
        )
        return [text for text in dict.fromkeys(every) if self._said.label(text)]

    def has_whole(self, period: WantedPeriod) -> bool:
        """Tell whether a row whose label is all that is asked for has a figure for a period."""
        whole = (row for row in self._rows if row[0] and self._is_whole(*row[1:]))
        return any(cell for row in whole for cell in self._cells(*row, period))

    def _is_whole(self, table: Table, row: Row) -> bool:
        return self._said.is_whole(row_words(table, row.index)[0])

    def find(self, concept: str, period: WantedPeriod, entity: str | None = None) -> Fact | None:
        """Return what the labelled row gives for a period, whatever it is called elsewhere."""
        for near in (*period.nearby(), period.as_kind("year")):  # sums of five years name no day
            found = self._found(near)
            if self._is_guessed(found):
                return None
            if found and (fact := self._value(found, concept, entity)) is not None:
                return fact
        return None

    def disagree(self, period: WantedPeriod) -> bool:
        """Tell whether rows say all that is asked, and nothing chooses one of their figures."""
        return any(self._is_guessed(self._found(near)) for near in period.nearby())

    def cells(self, period: WantedPeriod) -> list[CellAt]:
        """Return all cells of labelled rows for a period, the best first."""
        return [cell.at for cell in sorted(self._found(period), key=lambda cell: cell.order)]

    def _found(self, period: WantedPeriod) -> list[Labelled]:
        found = [cell for row in self._rows for cell in self._cells(*row, period)]
        if period.year > (self._statements.fiscal_year or period.year):  # due in two years or more
            found = [cell for cell in found if not _SPAN.search(cell.at.period.label)]
        return found

    def _value(self, found: Sequence[Labelled], concept: str, entity: str | None) -> Fact | None:
        groups: dict[tuple[int, ...], list[Fact | None]] = {}
        for cell in found:
            place = (*cell.order, self.rank(cell.at), cell.above)
            groups.setdefault(place, []).append(self._fact(cell.at, concept, entity))
        best, *others = (groups[place] for place in sorted(groups))
        if None in best:
            return None
        known = [fact for fact in best if fact is not None]
        if agree(known):
            return known[0]
        for other in others:  # columns of other things beside it, but another table says which
            confirmed = [f for f in other if f and any(agree([f, fact]) for fact in known)]
            if confirmed:
                return confirmed[0] if None not in other and agree(confirmed) else None
        return None

    def _fact(self, at: CellAt, concept: str, entity: str | None) -> Fact | None:
        currency = self._statements.currency
        fact = fact_of(at, concept=concept, entity=entity, currency=currency)
        if fact is not None and fact.unit == "days" and not _DAYS & self._said.terms:
            return None  # "Receivables" of a table of days
        if fact is not None and fact.unit in ("shares", "count"):
            fact = replace(
                fact, value=abs(fact.value)
            )  # those that vested are deducted in brackets
        label = row_words(at.table, at.row.index)[0] or self._said.words or at.column.head
        return fact and without_brackets(replace(fact, label=label))

    def _labelled(self) -> Iterator[tuple[Terms, Table, Row]]:
        for table in self._tables:
            for row in table.rows:
                if not row.cells:
                    continue
                label, above = row_words(table, row.index)
                said = self._said.label(label) if label else frozenset[str]()
                if said == _OTHER and len(self._said.terms) > 1:
                    continue  # the rest of a list is nothing that has a name
                if label and above and not said and is_bare_total(label):
                    said = self._said.label(above[-1])  # the total of "Number of stores"
                if said or not label:
                    yield said, table, row

    def _cells(
        self, said: Terms, table: Table, row: Row, period: WantedPeriod
    ) -> Iterator[Labelled]:
        label, parents = row_words(table, row.index)
        rest, above = self._said.rest(said, label), content_terms(" ".join(parents))
        led = [table.title, *(lead.text for lead in table.leads)]
        around = content_terms(" ".join(led) if label else led_by(table))
        near = content_terms(" ".join([label, *led[:2]]))  # the title, the line before the table
        heads = {column.index: head_terms(column) - STOP_WORDS for column in table.columns}
        with_cells = [cell.column for cell in row.cells if cell.figure is not None]
        for cell in row.cells:
            column = table.columns[cell.column]
            has = cell_period(table, row.index, column) or self._undated(table, row, column, period)
            if cell.figure is None or has is None or not is_period(has, period):
                continue
            head = heads[column.index]
            own = above | head | (_NET & content_terms(column.head))
            everything = own | around
            if self._is_no_cost(near | own):
                continue
            left = self._said.without_due(rest, everything)
            matched = len(left) + (left != rest)
            siblings = frozenset().union(*(heads[other] for other in with_cells))
            if (left - own) & siblings or is_of_another(row, table, left - own):
                continue  # the column or the row beside it says what this one does not
            unsaid = head - said - self._said.terms
            if len(unsaid) > MOST_UNSAID and len(unsaid) > 2 * len(head & left):
                continue
            if left <= everything and (said or matched >= 2):
                at = CellAt(cell, row, column, table, has)
                is_line = bool(said) and self.is_of_statement(at)
                other = own - said - self._said.terms - SOFT
                beside = other & head if is_line else other
                yield Labelled(
                    at,
                    said=len(said),
                    unsaid=len(left - own),
                    told=len((own & self._said.terms) - said - SOFT),
                    extra=len(beside) + _UNDATED * (not has.label),
                    is_echo=bool(said) and said <= head,
                    is_total=bool(said) and self._said.is_total(label),
                    of_head=len(head - said - self._said.terms - self._names),
                    above=len(other - beside),
                    is_one_of_several=is_one_of_several(
                        at, heads, said, self._said.terms | self._names, period
                    ),
                )

    def _is_no_cost(self, around: Terms) -> bool:
        """Tell whether a cell is of what was sold, is owned or owed, and a cost is asked for.

        "Services" among what was sold is no cost of services, a lease's liability no cost of it.
        """
        of_sales = self._said.is_of_cost and EARNED & around
        of_balances = self._said.is_cost and HELD & around
        return bool(of_sales or of_balances) and not OPTIONAL & around

    def _undated(
        self, table: Table, row: Row, column: Column, period: WantedPeriod
    ) -> Period | None:
        """Return the report's own year, without a label, for a table in which no time is named."""
        year = self._statements.fiscal_year
        if year is None or (self._has_period and period.year != year) or period.kind == "quarter":
            return None
        heads = " ".join(other.head for other in table.columns)
        said = " ".join([heads, table.title, *(lead.text for lead in table.leads[:2])])
        figures = [cell for cell in row.cells if cell.figure is not None]
        head = head_terms(column)
        other = head - self._said.terms - SOFT - self._names  # of "discount stores" all is not told
        is_only = len(figures) == 1 or (bool(head & self._said.terms) and not other)
        is_dated = bool(years_in(said)) or any(other.period for other in table.columns)
        if is_dated or not is_only or column.kind != "value":
            return None
        return Period("year", period.year, 12)

    def _is_guessed(self, found: Sequence[Labelled]) -> bool:
        return is_guessed(found, rank=self.rank, is_of_statement=self.is_of_statement)

    def is_change(self, period: WantedPeriod) -> bool:
        """Tell whether the best row stands among changes of balances in the cash flows."""
        best = next(iter(self.cells(period)), None)
        above = row_words(best.table, best.row.index)[1] if best is not None else []
        return any(_CHANGES.search(label) for label in above)

    def is_of_statement(self, at: CellAt) -> bool:
        """Tell whether a cell stands on a page of the group's own statements."""
        return self.rank(at) < len(_RANKS)

    def rank(self, at: CellAt) -> int:
        """Return the place of a cell's statement among those that may have the label."""
        for rank, kind in enumerate(_RANKS):
            statement = self._statements.statement(kind)
            if statement is not None and at.cell.page_number in statement.page_numbers:
                return rank
        return len(_RANKS)


def _is_of(table: Table, entity: str | None) -> bool:
    """Tell whether a table is of the group, or of the parent company where that is asked of."""
    return ("母公司" in table.title) if entity else not OTHERS.search(table.title)
