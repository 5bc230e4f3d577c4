"""Where the words that a server quoted stand in the document, found after the fact.

A reader that cannot hold its model to the document's words looks for them afterwards. Words copied
faithfully are found by the quote index ("exact"). Otherwise they may differ in how they are set,
never in what they say ("aligned"): all letters and digits must be the same in the same order; case,
accents, spaces, punctuation and English articles may differ. A likeness in percent would not do:
"decreased" is 95 % like "increased" in a sentence, and "million" more like "billion" than most
honest slips are like their source.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from qa.answer import Check
from qa.document import Page
from qa.quoting.quote_index import QuoteIndex, QuoteSpan
from qa.quoting.word_edges import JOINERS, MIN_UNITS, find_edges
from qa.text.folding import WIDE_RANGES, fold

_ELLIPSIS = re.compile(r"(?:\[\s*)?(?:\.{3,}|\u2026+)(?:\s*\])?")
_ARTICLE = re.compile(r"\b(?:a|an|the)\b", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?P<sign>\(\s*[$€£¥]?\s*|[-\u2212]\s*[$€£¥]?\s*)?(?P<digits>\d(?:[\d,.]*\d)?)(?:\s*(?P<percent>%))?"
)
_CURRENCIES = "$€£¥"
_FIRST_WIDE = WIDE_RANGES[0][0]  # Chinese and Japanese words have no edges
_SIGNS_AFTER = ")]%\u201d\"'"
_SIGNS_BEFORE = "([$€£¥-\u2212\u201c\"'"


@dataclass(frozen=True, slots=True)
class _Skeleton:
    """The letters and digits of a text, and the offset in the text of each."""

    text: str
    origins: tuple[int, ...]


class QuoteAligner:
    """Finds quotes on the pages that a server was given."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._pages = pages
        self._index = QuoteIndex(pages)

    def find(self, quote: str) -> tuple[Check, list[QuoteSpan]]:
        """Return how and where a quote stands; no place where it does not stand in the document.

        Of a quote with an ellipsis every part must stand there. What has less than two words, or
        four Chinese characters, is no quote.
        """
        check: Check = "exact"
        places: list[QuoteSpan] = []
        for part in map(str.strip, _ELLIPSIS.split(quote)):
            if not part:
                continue
            if _num_units(part) < MIN_UNITS:
                return check, []
            found = self._index.resolve(part)
            if not found:
                check, found = "aligned", self._align(part)
            if not found:
                return check, []
            places += found
        return check, places

    @cached_property
    def _skeletons(self) -> list[_Skeleton]:
        return [_skeleton(page.text) for page in self._pages]

    def _align(self, quote: str) -> list[QuoteSpan]:
        wanted = _skeleton(quote).text
        return [
            place
            for page, skeleton in zip(self._pages, self._skeletons, strict=True)
            for place in _places(page, skeleton, wanted)
            if _says_the_same(quote, page.text[place.start : place.end])
        ]


def _places(page: Page, skeleton: _Skeleton, wanted: str) -> list[QuoteSpan]:
    """Return where whole words of a page have these letters and digits."""
    places = []
    at = skeleton.text.find(wanted) if wanted else -1
    while at >= 0:
        start, end = skeleton.origins[at], skeleton.origins[at + len(wanted) - 1] + 1
        if _is_edge(page.text, start) and _is_edge(page.text, end):
            places.append(QuoteSpan(page.page_number, *_with_signs(page.text, start, end)))
        at = skeleton.text.find(wanted, at + 1)
    return places


def _skeleton(text: str) -> _Skeleton:
    articles = {i for match in _ARTICLE.finditer(text) for i in range(*match.span())}
    kept = [
        (letter, offset)
        for offset, character in enumerate(text)
        if offset not in articles
        for letter in _letters(character)
    ]
    return _Skeleton("".join(letter for letter, _ in kept), tuple(offset for _, offset in kept))


@lru_cache(maxsize=4096)
def _letters(character: str) -> str:
    """A character's letters and digits without case, accent and typographic form."""
    plain = unicodedata.normalize("NFKD", character).casefold()
    return "".join(c for c in plain if c.isalnum())


def _is_edge(text: str, offset: int) -> bool:
    """Whether no word and no number of a page goes on across this offset."""
    second_last, last, first, second = (
        text[i] if 0 <= i < len(text) else " " for i in range(offset - 2, offset + 2)
    )
    if last.isalnum() and first.isalnum():
        return last > _FIRST_WIDE or first > _FIRST_WIDE
    is_joined = (last in JOINERS and second_last.isalnum() and first.isalnum()) or (
        first in JOINERS and last.isalnum() and second.isalnum()
    )
    return not is_joined  # the comma of 1,577, the hyphen of non-current


def _with_signs(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in the brackets, signs and quotation marks that touch the words."""
    while end < len(text) and text[end] in _SIGNS_AFTER:
        end += 1
    while start and text[start - 1] in _SIGNS_BEFORE:
        start -= 1
    return start, end


def _says_the_same(quote: str, source: str) -> bool:
    """Whether the numbers are the same, signs included, and no currency was put in."""
    currencies = {c for c in quote if c in _CURRENCIES}
    return _numbers(quote) == _numbers(source) and all(c in source for c in currencies)


def _numbers(text: str) -> list[tuple[bool, str, bool]]:
    """Each number of a text: negative or in brackets, its digits, in percent."""
    return [
        (bool(match["sign"]), match["digits"].replace(",", ""), bool(match["percent"]))
        for match in _NUMBER.finditer(unicodedata.normalize("NFKC", text))
    ]


def _num_units(text: str) -> int:
    folded = fold(f"{text} ").text
    return int(find_edges(folded).units_before[-1])
