"""Fields in text: `{y25.sales:,}` becomes the figure, written as the format behind the colon says.

In: text with fields and the names that they may use. Out: text, or for a cell that is one field the
number itself. A field is an expression over the names in Python's syntax; it must not call anything
but the functions listed here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.model import growth, share

FIELD = re.compile(r"\{([^{}:]+)(?::([^{}]*))?\}")
WAN = 1_000_000  # fen in ten thousand yuan
Names = Mapping[str, object]
Cell = str | int | float


class FieldError(Exception):
    """A field that cannot be computed."""


def yuan(fen: float) -> str:
    """Write an amount as Chinese statements do: two decimals, a minus sign, nil as a dash."""
    return f"{fen / 100:,.2f}" if fen else "-"


def wan(fen: float) -> str:
    """Write an amount in ten thousand yuan."""
    return f"{fen / WAN:,.2f}"


def yi(fen: float) -> str:
    """Write an amount in a hundred million yuan."""
    return f"{fen / WAN / 10000:.2f}"


FUNCTIONS: Names = {
    "growth": growth, "share": share, "yuan": yuan, "wan": wan, "yi": yi,
    "round": round, "abs": abs,
}  # fmt: skip


def fill(text: str, names: Names) -> str:
    """Return the text with every field filled in."""
    return FIELD.sub(lambda m: format(evaluate(m[1], names), m[2] or ""), text)


def fill_cell(cell: Cell, names: Names) -> Cell:
    """Return the cell filled in; one that is a single field without a format stays a number."""
    if not isinstance(cell, str):
        return cell
    whole = FIELD.fullmatch(cell)
    if whole and whole[2] is None:
        value = evaluate(whole[1], names)
        return value if isinstance(value, int) else str(value)
    return fill(cell, names)


def evaluate(expression: str, names: Names) -> object:
    """Compute an expression of our own data files."""
    try:
        return eval(expression, {"__builtins__": {}}, {**FUNCTIONS, **names})
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        NameError,
        SyntaxError,
        TypeError,
        ValueError,
    ) as error:
        raise FieldError(f"{{{expression}}}: {error}") from error
