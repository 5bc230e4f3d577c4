"""Two figures of one measure in, how it changed out; exact, None where it has no meaning."""

from decimal import Decimal

from qa.compare.comparison import Change, Point
from qa.measures.expression import EXACT

_HUNDRED = Decimal(100)
_GROWS = ("shares", "count")  # beside money: what has a growth rate


def change_between(first: Point, last: Point) -> Change | None:
    """Return the change from one year to a later one.

    In percent for money, shares and counts; in points for figures that are percent; else the plain
    difference, also where growth from a loss or into one would have no meaning.
    """
    unit = last.figure.unit
    if unit != first.figure.unit:
        return None
    if unit == "percent":
        return Change(EXACT.subtract(last.value, first.value), "points", first, last)
    if _grows(unit) and first.value > 0 and last.value >= 0:
        return Change(_growth(first.value, last.value), "percent", first, last)
    return Change(EXACT.subtract(last.value, first.value), "difference", first, last)


def cagr_between(first: Point, last: Point) -> Change | None:
    """Return the compound annual growth rate in percent: (last / first) ^ (1 / years) - 1."""
    years = last.column - first.column
    is_one = last.figure.unit == first.figure.unit and _grows(last.figure.unit)
    if not is_one or years < 1 or first.value <= 0 or last.value <= 0:
        return None
    ratio = EXACT.divide(last.value, first.value)
    yearly = EXACT.power(ratio, EXACT.divide(Decimal(1), Decimal(years)))
    return Change(EXACT.multiply(EXACT.subtract(yearly, 1), _HUNDRED), "percent", first, last)


def _growth(first: Decimal, last: Decimal) -> Decimal:
    return EXACT.multiply(EXACT.subtract(EXACT.divide(last, first), 1), _HUNDRED)


def _grows(unit: str) -> bool:
    return unit in _GROWS or unit not in ("percent", "ratio", "days", "")
