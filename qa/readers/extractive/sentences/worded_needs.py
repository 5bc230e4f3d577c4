"""A question in words of its own in, what a sentence must say to answer it out.

Which kind of figure, of a count what is counted, and each word that says which: with the ways in
which a report may put it. Words that only ask ("in all", "how big is") need not be said.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from qa.glossary import STOP_WORDS, WORDED
from qa.glossary.alike import alike_phrases, alike_terms, asking_terms
from qa.glossary.synonyms import everyday_words
from qa.readers.extractive.rows.row_facts import SOFT, content_terms
from qa.readers.extractive.sentences.plainly_said import ASKS_PRICE
from qa.text.terms import terms

Kind = Literal["area", "years", "price", "percent", "count", "money"]
Ways = frozenset[tuple[str, ...]]

_AREA = re.compile(
    r"\bsquare\s+(?:feet|foot\w*)\b|\bsq\.?\s*f(?:t|eet|oot)\b|\bfloor\s*space\b", re.I
)
_YEARS = re.compile(
    r"\b(?:how\s+many|number\s+of|in)\s+years\b|^\W*years\b|\byears\s+(?:left|over|remaining)\b"
    r"|\bhow\s+long\b|\bover\s+(?:what|which)\s+(?:period|time)\b",
    re.I,
)
_PRICE = re.compile(
    r"\b(?:per|a|each)\s+share\b|\b(?:average|mean)\s+(?:price|paid|cost)\b|\bapiece\b"
    r"|\bquarterly\s+dividend\b",
    re.I,
)
_PERCENT = re.compile(
    r"\bpercent\w*|%|\bproportion\b|\b(?:share|slice|portion|fraction|part)\s+of\b|\brate\b"
    r"|\bhow\s+much\s+of\s+(?:the\s+|its\s+|their\s+)?(?:staff|workforce|headcount)\b",
    re.I,
)
_COUNT = re.compile(
    r"\b(?:how\s+many|number\s+of|count\s+of)\s+(?P<things>[^?,;:()]+)|\b(?P<staff>headcount)\b",
    re.I,
)
_MONEY = re.compile(
    r"\bhow\s+much\b|\bcosts?\b|\bprices?\b|\bpa(?:y|id|yment)\b|\bmoney\b|\bspen[dt]\b|\bamounts?\b"
    r"|\bvalue\b|\bworth\b|\bsums?\b|\bdollars?\b|\b(?:fine|settlement|bonus|charge|gain|fee|backlog"
    r"|expense|comp|compensation)s?\b",
    re.I,
)
_ENDS = re.compile(
    r"\s(?:do|does|did|are|is|were|was|have|has|had|hadn['’]t|will|can|could|in|at|on|for|with|by"
    r"|there|the|that|who|which|under|across|over|after|during|since|from|when)\b",
    re.I,
)
_OF = re.compile(r"^of\s+(?:the\s+|its\s+|their\s+|our\s+|all\s+)*(?:[A-Z][\w.&-]*['’]s?\s+)?")
_TIME = re.compile(  # "at the close of", "when 2022 ended", "how big is"
    r"\bhow\s+(?:big|large)\b|\b(?:(?:at|by|on|as\s+of|over)\s+)?(?:the\s+)?(?:close|end|start|beginning|turn|course)\s+of\b"
    r"|\bwhen\s+(?:fiscal\s+)?\d{4}\s+\w+|\b(?:fiscal\s+)?\d{4}\s+(?:ended|closed|began)\b"
    r"|(?<=were\s)(?:still\s+)?open\b|(?<=are\s)(?:still\s+)?open\b|\b(?:year|period)[- ]end\b"
    r"|\bfull[- ]year\b",
    re.I,
)
_PLURAL = re.compile(r"(?:\w+s|people|staff|personnel|aircraft|women|men)", re.I)
_NAME = re.compile(  # no place: "in Canada"
    r"(?<=\s)(?<!\bin\s)(?<!\bin\sthe\s)(?<!\bfrom\s)(?<!\bwithin\s)(?<!\boutside\s)[A-Z][\w&.’'-]+"
)
_DEAL: Ways = frozenset(
    tuple(terms(phrase))
    for phrase in (
        "purchase price", "purchase consideration", "total consideration", "acquired", "acquire",
        "aggregate consideration", "acquisition price", "consideration transferred", "bought",
    )
)  # fmt: skip
_OPEN: Ways = frozenset({("outstand",), ("open",), ("stock",), ("share",)})
_PEOPLE = alike_terms("employees")
_ASKING = (
    "size number count total sum amount money dollar thousand million billion"
    " figure altogether together overall current currently today now actually exactly roughly"
    " approximately company group firm concern run operate get got hold held end ended start"
    " close beginning late early fiscal year half i.e course whole all back how work working"
    " people reach stand stood square feet foot footage sq ft price percentage percent share"
    " proportion portion slice part per fraction rate years last past time day yet still"
    " quarter arm division business segment unit say says tell told according report come came"
    " cost pay paid spend spent give gave put need use full-year have owe own outfit average"
    " just only most more less than including included counting over based located situated"
)
_OPTIONAL = STOP_WORDS | SOFT | asking_terms() | frozenset(terms(_ASKING))


@dataclass(frozen=True, slots=True)
class Need:
    """What a sentence must say. noun: of what is counted, None for other kinds of figures."""

    kind: Kind
    noun: Ways | None
    things: tuple[Ways, ...]
    kinds: tuple[Ways, ...]  # those of them that stand right before the noun: "large-format stores"
    is_of_deal: bool  # what was paid for something that was bought
    names: tuple[Ways, ...]  # those of them that are names, which may stand above a sentence


def need_of(question: str, company: Iterable[str]) -> Need | None:
    """Return what a question needs; None where it is not sure which kind of figure."""
    kind = _kind(question)
    if kind is None:
        return None
    noun = _noun(question) if kind == "count" else ""
    if kind == "count" and not noun:
        return None
    question = _TIME.sub(" ", question)
    own = content_terms(" ".join(company))
    of_noun = frozenset(terms(noun))
    things = [
        ways for term, ways in _ways_of(question) if not (set(term) <= own or of_noun & set(term))
    ]
    ways_of_noun = next(iter(w for _, w in _ways_of(noun, all_of_it=True)), None) if noun else None
    if ways_of_noun:
        things = [ways for ways in things if not ways & ways_of_noun]
    if kind in ("years", "price"):
        things = [ways for ways in things if not ways & _OPEN]
    is_of_deal = kind == "money" and ASKS_PRICE.search(question) is not None
    things += [_DEAL] if is_of_deal else []
    named = frozenset(terms(" ".join(_NAME.findall(question))))
    named -= frozenset(terms("U.S."))
    names = tuple(ways for ways in things if any(set(way) <= named for way in ways))
    before = frozenset(terms(question.rpartition(noun)[0].rpartition("many")[2])) if noun else own
    kinds = tuple(ways for ways in things if any(set(way) <= before for way in ways))
    return Need(kind, ways_of_noun, tuple(dict.fromkeys(things)), kinds, is_of_deal, names)


def says(ways: Ways, words: Sequence[str], alike: frozenset[str]) -> bool:
    """Tell whether a text says a thing. words: its terms; alike: those of `alike_terms`."""
    return any(way[0] in alike if len(way) == 1 else _stands_in(way, words) for way in ways) or any(
        len(way) == 1 and way[0] in words for way in ways
    )


def places_of(ways: Ways, words: Sequence[str]) -> Iterator[int]:
    """Yield where a thing is said among the terms of a text."""
    for place in range(len(words)):
        if any(tuple(words[place : place + len(way)]) == way for way in ways):
            yield place


def _stands_in(way: tuple[str, ...], words: Sequence[str]) -> bool:
    return any(tuple(words[i : i + len(way)]) == way for i in range(len(words) - len(way) + 1))


def _kind(question: str) -> Kind | None:
    if _AREA.search(question):
        return "area"
    if _YEARS.search(question):
        return "years"
    if _PRICE.search(question):
        return "price"
    if _COUNT.search(question) and not re.search(
        r"\bhow\s+many\s+(?:percent|dollars)", question, re.I
    ):
        return "count"
    is_part = re.search(r"\b(?:part|portion)\s+of\b", question, re.I) and _MONEY.search(question)
    if _PERCENT.search(question) and not is_part:
        return "percent"
    is_money = _MONEY.search(question) is not None
    is_of_people = _PEOPLE & alike_terms(question) and not is_money
    if is_of_people:
        return "count"
    return "money" if is_money else None


def _noun(question: str) -> str:
    """Return the word for what is counted: "shops" of "how many Mobile stand-alone shops shut"."""
    found = _COUNT.search(question)
    if found is None:  # "US-based workers at the end of 2016"
        words = re.findall(r"[\w-]+", question)
        return next((word for word in words if alike_terms(word) & _PEOPLE), "")
    if found["things"] is None:
        return str(found["staff"])
    things = _ENDS.split(_OF.sub("", found["things"]))[0]
    words = re.findall(r"[\w'’-]+", things)
    plural = [word for word in words if _PLURAL.fullmatch(word)]
    return str((plural or words or [""])[-1])


def _ways_of(text: str, *, all_of_it: bool = False) -> Iterator[tuple[tuple[str, ...], Ways]]:
    """Yield the words of a text that say which thing is meant, each with the ways to say it."""
    words = terms(text)
    same = dict(alike_phrases(text))
    known = {entry.asked: entry.said for entry in everyday_words(words, WORDED)}
    phrases = sorted(
        {*known, *(tuple(t for t in words if t in phrase) for phrase in same)}, key=len
    )
    place = 0
    while place < len(words):
        phrase = next(
            (p for p in reversed(phrases) if p and tuple(words[place : place + len(p)]) == p),
            (words[place],),
        )
        place += len(phrase)
        is_told = len(phrase) > 1 or phrase in known or not set(phrase) <= _OPTIONAL
        if phrase[0][:1].isdigit() or not (is_told or all_of_it):
            continue
        ways = {phrase, *known.get(phrase, ())}
        if key := same.get(frozenset(phrase)):
            ways.add(tuple(key))
        yield phrase, frozenset(ways)
