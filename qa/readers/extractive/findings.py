"""The rows and sentences of a document to quote for a question; none where nothing fits."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from qa.glossary import Entry
from qa.library import StoredDocument
from qa.readers.extractive.page_blocks import PageBlocks
from qa.readers.extractive.scorer import Finding, Scorer, rows_of
from qa.search import indexed, rank_pages
from qa.search.question import ParsedQuestion
from qa.search.ranking import IndexedDocument, best_page_for, pages_of_reasons
from qa.text.terms import terms

PAGES_FOR_ROWS = 8
PAGES_FOR_TEXT = 12  # reasons and plans are spread over more pages than figures
MAX_FINDINGS = 6
MAX_PER_PAGE = 3
KEPT_SHARE = 0.7  # of the best finding's score; weaker ones distract
KEPT_SHARE_OF_REASONS = 0.6
SHARPENED = 2  # pages score alike where they name the same things, though one is the page
SAME_CHAPTER = 0.8  # what a further reason from a chapter counts that two were quoted from
OF_ALL = frozenset(
    terms("total overall company group year fiscal make have expense report amount 总额")
)

__all__ = ["Finding", "find_quotes"]


def find_quotes(
    document: StoredDocument, question: ParsedQuestion, focus: Collection[int] | None = None
) -> list[Finding]:
    """Return the findings to quote, best first; none where nothing fits well enough.

    focus: the page numbers that may be quoted from; None is the whole document.
    """
    index = indexed(document)
    top = PAGES_FOR_TEXT if question.wants_text else PAGES_FOR_ROWS
    allowed = range(1, document.num_pages + 1) if focus is None else focus
    ranked = rank_pages(index, question, top=top if focus is None else document.num_pages)
    hits = [hit for hit in ranked if hit.page_number in allowed][:top]
    if not hits:
        return []
    fit = {hit.page_number: (hit.score / hits[0].score) ** SHARPENED for hit in hits}
    for wanted in question.wanted:
        if wanted.is_part and (page_number := best_page_for(index, wanted.entry)):
            fit.setdefault(page_number, 0.5)
    line = _line_asked_for(question, index)
    if line:
        fit.setdefault(line.page_number, 0.5)
    for page_number in _pages_of_reasons(index, question):
        fit.setdefault(page_number, 0.5)
    scorer = Scorer(question, index)
    pages = document.pages(number for number in fit if number in allowed)
    found = [
        finding
        for page in pages
        for finding in scorer.findings(PageBlocks.of(page), fit[page.page_number])
    ]
    found.sort(key=lambda finding: -finding.score)
    first = [] if question.wants_text else _rows_asked_for(found, question, index)
    if line:
        first = line.row(found, question) or first
    chosen = _choose(found, first, question, _chapters(document))
    return chosen if scorer.is_supported(chosen) else []


def _pages_of_reasons(document: IndexedDocument, question: ParsedQuestion) -> list[int]:
    """Return pages that tell what moved the thing asked about, though they may not name it."""
    if not question.asks_why:
        return []
    asked = [wanted.entry for wanted in question.wanted if not wanted.is_part]
    return [number for entry in asked for number in pages_of_reasons(document, entry)]


def _chapters(document: StoredDocument) -> dict[int, str]:
    """Return the title of the chapter by page number; the last one to begin on a page wins."""
    chapters = (section for section in document.sections if section.level == 1)
    return {
        number: chapter.title
        for chapter in chapters
        for number in range(chapter.first_page, chapter.last_page + 1)
    }


def _choose(
    ranked: Sequence[Finding],
    first: Sequence[Finding],
    question: ParsedQuestion,
    chapters: Mapping[int, str],
) -> list[Finding]:
    """Add the best findings to the first, without repeats, not all from one page or chapter."""
    chosen = list(first)
    kept_share = KEPT_SHARE_OF_REASONS if question.asks_why else KEPT_SHARE
    floor = kept_share * ranked[0].score if ranked else 0.0
    most_per_page = 2 if question.asks_why else MAX_PER_PAGE
    left = [finding for finding in ranked if finding.score >= floor]
    while left and len(chosen) < MAX_FINDINGS:
        pages = Counter(finding.page.page_number for finding in chosen)
        told = Counter(chapters.get(finding.page.page_number) for finding in chosen)

        def worth(finding: Finding, told: Counter[str | None] = told) -> float:
            is_told = question.asks_why and told[chapters.get(finding.page.page_number)] >= 2
            return finding.score * (SAME_CHAPTER if is_told else 1.0)

        best = max(left, key=worth)
        left.remove(best)
        repeated = any(_says_the_same(best, other) for other in chosen)
        if not repeated and pages[best.page.page_number] < most_per_page:
            chosen.append(best)
    return chosen


def _rows_asked_for(
    ranked: Sequence[Finding], question: ParsedQuestion, document: IndexedDocument
) -> list[Finding]:
    """Return the rows that state what is computed from others, else the rows of those others."""
    computed = [w.entry for w in question.wanted if w.entry.of and not w.is_part]
    stated = [next(rows_of(ranked, entry), None) for entry in computed]
    rows = [row for row in stated if row is not None]
    if not computed or len(rows) < len(computed):
        of = {key for entry in computed for key in entry.of}  # a part may be named as well
        parts = [w.entry for w in question.wanted if w.is_part or w.entry.key in of]
        rows = [row for part in parts if (row := _row_of_part(ranked, part, document)) is not None]
    different: dict[str, Finding] = {}
    for row in rows:
        different.setdefault(row.key, row)
    return list(different.values())[:MAX_FINDINGS]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a financial statement, and the page of its statement."""

    entry: Entry
    page_number: int

    def row(self, ranked: Sequence[Finding], question: ParsedQuestion) -> list[Finding]:
        """Return the row there that states it, if there is one. "Diluted" may be earnings, or
        shares, where nobody asks for it by that word.
        """
        asked = set(question.rare_terms)
        rows = [
            row
            for row in rows_of(ranked, self.entry)
            if row.page.page_number == self.page_number
            and (len(row.label) > 1 or row.label[0] in asked)
        ]
        rows.sort(key=lambda row: -len(asked & set(row.label)))  # diluted, not basic
        return rows[:1]


def _line_asked_for(question: ParsedQuestion, document: IndexedDocument) -> _Line | None:
    """Return the line of a statement that is all that a question asks for: of "total revenues", but
    not of "revenues in China". Other pages have parts of it, or it once more.
    """
    asked = [w for w in question.wanted if not w.is_part and w.weight == 1.0 and not w.entry.of]
    explained = frozenset[str]().union(*(wanted.explains for wanted in asked))
    others = question.words.keys() - explained - set(question.years)
    if question.wants_text or question.asks_how or not others <= OF_ALL:
        return None
    pages = {w.entry: best_page_for(document, w.entry, on_statement=True) for w in asked}
    lines = [_Line(entry, page) for entry, page in pages.items() if page is not None]
    return lines[0] if len(lines) == 1 else None


def _row_of_part(
    ranked: Sequence[Finding], part: Entry, document: IndexedDocument
) -> Finding | None:
    """Return the best row of an entry, on its own statement if it stands there.

    "Trade receivables" on the cash flow statement is by how much they changed.
    """
    home = document.on_statement(part)
    rows = rows_of(ranked, part)
    return max(rows, key=lambda row: round(home[row.page.page_number - 1], 1), default=None)


def _says_the_same(one: Finding, other: Finding) -> bool:
    if one.key == other.key:
        return True
    same_page = one.page.page_number == other.page.page_number
    return same_page and one.place[0] < other.place[1] and other.place[0] < one.place[1]
