"""A question in, the everyday words with which it asks for sales and what is left of it out.

What the words are is in sales_words.toml. "What did Jordan pull in" asks, with "pull in", for the
sales of what is left: "Jordan".
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from qa.glossary import SALES_WORDS
from qa.text.terms import fold


@dataclass(frozen=True, slots=True)
class SalesWords:
    """Which groups of words a question has, and the question without any of them."""

    groups: frozenset[str]
    rest: str


def sales_words(text: str) -> SalesWords:
    """Take the words of asking for sales out of a text.

    >>> found = sales_words("how large a slice of sales is Japan?")
    >>> sorted(found.groups), found.rest.split()
    (['empty', 'share', 'strong'], ['how', 'a', 'of', 'is', 'japan?'])
    """
    folded = fold(text).replace("’", "'")
    groups = {_groups()[found.group()] for found in _pattern().finditer(folded)}
    return SalesWords(frozenset(groups), _pattern().sub(" ", folded))


@cache
def _groups() -> dict[str, str]:
    tables = tomllib.loads(files(__package__).joinpath(SALES_WORDS).read_text(encoding="utf-8"))
    return {phrase: group for group, phrases in reversed(tables.items()) for phrase in phrases}


@cache
def _pattern() -> re.Pattern[str]:
    phrases = sorted(_groups(), key=len, reverse=True)
    return re.compile(rf"(?<![\w.-])(?:{'|'.join(map(re.escape, phrases))})(?![\w-])")
