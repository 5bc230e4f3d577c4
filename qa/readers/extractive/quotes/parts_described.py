"""What a part of a company sells or does: a question in, the forms in which a report says so out.

"What does the Garden segment sell?" is told by what the segment consists of, and not by what the
company does.
"""

import re

from qa.glossary.matters import Matter

_PART = r"(?:reportable |operating |business )?(?:segment|division|unit|business unit)"
_NAME = (
    r"(?:the |its |their |our )?(?P<name>(?!business\b|company\b)[\w&.’'-]+(?: [\w&.’'-]+){0,4}?)"
)
_WHAT = (
    re.compile(
        rf"^\W*what (?:do|does) {_NAME} {_PART} (?:actually |mainly )?"
        r"(?:sell|make|do|offer|produce|include|consist of|comprise|contain|provide|cover)\W*$",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^\W*(?:what|which) (?:products|brands|services|businesses) (?:are|belong|fall|come)"
        rf" (?:in|to|into|under|within) {_NAME} {_PART}\W*$",
        re.IGNORECASE,
    ),
)
_CONSISTS = ("consists of", "comprises", "includes", "is comprised of")
_DOES = r"(?:offers?|sells?|makes?|manufactures?|produces?|provides?|designs?|markets?|operates?)"


def part_described(question: str) -> Matter | None:
    """Return the matter of "what does the NAME segment sell"; None of anything else.

    >>> part_described("What does the Garden segment sell?").find[-1]
    'Garden'
    """
    found = next(filter(None, (each.match(" ".join(question.split())) for each in _WHAT)), None)
    if found is None:
        return None
    name = found["name"]
    part = rf"\b{re.escape(name)}(?: (?:reportable )?(?:segment|division|unit|business))?"
    consists = "|".join(_CONSISTS)
    told = (
        rf"{part}[:,]? (?:primarily |mainly |principally )?(?:{consists})\b",
        rf"{part}[:,]? (?:primarily |mainly |principally )?(?:{_DOES}|is engaged in)\b",
    )
    phrases = (*(f"{name} {verb}" for verb in _CONSISTS), f"{name} segment", name)
    return Matter("part_described", (), None, phrases, False, told, (), (), None)
