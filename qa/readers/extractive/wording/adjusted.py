"""A question and the figures found for it in, whether they are the adjusted ones it asks for out.

Organic, comparable or adjusted sales are other lines than sales, which a company works out in a way
of its own: whoever asks for them is not told the plain line.
"""

import re
from collections.abc import Iterator

from qa.document_tables import row_at
from qa.library import StoredDocument
from qa.measures import Asked
from qa.readers.extractive.figure_writer import FigureAnswer

_ADJUSTED = re.compile(
    r"\b(?:(?P<organic>organic)"
    r"|(?P<comparable>comparable|comps?(?=[- ]sales)|same[- ]stores?|like[- ]for[- ]like)"
    r"|(?P<adjusted>adjusted|underlying|normali[sz]ed|non-?gaap|core)"
    r"|(?P<currency>constant[- ]currency)|(?P<forma>pro[- ]forma))\b",
    re.I,
)
_AS_A_VERB = re.compile(r"\badjusted\s+(?:for|by|to)\b|\bcomparable\s+to\b", re.I)


def as_adjusted(
    document: StoredDocument, asked: Asked, found: FigureAnswer | None
) -> FigureAnswer | None:
    """Return what was found, nothing where it is not said to be adjusted as a question wants it.

    The figures' own names may say so, or the words around their places.
    """
    wanted = _kinds(_AS_A_VERB.sub(" ", asked.text))
    if found is None or not wanted:
        return found
    names = [text for f in found.figures for text in (f.label, f.entity or "")]
    names += [given.name for f in found.figures for given in f.inputs]
    return found if wanted <= _kinds(" ".join([*names, *_around(document, found)])) else None


def _kinds(text: str) -> set[str]:
    return {found.lastgroup or "" for found in _ADJUSTED.finditer(text)}


def _around(document: StoredDocument, found: FigureAnswer) -> Iterator[str]:
    """Yield the lines of the figures' places, with the heads and titles over them."""
    for place in found.evidence:
        yield place.page.text[place.start : place.end]
        yield from (span.text for span in place.context)
        row = row_at(document, place.page.page_number, place.start, place.end, may_be_unclear=True)
        if row is not None:
            yield " ".join((row.title, row.label, *row.heads))
