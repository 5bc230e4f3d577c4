"""A share of a sum is believed where its rows add up to the sum."""

from decimal import Decimal

import pytest

from qa.readers.extractive.notes.noted_shares import _is_sum


@pytest.mark.parametrize(
    ("above", "total", "is_sum"),
    [
        (("300", "200"), "500", True),
        (("300", "200"), "501", False),
        (("300", "200", "101"), "600", True),
        (("0.3", "0.2"), "0.5", True),
        (("0.3", "0.2"), "0.9", False),
        (("0.33", "0.21", "0.46"), "1.01", True),
    ],
)
def test_rows_add_up_to_the_rounding_of_their_last_digit(above, total, is_sum):
    assert _is_sum(list(map(Decimal, above)), 1, Decimal(total)) is is_sum
