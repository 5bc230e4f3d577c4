"""A question and passages in, those out that are about the thing it asks of.

"Operating income of the semiconductor segment" is not answered by operating income: a passage must
stand where the segment is named, in its row, above it or in the title of its section. It must stand
on a page that names the year. And nothing answers a question for a figure half of whose words are
nowhere in the document, such as "how many lighthouses".
"""

import re
from collections.abc import Collection, Sequence
from functools import cache

from qa.glossary import common_words, content, load, wrapping_words
from qa.library import StoredDocument
from qa.measures import Asked
from qa.readers.extractive.quotes.findings import Finding
from qa.readers.extractive.rows.row_facts import SOFT, Terms
from qa.search import indexed
from qa.search.question import parse
from qa.text.terms import terms

TOGETHER = 3  # terms that may stand between those of a segment's name
CHARACTERS_ABOVE = 1500  # of the page, in which a table's title and heads stand
_COUNT = re.compile(r"(?i)\bhow (?:many|much)\b|\bnumber of\b|多少|几[个家名人架部]")
_PART = re.compile(
    r"(?:\bthe|\bof|\bin|\bfrom|['’]s|^)\s+((?:[\w&.-]+\s+){1,3}?)(?:reportable\s+)?"
    r"(?:segment|business|division)(?:['’]s)?\b"
    r"|([一-鿿]{2,8}?)(?:分部|业务|事业部)",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"上期|上年|期初|年初")  # heads that name no year


def supported(
    document: StoredDocument,
    asked: Asked,
    findings: Sequence[Finding],
    company: Collection[str] = (),
) -> list[Finding]:
    """Return the findings that are about what the question asks of."""
    if _is_foreign(document, asked):
        return []
    needed, years = needed_terms(asked, company), _years(asked)
    return [
        finding
        for finding in findings
        if _is_about(finding, needed, document) and _is_of(finding, years)
    ]


def needed_terms(asked: Asked, company: Collection[str] = ()) -> Terms:
    """Return the words of the segment or business whose figure is asked for."""
    if asked.manner in ("why", "text"):
        return frozenset()
    qualifying = frozenset(content(terms(" ".join(asked.qualifiers))))
    named = " ".join(part for found in _PART.findall(asked.text) for part in found)
    said = frozenset(content(terms(named))) & qualifying - SOFT
    return said - frozenset(term for name in company for term in terms(name))


def _wants_figure(asked: Asked) -> bool:
    if asked.manner in ("why", "text"):
        return False
    return asked.wants_figure or bool(asked.periods or _COUNT.search(asked.text))


def _is_about(finding: Finding, needed: Terms, document: StoredDocument) -> bool:
    if not needed:
        return True
    page, (start, end) = finding.page, finding.place
    titles = [
        section.title
        for section in document.sections
        if section.first_page <= page.page_number <= section.last_page
    ]
    near = page.text[max(0, start - CHARACTERS_ABOVE) : end]
    return any(_stand_together(needed, terms(text)) for text in (" ".join(titles), near))


def _stand_together(needed: Terms, words: Sequence[str]) -> bool:
    """Whether all needed terms stand within a few of each other: "cloud" and "gaming" apart are
    two things.
    """
    width = len(needed) + TOGETHER
    first = min(needed)
    return any(
        needed <= frozenset(words[max(0, place - width) : place + width + 1])
        for place, word in enumerate(words)
        if word == first
    )


def _years(asked: Asked) -> list[str]:
    """Return the years of which a passage must name one, as they are written."""
    return [str(period.year) for period in asked.periods if period.year and _wants_figure(asked)]


def _is_of(finding: Finding, years: Sequence[str]) -> bool:
    text = finding.page.text
    return not years or any(year in text for year in years) or bool(_RELATIVE.search(text))


def _is_foreign(document: StoredDocument, asked: Asked) -> bool:
    """Tell whether half of the words stand nowhere in the document, and no glossary knows them."""
    if asked.is_chinese or not _wants_figure(asked):
        return False
    index, known = indexed(document).index, _known()
    said = {term for term in content(terms(" ".join(asked.words))) if not term[:1].isdigit()}
    ways = parse(asked.text).ways
    absent = [term for term in said - known if not index.counts_of(ways(term)).any()]
    return bool(absent) and 2 * len(absent) >= len(said)


@cache
def _known() -> Terms:
    """Return the words by which people ask for what the glossary has."""
    names = (name for entry in load() for name in (*entry.names, *entry.words))
    return common_words() | wrapping_words() | {term for name in names for term in terms(name)}
