"""Days that a table states in rows called as amounts are."""

from decimal import Decimal

import pytest

from qa.measures import WantedPeriod
from qa.readers.extractive.rows.labelled_rows import LabelledRows
from qa.readers.extractive.rows.stated_days import stated_days
from qa.statements import DocumentFacts
from qa.tables import tables_of
from tests.tables.build_table import stacked

A, C = 400.0, 540.0
ROWS = (("Receivables", ("67", A), ("65", C)), ("Payables", ("70", A), ("72", C)))
TABLES = tables_of([stacked(("Days", ("2022", A), ("2021", C)), *ROWS)], fiscal_year=2022)
AMOUNTS = tables_of(
    [stacked(("(In millions)",), ("", ("2022", A), ("2021", C)), *ROWS)], fiscal_year=2022
)
LAST_YEAR = WantedPeriod("year", 2021, 12, None, "2021")


@pytest.mark.parametrize(("key", "days"), [("dso", 65), ("dpo", 72), ("dio", None)])
def test_rows_of_a_table_headed_days_are_days(key: str, days: int | None) -> None:
    fact = stated_days(TABLES, key, LAST_YEAR)

    assert (fact and (fact.value, fact.unit)) == (days and (Decimal(days), "days"))


def test_amounts_are_no_days() -> None:
    assert stated_days(AMOUNTS, "dso", LAST_YEAR) is None


def test_days_are_no_amounts() -> None:
    question = "What were receivables in 2021?"
    facts = DocumentFacts(fiscal_year=2022, currency="USD")

    assert LabelledRows(TABLES, facts, question, ["receivables"]).find("", LAST_YEAR) is None
    assert LabelledRows(AMOUNTS, facts, question, ["receivables"]).find("", LAST_YEAR)
