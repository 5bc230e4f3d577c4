"""A card and a report in, a verdict out: which quotes and figures of the card still hold."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qa.answer import Answer, Citation
from qa.cards.card_file import CardFile
from qa.cards.card_html import LAYOUT, page_matches, pictures_in
from qa.cards.figure_check import FigureVerdict, check_figures
from qa.cards.pictures import draw, look_alike, regions_of
from qa.cards.quote_check import QuoteVerdict, check_quotes
from qa.library import StoredDocument
from qa.pdf import PageRenderer

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class CardVerdict:
    """What a report says of a card.

    words: what of the answer's words no quote and no figure of it has: numbers, or a changed quote.
    page: what is wrong with the page that the card came as, "" if nothing, None where it came as
    JSON.
    """

    card_sha256: str
    is_unchanged: bool  # its hash over its own content is right
    document_sha256: str  # that the card names
    report_sha256: str
    quotes: tuple[QuoteVerdict, ...]
    figures: tuple[FigureVerdict, ...]
    words: tuple[str, ...]
    are_words_copied: bool  # without a model every number of the words is copied, so none may stray
    page: str | None

    @property
    def is_same_report(self) -> bool:
        return self.document_sha256 == self.report_sha256

    @property
    def holds(self) -> bool:
        """Whether nothing at all is wrong."""
        return (
            self.is_unchanged
            and self.is_same_report
            and all(quote.holds for quote in self.quotes)
            and all(figure.holds for figure in self.figures)
            and not (self.are_words_copied and self.words)
            and not self.page
        )


def verify(file: CardFile, document: StoredDocument, renderer: PageRenderer) -> CardVerdict:
    """Compare a card with a report. The renderer draws what a card that is a page shows."""
    card, answer = file.card, file.card.answer
    quotes = check_quotes(answer, document)
    figures = check_figures(answer, document, [quote.holds for quote in quotes])
    is_named = all(c.document_sha256 == card.document_sha256 for c in answer.citations)
    return CardVerdict(
        card_sha256=str(card.content.get("sha256")),
        is_unchanged=card.is_unchanged and is_named,
        document_sha256=card.document_sha256,
        report_sha256=document.sha256,
        quotes=tuple(quotes),
        figures=tuple(figures),
        words=tuple(dict.fromkeys(stray_numbers(answer))),
        are_words_copied=answer.reader == "quotes",
        page=_page_wrong(file, document, renderer),
    )


def _page_wrong(file: CardFile, document: StoredDocument, renderer: PageRenderer) -> str | None:
    """Return what is wrong with a page, "" if nothing; None for a card that is no page."""
    page, card = file.page, file.card
    if page is None:
        return None
    if file.layout != LAYOUT:
        return "another version laid this page out, so what it shows cannot be compared"
    cited = card.answer.citations
    if card.document_sha256 != document.sha256:
        return "its pictures cannot be compared with another report"
    if not all(1 <= c.page_number <= document.num_pages for c in cited):
        return "it shows a page that the report does not have"
    regions = regions_of(cited, document.page_sizes)
    if not page_matches(page, card, regions):
        return "what it shows is not what its data says"
    shown = pictures_in(page, len(regions)) or []
    for number, (there, drawn) in enumerate(
        zip(shown, draw(document, regions, renderer), strict=True), start=1
    ):
        if there is None or drawn is None:
            continue
        if not look_alike(there, drawn):
            return f"picture {number} is not what the page looks like here"
    return ""


def stray_numbers(answer: Answer) -> Iterator[str]:
    """Yield the numbers of an answer's words that none of its quotes, figures or its question has.

    Of an answer in quotes there is none: what is said of a quote has the numbers of that quote and
    what it is read with. Of a model's words they are what nobody has checked.
    """
    said = [answer.question, *_said_of_figures(answer)]
    if answer.reader != "quotes":
        quoted = [text for cited in answer.citations for text in _texts(cited)]
        yield from _not_in(answer.text, [*said, *quoted])
        return
    place = 0
    for start, end in sorted({(c.answer_start, c.answer_end) for c in answer.citations}):
        yield from _not_in(answer.text[place:start], said)
        own = [c for c in answer.citations if (c.answer_start, c.answer_end) == (start, end)]
        words = answer.text[start:end]
        yield from _not_in(words, [text for cited in own for text in _texts(cited)])
        for cited in own:  # all of the quote is said, in its own order
            if _folded(cited.cited_text) not in _folded(words):
                yield _folded(words)
        place = max(place, end)
    yield from _not_in(answer.text[place:], said)


def _texts(cited: Citation) -> list[str]:
    return [cited.cited_text, *(span.text for span in cited.context)]


def _said_of_figures(answer: Answer) -> Iterator[str]:
    for figure in answer.figures:
        yield from (figure.label, figure.display, figure.period, figure.note)
        yield from (figure.formula or "", figure.workings or "", figure.value or "")
        for given in figure.inputs:
            yield from (given.name, given.period, given.value)


def _not_in(text: str, sources: Iterable[str]) -> Iterator[str]:
    known = {_plain(number) for source in sources for number in _NUMBER.findall(source)}
    for number in _NUMBER.findall(text):
        if _plain(number) not in known:
            yield number


def _folded(text: str) -> str:
    return " ".join(text.split())


def _plain(number: str) -> str:
    return number.replace(",", "")
