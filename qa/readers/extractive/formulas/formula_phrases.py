"""A question in, the formula that it gives in its own words out, over phrases for its operands.

"Order intake divided by net sales in 2024" is `r0 / r1` over "order intake" and "net sales in
2024". Nothing here knows a report: which rows the phrases mean is looked up elsewhere.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from qa.measures.wishes import find_wishes
from qa.measures.wrapping import unwrap

MAX_PHRASE = 90  # characters of an operand; a longer one is a sentence

_TRIGGER = re.compile(
    r":(?=\s)|=|\bi\.e\.,?|\b(?:defined|calculated|computed|measured|taken|expressed)\s+as\b"
    r"|\b(?:take|takes|namely|meaning|that\s+is,)\s"
    r"|\((?=[^()]*(?:/|\+|÷|\b(?:divided|over|plus|minus|less)\b))",
    re.I,
)
_END = re.compile(r"[?;]|\.(?=\s|$)|,?\s+(?:where|rounded|please)\b|\)(?![^(]*\))", re.I)
_RATIO = re.compile(
    r"\s+(?:divided\s+by|over(?!\s+(?:the\s+)?(?:fiscal|last|past|years?|time|period|\d)))\s+"
    r"|\s*÷\s*|\s+/\s+|(?<=[a-z)])/(?=[a-z(])",
    re.I,
)
_AS_SHARE = re.compile(
    r",?\s+(?:expressed\s+)?as\s+(?:an?\s+)?(?:share|percentage|percent|proportion|%)\s+of\s+", re.I
)
_GOES_ON = re.compile(
    r"\s*\)\s*(?:[/÷+−*×]|-\s|(?:divided|over|times|minus|plus|less|x|as\s+an?)\b)", re.I
)
_TERM = re.compile(  # "Note 2 – Revenue" takes nothing away
    r"\s+(plus|minus|less|net\s+of)\s+|(?<!\bnote \d)(?<!\bnote \d\d)\s+([+−–-])\s+", re.I
)
_AVERAGE = re.compile(r"^(?:the\s+)?(?:averages?|mean)\s+(?:of\s+)?(?:the\s+)?", re.I)
_ENDS = re.compile(
    r"\b(?:beginning\s+and\s+(?:end|ending)|opening\s+and\s+closing)\b\s*"
    r"|\b(?:at|of|for|between|over)\s+(?:the\s+)?(?:two|both)\s+(?:years?|year[- ]ends?|balances?"
    r"|balance\s+(?:sheet\s+)?dates?)\b",
    re.I,
)
_OPENING = re.compile(
    r"^\s*(?:please|and|but|so|calculate|compute|determine|give(?:\s+me)?|show(?:\s+me)?|find"
    r"|express(?:ed)?|in(?!\s+\d)|tell\s+me|what\s+(?:was|were|is|are|did)|how\s+(?:much|many|large|big|high)"
    r"(?:\s+(?:was|were|is|are|did|of))?|the|a|an|as|of|by|it|take|use|,|:)(?=\s|$)\s*",
    re.I,
)
_PART = r"(?:shares?|percentages?|percent|portions?|parts?|proportions?|fractions?|%)"
_LINKS = (
    r"(?:was|were|is|are|came\s+from|comes?\s+from|went\s+(?:in)?to|goes\s+to|did|does|do"
    r"|stems?\s+from|stemmed\s+from|fell\s+(?:on|to)|falls?\s+(?:on|to)|related\s+to|relates\s+to"
    r"|consisted\s+of|represented|arose|originated|was\s+earned|were\s+earned)"
)
_SHARES = [
    re.compile(pattern, re.I)
    for pattern in (
        rf"\b(?:what|which)\s+{_PART}\s+of\s+(?P<whole>.+?)\s+{_LINKS}\s+(?P<part>.+)$",
        r"\bhow\s+many\s+percentage\s+points\s+of\s+(?P<whole>.+?)\s+(?:did|does|do)\s+(?P<part>.+)$",
        rf"^(?P<part>.+?),?\s+(?:expressed\s+)?as\s+an?\s+{_PART}\s+of\s+(?P<whole>.+)$",
        r"^(?P<part>.+?),?\s+(?:as\s+)?(?:%|percent)\s+of\s+(?P<whole>.+)$",
        rf"^(?:the\s+)?{_PART}\s+of\s+(?P<part>.+?)\s+in\s+(?!fiscal\b|the\s+year|\d|q[1-4])(?P<whole>.+)$",
        rf"^(?P<part>.+?)['’]s?\s+(?:percentage\s+)?{_PART}\s+of\s+(?P<whole>.+)$",
    )
]
_CHANGE = re.compile(
    r"^\s*(?:by\s+)?(?:how\s+many\s+(?:percentage|basis)\s+points\s+(?:did|has|have)"
    r"|(?:the\s+)?change\s+in)\s+(?=.*\b(?:share|percent\w*|proportion|portion)\b)",
    re.I,
)
_MOVES = re.compile(
    r"\s+(?:rise|increase|grow|fall|decline|decrease|drop|change|improve|go\s+up|go\s+down)"
    r"\s+(?:from|between|in)\b.*$|,\s+(?:fiscal\s+)?\d{4}\s+to\s+\d{4}.*$",
    re.I,
)
_MUCH_OF = re.compile(
    rf"\bhow\s+(?:much|many)\s+of\s+(?P<whole>.+?)\s+{_LINKS}\s+(?P<part>.+)$", re.I
)
_ENDING = re.compile(
    r"(?<![\s,])[\s,]+(?:account(?:ed)?\s+for|contribut\w+|make\s+up|made\s+up|represent(?:ed)?|generated?"
    r"|earned?|bring\s+in)\s*$",
    re.I,
)
_PER = re.compile(
    r"(?:^|(?<=\n))(?P<part>.+?)(?:\s+(?:was|were|did|does|do)\b(?:\s+[\w.'’&-]+){1,4}?)?"
    r"\s+per\s+(?P<unit>(?:[\w-]+\s+)??[\w-]+)(?P<tail>,?(?:\s+(?:in|for|at|of|during|fiscal)\b|[,(]|\s*$).*)$",
    re.I,
)
_NO_UNIT = re.compile(  # of no count of things
    r"\b(?:shares?|years?|annum|quarter|month|week|day|hour|cent|capita|unit|\$\d*|the)\b", re.I
)
_MORE_THAN = re.compile(
    r"\bhow\s+(?:much|many)\s+(?:(?:more|higher|larger|bigger|greater)|(?P<less>less|lower|smaller"
    r"|fewer))\b(?P<first>.+?),?\s+than\s+(?!(?:in|for|at|during|the|its|a|one|last|it|fiscal)\b|\d)"
    r"(?P<second>.+)$",
    re.I,
)
_EXCEEDS = re.compile(
    r"\bby\s+how\s+(?:much|many\s+(?:percentage\s+|basis\s+)?points)\s+(?:did|does|do|was|were|is|are)"
    r"\s+(?P<first>.+?)\s+(?:exceed(?:ed)?|above)\s+(?P<second>(?!that\b).+)$",
    re.I,
)
_COMPARES = re.compile(r"\bhow\s+(?:much|many)\s+(?:more|less|fewer|\w+er)\b.*\bthan\b", re.I)
_VERB = re.compile(r"^\s*(?:was|were|is|are|did|does|do|has|had|have)\s+", re.I)
_SUM_BEHIND = re.compile(
    r",?\s+(?:combined|(?:put|taken|added)?\s*together|altogether|summed)\b", re.I
)
_SUM_BEFORE = re.compile(r"\b(?:combined|joint|(?:the\s+)?sum\s+of(?:\s+the)?)\s+", re.I)
_AND = re.compile(r"\s+and\s+", re.I)
_HEAD = re.compile(r"^(?P<lead>.*?\b(?:of|from|in|for|to|by)\s+)(?P<first>.+)$", re.I)


@dataclass(frozen=True, slots=True)
class PhraseFormula:
    """A formula over phrases. subject: what the question says beside it; is_share: r0 is a part
    of r1.
    """

    expression: str  # over r0, r1, ...
    phrases: tuple[str, ...]
    subject: str = ""
    is_share: bool = False
    is_percent: bool = False
    is_listed: bool = False  # "a and b combined": rows of one table, or lines that are well known


def formulas_in(question: str) -> list[PhraseFormula]:
    """Return the ways to read a question as a formula, the surest first.

    >>> formula = formulas_in("Gaming: operating income over net revenue in 2022")[0]
    >>> formula.expression, formula.phrases, formula.subject
    ('r0 / r1', ('operating income', 'net revenue in 2022'), 'Gaming')
    """
    plain = unicodedata.normalize("NFKC", question).replace("’", "'")
    lower = plain.lower()
    if len(lower) != len(plain):
        return []
    wishes, bare = find_wishes(lower)
    visible = unwrap(bare)
    found: list[PhraseFormula] = []
    stretches = [] if _COMPARES.search(bare) else _stretches(bare)  # one side of two is no answer
    for start, end in stretches:
        if _GOES_ON.match(bare, end):  # "(a less b) / c" is no "a less b"
            end = _behind(bare, end)
        stretch = _cased(plain, visible, start, end)
        subject = trimmed(f"{_cased(plain, visible, 0, start)} {_cased(plain, visible, end + 1)}")
        if (formula := _arithmetic(stretch, subject)) is not None and formula not in found:
            found.append(formula)
    whole = _CHANGE.sub("", _cased(plain, visible, 0).rstrip(" ?."))
    whole = _MOVES.sub("", whole)
    is_percent = wishes.as_percent or "percent" in lower
    found += _shares(whole, is_percent=is_percent)
    for others in (_sums, _differences, _multiples, _per_unit):
        found = found or list(others(whole))
    return found


def _behind(text: str, start: int) -> int:
    """Return where a formula ends that goes on behind a bracket."""
    end = re.compile(r"[?;]|\.(?=\s|$)|,\s|$").search(text, start)
    return end.start() if end else len(text)


def _cased(plain: str, visible: str, start: int, end: int | None = None) -> str:
    """Return a stretch as it is written, without what was blanked out."""
    pairs = zip(plain[start:end], visible[start:end], strict=True)
    return " ".join("".join(c if seen != " " else " " for c, seen in pairs).split())


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a definition may stand: behind what announces one, else the whole text."""
    for start in sorted({match.end() for match in _TRIGGER.finditer(text)}) or [0]:
        end = _END.search(text, start)
        yield start, end.start() if end else len(text)


def _arithmetic(text: str, subject: str) -> PhraseFormula | None:
    """Read "a less b, divided by c"; None where a piece is empty or nothing is worked out."""
    sides = _AS_SHARE.split(text)
    if is_share := len(sides) == 2:
        if not _TERM.search(sides[0]):
            return None  # a part of a whole is told elsewhere
    else:
        sides = _RATIO.split(text)
    if len(sides) > 2:
        return None
    phrases: list[str] = []
    read = [_side(side, phrases) for side in sides]
    if any(side is None for side in read) or len(phrases) < 2:
        return None
    wrapped = [f"({side})" if re.search(r" [+-] ", side or "") else side for side in read]
    return PhraseFormula(
        " / ".join(filter(None, wrapped)), tuple(phrases), subject=subject, is_percent=is_share
    )


def _side(text: str, phrases: list[str]) -> str | None:
    pieces = [piece for piece in _TERM.split(trimmed(text)) if piece is not None]
    expression = ""
    for place, piece in enumerate(pieces):
        if place % 2:
            expression += " + " if piece.lower() in ("plus", "+") else " - "
            continue
        phrase = trimmed(piece)
        is_mean = _AVERAGE.match(phrase) is not None and _ENDS.search(phrase) is not None
        if is_mean:
            phrase = trimmed(_ENDS.sub(" ", _AVERAGE.sub("", phrase)))
        if not re.search(r"[a-z]{2}", phrase, re.I) or len(phrase) > MAX_PHRASE:
            return None
        name = f"r{len(phrases)}"
        expression += f"avg({name})" if is_mean else name
        phrases.append(phrase)
    return expression


def _shares(text: str, *, is_percent: bool) -> Iterator[PhraseFormula]:
    for pattern in (*_SHARES, *([_MUCH_OF] if is_percent else [])):
        match = pattern.search(text)
        if match is None:
            continue
        part, whole = trimmed(_ENDING.sub("", match["part"])), trimmed(match["whole"])
        if part and whole and max(len(part), len(whole)) <= MAX_PHRASE:
            yield PhraseFormula("r0 / r1", (part, whole), is_share=True)
            return


def _differences(text: str) -> Iterator[PhraseFormula]:
    """Yield how to read "how much larger was a than b"; the same line of two years is no such."""
    match = _MORE_THAN.search(text) or _EXCEEDS.search(text)
    if match is None:
        return
    first, second = (trimmed(_VERB.sub("", match[name])) for name in ("first", "second"))
    if first and second and max(len(first), len(second)) <= MAX_PHRASE:
        yield PhraseFormula(
            "r1 - r0" if match.groupdict().get("less") else "r0 - r1", (first, second)
        )


def _multiples(text: str) -> Iterator[PhraseFormula]:
    """Yield how to read "a as a multiple of b"."""
    part, _, whole = text.partition(" as a multiple of ")
    if part and whole and max(len(part), len(whole)) <= MAX_PHRASE:
        yield PhraseFormula("r0 / r1", (trimmed(part), trimmed(whole)))


def _per_unit(text: str) -> Iterator[PhraseFormula]:
    """Yield how to read "sales per store": over the number of them."""
    match = _PER.search(text)
    if match is None or _NO_UNIT.search(match["unit"]):
        return
    said = [trigger.end() for trigger in _TRIGGER.finditer(match["part"])]
    part = trimmed(match["part"][max(said, default=0) :])  # "the average trip, as sales per trip"
    unit, tail = match["unit"], match["tail"].partition(",")[0]
    many = unit[:-1] + "ies" if re.search(r"[^aeiou]y$", unit) else f"{unit}s"
    if part and len(part) <= MAX_PHRASE:
        for count in (f"number of {many}", f"total {many}"):
            yield PhraseFormula("r0 / r1", (part, count), subject=tail)


def _sums(text: str) -> Iterator[PhraseFormula]:
    """Yield readings of "a and b combined": what is said of the first may be meant of both."""
    behind = _SUM_BEHIND.search(text)
    before = _SUM_BEFORE.search(text)
    if behind:
        said = f"{text[: behind.start()]} {text[behind.end() :]}"
    elif before:
        said = text[before.end() :]
    else:
        return
    said = trimmed(said)
    for match in _AND.finditer(said):
        first, second = said[: match.start()].strip(" ,"), said[match.end() :].strip(" ,")
        if not first or not second:
            continue
        yield PhraseFormula("r0 + r1", (first, second), is_listed=True)
        words = second.split()
        for cut in range(1, len(words)):
            yield PhraseFormula(
                "r0 + r1", (f"{first} {' '.join(words[cut:])}", second), is_listed=True
            )
        if head := _HEAD.match(first):
            yield PhraseFormula("r0 + r1", (first, head["lead"] + second), is_listed=True)


def trimmed(text: str) -> str:
    """Return a phrase without the words of asking around it."""
    text = " ".join(text.split())
    while (shorter := _OPENING.sub("", text, count=1)) != text:
        text = shorter
    return re.sub(r"\(\s*[\d.,]*\s*\)", " ", text).strip(" ,:;.?()=")
