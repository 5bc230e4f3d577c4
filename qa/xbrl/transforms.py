"""A number as inline XBRL shows it on the page -> its value, by the format that its tag names.

The formats are those of the Transformation Registry of XBRL International, under the names of all
its versions: `ixt:num-dot-decimal` was `ixt:numdotdecimal`.
"""

import re
from decimal import Decimal

from qa.xbrl.limits import MAX_EXPONENT, Refused, in_bounds, number

_DOT_DECIMAL = {"numdotdecimal", "numdotdecimalapos", "numcommadot", "numspacedot", ""}
_COMMA_DECIMAL = {"numcommadecimal", "numcommadecimalapos", "numdotcomma", "numspacecomma"}
_ZERO = {"zerodash", "numdash", "fixedzero", "nocontent", "numzerodash"}
_DOT_GROUPS = re.compile(r"[\s,'’`´ ]+")
_COMMA_GROUPS = re.compile(r"[\s.'’`´ ]+")
_NO_WORDS = {"no", "none", "nil", "zero", "nothing"}
_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen", "twenty"),
)


def shown_value(text: str, form: str, *, scale: str, is_negative: bool) -> Decimal | None:
    """Return the value of a tagged number, None where its form is not known.

    >>> shown_value("1,234.5", "ixt:num-dot-decimal", scale="6", is_negative=True)
    Decimal('-1234500000')
    """
    value = _bare(text.strip(), form.rpartition(":")[2].replace("-", "").lower())
    power = _power(scale)
    if value is None or power is None:
        return None
    value = in_bounds(value.scaleb(power) if value else Decimal(0))
    value = value.quantize(Decimal(1)) if value == value.to_integral_value() else value
    return -value if is_negative and value else value


def rounding_of(decimals: str) -> Decimal:
    """Return what a unit of the last certain digit is worth, 0 where it is not said.

    >>> rounding_of("-6"), rounding_of("INF")
    (Decimal('1E+6'), Decimal('0'))
    """
    power = _power(decimals) if decimals else None
    return Decimal(0) if power is None else Decimal(1).scaleb(-power)


def _bare(text: str, form: str) -> Decimal | None:
    if form in _ZERO:
        return Decimal(0)
    if form in _DOT_DECIMAL:
        return number(_DOT_GROUPS.sub("", text))
    if form in _COMMA_DECIMAL:
        return number(_COMMA_GROUPS.sub("", text).replace(",", "."))
    if form == "numwordsen":
        word = " ".join(text.lower().split())
        if word in _NO_WORDS:
            return Decimal(0)
        return Decimal(_WORDS.index(word)) if word in _WORDS else number(word)
    return None


def _power(text: str) -> int | None:
    """Return a scale; refuses one that is out of all proportion."""
    text = text.strip()
    if not re.fullmatch(r"[+-]?\d+", text):
        return None if text else 0
    if len(text) > 4 or abs(int(text)) > MAX_EXPONENT:
        raise Refused("it has a number out of all proportion")
    return int(text)
