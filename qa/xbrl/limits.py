"""What a file may be: it comes from anywhere, and whoever made it may mean harm."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

MAX_DIGITS = 24  # the largest amounts of any report have 20; decimals here count 28 exactly
MAX_EXPONENT = 24
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")


@dataclass(frozen=True, slots=True)
class XbrlLimits:
    """The largest filings stay far below: 60 MB of markup, 40,000 facts, 60 levels."""

    max_bytes: int = 80_000_000
    max_json_bytes: int = 40_000_000  # all of it is held at once, in ten times the room
    max_json_parts: int = 1_000_000  # objects and lists
    max_depth: int = 400
    max_facts: int = 150_000
    max_facts_of_a_concept: int = 5_000  # each is looked through for each figure
    max_contexts: int = 100_000
    max_tags: int = 5_000_000
    max_open_numbers: int = 10  # one inside another
    max_dimensions: int = 30  # of one context; also measures of one unit
    max_name_chars: int = 400


class Refused(Exception):
    """Why a file is not read; `qa.xbrl.reading` says it to the user."""


def number(text: str) -> Decimal | None:
    """Return a plain number, None where it is none; refuses what no report would state.

    >>> number("-12.50"), number("1,000")
    (Decimal('-12.50'), None)
    """
    if len(text) > MAX_DIGITS + 10:
        raise Refused("it has a number of too many digits")
    if _NUMBER.fullmatch(text) is None:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return in_bounds(value)


def in_bounds(value: Decimal) -> Decimal:
    """Return a value of a size that a report may state; refuses any other."""
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or len(value.as_tuple().digits) > MAX_DIGITS:
        raise Refused("it has a number that is none, or of too many digits")
    if exponent < -MAX_EXPONENT or (value and value.adjusted() > MAX_EXPONENT):
        raise Refused("it has a number out of all proportion")
    return value


def day(text: str) -> date | None:
    """Return a day written as 2021-12-31, None for anything else."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
