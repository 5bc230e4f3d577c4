"""A card's quotes against a report: each at its page and characters, or where else it stands."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from qa.answer import Answer, Citation, Span
from qa.document import BBox, Page
from qa.hidden_text import ocr_pages
from qa.library import StoredDocument
from qa.quoting.cite import span

QuoteState = Literal["holds", "elsewhere", "gone", "marked wrongly"]
MOST_PLACES = 5  # where else a quote stands; a name may stand on every page
NEAR = 0.5  # points; boxes are kept to a hundredth


@dataclass(frozen=True, slots=True)
class FoundAt:
    """page.text[start:end] of this page is the quote."""

    page_number: int
    printed_number: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class QuoteVerdict:
    """Whether a quote stands where the card says. number: as on the card, from 1.

    found: where else it stands. reason: what is wrong, "" where it holds.
    """

    number: int
    page_number: int
    printed_number: str | None
    text: str
    state: QuoteState
    reason: str = ""
    found: tuple[FoundAt, ...] = ()
    is_ocr: bool = False  # the words were read in an image of the page

    @property
    def holds(self) -> bool:
        return self.state == "holds"


def check_quotes(answer: Answer, document: StoredDocument) -> list[QuoteVerdict]:
    """Return a verdict on each citation of an answer, with what it is to be read with."""
    checker = _Checker(document)
    return [checker.verdict(number, cited) for number, cited in enumerate(answer.citations, 1)]


class _Checker:
    def __init__(self, document: StoredDocument) -> None:
        self._document = document
        self._pages: dict[int, Page] = {}
        self._texts: Sequence[str] | None = None
        self._ocr_pages = frozenset(ocr_pages(document))

    def verdict(self, number: int, cited: Citation) -> QuoteVerdict:
        state, reason, found = self._state(cited)
        return QuoteVerdict(
            number=number,
            page_number=cited.page_number,
            printed_number=cited.printed_number,
            text=cited.cited_text,
            state=state,
            reason=reason,
            found=found,
            is_ocr=cited.is_ocr or cited.page_number in self._ocr_pages,
        )

    def _state(self, cited: Citation) -> tuple[QuoteState, str, tuple[FoundAt, ...]]:
        quote = Span(cited.page_number, cited.start, cited.end, cited.cited_text, cited.boxes)
        if not self._stands(quote):
            found = tuple(self._places(cited.cited_text))
            state: QuoteState = "elsewhere" if found else "gone"
            said = "it does not stand there" if found else "it stands nowhere in this report"
            if cited.is_ocr and cited.page_number not in self._ocr_pages:
                said += "; its page was not read by OCR (--ocr)"
            return state, said, found
        printed = self._document.printed_numbers[cited.page_number - 1]
        if cited.printed_number != printed:
            shown = "nothing" if printed is None else printed
            return "marked wrongly", f"the number printed on that page is {shown}", ()
        if not self._is_marked(quote):
            return "marked wrongly", "its boxes mark another place of the page", ()
        for beside in cited.context:
            if not self._stands(beside):
                return "marked wrongly", f"“{_short(beside.text)}” does not stand beside it", ()
            if not self._is_marked(beside):
                return "marked wrongly", f"“{_short(beside.text)}” is marked elsewhere", ()
        return "holds", "", ()

    def _stands(self, quote: Span) -> bool:
        page = self._page(quote.page_number)
        is_inside = page is not None and 0 <= quote.start < quote.end <= len(page.text)
        return page is not None and is_inside and page.text[quote.start : quote.end] == quote.text

    def _is_marked(self, quote: Span) -> bool:
        page = self._page(quote.page_number)
        assert page is not None, quote
        boxes = span(page, quote.start, quote.end).boxes
        pairs = zip(boxes, quote.boxes, strict=False)
        return len(boxes) == len(quote.boxes) and all(_is_near(a, b) for a, b in pairs)

    def _page(self, number: int) -> Page | None:
        if not 1 <= number <= self._document.num_pages:
            return None
        if number not in self._pages:
            self._pages[number] = self._document.page(number)
        return self._pages[number]

    def _places(self, quote: str) -> Iterator[FoundAt]:
        """Yield where a quote stands, however its words are broken into lines."""
        words = quote.split()
        if not words:
            return
        pattern = re.compile(r"\s+".join(map(re.escape, words)))
        if self._texts is None:
            self._texts = self._document.page_texts()
        count = 0
        for number, text in enumerate(self._texts, start=1):
            for match in pattern.finditer(text):
                yield FoundAt(number, self._document.printed_numbers[number - 1], *match.span())
                count += 1
                if count == MOST_PLACES:
                    return


def _is_near(one: BBox, other: BBox) -> bool:
    pairs = zip(
        (one.x0, one.top, one.x1, one.bottom),
        (other.x0, other.top, other.x1, other.bottom),
        strict=True,
    )
    return all(abs(a - b) <= NEAR for a, b in pairs)


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 40 else words[:39] + "…"
