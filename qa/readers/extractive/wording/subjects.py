"""Whose figure a question asks for, where that is not the company's own: "what did Acme earn?".

A question in, the names out as they are written; and whether a text is about one of them. A report
names its rivals, and still tells nothing of what they earn: only what stands with the name answers.
"""

import calendar
import re
from collections.abc import Iterable, Sequence

from qa.document import Page
from qa.glossary import STOP_WORDS, common_words
from qa.library import StoredDocument
from qa.measures.company import without_company
from qa.readers.extractive.wording.abbreviations import in_other_names
from qa.search.question import parse
from qa.text.terms import terms

CHARACTERS_ABOVE = 1500  # of the page, in which a table's title and heads stand
_WORD = re.compile(r"\w+")
_NAME = r"[A-Z][\w&-]*(?: [A-Z][\w&-]*){0,2}"
_OF_WHOM = (
    re.compile(rf"\b(?:do|does|did|has|have|had|was|were|is|are) +({_NAME})"),
    re.compile(rf"\b({_NAME})(?:['’]s)\b"),
    re.compile(rf"\bof +({_NAME}) *(?:\?|$|(?:in|for|at|during)\b)"),
)
_MONTHS = "|".join(calendar.month_name[1:])
_TIME = re.compile(  # is nobody, though it is written like a name: FY2018, Q3, "March 2020"
    rf"\b(?:FY ?\d*|[QH][1-4](?:FY)?\d*|Fiscal|Years?|Quarters?|{_MONTHS})\b"
)
_ASKS_FIGURE = re.compile(
    r"^\W*(?:how (?:many|much|big|large|high)\b|what (?:was|is|were|are|did|does|do|has)\b)", re.I
)
_EARNS = re.compile(r"\b(?:earn|earns|paid|salary)\b")
_PAID = re.compile(
    r"\b(?:pays?|paid|salar(?:y|ies)|wages?|compensation|bonus\w*|earn\w*|income"
    r"|profits?|sales|revenues?)\b",
    re.IGNORECASE,
)


def other_subjects(question: str, company: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the names of those others of whom a question asks a figure, as they are written.

    >>> other_subjects("What did Acme earn in 2020?"), other_subjects("What did it earn?")
    (('Acme',), ())
    """
    if not _ASKS_FIGURE.search(question):
        return ()
    left = without_company(question.lower(), company)
    if len(left) != len(question):
        return ()
    shown = "".join(c if left[place] != " " else " " for place, c in enumerate(question))
    names = (_TIME.sub("", name) for pattern in _OF_WHOM for name in pattern.findall(shown))
    parsed = parse(question)
    known = parsed.explained | common_words() | parsed.said_otherwise.keys()
    # an acronym is a name though it reads like a common word: UPS
    return tuple(
        dict.fromkeys(
            name
            for name in map(str.strip, names)
            if name and (_is_acronym(name) or not set(terms(name)) <= known)
        )
    )


def is_of(subjects: Sequence[str], question: str, passage: str, above: str = "") -> bool:
    """Whether a passage tells something of the subjects. above: what is needed to read it too."""
    if not subjects:
        return True
    read = f"{above} {passage}"
    if _EARNS.search(question) and not _PAID.search(read):
        return False
    return any(_stands_in(read, name) for name in subjects)


def in_all_forms(document: StoredDocument, subjects: Sequence[str]) -> tuple[str, ...]:
    """Return names with the report's other forms of them: FLNA for "Frito-Lay North America"."""
    others = (in_other_names(document, name) for name in subjects)
    return (*subjects, *filter(None, others))


def above_on(page: Page, start: int) -> str:
    """Return what stands on a page above a row, in which its table may be said to be whose."""
    return page.text[max(0, start - CHARACTERS_ABOVE) : start]


def _stands_in(read: str, name: str) -> bool:
    """Tell whether a text has a name; of several words, which may be a row's label, all of them."""
    if len(_WORD.findall(name)) > 1:
        return frozenset(terms(name)) - STOP_WORDS <= frozenset(terms(read))
    return re.search(rf"\b{re.escape(name)}\b", read) is not None


def _is_acronym(name: str) -> bool:
    return len(name) > 2 and name.isupper() and not _is_known_acronym(name)


def _is_known_acronym(name: str) -> bool:
    return bool(frozenset(terms(name)) <= frozenset(parse(name).explained))
