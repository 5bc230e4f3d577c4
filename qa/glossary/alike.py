"""Text in, its terms out, those that say the same as one: "rental" and "lease".

For comparing a question with the rows, heads and sentences of notes, which no entry of the glossary
names. What is alike stands in alike.toml.
"""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from qa.glossary import ALIKE
from qa.text.terms import fold, terms

ASKING = "asking"
KEPT_TEXTS = 1 << 14  # labels and heads of the tables of some questions; a few megabytes


@lru_cache(maxsize=KEPT_TEXTS)
def alike_terms(text: str) -> frozenset[str]:
    """Return the terms of a text, each phrase that has others like it as one term.

    >>> alike_terms("Rental payments") == alike_terms("lease payment")
    True
    """
    return frozenset(terms(_pattern().sub(_key, fold(text).replace("’", "'"))))


def alike_phrases(text: str) -> list[tuple[frozenset[str], frozenset[str]]]:
    """Return the terms of each phrase that has others like it, with what `alike_terms` makes of it.

    >>> alike_phrases("the rental car")[0] == (frozenset({"rental"}), like("leases"))
    True
    """
    folded = fold(text).replace("’", "'")
    return [
        (frozenset(terms(found.group())), frozenset(terms(_key(found))))
        for found in _pattern().finditer(folded)
    ]


@cache
def asking_terms() -> frozenset[str]:
    """Return the terms with which a question asks for a figure and that no row needs to say."""
    return frozenset(term for phrase in _tables()[ASKING] for term in terms(phrase))


@cache
def like(key: str) -> frozenset[str]:
    """Return what a group's phrases become, as `alike_terms` gives them."""
    assert key in _tables(), key
    return frozenset(terms(_name(key)))


def other_phrases(text: str) -> list[str]:
    """Return the phrases of several words that say the same as one of a text.

    >>> "doubtful accounts" in other_phrases("bad debt allowance")
    True
    """
    said = fold(text).replace("’", "'")
    groups = {_groups()[match.group()] for match in _pattern().finditer(said)}
    others = (phrase for phrase, group in _groups().items() if group in groups)
    return [phrase for phrase in others if " " in phrase and phrase not in said]


@cache
def _tables() -> dict[str, list[str]]:
    tables = tomllib.loads(files(__package__).joinpath(ALIKE).read_text(encoding="utf-8"))
    return {
        key: table if isinstance(table, list) else table["words"] for key, table in tables.items()
    }


@cache
def _groups() -> dict[str, str]:
    """Return the group of each phrase."""
    return {phrase: key for key, words in _tables().items() for phrase in words if key != ASKING}


@cache
def _pattern() -> re.Pattern[str]:
    phrases = sorted(_groups(), key=len, reverse=True)
    return re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, phrases))})(?![\w])")


def _key(match: re.Match[str]) -> str:
    return _name(_groups()[match.group()])


def _name(key: str) -> str:
    return f"{key}q"  # a word of no language, which stemming leaves as it is
