"""A question that sets one row at several times together -> formulas over the row at each time.

"Bookings over the four quarters of 2024" is a sum, "riders from Q3 to Q4" a change, "sales in
2024 as a multiple of the 2021 figure" a quotient. Each phrase names its own period; rows are
looked up elsewhere.
"""

import re
from collections.abc import Iterator

from qa.readers.extractive.formulas.formula_phrases import MAX_PHRASE, PhraseFormula, trimmed

_YEAR = r"(?:fiscal\s+|fy\s*)?(?P<year>20\d\d|19\d\d)"
_NTH = r"(?:first|second|third|fourth|1st|2nd|3rd|4th|q[1-4])"
_NUMBERS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_NUMBERS |= {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "q1": 1, "q2": 2, "q3": 3, "q4": 4}
_ALL_QUARTERS = re.compile(
    r",?\s*\b(?:over|of|across|in|for|through)\s+(?:each\s+of\s+|all\s+(?:of\s+)?)?(?:the\s+)?"
    r"(?:(?:four|all|4)\s+)?quarters\s+(?:of|in)\s+" + _YEAR,
    re.I,
)
_MEAN = re.compile(r"\b(?:average|mean)\b(?:\s+(?:of|for))?", re.I)
_SUM = re.compile(r"\b(?:add(?:ed)?\s+up|sum(?:\s+of)?|total|combined|together|altogether)\b", re.I)
_QUARTERLY = re.compile(r"\b(?:quarterly|per\s+quarter|each\s+quarter)\b", re.I)
_TWO_QUARTERS = re.compile(
    rf",?\s*\b(?:from|between)\s+(?:the\s+)?(?P<first>{_NTH})(?:\s+quarter)?\s+(?:to|and)\s+"
    rf"(?:the\s+)?(?P<second>{_NTH})(?:\s+quarter)?\s*,?\s*(?:of\s+|in\s+)?{_YEAR}",
    re.I,
)
_ONE_QUARTER = rf"(?:the\s+)?(?P<first>{_NTH})(?:\s+quarter)?\s*,?\s*(?:of\s+|in\s+)?{_YEAR}\s*,?"
_YEAR_AGO = (
    r"(?:(?:a|one)\s+year\s+(?:earlier|ago|before)|(?:of|in)\s+(?:the\s+)?(?:prior|previous|preceding)"
    r"\s+year|(?:the\s+)?(?:year\s+(?:before|earlier)|(?:prior|previous|preceding)\s+year))"
)
_SAME_QUARTER = re.compile(
    rf",?\s*\b(?:in|for|during)\s+{_ONE_QUARTER}\s*(?:from|against|versus|vs\.?|over|on|to|with|than"
    r"|compared\s+(?:to|with))\s+(?:that\s+of\s+)?(?:(?P<before>the\s+(?:previous|prior|preceding)"
    rf"\s+quarter|the\s+quarter\s+before)|(?:(?:the\s+)?same\s+quarter\s+)?{_YEAR_AGO}"
    r"|(?:the\s+)?same\s+quarter\s+(?:of|in)\s+(?P<other>20\d\d))",
    re.I,
)
_MOVE = (
    r"(?:chang\w*|grow\w*|grew|rise|rose|risen|increas\w*|decreas\w*|declin\w*|fall|fell|fallen|drop\w*"
    r"|mov\w*|improv\w*)"
)
_HOW = re.compile(
    r"^\s*(?:and\s+)?(?:by\s+(?:how\s+(?:much|many)|what\s+percent(?:age)?)|how\s+(?:much|many|fast"
    r"|strongly|quickly)|how)\s+(?:did|has|have|was|were)\s+(?P<row>.+?)\s+(?:up|down|"
    + _MOVE
    + r")\b",
    re.I,
)
_OF_MOVE = re.compile(
    r"\b(?:growth|change|increase|decrease|decline|rise|fall|drop)\s+(?:of|in)\s+(?P<row>.+)$", re.I
)
_ITS_GROWTH = re.compile(r"^(?P<row>.+?)\s+growth\b", re.I)
_RATE = re.compile(r"\bhow\s+fast\b|%|\bpercent\w*|\bgrowth\b|\bat\s+what\s+rate\b", re.I)
_MULTIPLE = re.compile(
    rf"^(?P<row>.+?)\s*,?\s+(?:in|for|at\s+the\s+end\s+of)\s+{_YEAR}\s*,?\s+(?:expressed\s+)?as\s+a\s+"
    r"multiple\s+of\s+(?:the|its|their|that\s+of)?\s*(?:year\s+)?(?P<other>20\d\d)\b",
    re.I,
)
_TIMES = re.compile(
    rf"\bhow\s+many\s+times\s+(?:the|its|their)\s+(?P<other>20\d\d)\s+(?:level|figure|value|amount)"
    rf"\s+(?:was|were|did)\s+(?P<row>.+?)\s+(?:reach\s+)?(?:in|for)\s+{_YEAR}",
    re.I,
)
_COUNT_OF = re.compile(r"^(?:the\s+)?(?:number|level|amount|value)\s+of\s+", re.I)


def period_formulas(question: str) -> list[PhraseFormula]:
    """Return how to work a question out that sets one row at several times together.

    >>> formula, = period_formulas("Average orders over the four quarters of 2024")
    >>> formula.expression, formula.phrases[0]
    ('(r0 + r1 + r2 + r3) / 4', 'orders in Q1 2024')
    """
    text = " ".join(question.replace("’", "'").split()).rstrip(" ?.")
    found = (*_over_quarters(text), *_between_quarters(text), *_multiples(text))
    return [each for each in found if all(len(p) <= MAX_PHRASE for p in each.phrases)]


def _over_quarters(text: str) -> Iterator[PhraseFormula]:
    match = _ALL_QUARTERS.search(text)
    is_mean = _MEAN.search(text) is not None
    if match is None or not (is_mean or _SUM.search(text)):
        return
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    row = _row(_QUARTERLY.sub(" ", _SUM.sub(" ", _MEAN.sub(" ", rest))))
    if row:
        phrases = tuple(f"{row} in Q{number} {match['year']}" for number in range(1, 5))
        total = "r0 + r1 + r2 + r3"
        yield PhraseFormula(f"({total}) / 4" if is_mean else total, phrases)


def _between_quarters(text: str) -> Iterator[PhraseFormula]:
    match = _TWO_QUARTERS.search(text) or _SAME_QUARTER.search(text)
    if match is None:
        return
    rest = f"{text[: match.start()]} {text[match.end() :]}".strip()
    said = _HOW.search(rest) or _OF_MOVE.search(rest) or _ITS_GROWTH.search(rest)
    row = _row(said["row"]) if said else ""
    if not row:
        return
    now, before = _quarters(match)
    is_rate = _RATE.search(text) is not None
    yield PhraseFormula(
        "(r0 - r1) / r1" if is_rate else "r0 - r1",
        (f"{row} in {now}", f"{row} in {before}"),
        is_percent=is_rate,
    )


def _quarters(match: re.Match[str]) -> tuple[str, str]:
    """Return the later and the earlier quarter of a comparison."""
    groups, year = match.groupdict(), int(match["year"])
    first = _NUMBERS[match["first"].lower()]
    if groups.get("second"):
        second = _NUMBERS[match["second"].lower()]
        return f"Q{second} {year}", f"Q{first} {year - (first > second)}"  # "from Q4 to Q1 2024"
    if groups.get("before"):
        before = f"Q{first - 1} {year}" if first > 1 else f"Q4 {year - 1}"
        return f"Q{first} {year}", before
    return f"Q{first} {year}", f"Q{first} {groups.get('other') or year - 1}"


def _multiples(text: str) -> Iterator[PhraseFormula]:
    match = _MULTIPLE.search(text) or _TIMES.search(text)
    if match is None or not (row := _row(match["row"])):
        return
    yield PhraseFormula("r0 / r1", (f"{row} in {match['year']}", f"{row} in {match['other']}"))


def _row(text: str) -> str:
    """Return the words that name a row, without those of asking."""
    return _COUNT_OF.sub("", trimmed(re.sub(r",?\s*\bin\s+(?:percent|%)", " ", text)))
