"""A value in units of 1 in, how people read it out: "$42,151 million", "23.4%", "64.2 days"."""

from decimal import ROUND_HALF_UP, Decimal

from qa.measures.wishes import Wishes

_SIGNS = {"USD": "$", "CNY": "¥", "EUR": "€", "GBP": "£", "HKD": "HK$"}
_ENGLISH = {3: "thousand", 6: "million", 9: "billion"}
_CHINESE = {3: "千", 4: "万", 6: "百万", 8: "亿", 9: "十亿"}
_DECIMALS = {"percent": 1, "ratio": 2, "days": 1}
MOST_DECIMALS = 6
DIGITS = 3  # of a quotient, at least
SIGNIFICANT = 15  # digits of a quotient that are kept; the inputs are exact


def exact_text(value: Decimal) -> str:
    """Return a value as a plain decimal string; a quotient with its first digits.

    >>> exact_text(Decimal("42151E6"))
    '42151000000'
    """
    if len(value.as_tuple().digits) > SIGNIFICANT:
        places = SIGNIFICANT - value.adjusted() - 1
        value = round(value, max(places, 0))
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(
    value: Decimal, unit: str, *, precision: Decimal, wishes: Wishes, is_chinese: bool
) -> str:
    """Return a value as the question wants it, or as the report prints its figures.

    precision: what one unit of the last printed digit of its inputs is worth.
    """
    currency, _, per = unit.partition("/")
    if unit in _DECIMALS:
        decimals = _DECIMALS[unit] if wishes.decimals is None else wishes.decimals
        if wishes.decimals is None and value:  # a small change is no "-0.0%"
            decimals = max(decimals, min(-value.adjusted() + 1, MOST_DECIMALS))
        if wishes.decimals is None and precision <= 1 and value % precision == 0:
            decimals = _places(precision)  # as it is printed
        number = _rounded(value, decimals)
        return f"{number}{_suffix(unit, is_chinese)}"
    if per:
        decimals = wishes.decimals if wishes.decimals is not None else _places(precision)
        return _signed(_rounded(value, max(decimals, 2)), currency)
    power, decimals = _power(value, precision, wishes)
    number = _rounded(value.scaleb(-power), decimals)
    scale = (_CHINESE if is_chinese else _ENGLISH).get(power, "")
    if unit in ("shares", "count"):
        return f"{number}{scale if is_chinese else f' {scale}' if scale else ''}"
    if is_chinese:
        return f"{number}{scale}{'元' if currency == 'CNY' else currency}"
    return f"{_signed(number, currency)} {scale}".rstrip()


def shown_points(value: Decimal, *, wishes: Wishes, in_basis_points: bool, is_chinese: bool) -> str:
    """Return the change of a percentage: 3.7 % more is another thing than 3.7 points more."""
    if in_basis_points:
        decimals = wishes.decimals or int(abs(value) < 1)
        return f"{_rounded(value * 100, decimals)}{'个基点' if is_chinese else ' basis points'}"
    text = shown(value, "percent", precision=Decimal(1), wishes=wishes, is_chinese=is_chinese)
    return f"{text.removesuffix('%')}{'个百分点' if is_chinese else ' percentage points'}"


def _power(value: Decimal, precision: Decimal, wishes: Wishes) -> tuple[int, int]:
    """Return by which power of ten a value is divided, and its decimals then.

    A quotient of millions may be no millions at all: revenue per employee is no "$0 million".
    """
    is_quotient = value % precision != 0
    power = next((p for p in (9, 6, 3) if precision >= Decimal(10) ** (p - 1)), 0)
    if wishes.scale is not None:
        power = wishes.scale.adjusted()
    elif is_quotient and value.adjusted() < power:
        power = 0
    if wishes.decimals is not None:
        return power, wishes.decimals
    decimals = max(0, min(2, power - precision.adjusted()))
    if is_quotient and value * 10 % precision == 0:
        decimals = min(2, decimals + 1)  # the mean of two amounts
    if is_quotient:
        decimals = max(decimals, min(2, DIGITS - 1 + power - value.adjusted()))
        decimals = 2 if not power and value.adjusted() < DIGITS else decimals  # "$60.89"
    return power, decimals


def _places(precision: Decimal) -> int:
    return max(0, -precision.adjusted())


def _rounded(value: Decimal, decimals: int) -> str:
    return f"{value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):,f}"


def _signed(number: str, currency: str) -> str:
    sign = _SIGNS.get(currency, f"{currency} " if currency != "money" else "")
    return f"-{sign}{number[1:]}" if number.startswith("-") else f"{sign}{number}"


def _suffix(unit: str, is_chinese: bool) -> str:
    if unit == "percent":
        return "%"
    if unit == "days":
        return "天" if is_chinese else " days"
    return ""
