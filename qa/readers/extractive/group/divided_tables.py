"""Which row of a Chinese table that divides the group leads: "主营业务分地区情况", row by row.

The head over the labels says what the rows are: 分行业, 分产品, 分地区. A table divides the group
where its rows have nearly all of the group's revenue; that of one business does not.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.measures import Asked, WantedPeriod, name_of
from qa.measures.names import find_names
from qa.readers.extractive.figure_writer import FigureAnswer, FigureWriter
from qa.readers.extractive.group.divisions import are_the_group
from qa.readers.extractive.rows.row_facts import CellAt, fact_of, is_period
from qa.statements import DocumentFacts, Fact
from qa.tables import Column, Period, Row, Table, cell_period
from qa.tables.periods import years_in

_KINDS = (  # what a question calls the parts, and the head over them
    (re.compile(r"哪(?:一?[个块种类项])?(?:地区|区域|国家|市场)"), re.compile(r"分?(?:地区|区域)")),
    (re.compile(r"哪(?:一?[个块种类项])?产品"), re.compile(r"分?产品")),
    (
        re.compile(r"哪(?:一?[个块种类项])?(?:业务|行业|板块|分部)"),
        re.compile(r"分?(?:行业|业务|板块|分部)"),
    ),
)
_TOTAL = re.compile(r"合计|总计|小计|抵[消销]")
_REST = re.compile(r"其[他它余]")  # no part of its own


def leading_row(
    asked: Asked,
    tables: Sequence[Table],
    facts: DocumentFacts,
    period: WantedPeriod,
    writer: FigureWriter,
) -> FigureAnswer | None:
    """Return the row with most, or least, of what is asked for; None where tables disagree."""
    head = next((head for said, head in _KINDS if said.search(asked.text)), None)
    whole = facts.find("revenue", period)
    if head is None or whole is None or len(asked.keys) != 1:
        return None
    sign, key = 1 if asked.manner == "largest" else -1, asked.keys[0]
    best: list[Fact] = []
    for table in tables:
        is_of_kind = head.fullmatch(_plain(table.label_head)) is not None
        if not table.is_sure or not is_of_kind:
            continue
        columns = _Columns(table, facts, period)
        if not are_the_group(columns.values("revenue"), whole):
            continue
        values = columns.values(key)
        if len(values) > 1 and len({fact.unit for fact in values}) == 1:
            best.append(max(values, key=lambda fact: sign * fact.value))
    if len({(fact.entity, fact.value) for fact in best}) != 1 or _REST.match(best[0].label):
        return None
    named = replace(best[0], label=name_of(key, asked.is_chinese))
    return writer.row(named, entity=best[0].entity)


class _Columns:
    """The columns of a table that divides something, each by the line that it tells."""

    def __init__(self, table: Table, facts: DocumentFacts, period: WantedPeriod) -> None:
        self._table, self._facts, self._period = table, facts, period

    def values(self, key: str) -> list[Fact]:
        """Return what the rows have of a line or measure; none where a row lacks it."""
        column = next((c for c in self._table.columns if self._is_of(c, key)), None)
        if column is None:
            return []
        rows = [
            r for r in self._table.rows if r.cells and not (r.is_total or _TOTAL.search(r.label))
        ]
        found = [self._fact(row, column) for row in rows]
        known = [fact for fact in found if fact is not None]
        return known if len(known) == len(found) else []

    def _is_of(self, column: Column, key: str) -> bool:
        if column.kind != "value" or self._time(self._table.rows[0], column) is None:
            return False
        keys = _keys_in(column.head) or _keys_in(self._table.title)
        return keys == {key}

    def _fact(self, row: Row, column: Column) -> Fact | None:
        cell, has = self._table.cell(row.index, column.index), self._time(row, column)
        if cell is None or cell.figure is None or has is None:
            return None
        at = CellAt(cell, row, column, self._table, has)
        return fact_of(at, concept="", entity=row.label, currency=self._facts.currency)

    def _time(self, row: Row, column: Column) -> Period | None:
        """Return a cell's time if it is the one asked for; undated heads are of the latest year."""
        has = cell_period(self._table, row.index, column)
        if has is not None:
            return has if is_period(has, self._period) else None
        is_own = self._period.year == self._facts.fiscal_year and self._period.kind != "quarter"
        is_dated = any(years_in(each.head) for each in self._table.columns)
        return Period("year", self._period.year, 12) if is_own and not is_dated else None


def _keys_in(text: str) -> set[str]:
    return {named.key for named in find_names(_plain(text).lower())}


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text)
