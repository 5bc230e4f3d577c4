"""What `find --explain` prints: why pages and quotes have their scores, as text and JSON."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from qa.answer import page_label
from qa.formats.answer_json import JsonObject
from qa.library import StoredDocument
from qa.readers.extractive.quotes.findings import Finding, explain, find_quotes
from qa.search import PageHit, indexed, rank_pages
from qa.search.plan import PageReason, PlannedPage, plan_pages
from qa.search.question import parse
from qa.search.ranking import explain_page
from qa.search.scoring import Term
from qa.service.documents import hits_json

_OF = {"none": "", "terms": " of the terms", "all": " of all above"}
_REASONS = {
    "fits": "fits best",
    "part": "has the rows of a part: {}",
    "line": "has the line asked for: {}",
    "reasons": "tells what moved it: {}",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """The pages that fit a question with the terms of their scores, the pages that are read for an
    answer, and the quotes that are taken from them.
    """

    document: StoredDocument
    pages: tuple[tuple[PageHit, tuple[Term, ...]], ...]
    plan: tuple[PlannedPage, ...]
    quotes: tuple[Finding, ...]

    @classmethod
    def of(cls, document: StoredDocument, question: str, *, top: int) -> "Explanation":
        index, parsed = indexed(document), parse(question)
        hits = rank_pages(index, parsed, top=top)
        return cls(
            document,
            tuple((hit, explain_page(index, parsed, hit.page_number)) for hit in hits),
            tuple(plan_pages(index, parsed)),
            tuple(find_quotes(document, parsed)),
        )


def explanation_json(explanation: Explanation) -> JsonObject:
    """Return {"pages", "plan", "quotes"}; the contributions of a score's terms, added from first to
    last, are the score.
    """
    document = explanation.document
    hits = hits_json(document, (hit for hit, _ in explanation.pages))
    return {
        "pages": [
            {**hit, "terms": list(map(asdict, terms))}
            for hit, (_, terms) in zip(hits, explanation.pages, strict=True)
        ],
        "plan": [
            {
                "page_number": page.page_number,
                "fit": page.fit,
                "why": [
                    {"kind": why.kind, "entry": why.entry.key if why.entry else None}
                    for why in page.why
                ],
            }
            for page in explanation.plan
        ],
        "quotes": [
            {
                "page_number": quote.page.page_number,
                "start": quote.place[0],
                "end": quote.place[1],
                "text": _text(quote),
                "score": quote.score,
                "terms": list(map(asdict, explain(quote))),
            }
            for quote in explanation.quotes
        ],
    }


def explanation_text(explanation: Explanation) -> str:
    """Return the same for reading: a score in front of what it is for, its terms below."""
    lines = []
    for hit, terms in explanation.pages:
        lines += [_scored(hit.score, _label(explanation.document, hit.page_number)), *_rows(terms)]
    if explanation.plan:
        lines += ["", "Read for an answer:"]
    for page in explanation.plan:
        why = ", ".join(map(_reason, page.why))
        label = _label(explanation.document, page.page_number)
        lines.append(_scored(page.fit, f"{label}: {why}"))
    if explanation.quotes:
        lines += ["", "Quoted:"]
    for quote in explanation.quotes:
        label = _label(explanation.document, quote.page.page_number)
        lines += [_scored(quote.score, f"{label}: {_text(quote)}"), *_rows(explain(quote))]
    return "\n".join(lines)


def _rows(terms: Sequence[Term]) -> Iterable[str]:
    width = max((len(term.name) for term in terms), default=0)
    for term in terms:
        product = f"{term.value:.3f} × {term.weight:.3f}{_OF[term.share_of]}"
        yield f"    {term.contribution:8.3f}  {term.name:<{width}}  {product}"


def _scored(score: float, text: str) -> str:
    return f"{score:8.3f}  {text}"


def _reason(why: PageReason) -> str:
    return _REASONS[why.kind].format(why.entry.key if why.entry else "")


def _label(document: StoredDocument, page_number: int) -> str:
    return page_label(page_number, document.printed_numbers[page_number - 1])


def _text(quote: Finding) -> str:
    start, end = quote.place
    return " ".join(quote.page.text[start:end].split())
