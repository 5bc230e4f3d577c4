"""A question which of two things has more, or grew faster -> the figure of the one that does.

"Which segment earned more profit, Mobility or Freight?" gives the segment's profit, with the other
one's beside it. Both must be found, and of one unit; a part of the group is read with the line that
is compared.
"""

import re
from dataclasses import dataclass, replace

from qa.readers.extractive.figure_writer import FigureAnswer
from qa.readers.extractive.formulas.formula_phrases import MAX_PHRASE, PhraseFormula

_MORE = r"(?:more|higher|larger|bigger|greater)"
_LESS = r"(?:less|lower|smaller|fewer)"
_TIME = re.compile(
    r",?\s*\b(?P<time>(?:in|for|during|at\s+the\s+end\s+of)\s+(?:the\s+)?(?:fiscal\s+(?:year\s+)?|fy\s*)?"
    r"(?:(?:first|second|third|fourth)\s+quarter\s+(?:of\s+)?|q[1-4]\s+)?(?P<year>(?:19|20)\d\d))\b",
    re.I,
)
_RATE = re.compile(
    r",?\s*\band\s+(?:at\s+what\s+(?:rate|pace)|by\s+how\s+much|how\s+fast|by\s+what\s+percentage)\b",
    re.I,
)
_GREW = re.compile(
    r"^which\b(?:\s+of\s+(?:the\s+)?two)?(?P<what>(?:\s+[\w-]+){0,3}?)\s+(?:gr[eo]w|rose|increased"
    r"|expanded)\s+(?:faster|more|(?:the\s+)?(?:fastest|most))\s*[,:]\s*(?P<one>.+?)\s+or\s+(?P<two>.+)$",
    re.I,
)
_HAS = re.compile(
    r"^which\b(?P<what>(?:\s+[\w-]+){0,3}?)\s+(?:had|has|earned|made|generated|posted|reported|brought"
    r"\s+in|produced|recorded|took\s+in|contributed|spent)\s+(?:the\s+)?"
    rf"(?P<size>{_MORE}|{_LESS})\s+(?P<line>.+?)\s*[,:]\s*(?P<one>.+?)\s+or\s+(?P<two>.+)$",
    re.I,
)
_WAS = re.compile(
    rf"^which\s+(?:was|is|costs?)\s+(?P<size>{_MORE}|{_LESS})\s*[,:]\s*(?P<one>.+?)\s+or\s+(?P<two>.+)$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Rivals:
    """Two formulas to be compared. sign: 1 where the one with more is asked for, else -1."""

    one: PhraseFormula
    two: PhraseFormula
    sign: int


def rivals_in(question: str) -> Rivals | None:
    """Return what a question compares; None where it does not name two things.

    >>> rivals_in("Which had more revenue in 2024, Freight or Express?").one.phrases
    ('Freight revenue in 2024',)
    """
    text = " ".join(question.replace("’", "'").split()).rstrip(" ?.")
    text = _RATE.sub(" ", text).strip()
    time = _TIME.search(text)
    text = " ".join(f"{text[: time.start()]} {text[time.end() :]}".split()) if time else text
    text = re.sub(r"\s+,", ",", text)
    match = _GREW.search(text) or _HAS.search(text) or _WAS.search(text)
    if match is None:
        return None
    groups = match.groupdict()
    names = [re.sub(r"^the\s+", "", groups[name]).strip(" ,") for name in ("one", "two")]
    line = groups.get("line") or ""
    phrases = [f"{name} {line}".strip() for name in names]
    if not all(names) or max(map(len, phrases)) > MAX_PHRASE:
        return None
    sign = -1 if re.fullmatch(_LESS, groups.get("size") or "", re.I) else 1
    if match.re is _GREW:
        if time is None:
            return None
        now = time["time"]  # a quarter is compared with the same one a year before
        before = now.replace(time["year"], str(int(time["year"]) - 1))
        one, two = (_growth(phrase, now, before) for phrase in phrases)
    else:
        when = f" {time['time']}" if time else ""
        one, two = (PhraseFormula("r0", (f"{phrase}{when}",)) for phrase in phrases)
    return Rivals(one, two, sign)


def _growth(phrase: str, now: str, before: str) -> PhraseFormula:
    return PhraseFormula(
        "(r0 - r1) / r1", (f"{phrase} {now}", f"{phrase} {before}"), is_percent=True
    )


def ahead(
    rivals: Rivals, one: FigureAnswer | None, two: FigureAnswer | None
) -> FigureAnswer | None:
    """Return the answer of the one that is ahead, the other's figure behind it; None for equals."""
    if one is None or two is None:
        return None
    first, second = one.figures[0], two.figures[0]
    if first.value is None or second.value is None or first.unit != second.unit:
        return None
    a, b = float(first.value), float(second.value)
    if a == b:
        return None
    order = (first, second) if (a > b) == (rivals.sign > 0) else (second, first)
    return replace(two, figures=order)  # one writer has numbered the places of both
