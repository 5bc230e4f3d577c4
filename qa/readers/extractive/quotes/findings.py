"""The rows and sentences of a document to quote for a question; none where nothing fits."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from qa.glossary import Entry
from qa.library import StoredDocument
from qa.readers.extractive.giving_way import let_others_pass
from qa.readers.extractive.quotes.evidence import RowFeatures, has_kind
from qa.readers.extractive.quotes.kept_blocks import blocks_of, titles_before
from qa.readers.extractive.quotes.naming import names_row, row_names
from qa.readers.extractive.quotes.scorer import Finding, Scorer, explain
from qa.readers.extractive.quotes.told import find_told
from qa.readers.extractive.wording.abbreviations import with_short_forms
from qa.readers.extractive.wording.company import company_names, company_terms
from qa.readers.extractive.wording.document_words import in_document_words
from qa.readers.extractive.wording.kind_asked import IN_WORDS, WHERE
from qa.search import indexed
from qa.search.plan import PlannedPage, plan_pages
from qa.search.question import ParsedQuestion, without_terms
from qa.search.scoring import EXACT_TO
from qa.search.weights import WEIGHTS, Weights
from qa.text.terms import fold

MAX_FINDINGS = 6
MAX_PER_PAGE = 3
MOST_BESIDE_TOLD = 3
MAX_PER_PAGE_OF_REASONS = 2
ENOUGH_SENTENCES = 3  # with as many no row is quoted beside them, where words are asked for

__all__ = ["Finding", "explain", "find_quotes"]


def find_quotes(
    document: StoredDocument,
    question: ParsedQuestion,
    focus: Collection[int] | None = None,
    weights: Weights = WEIGHTS,
) -> list[Finding]:
    """Return the findings to quote, best first; none where nothing fits well enough.

    focus: the page numbers that may be quoted from; None is the whole document.
    """
    told, is_all = find_told(document, question, focus, weights)
    if is_all:
        return told
    question = without_terms(question, company_terms(question.text, company_names(document)))
    index = indexed(document)
    question = in_document_words(index.index, with_short_forms(document, question))
    planned = plan_pages(index, question, focus=focus, weights=weights)
    plan = {page.page_number: page for page in planned}
    scorer = Scorer(question, index.index, weights)
    ranked: list[Finding] = []
    for blocks in blocks_of(document, plan):
        let_others_pass()
        number = blocks.page.page_number
        ranked += scorer.findings(blocks, plan[number], titles_before(document, number))
    ranked.sort(key=lambda finding: -round(finding.score, EXACT_TO))
    asked = fold(question.text)
    if IN_WORDS.search(asked):
        ranked = _in_sentences(ranked, scorer, weights)
    elif WHERE.search(asked):
        ranked = _with_places(ranked, scorer, weights)
    first = _line_asked_for(ranked, question, planned, weights)
    if not first and not question.wants_text:
        first = _rows_asked_for(ranked, question, plan, weights)
    chosen = _choose(ranked, first, question, _chapters(document), weights)
    chosen = chosen if scorer.is_supported(chosen) else []
    others = [each for each in chosen if not any(_says_the_same(each, one) for one in told)]
    return [*told, *others[: MOST_BESIDE_TOLD if told else None]]


def _in_sentences(ranked: list[Finding], scorer: Scorer, weights: Weights) -> list[Finding]:
    """Return the sentences alone, where enough of them are about what is asked.

    Rows that are left out later would have taken their places.
    """
    sentences = [each for each in ranked if not isinstance(each.features, RowFeatures)]
    best = sentences[0].score if sentences else 0.0
    sure = [each for each in sentences if each.score >= weights.kept * best]
    is_enough = len(sure) >= ENOUGH_SENTENCES and scorer.is_supported(sure[:MAX_FINDINGS])
    return sentences if is_enough else ranked


def _with_places(ranked: list[Finding], scorer: Scorer, weights: Weights) -> list[Finding]:
    """Return the passages with a place alone, where these are about what is asked."""
    placed = [each for each in ranked if has_kind(each.features)]
    sure = [each for each in placed if each.score >= weights.kept * ranked[0].score]
    return placed if sure and scorer.is_supported(sure[:MAX_FINDINGS]) else ranked


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
    weights: Weights,
) -> list[Finding]:
    """Add the best findings to the first, without repeats, not all from one page or chapter."""
    chosen = list(first)
    kept_share = weights.kept_reasons if question.asks_why else weights.kept
    floor = kept_share * ranked[0].score if ranked else 0.0
    most_per_page = MAX_PER_PAGE_OF_REASONS if question.asks_why else MAX_PER_PAGE
    left = [finding for finding in ranked if finding.score >= floor]
    while left and len(chosen) < MAX_FINDINGS:
        pages = Counter(finding.page.page_number for finding in chosen)
        told = Counter(chapters.get(finding.page.page_number) for finding in chosen)

        def worth(finding: Finding, told: Counter[str | None] = told) -> float:
            is_told = question.asks_why and told[chapters.get(finding.page.page_number)] >= 2
            return round(finding.score * (weights.same_chapter if is_told else 1.0), EXACT_TO)

        best = max(left, key=worth)
        left.remove(best)
        repeated = any(_says_the_same(best, other) for other in chosen)
        if not repeated and pages[best.page.page_number] < most_per_page:
            chosen.append(best)
    return chosen


def _rows_asked_for(
    ranked: Sequence[Finding],
    question: ParsedQuestion,
    plan: Mapping[int, PlannedPage],
    weights: Weights,
) -> list[Finding]:
    """Return the rows that state what is computed from others, else the rows of those others."""
    computed = [w.entry for w in question.wanted if w.entry.of and not w.is_part]
    stated = [next(_rows_of(ranked, entry, weights), None) for entry in computed]
    rows = [row for row in stated if row is not None]
    if not computed or len(rows) < len(computed):
        of = {key for entry in computed for key in entry.of}  # a part may be named as well
        parts = [w.entry for w in question.wanted if w.is_part or w.entry.key in of]
        found = [_row_of_part(ranked, part, plan, weights) for part in parts]
        rows = [row for row in found if row is not None]
    different: dict[str, Finding] = {}
    for row in rows:
        different.setdefault(row.key, row)
    return list(different.values())[:MAX_FINDINGS]


def _line_asked_for(
    ranked: Sequence[Finding],
    question: ParsedQuestion,
    plan: Iterable[PlannedPage],
    weights: Weights,
) -> list[Finding]:
    """Return the row of a statement that states all that is asked, where the plan has its page.

    A label of one word must be asked for by it: "diluted" may be earnings, or shares.
    """
    asked = set(question.rare_terms)
    rows = [
        row
        for page in plan
        for reason in page.why
        if reason.kind == "line" and reason.entry is not None
        for row in _rows_of(ranked, reason.entry, weights)
        if row.page.page_number == page.page_number
        and (len(row.label) > 1 or row.label[0] in asked)
    ]
    rows.sort(key=lambda row: -len(asked & set(row.label)))  # diluted, not basic
    return rows[:1]


def _row_of_part(
    ranked: Sequence[Finding], part: Entry, plan: Mapping[int, PlannedPage], weights: Weights
) -> Finding | None:
    """Return the best row of an entry, on its own statement if it stands there.

    "Trade receivables" on the cash flow statement is by how much they changed.
    """

    def at_home(row: Finding) -> float:
        return round(plan[row.page.page_number].on_statement[part.key], 1)

    return max(_rows_of(ranked, part, weights), key=at_home, default=None)


def _rows_of(findings: Iterable[Finding], entry: Entry, weights: Weights) -> Iterator[Finding]:
    """Yield the findings that are rows labelled like an entry, with few words more."""
    names = row_names(entry)
    return (finding for finding in findings if names_row(names, finding.label, weights))


def _says_the_same(one: Finding, other: Finding) -> bool:
    if one.key == other.key:
        return True
    same_page = one.page.page_number == other.page.page_number
    return same_page and one.place[0] < other.place[1] and other.place[0] < one.place[1]
