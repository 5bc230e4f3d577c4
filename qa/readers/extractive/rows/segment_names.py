"""Which parts of the group a report itself calls its segments.

"Our three reportable segments: Walmart U.S., Walmart International and Sam's Club." A table by
country on the next line is none of segments, whatever its rows are called.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from qa.library import StoredDocument
from qa.library.document_cache import DocumentKey, kept_by_document
from qa.measures import Asked
from qa.text.terms import fold

KEPT_DOCUMENTS = 8
BEFORE, BETWEEN = 60, 40  # characters before the first name of a list, and between two
MOST_CHARACTERS = 400  # of a list
_BEGINS = re.compile(
    r"(?:reportable|reporting|operating|business|following|two|three|four|five|six|seven|eight|nine)"
    r"(?: \w+)? segments?\b"
)
_ASIDE = re.compile(r"\([^)]{0,200}\)|[“”\"•]|\b\d\)")
_BETWEEN_NAMES = re.compile(r"\s*(?:[,;:|]|\band\b|\bor\b)[\s,;:]*(?:and\b|the\b)?\s*")
_CONSIST = re.compile(
    r"^\W*(?:(?:that|which|now)\s+)?(?:consists?\s+of|are|were|includ(?:e|es|ing))\s+(?:the\s+)?"
)
_ASKED = re.compile(r"\b(?:segment|division)s?\b|分部", re.I)


def asks_of_segments(asked: Asked) -> bool:
    """Tell whether a question is about segments and no other parts."""
    return _ASKED.search(asked.text) is not None


def are_segments(document: StoredDocument, names: Sequence[str]) -> bool:
    """Tell whether the report lists all of these as its segments, one behind the other."""
    return bool(names) and any(_lists(told, names) for told in _told(DocumentKey(document)))


def _lists(told: str, names: Sequence[str]) -> bool:
    """Tell whether a text begins with a list of names in any order, and perhaps of more.

    >>> _lists(_items(": North, South and East, and West. We sell"), ["West", "South and East"])
    True
    """
    places = []
    for name in names:
        bounded = re.escape(_items(name).rstrip("|")) + r"(?=[|.]| segments?\b)"
        found = re.search(bounded, told)
        if found is None:
            return False
        places.append(found.span())
    places.sort()
    far = [start - end for (_, end), (start, _) in pairwise(places)]
    return places[0][0] <= BEFORE and all(each <= BETWEEN for each in far)


def _items(text: str) -> str:
    """Return a text in which each name of a list stands between two bars."""
    plain = " ".join(_ASIDE.sub(" ", fold(text)).split())
    return f"|{_BETWEEN_NAMES.sub('|', plain).strip(' |.')}|"


@kept_by_document(KEPT_DOCUMENTS)
def _told(key: DocumentKey) -> tuple[str, ...]:
    """Return what stands behind "segments" wherever a list of them may begin."""
    found = []
    for page in key.document.pages():
        if "egment" in page.text:
            text = " ".join(fold(page.text).split())
            found += [text[at.end() :][:MOST_CHARACTERS] for at in _BEGINS.finditer(text)]
    return tuple(dict.fromkeys(_items(_CONSIST.sub("", told)) for told in found))
