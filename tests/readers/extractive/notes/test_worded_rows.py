"""Cells of tables that say a question in words of its own."""

from decimal import Decimal

import pytest

from qa.measures import understand
from qa.readers.extractive.notes.worded_rows import row_fact
from qa.readers.extractive.sentences.worded_needs import need_of
from qa.statements import DocumentFacts
from qa.tables import tables_of
from tests.tables.build_table import stacked

C, D = 360.0, 560.0
STORES = stacked(
    ("The following table counts our stores at the end of each year:",),
    ("", ("2018", C), ("2017", D)),
    ("Kiosk stores", ("1,008", C), ("1,026", D)),
    ("Kiosk stores in Ohio", ("28", C), ("30", D)),
)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("How many kiosk shops were open when 2018 ended?", 1008),
        ("How many kiosk outlets did they have in 2017?", 1026),
        ("How many kiosk outlets are there in Ohio?", 28),
        ("How many kiosk outlets are there in Utah?", None),
        ("How many outlets did they have in 2015?", None),
    ],
)
def test_a_label_says_what_is_asked_and_nothing_else(question: str, value: int | None) -> None:
    need = need_of(question, [])
    assert need is not None
    facts = DocumentFacts(fiscal_year=2018, currency="USD")
    fact = row_fact(tables_of([STORES], fiscal_year=2018), understand(question), need, facts)

    assert (fact.value if fact else None) == (None if value is None else Decimal(value))
