"""Everyday words for expenses, gains and taxes in, how filings may call their rows out.

Text in lower case in, the phrases that name rows and those that only ask for an amount out, each
with its characters. The words stand in spoken.toml.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from qa.glossary import SPOKEN

WRAPPING = "wrapping"


@dataclass(frozen=True, slots=True)
class RowNamed:
    """A phrase of a question that names a row. called: how filings may call that row."""

    start: int
    end: int
    called: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AmountAsked:
    """A phrase that asks for an amount. kinds: such as "spent"; "wrapping" is of nothing."""

    start: int
    end: int
    kinds: frozenset[str]


def rows_named(text: str) -> list[RowNamed]:
    """Return the phrases of a text in lower case that name rows, the longest where some overlap.

    >>> rows_named("what went on adverts?")[0].called
    ('advertising',)
    """
    found = _pattern(tuple(_rows())).finditer(text)
    return [RowNamed(*match.span(), _rows()[match.group()]) for match in found]


def amounts_asked(text: str) -> list[AmountAsked]:
    """Return the phrases of a text in lower case that only ask for an amount.

    >>> [text[a.start:a.end] for text in ["a bill for fuel"] for a in amounts_asked(text)]
    ['bill']
    """
    found = _pattern(tuple(_measures())).finditer(text)
    return [AmountAsked(*match.span(), _measures()[match.group()]) for match in found]


@cache
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    by_length = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"(?<![\w.&'-])(?:{'|'.join(map(re.escape, by_length))})(?![\w&'-])")


@cache
def _rows() -> dict[str, tuple[str, ...]]:
    """Return how filings may call what each phrase names."""
    return {
        phrase: tuple(_phrases(called))
        for said, called in _tables()["rows"].items()
        for phrase in _phrases(said)
    }


@cache
def _measures() -> dict[str, frozenset[str]]:
    """Return of what each phrase asks for an amount."""
    kinds: dict[str, set[str]] = {}
    for kind, phrases in _tables()["measures"].items():
        for phrase in phrases:
            kinds.setdefault(phrase, set()).add(kind)
    return {phrase: frozenset(of) for phrase, of in kinds.items()}


@cache
def _tables() -> dict[str, dict[str, str]]:
    return tomllib.loads(files(__package__).joinpath(SPOKEN).read_text(encoding="utf-8"))


def _phrases(text: str) -> list[str]:
    return [phrase.strip() for phrase in text.split(",")]
