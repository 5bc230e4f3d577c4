"""Amounts as Chinese sentences write them, in characters or digits, as numbers."""

import re
from decimal import Decimal

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"万": 10**4, "亿": 10**8}
_AMOUNT = re.compile(
    r"(?P<characters>[〇零一二两三四五六七八九十百千万亿]+)(?:多|余)?元"
    r"|(?P<number>(?<!\d)\d[\d,]*(?:\.\d+)?)\s?(?P<scale>[千百]?[万亿]?)元"
)


def largest_amount(text: str) -> Decimal:
    """Return the largest amount in yuan that a text tells; 0 where it tells none.

    >>> largest_amount("请求支付八千四百六十万元，已付1,200.5万元")
    Decimal('84600000')
    """
    return max((_value(match) for match in _AMOUNT.finditer(text)), default=Decimal(0))


def _value(match: re.Match[str]) -> Decimal:
    if match["characters"]:
        return Decimal(_of_characters(match["characters"]))
    value = Decimal(match["number"].replace(",", ""))
    for char in match["scale"]:
        value *= _TENS.get(char) or _SCALES[char]
    return value


def _of_characters(text: str) -> int:
    """Return the number that characters write: 二亿一千三百万 is 213,000,000."""
    total = section = digit = 0
    for char in text:
        if char in _SCALES:
            section = (section + digit) * _SCALES[char]
            total, section, digit = total + section, 0, 0
        elif char in _TENS:
            section, digit = section + (digit or 1) * _TENS[char], 0
        else:
            digit = _DIGITS[char]
    return total + section + digit
