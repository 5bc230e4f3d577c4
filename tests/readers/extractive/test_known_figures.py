"""Rows that a question names, and what they are not."""

from dataclasses import replace
from decimal import Decimal

import pytest

from qa.measures import understand
from qa.readers.extractive.rows.row_figures import is_share
from tests.readers.extractive.group.test_shares import revenue


@pytest.mark.parametrize(
    ("question", "label", "is_one"),
    [
        ("Net sales in Europe in 2022", "Europe", True),
        ("Comparable sales gain in 2022", "Comparable sales % gain", False),
        ("Tower rights in Europe in 2022", "Europe", False),
    ],
)
def test_a_share_of_sales_is_no_amount_of_them(question: str, label: str, is_one: bool) -> None:
    fact = replace(revenue(1), label=label, value=Decimal(15), unit="percent")

    assert is_share(fact, understand(question)) is is_one
    assert not is_share(revenue(1), understand(question))
