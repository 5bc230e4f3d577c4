"""Everyday words for what a company owns and owes -> the labels that a report's rows have.

A list of terms in, the entries whose words all stand in it out, each with what is left of the list
beside them and the words of measuring. The words stand in held.toml, which says how they are put.
"""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from qa.glossary import HELD, STOP_WORDS
from qa.text.terms import terms

Phrase = tuple[str, ...]
_MEASURE, _WORDS = "measure", "words"


@dataclass(frozen=True, slots=True)
class Held:
    """A thing that a company owns or owes. asked: lines of items, an item being its phrases.

    is_ahead: what comes in later years, which a schedule of them tells.
    """

    key: str
    labels: tuple[str, ...]
    asked: tuple[tuple[tuple[Phrase, ...], ...], ...]
    is_ahead: bool
    beside: str  # what the row's column or group says too
    near: str  # what its table is of


@dataclass(frozen=True, slots=True)
class HeldMatch:
    """An entry that a question means, and the places of the terms that it leaves unexplained."""

    held: Held
    rest: tuple[int, ...]
    said: int  # terms that the entry explains


def held_in(asked: Sequence[str]) -> list[HeldMatch]:
    """Return what a list of terms may mean, that first which leaves the fewest words.

    >>> [match.held.key for match in held_in(terms("half-made goods"))]
    ['work_in_process']
    """
    found: dict[str, HeldMatch] = {}
    for held in _entries():
        for line in held.asked:
            places = _places(line, asked)
            if places is None:
                continue
            match = HeldMatch(held, tuple(unmeasured(asked, places)), len(places))
            known = found.get(held.key)
            if known is None or _order(match) < _order(known):
                found[held.key] = match
    return sorted(found.values(), key=_order)


def unmeasured(asked: Sequence[str], taken: Iterable[int] = ()) -> list[int]:
    """Return the places of the terms that say more than how much there is.

    taken: places that are explained already.
    """
    known = set(taken)
    for phrase in _measures():
        known.update(_runs(phrase, asked, known))
    return [i for i, term in enumerate(asked) if i not in known and term not in STOP_WORDS]


def _order(match: HeldMatch) -> tuple[int, int]:
    return len(match.rest), -match.said


def _places(line: Iterable[Iterable[Phrase]], asked: Sequence[str]) -> set[int] | None:
    """Return the places of a line's items, each said at least once; None where one is not."""
    items = list(line)
    taken: set[int] = set()
    for phrases in items:
        first = next((run for p in phrases if (run := _runs(p, asked, taken))), None)
        if first is None:
            return None
        taken.update(first)
    for phrases in items:  # "owed but not paid" says one thing twice
        for phrase in phrases:
            taken.update(_runs(phrase, asked, taken))
    return taken


def _runs(phrase: Phrase, asked: Sequence[str], taken: set[int]) -> set[int]:
    """Return the free places at which a phrase stands."""
    size, places = len(phrase), set[int]()
    for start in range(len(asked) - size + 1):
        if tuple(asked[start : start + size]) == phrase:
            places.update(range(start, start + size))
    return places if places.isdisjoint(taken) else set()


@cache
def _entries() -> tuple[Held, ...]:
    table = _table()
    groups = {key: _phrases(words) for key, words in table[_WORDS].items()}
    return tuple(
        Held(
            key,
            tuple(" ".join(label.split()) for label in entry["labels"].split(",")),
            tuple(
                tuple(groups.get(item.strip()) or _phrases(item) for item in line.split("+"))
                for line in entry["asked"]
            ),
            entry.get("ahead", False),
            entry.get("beside", ""),
            entry.get("near", ""),
        )
        for key, entry in table.items()
        if key not in (_MEASURE, _WORDS)
    )


@cache
def _measures() -> tuple[Phrase, ...]:
    return _phrases(_table()[_MEASURE])


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(HELD).read_text(encoding="utf-8"))


def _phrases(words: str) -> tuple[Phrase, ...]:
    """Return phrases as their terms, the longest first."""
    phrases = dict.fromkeys(tuple(terms(phrase)) for phrase in words.split(","))
    return tuple(sorted(filter(None, phrases), key=len, reverse=True))
