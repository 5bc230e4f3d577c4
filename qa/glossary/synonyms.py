"""Everyday words of a question -> the words that a report has in their place.

A list of terms in, out which of them stand for what. The words stand in synonyms.toml, those for
what sentences tell of counts and deals in worded.toml.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from qa.glossary import SYNONYMS, content
from qa.text.terms import terms

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EverydayWords:
    """Words of a question that a report may put otherwise. said: the terms of each other way."""

    asked: Phrase
    said: tuple[Phrase, ...]


def everyday_words(asked: Sequence[str], file: str = SYNONYMS) -> list[EverydayWords]:
    """Return what of these terms a report may put otherwise; longer phrases hide shorter ones.

    >>> everyday_words(terms("Who makes fakes?"))[0].asked
    ('fake',)
    """
    found: list[EverydayWords] = []
    place = 0
    while place < len(asked):
        known = next(
            (
                e
                for e in _starting_with(file).get(asked[place], ())
                if _stands_at(e.asked, asked, place)
            ),
            None,
        )
        if known is not None:
            found.append(known)
        place += len(known.asked) if known else 1
    return found


def _stands_at(phrase: Phrase, words: Sequence[str], place: int) -> bool:
    return tuple(words[place : place + len(phrase)]) == phrase


@cache
def _starting_with(file: str) -> dict[str, list[EverydayWords]]:
    """Return the entries by their first term, the longest first."""
    tables = tomllib.loads(files(__package__).joinpath(file).read_text(encoding="utf-8"))
    by_first: dict[str, list[EverydayWords]] = {}
    for asked, said in tables.items():
        others = tuple(dict.fromkeys(filter(None, map(_phrase, said.split(",")))))
        for phrase in dict.fromkeys(map(_phrase, asked.split(","))):
            assert content(phrase), asked
            by_first.setdefault(phrase[0], []).append(EverydayWords(phrase, others))
    for entries in by_first.values():
        entries.sort(key=lambda entry: -len(entry.asked))
    return by_first


def _phrase(text: str) -> Phrase:
    return tuple(terms(text))
