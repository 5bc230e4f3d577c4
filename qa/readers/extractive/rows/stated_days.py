"""Days of sales or of costs that a report states itself, in a table headed "Days".

Such rows are called "Receivables", and only the corner of their table says that they are no amount.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from qa.measures import WantedPeriod, measures, name_of
from qa.readers.extractive.rows.row_facts import (
    CellAt,
    Terms,
    agree,
    content_terms,
    fact_of,
    is_of_days,
    is_period,
)
from qa.statements import Fact
from qa.tables import Table, cell_period, row_words

MOST_DAYS = Decimal(1000)
_DAYS = content_terms("days day")


def stated_days(tables: Sequence[Table], key: str, period: WantedPeriod) -> Fact | None:
    """Return what the tables headed "Days" say of a measure in days; None where they disagree."""
    measure = measures().get(key)
    if measure is None or measure.unit != "days":
        return None
    names = {content_terms(name) - _DAYS for name in measure.names if _DAYS & content_terms(name)}
    headed = [table for table in tables if table.is_sure and is_of_days(table)]
    found = [fact for table in headed for fact in _rows(table, key, names, period)]
    return found[0] if found and agree(found) else None


def _rows(table: Table, key: str, names: set[Terms], period: WantedPeriod) -> Iterator[Fact]:
    for row in table.rows:
        if content_terms(row_words(table, row.index)[0]) - _DAYS not in names - {frozenset()}:
            continue
        for cell in row.cells:
            column = table.columns[cell.column]
            has = cell_period(table, row.index, column)
            if cell.figure is None or has is None or not is_period(has, period):
                continue
            at = CellAt(cell, row, column, table, has)
            fact = fact_of(at, concept=key, entity=None, currency="")
            if fact is not None and 0 < fact.value < MOST_DAYS:
                yield replace(fact, label=name_of(key))
