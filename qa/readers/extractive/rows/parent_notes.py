"""Where the notes to the parent company's own statements stand, which are not the group's.

Chinese reports end with "母公司财务报表主要项目注释": the same tables again, of the parent alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.document import Page
from qa.library.document_cache import DocumentKey, kept_by_document
from qa.search import indexed
from qa.tables import Table
from qa.text.terms import terms

_NUMBERED = r"\s*(?:附注)?[一二三四五六七八九十]{1,3}[、.．]\s*"
_BEGINS = re.compile(rf"{_NUMBERED}母公司财务报表.{{0,10}}\s*")
_NEXT = re.compile(rf"{_NUMBERED}\S{{2,20}}\s*")
_WORDS = ("母公司财务报表",)
KEPT_DOCUMENTS = 8

Place = tuple[int, float]  # page number, points from its top


@dataclass(frozen=True, slots=True)
class ParentNotes:
    """The stretches of a document that are notes to the parent's statements."""

    stretches: tuple[tuple[Place, Place], ...]

    def has(self, table: Table) -> bool:
        """Tell whether a table begins in them."""
        place = (table.pages[0], table.bbox.top)
        return any(start <= place < end for start, end in self.stretches)


@kept_by_document(KEPT_DOCUMENTS)
def parent_notes_of(key: DocumentKey) -> ParentNotes:
    """Return where the parent's notes begin, and the next numbered heading of their rank."""
    index = indexed(key.document).index
    counts = index.phrase_counts(terms(_WORDS[0]))
    pages = key.document.pages(page + 1 for page, count in enumerate(counts) if count)
    begun = [place for page in pages for place in _headings(page, _BEGINS)]
    return ParentNotes(tuple((start, _end(key, start)) for start in begun))


def _headings(page: Page, form: re.Pattern[str]) -> Iterator[Place]:
    for line in page.lines:
        if form.fullmatch(line.text):
            yield page.page_number, line.bbox.top


def _end(key: DocumentKey, start: Place) -> Place:
    document = key.document
    for number in range(start[0], document.num_pages + 1):
        for place in _headings(document.page(number), _NEXT):
            if place > start:
                return place
    return document.num_pages + 1, 0.0
