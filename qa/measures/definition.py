"""A definition that stands in a question in, a formula out.

"Take 365 x average inventory / cost of sales" is `365 * avg(inventories) / cost_of_sales`. Where a
definition begins and ends is found by trying, so a part of a longer formula must never pass for it.
"""

import re
from dataclasses import dataclass, replace

from qa.measures.formula_words import read_formula
from qa.measures.names import find_names


@dataclass(frozen=True, slots=True)
class Definition:
    """A formula that stands in a question from start to end. base_year: what "now" is in it."""

    expression: str
    start: int
    end: int
    base_year: int | None = None
    defines: str | None = None  # the key of what it defines, where its sentence names that
    is_list: bool = False  # "short-term debt, notes payable and long-term debt": nothing but a sum


_OPERATOR_BEFORE = re.compile(r"(?:[/*÷×+−]|(?<=\s)[-x]|\b(?:over|by|times|minus|plus|less))$")
_OPERATOR_AFTER = re.compile(
    r"[/*÷×+−]|-(?=[\s(])|(?:over|divided|times|minus|plus|less|x)\b|除以|乘|减|加"
    r"|as\s+(?:an?\s+)?(?:%|percent|share|proportion)"
)
_SUMMING = (
    r"built\s+(?:up\s+)?from|made\s+up\s+of|composed\s+of|put\s+together\s+from|adding(?:\s+up)?"
)
SUMMED = re.compile(rf"\b(?:{_SUMMING})\s*$")
_TRIGGER = re.compile(
    r"\b(?:defined?(?:\s+(?:it|this|that|here))?\s+(?:as|to\s+be)"
    r"|define\s+[\w\s&%-]{1,40}?\s+as|calculated\s+as|computed\s+as|measured\s+as"
    r"|taken?\s+(?:it\s+)?as"
    r"|(?:which|that)\s+is|i\.e\.|meaning|that\s+means|take|use|using|based\s+on|as|with"
    rf"|{_SUMMING}"
    r"|equals?|where|(?<!what\s)(?<!which\s)(?<!much\s)(?<!many\s)(?:is|are))\b"
    r"|[:=：＝，(（;。.?？]|,(?!\s*(?:19|20)\d\d\b)|公式[为是：:]?|定义为|等于|计算公式为?|用|按"
)
_STRONG_TRIGGER = re.compile(
    r"\bdefin(?:e|ed)\b(?!\s+(?:benefit|contribution))|\b(?:calculated|computed)\s+as\b|(?<![<>])[=＝]|公式|定义为"
    r"|\btake[sn]?\b.{1,60}\bas\b"
)
_SENTENCE = re.compile(r"[.?!;](?=\s)|[。？！；]")
MAX_DEFINITIONS = 6
# A text longer than this gives no formula that is read: each beginning is tried with each end.
MOST_CHARS = 500
_STOP = re.compile(
    r"[?？。;；]|\.(?=\s|$)|,(?=\s)|，|[)）]|$|\b(?:in\s+percent|for\s+(?=(?:fiscal|fy|20))"
    r"|where)\b|\band\b(?=(?:\s+[a-z&-]+){1,4}\s+(?:is|are|equals|=)\s)"
)
_ANOTHER = re.compile(r"\band\b(?:\s+[a-z&-]+){1,4}\s+(?:is|are|equals|=)\s")
_DEFINING = re.compile(
    r"[\s(]*(?:is|are|equals?|means|=|:|as|(?:defined|calculated|computed|taken)\s+as)[\s(]*"
)


def find_definition(text: str) -> Definition | None:
    """Return the formula that a text in lower case gives for what it asks.

    >>> find_definition("inventory days: 365 x average inventory / cost of sales").expression
    '365 * avg(inventories) / cost_of_sales'
    """
    starts = sorted({0, *(match.end() for match in _TRIGGER.finditer(text))})
    stops = sorted({match.start() for match in _STOP.finditer(text)}, reverse=True)
    best: Definition | None = None  # the longest
    for start in starts:
        for stop in stops:
            if best is not None and stop - start <= best.end - best.start:
                break
            if stop <= start or _is_piece(text, start, stop):
                continue
            read = read_formula(text[start:stop])
            if read is not None:
                best = Definition(
                    read.expression, start, stop, read.base_year, is_list=read.is_list
                )
                break
    return best


def find_definitions(text: str) -> tuple[Definition, ...]:
    """Return all formulas of a text, in its order: of the measure, and of what it is made of.

    >>> text = "ccc is defined as: dio - dpo. dio is defined as: inventory / cogs."
    >>> found = find_definitions(text)
    >>> [(each.defines, each.expression) for each in found]
    [('cash_conversion_cycle', 'dio - dpo'), ('dio', 'inventories / cost_of_sales')]
    """
    found: list[Definition] = []
    left = text
    while len(text) <= MOST_CHARS and len(found) < MAX_DEFINITIONS:
        definition = find_definition(left)
        if definition is None:
            break
        sentence = max((m.end() for m in _SENTENCE.finditer(left, 0, definition.start)), default=0)
        found.append(replace(definition, defines=_defined(text[sentence : definition.start])))
        left = (
            left[: definition.start]
            + " " * (definition.end - definition.start)
            + left[definition.end :]
        )
        if len(_STRONG_TRIGGER.findall(text)) <= len(found) and not _ANOTHER.search(left):
            break
    return tuple(sorted(found, key=lambda each: each.start))


def _defined(before: str) -> str | None:
    """Return what a definition defines: the name right before it, else the sentence's measure."""
    named = find_names(before)
    if named and _DEFINING.fullmatch(before, named[-1].end):
        return named[-1].key
    return next((n.key for n in named if n.is_measure), named[-1].key if named else None)


def claims(text: str) -> int:
    """Return how many things a text says it defines, whether or not that can be read."""
    return len(_STRONG_TRIGGER.findall(text))


def _is_piece(text: str, start: int, stop: int) -> bool:
    """Return whether a stretch is a part of a longer formula: an operator stands beside it."""
    before, after = text[:start].rstrip(" (（"), text[stop:].lstrip(" )）")
    return _OPERATOR_BEFORE.search(before) is not None or _OPERATOR_AFTER.match(after) is not None
