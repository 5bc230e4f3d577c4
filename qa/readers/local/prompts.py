"""A document and a question in, out what the model here is shown, and what its quotes stand for."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from qa.answer import Answer, Citation
from qa.document import Page
from qa.library import StoredDocument
from qa.prompting.document_tokens import TokenizedDocument
from qa.prompting.prompt import Prompt, PromptBuilder
from qa.quoting.cite import cite
from qa.quoting.markers import QuoteFound
from qa.quoting.quote_index import QuoteIndex
from qa.readers.shown_findings import named_finding, with_heads
from qa.search import find_pages

NUM_RANKED_PAGES = 50  # candidates where a document does not fit


@dataclass(frozen=True, slots=True, eq=False)
class IndexedForModel:
    """A document as the model needs it."""

    pages: dict[int, Page]
    tokens: TokenizedDocument
    quotes: QuoteIndex


def fits(
    builder: PromptBuilder, prepared: IndexedForModel, focus: Collection[int] | None = None
) -> bool:
    return num_tokens(prepared, focus) <= builder.max_document_tokens


def build_prompt(
    builder: PromptBuilder,
    document: StoredDocument,
    prepared: IndexedForModel,
    question: str,
    history: Sequence[Answer],
    focus: Collection[int] | None,
    findings: Sequence[Citation] = (),
) -> Prompt:
    """Return the prompt of a question; findings: what the search found for it."""
    ranked: list[int] = []
    if not fits(builder, prepared, focus):
        top = NUM_RANKED_PAGES if focus is None else document.num_pages
        hits = find_pages(document, question, top=top)
        ranked = [hit.page_number for hit in hits]
    return builder.build(
        prepared.tokens,
        question,
        coverage=document.coverage,
        ranked_pages=ranked,
        focus=focus,
        history=history,
        findings=[with_heads(finding) for finding in findings],
    )


def quotable(prepared: IndexedForModel, prompt: Prompt) -> QuoteIndex:
    """What may be quoted: the pages that the model has read, no others."""
    if len(prompt.coverage.read) == len(prepared.tokens.page_numbers):
        return prepared.quotes
    return QuoteIndex(prepared.pages[n] for n in prompt.coverage.read)


def cited(
    found: QuoteFound,
    document: StoredDocument,
    prepared: IndexedForModel,
    quotes: QuoteIndex,
    findings: Sequence[Citation],
) -> Iterator[Citation]:
    """Yield the finding that was named, or a citation for each page that a quote stands on."""
    if finding := named_finding(found, findings):
        yield finding
        return
    for page_number, start, end in quotes.resolve(found.quote):
        yield cite(
            document,
            prepared.pages[page_number],
            start,
            end,
            answer_start=found.answer_start,
            answer_end=found.answer_end,
        )


def num_tokens(prepared: IndexedForModel, focus: Collection[int] | None) -> int:
    if focus is None:
        return len(prepared.tokens.token_ids)
    return sum(map(prepared.tokens.num_tokens_of, set(focus)))
