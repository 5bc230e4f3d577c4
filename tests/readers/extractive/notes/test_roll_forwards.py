"""Balances of a roll-forward, its movements, and by how much it changed."""

from decimal import Decimal

import pytest

from qa.document import Page
from qa.measures import WantedPeriod, understand
from qa.readers.extractive.notes.roll_forwards import told_in, wanted_in
from qa.statements import DocumentFacts
from qa.tables import tables_of
from tests.tables.build_table import stacked

C, D = 480.0, 540.0
FACTS = DocumentFacts(fiscal_year=2022, currency="USD")
YEAR = WantedPeriod("year", 2022, 12, None, "2022")


def told(page: Page, question: str) -> list[Decimal]:
    """What the tables of a page say of 2022, in millions; questions come without their time."""
    wanted = wanted_in(question, understand(f"{question} 2022"))
    assert wanted is not None
    found = told_in(tables_of([page], fiscal_year=2022), wanted, YEAR, FACTS)
    return [fact.value / 1_000_000 for fact in found]


WARRANTY = stacked(
    ("Changes in the liability for product warranty are as follows (in millions):",),
    ("", ("2022", C), ("2021", D)),
    ("Beginning balance", ("$ 51", C), ("$ 37", D)),
    ("Provisions during the period", ("115", C), ("106", D)),
    ("Settlements during the period", ("(101)", C), ("(92)", D)),
    ("Ending balance", ("$ 65", C), ("$ 51", D)),
)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("what did the warranty reserve stand at by the close of", 65),
        ("what was in the warranty reserve at the start of", 51),
        ("how much was added to the warranty reserve in", 115),
        ("how much warranty was settled in", 101),
    ],
)
def test_a_balance_or_a_movement_is_what_its_row_says(question, value):
    assert told(WARRANTY, question) == [value]


def test_a_change_is_of_the_closing_and_the_opening_balance():
    assert told(WARRANTY, "by how many dollars did the warranty reserve go up over") == [65, 51]


def test_another_reserve_has_no_row_there():
    assert not told(WARRANTY, "what did the restructuring reserve stand at by the close of")
    assert not told(WARRANTY, "how much of the warranty reserve was written off in")


TAX = stacked(
    ("Valuation and qualifying accounts (in millions):",),
    ("", ("2022", C), ("2021", D)),
    ("Valuation allowance for deferred tax assets:",),
    (10.0, "Balance at beginning of year", ("$ 185", C), ("$ 229", D)),
    (10.0, "Additions charged to expense", ("77", C), ("9", D)),
    (10.0, "Balance at end of year", ("$ 262", C), ("$ 238", D)),
)


def test_what_is_set_aside_against_a_thing_is_not_that_thing():
    assert told(TAX, "the valuation allowance for deferred tax assets at the end of") == [262]
    assert not told(TAX, "deferred tax assets at the end of")


ACROSS = stacked(
    ("Valuation accounts (in millions):",),
    ("", ("Balance at Beginning", 330.0), ("Charged to Expenses", 440.0), ("Balance at End", D)),
    ("Year ended December 31, 2022",),
    (10.0, "Allowance for doubtful accounts", ("$ 52", 330.0), ("$ 29", 440.0), ("$ 37", D)),
)


def test_a_roll_forward_may_go_across():
    assert told(ACROSS, "how much was charged to the allowance for bad debts in") == [29]
