"""A question in, the tables of the pages on which its rows may stand out."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from qa.document import Page
from qa.document_tables import in_section_scale, section_scale_at
from qa.library import StoredDocument
from qa.library.document_cache import DocumentKey, kept_by_document
from qa.readers.extractive.rows.parent_notes import parent_notes_of
from qa.search import indexed, rank_pages
from qa.search.question import parse
from qa.statements import DocumentFacts
from qa.tables import Table, tables_of
from qa.tables.document import is_lone
from qa.tables.section_scale import SectionScale
from qa.text.terms import terms

BEST_PAGES = 10  # of those that fit the question
PHRASE_PAGES = 8  # of those on which its words stand together
_OWN_SCALE = re.compile(r"[$€£]\s?\d[\d,.]*\s+(?:thousand|million|billion)\b", re.I)
KEPT_PAGES = 512  # whose tables are kept for the next question; some ten kilobytes each


def tables_for(
    document: StoredDocument, question: str, words: Sequence[str], facts: DocumentFacts
) -> list[Table]:
    """Return the tables of the statements and of pages that fit, the best fitting page's first.

    words: the phrases of the question that say what is asked for.
    """
    pages = pages_for(document, question, words)
    pages += (page for statement in facts.statements for page in statement.page_numbers)
    key, year = DocumentKey(document), facts.fiscal_year
    tables = [table for page in dict.fromkeys(pages) for table in _tables(key, page, year)]
    if "母公司" in question:
        return tables
    notes = parent_notes_of(key)
    return [table for table in tables if not notes.has(table)]


def pages_for(document: StoredDocument, question: str, words: Sequence[str]) -> list[int]:
    """Return the pages that fit a question, the best first, and those on which its words stand."""
    hits = rank_pages(indexed(document), parse(question), top=BEST_PAGES)
    return list(dict.fromkeys([hit.page_number for hit in hits] + _with_phrases(document, words)))


def tables_on(document: StoredDocument, page_number: int, facts: DocumentFacts) -> list[Table]:
    """Return the tables of one page."""
    return list(_tables(DocumentKey(document), page_number, facts.fiscal_year))


def _with_phrases(document: StoredDocument, phrases: Iterable[str]) -> list[int]:
    """Return the pages on which most of the phrases stand as they are said."""
    index = indexed(document).index
    found = Counter[int]()
    for phrase in phrases:
        words = terms(phrase)
        if words:
            for page, count in enumerate(index.phrase_counts(words)):
                if count:
                    found[page + 1] += len(words) * 10 + min(int(count), 9)
    return [page for page, _ in found.most_common(PHRASE_PAGES)]


@kept_by_document(KEPT_PAGES)
def _tables(key: DocumentKey, page_number: int, year: int | None) -> tuple[Table, ...]:
    tables = tables_of([key.document.page(page_number)], fiscal_year=year, keeps_lone=True)
    if page_number > 1 and tables and _may_lean_on_page_before(tables[0]):
        pages = key.document.pages([page_number - 1, page_number])
        tables = tuple(t for t in tables_of(pages, fiscal_year=year) if page_number in t.pages)
    tables = tuple(table for table in tables if not is_lone(table))
    return in_section_scale(key.document, page_number, tables)


def scale_of_text(document: StoredDocument, page: Page) -> SectionScale | None:
    """Return the unit in which the sentences of a page have their amounts: "was $211 and $152".

    None where the page gives any amount its own scale, or only tables are in the section's unit.
    """
    if _OWN_SCALE.search(page.text) is not None:
        return None
    scale = section_scale_at(document, page.page_number)
    is_of_tables = scale is None or "tabular" in scale.caption.text.lower()
    return None if is_of_tables else scale


def _may_lean_on_page_before(table: Table) -> bool:
    """Tell whether heads, or the unit of Chinese tables with the same heads, may stand there.

    So may the sentence that leads to a table at the top of a page.
    """
    has_no_unit = table.unit_span is None and not table.title.isascii()
    has_no_unit |= table.unit_span is None and not table.title and not table.leads
    return has_no_unit or not any(c.head for c in table.columns if c.kind == "value")
