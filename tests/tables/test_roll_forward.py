"""What stands between two balances is of the year from one to the other."""

import pytest

from qa.tables.roll_forward import _balance


@pytest.mark.parametrize(
    ("label", "balance"),
    [
        ("Balance as of December 31, 2021", ("balance", 2021)),
        ("Balance, December 31, 2021", ("balance", 2021)),
        ("Outstanding at January 1, 2022 (a)", ("outstanding", 2021)),
        ("December 31, 2021", None),
        ("Granted in the year ended December 31, 2021", None),
        ("Additions", None),
        ("a " * 5_000 + "December 31, 2021", None),
    ],
)
def test_a_balance_names_the_year_at_whose_end_it_stands(label, balance):
    assert _balance(label) == balance
