"""Why rows are not compared, how figures changed, what was restated: in words."""

import re
from decimal import Decimal

from qa.compare.comparison import Change, Comparison, ComparisonRow, Point, Reason, Restatement
from qa.measures.wishes import Wishes
from qa.readers.extractive.display import shown

# A template a reason; the screen has the same in Chinese.
REASONS = {
    "no figure": "No figure here to compare.",
    "unit": "{one} and {other} are not compared.",
    "line": "“{other}” is another line than “{one}”.",
    "kind": "A part of a year is not compared with a whole one.",
    "time": "Another time: {end} here, {other_end} at {other}, {months} months apart.",
    "contradicted": "The report states {stated}, its statements give {given}: look at both.",
}
BY_FORMULA = "As the report states it; the formula gives {given}."
NO_UNIT = "a figure without a stated unit"
_NO_WISHES = Wishes()
POWERS = (3, 4, 6, 8, 9)  # that reports count in: thousands, 万, millions, 亿, billions


def reason_text(reason: Reason) -> str:
    """Return in English why a row is not compared with the others."""
    details = {name: said or NO_UNIT for name, said in reason.details}
    return REASONS[reason.key].format(**details)


def change_text(change: Change, *, is_chinese: bool = False) -> str:
    """Return a change with its sign: "+3.9%", "-0.96 points", "+$1,262 million"."""
    sign = "+" if change.value > 0 else ""
    if change.unit == "difference":
        precision = min(_last_digit(change.first), _last_digit(change.last))
        unit = change.last.figure.unit
        number = shown(
            change.value, unit, precision=precision, wishes=_NO_WISHES, is_chinese=is_chinese
        )
        return f"{sign}{number.strip()}"
    number = shown(
        change.value, "percent", precision=Decimal(1), wishes=_NO_WISHES, is_chinese=is_chinese
    )
    if change.unit == "percent":
        return f"{sign}{number}"
    return f"{sign}{number.removesuffix('%')}{' 个百分点' if is_chinese else ' points'}"


def row_name(comparison: Comparison, row: ComparisonRow) -> str:
    """Return whose row it is; of several reports of one company also their fiscal years."""
    is_alone = sum(other.company == row.company for other in comparison.rows) == 1
    return row.company if is_alone or not row.fiscal_year else f"{row.company} {row.fiscal_year}"


def column_name(comparison: Comparison, column: int) -> str:
    """Return how a column of years is headed: the fiscal year, or the calendar year it lies in."""
    if comparison.by_calendar:
        return str(column)
    names = {p.fiscal_year for row in comparison.rows for p in row.points if p.column == column}
    return str(min(names, default=column))


def span_name(comparison: Comparison, change: Change) -> str:
    """Return from when to when a change is: "2016–2019"."""
    first, last = (column_name(comparison, p.column) for p in (change.first, change.last))
    return f"{first}–{last}"


def restated_text(restated: Restatement) -> str:
    """Return what was restated, as the two reports print it: "restated: 1,234 → 1,250"."""
    return f"restated: {bare_number(restated.earlier.text)} → {bare_number(restated.later.text)}"


def bare_number(text: str) -> str:
    """Return a printed figure without the currency's sign beside it.

    >>> bare_number("$ 1,234")
    '1,234'
    """
    return text.strip(" $¥￥€£\n\t")


def printed_power(value: Decimal, text: str) -> int:
    """Return the power of ten that a printed figure is counted in, 0 for none or one unknown.

    >>> printed_power(Decimal(-1_234_000_000), "$ (1,234)")
    6
    """
    digits = re.sub(r"[^\d.]", "", text)
    if not value or not re.fullmatch(r"\d+(?:\.\d+)?", digits) or not Decimal(digits):
        return 0
    scale = abs(value) / Decimal(digits)
    return next((power for power in POWERS if scale == 10**power), 0)


def _last_digit(point: Point) -> Decimal:
    """Return what the last digit that is not a zero is worth, which is how exact a figure is."""
    exponent = point.value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)
