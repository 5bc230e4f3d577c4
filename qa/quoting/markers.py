"""A model's stream of text in; the answer without its markers and the quotes behind its claims out.

`Sales rose [[Net sales increased 5%]]. More` becomes the text "Sales rose. More" and a quote for
"Sales rose".
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from qa.answer import TextDelta
from qa.quoting.constraint import CLOSING, OPENING
from qa.text.loops import LoopWatch

# A quote is one line (see qa.text.folding) and has a limit. What goes on beyond is a marker left
# open.
MAX_QUOTE_CHARACTERS = 2000

_SENTENCE_END = re.compile(r"[.!?](?=\s)|[。！？\n]")
_SENTENCE_SIGNS = ".!?。！？"
_CLAIM = re.compile(r"[^\W_].*", re.DOTALL)  # bullets and quotation marks are left out
_SPACES = " \t"


@dataclass(frozen=True, slots=True)
class QuoteFound:
    """A quote, sent once the words it supports have been sent: text[answer_start:answer_end]."""

    quote: str
    answer_start: int
    answer_end: int


AnswerPiece = TextDelta | QuoteFound


def parse_answer(deltas: Iterable[str]) -> Iterator[AnswerPiece]:
    """Yield text and quotes as they come; all TextDelta texts joined are the answer.

    A quote supports the sentence before it, from the last quote on. A quote without a sentence is
    an answer in itself: its words are sent as text. A marker left open at the end is dropped with
    its words; one that runs on over a line end was no quote, and is sent as text.
    """
    parser = AnswerParser()
    for delta in deltas:
        yield from parser.push(delta)
    yield from parser.finish()


_Piece = TypeVar("_Piece")


def until_loop(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """Yield pieces until the text of the deltas among them has run into a loop."""
    watch = LoopWatch()
    for piece in pieces:
        yield piece
        if isinstance(piece, TextDelta) and watch.push(piece.text):
            return


class AnswerParser:
    """What parse_answer does, for who gets the words piece by piece: push each, then finish."""

    def __init__(self) -> None:
        self._pending = ""  # not yet understood: an open quote or half a marker
        self._space = ""  # held back, since it goes where nothing but a quote follows
        self._text = ""  # sent so far
        self._is_behind_quote = False
        self._claim_start = 0  # a claim never reaches back over the last quote
        self._last_claim: tuple[int, int] | None = None  # until other words follow

    def push(self, delta: str) -> Iterator[AnswerPiece]:
        self._pending += delta
        while (start := self._pending.find(OPENING)) >= 0:
            yield from self._plain(self._pending[:start])
            self._pending = self._pending[start:]
            quote, closing, rest = self._pending[len(OPENING) :].partition(CLOSING)
            if not closing:
                quote = quote.removesuffix(CLOSING[0])
            if "\n" in quote or len(quote) > MAX_QUOTE_CHARACTERS:
                yield from self._plain(OPENING)
                self._pending = self._pending[len(OPENING) :]
            elif closing:
                yield from self._quote(quote.strip())
                self._pending = rest
            else:
                return
        plain = self._pending.removesuffix(OPENING[0])
        self._pending = self._pending[len(plain) :]
        yield from self._plain(plain)

    def finish(self) -> Iterator[AnswerPiece]:
        if not self._pending.startswith(OPENING):
            yield from self._plain(self._pending)

    def _plain(self, text: str) -> Iterator[TextDelta]:
        if not text:
            return
        if self._is_behind_quote and not (text[0].isalnum() or text[0] in "([{\"'"):
            self._space = ""  # "rose [[quote]]." is "rose." without its quote
        self._is_behind_quote = False
        text = self._space + text
        words = text.rstrip(_SPACES)
        self._space = text[len(words) :]
        if "\n" in words or _CLAIM.search(words):
            self._last_claim = None
        yield from self._send(words)

    def _quote(self, quote: str) -> Iterator[AnswerPiece]:
        claim = self._claim() or self._last_claim
        if claim is None:
            yield from self._send(self._space + quote)
            self._space = ""
            claim = (len(self._text) - len(quote), len(self._text))
        yield QuoteFound(quote, *claim)
        self._claim_start = len(self._text)
        self._last_claim = claim
        self._is_behind_quote = True

    def _claim(self) -> tuple[int, int] | None:
        """The last sentence since the last quote, as offsets in the text sent; None if wordless."""
        text = self._text[self._claim_start :].rstrip(_SENTENCE_SIGNS)
        start = max((end.end() for end in _SENTENCE_END.finditer(text)), default=0)
        words = _CLAIM.search(text, start)
        return words and (self._claim_start + words.start(), len(self._text))

    def _send(self, text: str) -> Iterator[TextDelta]:
        if text:
            self._text += text
            yield TextDelta(text)
