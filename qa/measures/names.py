"""Text in, the measures and statement lines it names out, each with the characters that name it.

Words are compared without case, plural and spelling ("Inventories", "inventory"), names must stand
together, and the longest wins: "gross margin" is no "margin", "cost of sales" no "sales".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from qa.measures.measure import concepts, measures

_WORD = re.compile(r"(?:[a-z]\.){2,}|[a-z0-9]+(?:&[a-z]+)*|%|[\u4e00-\u9fff]")
_SENTENCE_END = re.compile(r"[.;:?!()=]\s|[()]")
_NO_DEBT = re.compile(r"\b(?:bad|doubtful)\s+debts?\b")  # what customers do not pay
_VALUE_OF = re.compile(r"\b(?:book|carrying)\s+values?\s+of\s+(?:the\s+|its\s+)?")  # of a thing
_EMPLOYED = re.compile(
    r"\bhow\s+many\s+(?P<people>people|workers|persons)\b(?=[^.?!]*\b(?:employ\w*|works?"
    r"|working|worked)\b)"
)
_NET_OF = re.compile(r"net\s+of\b")  # "net of cash acquired" is no net cash
_COSTS = re.compile(r"\s+(?:costs?|expenses?|spending|spend|expenditures?|outlays?)\b")
_SKIPPED = frozenset(
    [
        "the",
        "of",
        "a",
        "an",
        "and",
        "its",
        "their",
        "our",
        "your",
        "his",
        "her",
        "this",
        "that",
        "did",
        "does",
        "do",
        "they",
        "we",
    ]
)
_SPELLINGS = {
    "capitalisation": "capitalization",
    "amortisation": "amortization",
    "cogs": "cogs",
    "bvps": "bvps",
    "opex": "opex",
    "capex": "capex",
    "taxes": "tax",
}


@dataclass(frozen=True, slots=True)
class Named:
    """A measure or a line named in a text from start to end."""

    key: str
    start: int
    end: int
    is_measure: bool


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: as it is written, and as it is compared."""

    text: str
    written: str
    start: int
    end: int


def find_names(text: str) -> tuple[Named, ...]:
    """Return what a text in lower case names, in its order, no two overlapping.

    >>> [named.key for named in find_names("cost of sales as a share of sales")]
    ['cost_of_sales', 'revenue']
    """
    text = _NO_DEBT.sub(lambda match: " " * len(match.group()), text)
    found = sorted(
        (*_english(text), *_chinese(text), *_people(text)), key=lambda n: (n.start - n.end, n.start)
    )
    kept: list[Named] = []
    for named in found:
        if all(named.end <= other.start or named.start >= other.end for other in kept):
            kept.append(_with_costs(named, text))
    starts = {named.start for named in kept}
    values = {match.start() for match in _VALUE_OF.finditer(text) if match.end() in starts}
    kept = [named for named in kept if named.start not in values]
    return tuple(sorted(kept, key=lambda named: named.start))


def _with_costs(named: Named, text: str) -> Named:
    """Let a cost's name take the word of cost behind it: "general and administrative costs"."""
    known = concepts().get(named.key)
    behind = _COSTS.match(text, named.end)
    if behind is None or known is None or not known.is_outflow:
        return named
    return replace(named, end=behind.end())


def main_of(named: Sequence[Named]) -> Named:
    """Return what is asked for among what is named: a measure before a line, else the first."""
    return next((name for name in named if name.is_measure), named[0])


def words_of(text: str) -> list[Word]:
    """Return the words of a text in lower case, possessives and plurals folded.

    >>> [word.text for word in words_of("the company's inventories")]
    ['the', 'company', 'inventory']
    """
    return [
        Word(fold_word(match.group()), match.group(), match.start(), match.end())
        for match in _WORD.finditer(re.sub(r"[’']s\b", "  ", text))
    ]


def fold_word(word: str) -> str:
    """Return the singular of an English word, as far as names need it."""
    if word in _SPELLINGS:
        return _SPELLINGS[word]
    if len(word) < 4 or not word.isascii():
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "shes", "ches")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _english(text: str) -> Iterator[Named]:
    words = [word for word in words_of(text) if word.text not in _SKIPPED]
    for place, word in enumerate(words):
        for name, key, is_measure in _names_by_first_word().get(word.text, ()):
            if len(name) == 1 and name[0] not in (word.written, word.text):
                continue  # "assets" are an amount, an "asset" is a thing
            if tuple(w.text for w in words[place : place + len(name)]) == _folded(name):
                end = words[place + len(name) - 1].end
                is_cut = word.text == "net" and _NET_OF.match(text, word.start) is not None
                if not is_cut and not _SENTENCE_END.search(text, word.start, end):
                    yield Named(key, word.start, end, is_measure)
                    break


def _chinese(text: str) -> Iterator[Named]:
    for name, key, is_measure in _chinese_names():
        start = text.find(name)
        while start >= 0:
            yield Named(key, start, start + len(name), is_measure)
            start = text.find(name, start + len(name))


def _people(text: str) -> Iterator[Named]:
    """Find "how many people did they employ", whoever stands between."""
    for match in _EMPLOYED.finditer(text):
        yield Named("employees", *match.span("people"), is_measure=False)


@cache
def _names_by_first_word() -> dict[str, list[tuple[tuple[str, ...], str, bool]]]:
    """Return names as folded words by their first one, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str, bool]]] = {}
    for name, key, is_measure in _all_names():
        words = tuple(w.written for w in words_of(name.lower()) if w.text not in _SKIPPED)
        if name.isascii() and words:
            found.setdefault(fold_word(words[0]), []).append((words, key, is_measure))
    for names in found.values():
        names.sort(key=lambda entry: -len(entry[0]))
    return found


@cache
def _folded(name: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(fold_word(word) for word in name)


@cache
def _chinese_names() -> list[tuple[str, str, bool]]:
    return [(name.lower(), key, is_m) for name, key, is_m in _all_names() if not name.isascii()]


def _all_names() -> Iterator[tuple[str, str, bool]]:
    for measure in measures().values():
        for name in (*measure.names, *measure.zh):
            yield name, measure.key, True
    for concept in concepts().values():
        for name in (*concept.names, *concept.zh):
            yield name, concept.key, False


def is_first_word(word: str) -> bool:
    """Return whether the name of a line or measure begins with a word."""
    return fold_word(word) in _names_by_first_word()
