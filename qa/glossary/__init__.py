"""Finance words as data: what a question calls a thing, and where and how a report writes it.

The TOML files beside this one hold one table per thing, for example

    [capital_expenditure]
    names = ["capex", "capital expenditure"]     # what people ask for; zh: the same in Chinese
    rows = ["purchases of property and equipment"]   # how table rows are labelled; rows_zh
    words = ["capital projects"]                 # what running text says about it
    heads = ["capital spending"]                 # titles of the notes and sections it stands in; heads_zh
    at = ["cash", "mdna"]                        # kinds of pages it stands on, see qa.search.page_kinds
    of = ["revenue"]                             # what it is computed from: keys of other tables
    each = ["warehouses"]                        # names of different things, none of which stands
                                                 # for another: stores are no warehouses
    why = ["new stores"]                         # what makes it rise or fall; why_zh
"""  # noqa: E501 - the comments of the example belong on its lines

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from qa.text.terms import fold, terms

STOP_WORDS = frozenset(
    terms(
        "a an and are as at be been but by can could did do does done for from had has have he her"
        " his how i if in into is it its me my of on or our she should so than that the their them"
        " then there these they this those to was we were what when where which while who whom"
        " whose why will with would you your about any also am all please tell show give much many"
        " us during between per each s t whats hows wheres"
    )
)

COMMON_WORDS = "common_words.toml"
CHINESE_WORDS = "chinese_words.toml"
LINE_ITEMS = "line_items.toml"
MATTERS = "matters.toml"
ALIKE = "alike.toml"
HELD = "held.toml"
SALES_WORDS = "sales_words.toml"
SYNONYMS = "synonyms.toml"
WORDED = "worded.toml"
SPOKEN = "spoken.toml"
# have no entries that a question names
OTHERS = (
    ALIKE,
    CHINESE_WORDS,
    COMMON_WORDS,
    HELD,
    LINE_ITEMS,
    MATTERS,
    SALES_WORDS,
    SPOKEN,
    SYNONYMS,
    WORDED,
)
_OWED = re.compile(r"(?i)(?:receiv|pay)ables?\b")  # what somebody receives is no receivable
NEAR = 3  # words that may stand between the words of a name: "cash did operations generate"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing a report may tell about. Phrases are in lower case; see the module's example."""

    key: str
    names: tuple[str, ...]
    rows: tuple[str, ...]
    words: tuple[str, ...]
    heads: tuple[str, ...]
    at: tuple[str, ...]
    of: tuple[str, ...]
    why: tuple[str, ...]
    each: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that a question names. places: which of its terms (or characters, in Chinese) do."""

    entry: Entry
    name: str
    places: frozenset[int]
    words: frozenset[str]  # the terms of the name
    whole: bool  # the words of the name stand together


@dataclass(frozen=True, slots=True)
class _Name:
    """An English name of an entry. number: its place among all names."""

    number: int
    entry: Entry
    words: tuple[str, ...]
    is_owed: bool  # receivable or payable, which what is received or paid is not


class Glossary:
    """All entries, and how to find those that a question is about."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = {entry.key: entry for entry in entries}
        self._names = defaultdict[str, list[_Name]](list)  # by the first term
        self._chinese_names: list[tuple[Entry, str]] = []
        num_names = 0
        for entry in entries:
            for name in entry.names:
                if name.isascii():
                    words = tuple(content(terms(name)))
                    if words:
                        num_names += 1
                        is_owed = _OWED.search(name) is not None
                        self._names[words[0]].append(_Name(num_names, entry, words, is_owed))
                else:
                    self._chinese_names.append((entry, fold(name)))

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def match(self, question: str) -> list[Match]:
        """Return the entries a question names. A longer name hides the shorter ones inside it."""
        asked = content(terms(question))
        places_of: dict[str, list[int]] = {}
        for place, term in enumerate(asked):
            places_of.setdefault(term, []).append(place)
        names = (name for term in places_of for name in self._names.get(term, ()))
        matches = [
            Match(
                name.entry,
                " ".join(name.words),
                places,
                frozenset(name.words),
                max(places) - min(places) < len(places),
            )
            for name in sorted(names, key=lambda name: name.number)
            if (places := _places(name.words, places_of))
            and (not name.is_owed or _OWED.search(question))
        ]
        matches += _chinese_matches(self._chinese_names, fold(question), offset=len(asked))
        return _longest(matches)

    def parts(self, entry: Entry) -> list[Entry]:
        """Return the entries that one is computed from."""
        return [self._entries[key] for key in entry.of]


@cache
def load() -> Glossary:
    """Return the glossary of the package."""
    entries: list[Entry] = []
    for file in sorted(files(__package__).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml") and file.name not in OTHERS:
            tables = tomllib.loads(file.read_text(encoding="utf-8"))
            entries += [_entry(key, table) for key, table in tables.items()]
    return Glossary(entries)


@cache
def line_items() -> tuple[Entry, ...]:
    """Return the finer lines of the statements, which have rows and no names.

    A search does not look for them; a figure under such a key is the one row and no other.
    """
    text = files(__package__).joinpath(LINE_ITEMS).read_text(encoding="utf-8")
    return tuple(_entry(key, table) for key, table in tomllib.loads(text).items())


@cache
def common_words() -> frozenset[str]:
    """Return the terms of words that a question about anything may hold."""
    text = files(__package__).joinpath(COMMON_WORDS).read_text(encoding="utf-8")
    return frozenset(terms(tomllib.loads(text)["common"]))


@cache
def wrapping_words() -> frozenset[str]:
    """Return the terms of words that ask for nothing where a report has none of them."""
    text = files(__package__).joinpath(COMMON_WORDS).read_text(encoding="utf-8")
    return frozenset(terms(tomllib.loads(text)["wrapping"]))


@cache
def chinese_forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the forms in which Chinese words are compared, each with the words that it is for.

    The form is among them, so that no part of it ("产量" of "生产量") is taken for a word.
    """
    text = files(__package__).joinpath(CHINESE_WORDS).read_text(encoding="utf-8")
    forms = tomllib.loads(text)["forms"]
    found = []
    for form, words in forms.items():
        longest = sorted([form, *words], key=len, reverse=True)
        found.append((form, re.compile("|".join(map(re.escape, longest)))))
    return tuple(found)


def content(words: Sequence[str]) -> list[str]:
    """Return terms without those that every sentence has."""
    return [word for word in words if word not in STOP_WORDS]


def _entry(key: str, table: dict[str, list[str]]) -> Entry:
    def both(english: str, chinese: str) -> tuple[str, ...]:
        return (*table.get(english, ()), *table.get(chinese, ()))

    return Entry(
        key=key,
        names=both("names", "zh"),
        rows=both("rows", "rows_zh"),
        words=both("words", "words_zh"),
        heads=both("heads", "heads_zh"),
        at=tuple(table.get("at", ())),
        of=tuple(table.get("of", ())),
        why=both("why", "why_zh"),
        each=tuple(table.get("each", ())),
    )


def _places(name: tuple[str, ...], places_of: dict[str, list[int]]) -> frozenset[int] | None:
    """Return where the words of a name stand in a question, near each other, in any order."""
    if any(term not in places_of for term in name):
        return None
    for first in places_of[name[0]]:
        places = {min(places_of[term], key=lambda place: abs(place - first)) for term in name}
        if len(places) == len(set(name)) and max(places) - min(places) < len(name) + NEAR:
            return frozenset(places)
    return None


def _chinese_matches(names: Sequence[tuple[Entry, str]], question: str, offset: int) -> list[Match]:
    matches: list[Match] = []
    for entry, name in names:
        start = question.find(name)
        if start >= 0:
            places = range(offset + start, offset + start + len(name))
            words = frozenset(terms(name))
            matches.append(Match(entry, name, frozenset(places), words, whole=True))
    return matches


def _longest(matches: list[Match]) -> list[Match]:
    """Keep, per entry, its longest name, and drop what lies inside the name of another."""
    best: dict[str, Match] = {}
    for match in matches:
        known = best.get(match.entry.key)
        if known is None or (match.whole, len(match.places)) > (known.whole, len(known.places)):
            best[match.entry.key] = match
    kept = best.values()
    return [
        match
        for match in kept
        if not any(other.whole and match.places < other.places for other in kept)
    ]
