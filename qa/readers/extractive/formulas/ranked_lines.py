"""Lines that a question lists, and which of them is largest -> that line's figure, then the others.

"Among operations, investing and financing, which brought in the most cash?" All must be found.
"""

import re
from dataclasses import replace

from qa.measures import Asked, WantedPeriod, concepts, understand
from qa.readers.extractive.figure_writer import FigureAnswer, FigureWriter
from qa.statements import DocumentFacts

FEWEST, MOST = 2, 6
_LISTED = re.compile(
    r"\b(?:among|amongst|between|out\s+of|which\s+of)\s+(?:the\s+|its\s+)?(?P<items>[^?:;]+?)"
    r"(?:\s+(?:activities|lines))?\s*(?:,\s*)?(?=\b(?:which|what|was|is|were|are|had|has|brought|contributed"
    r"|generated|cost|used)\b)",
    re.I,
)
_COMMA = re.compile(r"\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+", re.I)
_ACTIVITY = re.compile(
    r"(?:cash\s+(?:flows?\s+)?from\s+)?(operat|invest|financ)\w*(?:\s+activities)?"
)
_FLOWS = {
    "operat": "operating_cash_flow",
    "invest": "investing_cash_flow",
    "financ": "financing_cash_flow",
}
_CASH = re.compile(r"\bcash\b", re.I)
_MOST = re.compile(r"\b(?:most|largest|highest|biggest|greatest)\b", re.I)


def largest_line(
    asked: Asked, facts: DocumentFacts, period: WantedPeriod, writer: FigureWriter
) -> FigureAnswer | None:
    """Return the largest, or smallest, of the lines that a question lists; None for no such list.

    "The most (or lost the least)" asks for the largest.
    """
    keys = lines_listed(asked.text)
    found = [facts.find(key, period) for key in keys]
    known = [fact for fact in found if fact is not None]
    if not known or len(known) < len(found) or len({fact.unit for fact in known}) != 1:
        return None
    is_largest = _MOST.search(asked.text) is not None or asked.manner == "largest"
    known.sort(key=lambda fact: fact.value, reverse=is_largest)
    answers = [writer.row(replace(fact, concept="")) for fact in known]
    written = [answer for answer in answers if answer is not None]
    figures = tuple(answer.figures[0] for answer in written)
    return replace(written[-1], figures=figures) if len(written) == len(known) else None


def lines_listed(question: str) -> tuple[str, ...]:
    """Return the keys of the lines that a question lists; none where one is no line.

    >>> lines_listed("Among operations, investing, and financing, which brought in most cash?")
    ('operating_cash_flow', 'investing_cash_flow', 'financing_cash_flow')
    """
    listed = _LISTED.search(question)
    items = _COMMA.split(listed["items"].strip()) if listed else []
    keys = [_key(item.strip(), is_cash=_CASH.search(question) is not None) for item in items]
    is_list = FEWEST <= len(keys) <= MOST and len(set(keys)) == len(keys)
    return tuple(key for key in keys if key) if is_list and all(keys) else ()


def _key(item: str, *, is_cash: bool) -> str | None:
    activity = _ACTIVITY.fullmatch(item.lower()) if is_cash else None
    if activity is not None:
        return _FLOWS[activity[1]]
    asked = understand(item)
    return asked.key if asked.key in concepts() and not asked.qualifiers else None
