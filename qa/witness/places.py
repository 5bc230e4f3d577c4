"""Where the witness of a sentence may stand: what it cites, what the search found, the facts, then
the pages read, the best first.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from qa.answer import Citation
from qa.document import Page
from qa.document_facts import facts_in
from qa.document_tables import rows_on
from qa.figures import Figure
from qa.glossary import content
from qa.library import StoredDocument
from qa.search import find_pages
from qa.text.terms import terms
from qa.witness.claims import Claim, Terms
from qa.witness.matching import rounds_to
from qa.witness.printed import PageEvidence, evidence_at, evidence_of
from qa.witness.words import label_terms

MOST_FACTS = 12  # of one value; a report seldom has a figure more often
MOST_PLACES = 24  # of one figure's digits on all pages
MOST_PAGES = 6  # looked through for a sentence without figures
MOST_RANKED = 20  # pages on which a figure's digits are looked for first
MOST_LINES = 8  # of one page


class Places:
    """Looks for places in the pages that were read."""

    def __init__(self, document: StoredDocument, pages: Mapping[int, Page]) -> None:
        self._document = document
        self._pages = pages
        self._last: tuple[str, list[int]] = ("", [])
        self._known: dict[tuple[int, int, int], PageEvidence] = {}

    def cited(self, citations: Collection[Citation]) -> list[PageEvidence]:
        """Return the rows and sentences that citations quote."""
        return [
            evidence_of(self._document, self._pages[citation.page_number], citation)
            for citation in citations
            if citation.page_number in self._pages
        ]

    def of_figure(
        self, figure: Figure, claim: Claim, cited: Sequence[PageEvidence]
    ) -> Iterator[PageEvidence]:
        """Yield places that print a figure: facts of its value, then its digits on the pages."""
        yield from self._of_facts(figure, claim)
        first = [place.page.page_number for place in cited]
        ranked = self._ranked(claim.text)
        num_found = 0
        pattern = _digits(figure)
        for page_number in dict.fromkeys([*first, *ranked, *self._pages]):
            page = self._pages.get(page_number)
            if page is None or not any(form in page.text for form in _forms(figure)):
                continue
            for match in pattern.finditer(page.text):
                yield self._at(page, *match.span())
                num_found += 1
                if num_found >= MOST_PLACES:
                    return

    def rows_called(self, words: Terms, pages: Collection[int], own: Terms) -> list[PageEvidence]:
        """Return the rows of pages whose labels have just these words."""
        return [
            self._at(self._pages[number], *row.span)
            for number in pages
            if number in self._pages
            for row in rows_on(self._document, number)
            if label_terms(row.label, own) == words
        ]

    def of_words(self, claim: Claim) -> Iterator[PageEvidence]:
        """Yield sentences and rows that share the most words and names with a sentence."""
        wanted = claim.words | frozenset(t for n in claim.names for t in content(terms(n)))
        for page_number in self._ranked(claim.text)[:MOST_PAGES]:
            page = self._pages.get(page_number)
            if page is None:
                continue
            scored = [
                (len(wanted & frozenset(terms(line.text))), start)
                for line, start in zip(page.lines, page.line_starts, strict=True)
            ]
            best = sorted((item for item in scored if item[0]), reverse=True)[:MOST_LINES]
            for _, start in best:
                end = page.text.find("\n", start)
                yield self._at(page, start, len(page.text) if end < 0 else end)

    def _ranked(self, text: str) -> list[int]:
        """Return the pages that fit a sentence; those of the last one are remembered."""
        if text != self._last[0]:
            hits = find_pages(self._document, text, top=MOST_RANKED)
            self._last = (text, [hit.page_number for hit in hits])
        return self._last[1]

    def _of_facts(self, figure: Figure, claim: Claim) -> Iterator[PageEvidence]:
        found = [
            fact
            for fact in facts_in(self._document)
            if fact.page_number in self._pages and rounds_to(fact.value, figure)
        ]
        found.sort(key=lambda fact: (fact.concept not in claim.concepts, fact.rank))
        for fact in found[:MOST_FACTS]:
            yield self._at(self._pages[fact.page_number], *fact.value_span)

    def _at(self, page: Page, start: int, end: int) -> PageEvidence:
        key = (page.page_number, start, end)
        if key not in self._known:
            self._known[key] = evidence_at(self._document, page, start, end)
        return self._known[key]


def _forms(figure: Figure) -> set[str]:
    """Return how a page may write a figure's digits."""
    number = abs(figure.printed)
    return {f"{number:,f}", f"{number:f}"}


def _digits(figure: Figure) -> re.Pattern[str]:
    forms = "|".join(map(re.escape, _forms(figure)))
    return re.compile(rf"(?<![\d.])(?<!\d,)(?:{forms})(?![\d]|[.,]\d)")
