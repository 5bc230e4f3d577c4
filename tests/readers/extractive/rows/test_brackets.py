"""Which rows are asked for by their size, whatever brackets their table prints."""

from decimal import Decimal

import pytest

from qa.measures import understand
from qa.readers.extractive.computed import answer_in_figures
from qa.readers.extractive.rows.brackets import without_brackets
from qa.readers.extractive.rows.row_facts import CellAt, fact_of
from qa.tables import Period, find_tables
from tests.search.small_filing import store_pages
from tests.statements.build_statements import report
from tests.tables.build_table import stacked

A, C = 400.0, 540.0
PLANS = stacked(
    ("Assets of the pension plans at December 31, 2022 (in millions):",),
    ("", ("U.S.", A), ("International", C)),
    ("Shares of companies", ("$ 140", A), ("$ 37", C)),
    ("Fair value of plan assets", ("$ 143", A), ("$ 38", C)),
    page_number=5,
)
SPENT = stacked(
    ("Capital expenditures by category were as follows (in millions):",),
    ("", ("2022", A), ("2021", C)),
    ("Pumps and filters", ("$ 151", A), ("$ 137", C)),
    ("Mains and pipes", ("300", A), ("280", C)),
    ("Total capital expenditures", ("$ 451", A), ("$ 417", C)),
    page_number=5,
)


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Royalty-related income", 905),
        ("Capitalized interest", 905),
        ("Interest income", 905),
        ("Interest income (expense), net", -905),
        ("Operating income", -905),
        ("Restructuring charges", 905),
        ("Goodwill impairment", 905),
    ],
)
def test_what_a_table_only_takes_off_is_told_by_its_size(label: str, value: int) -> None:
    (table,) = find_tables(
        stacked(
            ("Deductions (in millions of dollars)",),
            ("", ("2022", A), ("2021", C)),
            (label, ("(905)", A), ("(100)", C)),
            ("Other", ("1", A), ("2", C)),
        )
    )
    row = table.rows[0]
    at = CellAt(row.cells[0], row, table.columns[0], table, Period("year", 2022, 12))

    fact = fact_of(at, concept="", entity=None, currency="USD")

    assert fact is not None
    assert without_brackets(fact).value == value * 1_000_000


@pytest.mark.parametrize(
    ("note", "question"),
    [
        (PLANS, "What were the foreign pension plan's assets worth at the end of 2022?"),
        (SPENT, "What were the pumps and filters carried at in 2022?"),
        (SPENT, "What were the pumps and filters on the books at the end of 2022?"),
    ],
)
def test_what_is_carried_is_told_by_no_column_of_others_and_no_spending(tmp_path, note, question):
    document = store_pages(tmp_path, [*report(), note])

    assert answer_in_figures(document, understand(question)) is None


def test_what_was_spent_is_told(tmp_path):
    document = store_pages(tmp_path, [*report(), SPENT])
    found = answer_in_figures(document, understand("How much went on pumps and filters in 2022?"))

    assert found is not None
    assert Decimal(found.figures[0].value or 0) == 151_000_000
