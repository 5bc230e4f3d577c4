"""Heads of payments by when they are due: "Less than 1 year", "1-3 years", "Thereafter"."""

import re

from qa.figures.reading import fold
from qa.tables.tokens import Strip

DURATION = re.compile(r"(?i)\d{1,2}(?:\.\d{1,2})?\s+(?:years?|months?|days?)")
_TERM = re.compile(  # over a column of payments due: "Less than 1 Year", "2-3 years"
    r"(?i)(?:(?:less|more|greater) than |within |over |after )?(?P<from>\d{1,2})(?:\s?(?:-|–|to)\s?\d{1,2})?"
    r"\s(?:years?|months?)(?: (?:or|and) (?:less|more|after|thereafter|over))?"
)
_NO_TERM = re.compile(r"(?i)total|thereafter|indefinite|other")


def is_of_terms(strip: Strip) -> bool:
    """Tell whether a line is heads of payments by when they are due: "1 year", "2-3 years", "5 years"."""
    said = [fold(c.text).strip() for c in strip.chunks]
    terms = [(text, match) for text in said if (match := _TERM.fullmatch(text))]
    others = [
        text for text in said[1:] if not _TERM.fullmatch(text) and not _NO_TERM.fullmatch(text)
    ]
    starts = [int(match["from"]) for _, match in terms]
    is_told = any(not DURATION.fullmatch(text) for text, _ in terms)
    return is_told and not others and len(set(starts)) > 2 and starts == sorted(starts)
