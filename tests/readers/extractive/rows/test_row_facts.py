"""Which tables are of a part of the group."""

import pytest

from qa.readers.extractive.rows.row_facts import CellAt, content_terms, fact_of, is_of_a_part
from qa.tables import Period, tables_of
from tests.tables.build_table import stacked

A = 400.0


@pytest.mark.parametrize(("title", "is_of_part"), [("Revenues", False), ("Converse", True)])
def test_a_title_that_names_a_line_alone_names_no_part(title: str, is_of_part: bool) -> None:
    page = stacked((title,), ("(In millions)",), ("", ("2022", A)), ("Footwear", ("$ 90", A)))
    table = tables_of([page])[0]
    parts = ("NIKE Brand Revenues", "Converse")

    assert is_of_a_part(table, parts, content_terms("Footwear sales")) is is_of_part


@pytest.mark.parametrize(("group", "unit"), [("Number of", "count"), ("Revenue:", "USD")])
def test_subscriptions_are_counted_but_those_under_revenue_are_money(group: str, unit: str) -> None:
    page = stacked(
        ("Results",),
        ("(In thousands)",),
        ("", ("2022", A)),
        (group,),
        ("   Services", ("$ 95", A)),
        ("   Subscriptions", ("90", A)),
    )
    table = tables_of([page])[0]
    row = next(row for row in table.rows if "Subscriptions" in row.label)
    (cell,) = row.cells
    column = table.columns[cell.column]
    at = CellAt(cell, row, column, table, Period("year", 2022, 12))
    fact = fact_of(at, concept="", entity=None, currency="USD")

    assert fact is not None
    assert fact.unit == unit
