"""A question what a name stands for -> the forms of the sentences that say so."""

import re
from collections.abc import Collection

from qa.glossary.matters import Matter
from qa.measures.company import without_company
from qa.text.terms import fold

_WHAT_IS = re.compile(
    r"^\W*(?i:what) (?:is|are|was|were) (?:(?:a|an|the) )?"
    r"([A-Z][\w&.’'-]*(?: [A-Z&][\w&.’'-]*)*)\s*\?*$"
)

# What is said of a thing that is not called one: "connects fans with events".
_DOES = (
    r"(?:includes?|consists? of|comprises?|enables?|allows?|provides?|offers?|connects?|lets|helps?"
    r"|sells?|makes?|operates?|gives?)"
)


def defined(question: str, company: Collection[str] = ()) -> Matter | None:
    """Return the matter of "what is NAME", which sentences tell that say what it is.

    None for anything else, words that are no name and the company itself.
    """
    found = _WHAT_IS.match(question)
    if found is None or not without_company(fold(found[1]), company).strip():
        return None
    name = rf"(?-i:\b{re.escape(found[1])}\b)(?:[”\"’]|\s?\([^)]{{1,40}}\))?"
    forms = (
        rf"{name},? (?:is|are) (?:a|an|our|one of the) ",
        rf"{name}[,:–—-] ?(?:a|an|our) [a-z]",
        rf"{name}[,:–—-] ?(?:the|which|that) [a-z]",
        rf"{name},?(?: (?:platforms?|business|segment|service|app|program))?,? (?:also )?{_DOES}\b",
    )
    return Matter("definition", (), None, (found[1],), False, forms, (), (), None)
