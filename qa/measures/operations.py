"""A question in, what it wants worked out of two things, or of one thing at two times, out.

"Gaming and Embedded revenue added up, 2022" is a sum, "for every dollar of sales, how many cents
were profit" a share. How questions say so stands in operations.toml; what the things are is looked
up elsewhere. A form must say all of a question but its times.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from qa.measures.periods import AskedPeriod, find_periods, find_range

Worked = Literal[
    "share", "percent", "ratio", "difference", "sum", "rest", "per", "margin",
    "change", "growth", "factor", "cagr", "average", "total",
]  # fmt: skip
MOST_CHARS = 90  # of a thing; a longer one is a sentence
MOST_YEARS = 10
_SOLD = "revenue"
_RATES = ("share", "percent", "ratio", "rest", "margin", "growth", "factor", "cagr")
_SURE = ("percent", "ratio", "difference", "sum", "margin", "factor", "cagr", "average", "total")
_OPENING = re.compile(
    r"^(?:please|and|so|calculate|compute|determine|work out|give(?: me)?|show(?: me)?|find|tell me"
    r"|what (?:was|were|is|are)(?: the)?|the|roughly|approximately|on the whole)\s+(?!portion\b)",
    re.I,
)
_ASKS = re.compile(r"^(?:who|how|what|which|where|is|was|are|were|did|does)\b", re.I)
_LEAD = re.compile(
    r",?\s*\(?\s*(?:\b(?:in|for|during|at|as\s+(?:of|at)|by|over|on|across|of|through|throughout|from|back|between"
    r"|the|years?|year[- ]end|end|close|closing|start|ended|ending|fiscal|fy|full|all|both)\s+)+$|,?\s*\(?\s*$",
    re.I,
)
_AT_END = re.compile(r"\b(?:end|close|closing|year[- ]end|as\s+(?:of|at))\b", re.I)
_JOINS = re.compile(
    r"\s*(?:,|-|–|—|to|and|through|until|than|versus|vs\.?|over|against|with|from|in|back|fiscal|fy"
    r"|the|years?|compared|of|for|at|during|end|close|up|into|by|it|was|that)?",
    re.I,
)
_BEHIND = re.compile(  # what may follow a time that is no part of a name
    r"\s*(?:$|[,:;)?]|(?:and|or|than|to|from|compared|as|was|were|did|does|is|are|on|of|by|at|with|came"
    r"|went|over|against|versus|vs|relative|divided|how|in|for|per|put|taken|combined|together|plus"
    r"|minus|less)\b)",
    re.I,
)
_NO_YEAR = re.compile(r"\bquarter|\bq[1-4]\b|\bmonths?\b|\bhalf\b", re.I)
_OPERATOR = re.compile(
    r"\b(?:relative|relation|compared|divided|versus|vs|multiple|ratio|proportion|fraction|combined"
    r"|together|altogether|times|than|exceed\w*|average[ds]?|mean|growth|grew|cagr|how|what|which|who|whose"
    r"|why|when|percent(?!age)|per(?! share))\b|[?;%]",
    re.I,
)
_CUT = re.compile(
    r":|\b(?:as|of|in|to|by|for|from|than|an?|the|and)$|^(?:its|their|it|they)$", re.I
)
_BILL = re.compile(r"(?<!treasury)\s+bill\b", re.I)  # "the advertising bill"
_IN_PERCENT = re.compile(r"\bpercentage\b", re.I)


@dataclass(frozen=True, slots=True)
class Derivation:
    """What is to be worked out. phrases: things without their times; line: what is compared of
    them; subject: whom the question is about, said before a colon.
    """

    operation: Worked
    phrases: tuple[str, ...]
    times: tuple[str, ...]  # one for all things, or one for each time of the one thing
    years: tuple[int, ...] = ()
    line: str = ""
    subject: str = ""
    is_sure: bool = False  # no row's label and no line's change says the same

    @property
    def is_rate(self) -> bool:
        """Whether what is asked for is no amount."""
        return self.operation in _RATES


@dataclass(frozen=True, slots=True)
class _Times:
    """The times of a question. rest: the question without them."""

    rest: str
    said: tuple[str, ...]
    years: tuple[int, ...]
    is_range: bool = False


def derivations_in(question: str, latest: int) -> Iterator[Derivation]:
    """Yield how a question can be read, the surest first. latest: the report's own year.

    >>> found = next(derivations_in("Gaming and Embedded revenue added up, 2022", 2022))
    >>> found.operation, found.phrases, found.times
    ('sum', ('Gaming', 'Embedded revenue'), ('in 2022',))
    """
    text = " ".join(question.replace("’", "'").split()).rstrip(" ?.")
    times = None if _NO_YEAR.search(text) else _times_of(text)
    if times is None:
        return
    seen: set[tuple[object, ...]] = set()
    for subject, rest in _subjects(times.rest):
        for found in _read(_opened(rest), subject, times, latest):
            key = (found.operation, found.phrases, found.line, found.subject)
            if key not in seen:
                seen.add(key)
                yield found


def _subjects(text: str) -> Iterator[tuple[str, str]]:
    """Yield a text as it is, and what stands behind a colon with whom it is about."""
    yield "", text
    before, colon, behind = text.partition(":")
    if colon and before.strip() and behind.strip():
        yield "" if _ASKS.search(before) else before.strip(), behind.strip()


def _opened(text: str) -> str:
    while (shorter := _OPENING.sub("", text, count=1)) != text:
        text = shorter
    return text


def _times_of(text: str) -> _Times | None:
    """Take the times out of a text; None where one is no year."""
    periods = find_periods(text.lower())
    named = [each for each in periods if each.kind not in ("latest", "previous")]
    if len(named) == 1 < len(periods):  # "prior year (2022)"
        for each in periods:
            if each not in named:
                blank = " " * (each.end_char - each.start_char)
                text = text[: each.start_char] + blank + text[each.end_char :]
        return _times_of(text)
    if any(each.kind not in ("year", "instant") or not each.year for each in periods):
        return None
    span = find_range(text.lower(), periods)
    said: dict[int, str] = {}
    rest, place = "", 0
    for number, period in enumerate(periods):
        before = text[place : period.start_char]
        follows = number > 0 and re.fullmatch(rf"(?:{_JOINS.pattern})+", before, re.I) is not None
        lead = _LEAD.search(before)
        is_name = _BEHIND.match(text, period.end_char) is None
        kept = before[: lead.start()] if lead and not is_name else before
        rest += "" if follows else kept + " "
        place = period.end_char
        said.setdefault(cast(int, period.year), _said(text, period, before))
    rest += text[place:]
    years = tuple(sorted(said))
    if span is not None and len(years) == 2 and years[1] - years[0] < MOST_YEARS:
        whole = "fiscal " if "fiscal" in said[years[0]] else ""
        said |= {y: f"in {whole}{y}" for y in range(years[0] + 1, years[1])}
    rest = re.sub(r"\s+([,:;)])", r"\1", " ".join(rest.split()))
    rest = re.sub(r"\(\s*\)", "", rest)
    if rest.count(")") > rest.count("("):
        rest = rest.replace(")", "")  # of brackets that a time has opened
    rest = re.sub(
        r",?\s*\b(?:than|from|between|versus|vs)(?:\s+(?:back|in))*\s*$", "", rest.strip(" ,")
    )
    ordered = tuple(sorted(said))
    return _Times(rest, tuple(said[y] for y in ordered), ordered, span is not None)


def _said(text: str, period: AskedPeriod, before: str) -> str:
    """Return a time in words of its own: "in fiscal 2021", "at the end of 2021"."""
    words = text[period.start_char : period.end_char]
    if period.kind == "instant" and not re.fullmatch(r"\d{4}", words):
        return f"at {words}"
    is_fiscal = re.search(r"\b(?:fiscal|fy)\s*$", before, re.I) or re.match(r"f", words, re.I)
    year = f"fiscal {period.year}" if is_fiscal else str(period.year)
    lead = " ".join(before.split()[-4:])
    return f"at the end of {year}" if _AT_END.search(lead) else f"in {year}"


def _read(text: str, subject: str, times: _Times, latest: int) -> Iterator[Derivation]:
    one = times.said if times.said else (f"in {latest}",)
    for form, operation, pattern in _forms():
        is_of_times = form.endswith("times")
        if is_of_times and not times.years:
            continue
        if not is_of_times and len(one) != 1:
            continue
        match = pattern.fullmatch(text)
        if match is None:
            continue
        groups = match.groupdict()
        phrases = tuple(_thing(groups[name]) for name in "abx" if groups.get(name))
        line = _thing(groups.get("line") or "") or (
            _SOLD if form in ("sells", "sold_at_times") else ""
        )
        if not all(map(_is_thing, (*phrases, *filter(None, (line,))))):
            continue
        if not is_of_times:
            if len(phrases) == 2 or operation == "margin":
                is_sure = form != "weakly" and operation in _SURE
                yield Derivation(operation, phrases, one, times.years, line, subject, is_sure)
        elif (said := _of_times(operation, times)) is not None:
            is_sure = operation in _SURE
            yield Derivation(operation, phrases, said[0], said[1], line, subject, is_sure)


def _of_times(operation: Worked, times: _Times) -> tuple[tuple[str, ...], tuple[int, ...]] | None:
    """Return at which times a thing is looked up: the first and the last, or each of them."""
    said, years = times.said, times.years
    if operation in ("average", "total"):
        is_whole = len(years) > 1 and years[-1] - years[0] == len(years) - 1
        return (said, years) if is_whole or (len(years) > 1 and not times.is_range) else None
    if len(years) == 1 and operation in ("change", "growth", "factor"):
        year = years[0]
        before = said[0].replace(str(year), str(year - 1)) if said[0].startswith("in") else ""
        return (before or f"at the end of {year - 1}", said[0]), (year - 1, year)
    if len(years) == 2 or (times.is_range and len(years) > 2):
        return (said[0], said[-1]), (years[0], years[-1])
    return None


def _thing(text: str) -> str:
    text = _BILL.sub(" expense", _opened(text.strip(" ,:;")))
    text = re.sub(r"^(?:did|does|do|was|were|an?|of|on|from)\s+", "", text, flags=re.I)
    return text if text.count("(") == text.count(")") else re.sub(r"[()]", "", text)


def _is_thing(text: str) -> bool:
    is_short = bool(re.search(r"[a-z]", text, re.I)) and len(text) <= MOST_CHARS
    return (
        is_short
        and _CUT.search(text) is None
        and _OPERATOR.search(_IN_PERCENT.sub("", text)) is None
    )


@cache
def _forms() -> Sequence[tuple[str, Worked, re.Pattern[str]]]:
    """Return what a form is of, what it works out, and how questions say it."""
    table = tomllib.loads(files(__package__).joinpath("operations.toml").read_text("utf-8"))
    words: dict[str, str] = table.pop("words")
    found: list[tuple[str, Worked, re.Pattern[str]]] = []
    for operation, forms in table.items():
        for form, texts in forms.items():
            found += [(form, cast(Worked, operation), _pattern(text, words)) for text in texts]
    return found


def _pattern(text: str, words: dict[str, str]) -> re.Pattern[str]:
    for name, said in words.items():
        text = text.replace(f"{{{name}}}", said)
    for name, said in words.items():  # a list of words may name another
        text = text.replace(f"{{{name}}}", said)
    text = re.sub(r"<(a|b|x|line)>", r"(?P<\1>.+?)", text)
    return re.compile(text, re.I)
