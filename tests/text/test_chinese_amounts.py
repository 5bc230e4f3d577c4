"""Amounts in Chinese characters and digits."""

from decimal import Decimal

import pytest

from qa.text.chinese_amounts import largest_amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("以二亿一千三百万元取得七成股权", 213_000_000),
        ("请求赔偿三千万元，另付六百三十五万元", 30_000_000),
        ("十万零五百元", 100_500),
        ("涉案金额1,234.5万元", 12_345_000),
        ("涉案金额 2.5 亿元", 250_000_000),
        ("两项专利", 0),
    ],
)
def test_the_largest_amount_of_a_text_is_read(text: str, amount: int) -> None:
    assert largest_amount(text) == Decimal(amount)
