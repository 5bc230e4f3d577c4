"""An indexed document and a question in, the pages to read for an answer out, each with its reason.

Beside the pages that fit the question as a whole there are those that must not be missed: with the
parts of a ratio, with the one line of a statement that is asked for, with what moved a figure.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from qa.glossary import Entry
from qa.search.page_features import IndexedDocument
from qa.search.question import ParsedQuestion
from qa.search.ranking import best_page_for, pages_of_reasons, rank_pages
from qa.search.weights import WEIGHTS, Weights
from qa.text.terms import terms

PAGES_FOR_ROWS = 8
PAGES_FOR_TEXT = 12  # reasons and plans are spread over more pages than figures
OF_ALL = frozenset(
    terms("total overall company group year fiscal make have expense report amount 总额")
)


@dataclass(frozen=True, slots=True)
class PageReason:
    """Why a page is to be read: it fits best; or it has the rows of a part of what is asked, the
    line of a statement that is all that is asked, or what moved the thing asked about.
    """

    kind: Literal["fits", "part", "line", "reasons"]
    entry: Entry | None = None  # None where the page fits


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """A page to read for an answer. on_statement: for each entry asked for (by its key), how surely
    the page is the financial statement that the entry belongs to, 0 to 1.
    """

    page_number: int
    fit: float  # 0 to 1, of the best page
    why: tuple[PageReason, ...]
    on_statement: Mapping[str, float]


def plan_pages(
    document: IndexedDocument,
    question: ParsedQuestion,
    *,
    focus: Collection[int] | None = None,
    weights: Weights = WEIGHTS,
) -> list[PlannedPage]:
    """Return the pages to read for an answer, those that fit best first; none where none fits.

    focus: the page numbers that may be read; None is the whole document.
    """
    num_pages = document.index.num_pages
    top = PAGES_FOR_TEXT if question.wants_text else PAGES_FOR_ROWS
    most = top if focus is None else num_pages
    ranked = rank_pages(document, question, top=most, weights=weights)
    hits = [hit for hit in ranked if focus is None or hit.page_number in focus][:top]
    if not hits:
        return []
    best = hits[0].score
    fit = {hit.page_number: (hit.score / best) ** weights.sharpened for hit in hits}
    why = {number: [PageReason("fits")] for number in fit}
    for number, reason in _added(document, question, weights):
        if focus is None or number in focus:
            fit.setdefault(number, weights.added_page)
            why.setdefault(number, []).append(reason)
    homes = {w.entry.key: document.on_statement(w.entry, weights) for w in question.wanted}
    return [
        PlannedPage(
            number,
            fit[number],
            tuple(why[number]),
            {key: float(home[number - 1]) for key, home in homes.items()},
        )
        for number in fit
    ]


def _added(
    document: IndexedDocument, question: ParsedQuestion, weights: Weights
) -> Iterator[tuple[int, PageReason]]:
    """Yield the numbers of the pages that must not be missed, with the reason."""
    for wanted in question.wanted:
        if wanted.is_part:
            page_number = best_page_for(document, wanted.entry, weights=weights)
            if page_number is not None:
                yield page_number, PageReason("part", wanted.entry)
    yield from _line_asked_for(document, question, weights)
    if question.asks_why:
        for wanted in question.wanted:
            if not wanted.is_part:
                for page_number in pages_of_reasons(document, wanted.entry):
                    yield page_number, PageReason("reasons", wanted.entry)


def _line_asked_for(
    document: IndexedDocument, question: ParsedQuestion, weights: Weights
) -> Iterator[tuple[int, PageReason]]:
    """Yield the page of the line of a statement that is all that a question asks for: "total
    revenues", not "revenues in China". Other pages have parts of it, or it once more.
    """
    asked = [w for w in question.wanted if not w.is_part and w.weight == 1.0 and not w.entry.of]
    explained = frozenset[str]().union(*(wanted.explains for wanted in asked))
    others = question.words.keys() - explained - set(question.years)
    if question.wants_text or question.asks_how or not others <= OF_ALL:
        return
    pages = {
        w.entry: best_page_for(document, w.entry, on_statement=True, weights=weights) for w in asked
    }
    lines = [(page, PageReason("line", w)) for w, page in pages.items() if page is not None]
    if len(lines) == 1:
        yield lines[0]
