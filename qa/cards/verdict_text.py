"""A verdict as JSON and as lines for a terminal. Names of the JSON only ever grow.

holds: whether nothing is wrong         card: {sha256, is_unchanged}
report: {sha256_on_card, sha256, is_same}
quotes: [{number: from 1, page_number, printed_number, cited_text, reason: "" where it holds,
          is_ocr: read in an image,
          state: "holds" | "elsewhere" | "gone" | "marked wrongly",
          found: [{page_number, printed_number, start, end}]}]
figures: [{label, period, display, state: "holds" | "changed" | "not followed", reason}]
words: numbers of the answer's words that no quote and no figure has
page: null for a card that is no page, else what is wrong with it, "" if nothing
"""

from collections.abc import Iterator
from dataclasses import asdict

from qa.answer import OCR, page_label
from qa.cards.quote_check import QuoteVerdict
from qa.cards.verify import CardVerdict
from qa.formats.answer_json import JsonObject

SHOWN = 60  # characters of a quote in a line


def verdict_json(verdict: CardVerdict) -> JsonObject:
    """Return a verdict as values that `json.dumps` takes."""
    return {
        "holds": verdict.holds,
        "card": {"sha256": verdict.card_sha256, "is_unchanged": verdict.is_unchanged},
        "report": {
            "sha256_on_card": verdict.document_sha256,
            "sha256": verdict.report_sha256,
            "is_same": verdict.is_same_report,
        },
        "quotes": [
            {
                "number": quote.number,
                "page_number": quote.page_number,
                "printed_number": quote.printed_number,
                "cited_text": quote.text,
                "state": quote.state,
                "reason": quote.reason,
                "is_ocr": quote.is_ocr,
                "found": [asdict(place) for place in quote.found],
            }
            for quote in verdict.quotes
        ],
        "figures": [asdict(figure) for figure in verdict.figures],
        "words": list(verdict.words),
        "page": verdict.page,
    }


def verdict_text(verdict: CardVerdict) -> str:
    """Return a line for each thing that was checked, and what it comes to."""
    return "\n".join(_lines(verdict))


def _lines(verdict: CardVerdict) -> Iterator[str]:
    yield _line(verdict.is_unchanged, "card", "unchanged", "was changed after it was made")
    yield _line(
        verdict.is_same_report,
        "report",
        f"the same PDF, SHA-256 {verdict.report_sha256}",
        f"another PDF: SHA-256 {verdict.report_sha256}, the card names {verdict.document_sha256}",
    )
    if verdict.page is not None:
        yield _line(not verdict.page, "page", "shows what its data says", verdict.page)
    for quote in verdict.quotes:
        yield _line(quote.holds, f"quote {quote.number}", _where(quote), _wrong(quote))
    for figure in verdict.figures:
        name = " ".join(part for part in (figure.label, figure.period, figure.display) if part)
        yield _line(figure.holds, "figure", name, f"{name}: {figure.reason}")
    if verdict.words:
        numbers = ", ".join(verdict.words)
        said = f"numbers that no quote and no figure has: {numbers}"
        yield _line(not verdict.are_words_copied, "words", f"not checked, {said}", said)
    yield "All of it holds." if verdict.holds else "Not all of it holds."


def _line(holds: bool, what: str, right: str, wrong: str) -> str:
    return f"{'ok' if holds else 'NO':<3} {what}: {right if holds else wrong}"


def _where(quote: QuoteVerdict) -> str:
    words = " ".join(quote.text.split())
    shown = words if len(words) <= SHOWN else words[: SHOWN - 1] + "…"
    page = page_label(quote.page_number, quote.printed_number)
    return f"{page}{f', {OCR}' if quote.is_ocr else ''}: “{shown}”"


def _wrong(quote: QuoteVerdict) -> str:
    places = [
        f"{page_label(place.page_number, place.printed_number)},"
        f" characters {place.start} to {place.end}"
        for place in quote.found
    ]
    found = f"; it stands on {'; '.join(places)}" if places else ""
    return f"{_where(quote)}: {quote.reason}{found}"
