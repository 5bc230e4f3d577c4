"""Evidence first: a model begins by naming the findings its answer rests on, and names one behind
each sentence.

The grammar is the engine's, not the prompt's. An answer is a choice, "[2] [1]" and a line end, or a
quote, or the words that say that nothing is stated; then sentences, each with a choice behind its
end. What holds without findings holds here too (qa.quoting.constraint, qa.quoting.links).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import permutations

from qa.quoting.constraint import CLOSING, OPENING, QuoteVocabulary
from qa.quoting.links import LinkFreeConstraint

MOST_CHOSEN = 2  # findings named at the beginning
_STOPS = tuple(sign.encode() for sign in ".!?。！？")
_CLOSERS = b" \t\"')"
_SIGNS = b" \t\r\n.,;:!?"
# "Richard A. Smith", "U.S.", "Apple Inc.": a stop that ends no sentence.
_ABBREVIATION = re.compile(
    rb"(?<![A-Za-z])(?:[A-Z]|Inc|Corp|Co|Ltd|No|vs|Mr|Mrs|Ms|Dr|St|Jr)\.\s*$"
)
_LONGEST_ABBREVIATION = 8
_MARK = re.compile(r"[ \t]?\[(\d{1,2})\](?!\])")


def choices(num_findings: int, not_stated: Sequence[str]) -> list[str]:
    """Return all ways in which an answer may begin: some findings, or that nothing is stated."""
    numbers = range(1, num_findings + 1)
    chosen = (
        order for count in range(1, MOST_CHOSEN + 1) for order in permutations(numbers, count)
    )
    return [*(" ".join(f"[{n}]" for n in order) + "\n" for order in chosen), *not_stated]


class EvidenceConstraint:
    """One answer's constraint; satisfies qa.engine.sampling.Constraint."""

    def __init__(
        self,
        quotes: LinkFreeConstraint,
        vocabulary: QuoteVocabulary,
        *,
        num_findings: int,
        not_stated: Sequence[str],
    ) -> None:
        """quotes: what holds inside quotes. not_stated: sentences that end an answer at once."""
        self._quotes = quotes
        self._token_bytes = vocabulary.token_bytes
        self._beginnings = [text.encode() for text in choices(num_findings, not_stated)]
        self._last_words = {text.encode() for text in not_stated}
        marks = [f"[{n}]".encode() for n in range(1, num_findings + 1)]
        self._marks = [*marks, *(b" " + mark for mark in marks)]
        self._head: bytes | None = b""  # written of the beginning; None once it is complete
        self._mark: bytes | None = None  # written of a mark that is due; None where none is
        self._tail = b""  # the last bytes outside quotes
        self._has_words = False  # since the last mark
        self._is_line_begun = False

    def allows(self, token_id: int) -> bool:
        """Whether this token may come next; never true of ids beyond the vocabulary."""
        if token_id >= len(self._token_bytes):
            return False
        token = self._token_bytes[token_id]
        if self._head is not None:
            if not token:
                return self._head in self._last_words
            is_quote = (self._head + token).startswith(OPENING.encode())
            return (is_quote or self._begins(self._head + token)) and self._quotes.allows(token_id)
        if self._mark is not None:
            return self._is_mark(self._mark + token) if token else False
        if not self._quotes.allows(token_id):
            return False
        if self._quotes.is_inside:  # "]][" would begin what is no mark
            return not self._quotes.closes(token_id) or not token.rpartition(b"]")[2].strip(_SIGNS)
        if b"[" in token and not (self._has_words or _has_words(token.partition(b"[")[0])):
            return False  # a quote stands behind words of the answer, never instead of them
        return self._is_plain(token)

    def advance(self, token_id: int) -> None:
        """Go on behind a token that was allowed."""
        token = self._token_bytes[token_id]
        if self._head is not None:
            self._head += token
            self._quotes.advance(token_id)
            if self._head.startswith(OPENING.encode()):
                self._head, self._tail, self._is_line_begun = None, b"]", True
            elif self._head.endswith(b"\n") and self._head in self._beginnings:
                self._head = None
            return
        if self._mark is not None:
            self._mark += token
            if self._mark in self._marks:
                self._mark, self._has_words = None, False
            elif self._mark[:1].isdigit():  # "4.5": the stop was none
                self._mark = None
            return
        was_inside = self._quotes.is_inside
        self._quotes.advance(token_id)
        if was_inside or self._quotes.is_inside:
            self._tail, self._has_words, self._is_line_begun = b"]", False, True
            return
        self._is_line_begun = not token.endswith(b"\n")
        self._tail = (self._tail + token)[-_LONGEST_ABBREVIATION:]
        self._has_words = self._has_words or _has_words(token)
        if self._has_words and _ends(token) and not _ABBREVIATION.search(self._tail):
            self._mark = b""

    def _begins(self, text: bytes) -> bool:
        return any(beginning.startswith(text) for beginning in self._beginnings)

    def _is_mark(self, text: bytes) -> bool:
        is_decimal = self._tail[-2:-1].isdigit() and text[:1].isdigit() and text.isdigit()
        return is_decimal or any(mark.startswith(text) for mark in self._marks)

    def _is_plain(self, token: bytes) -> bool:
        """Tell whether nothing but signs follows a stop within the token, and no lone bracket."""
        if _LONE_BRACKET.search(self._tail + token):
            return False
        if not self._is_line_begun and not token.strip(b" \t\r\n"):
            return False  # nothing but marks and empty lines would be no answer
        return not _BEYOND_STOP.search(token)


_LONE_BRACKET = re.compile(rb"\[[^\[]")  # marks stand where they are due, and nowhere else
# A stop and more behind it in one token, before a mark can follow: ".\n", ". The".
_BEYOND_STOP = re.compile(
    rb"""[.!?]["') \t]*\n|[.!?]["') \t]+\w|(?:\xe3\x80\x82|\xef\xbc[\x81\x9f]).*[\n\w\x80-\xff]""",
    re.DOTALL,
)


def _has_words(token: bytes) -> bool:
    return any(chr(byte).isalpha() or byte >= 128 for byte in token)


def _ends(token: bytes) -> bool:
    """Tell whether a sentence has ended with this token."""
    return token.rstrip(_CLOSERS).endswith(_STOPS)


def with_findings(deltas: Iterable[str], findings: Sequence[str]) -> Iterator[str]:
    """Yield a model's text with the chosen beginning left out, and a quote for each mark "[2]".

    findings: their words, the first is [1]. Of a mark without a finding nothing is left. A delta
    that brings nothing is passed on, so that who waits is heard while nothing comes.
    """
    pending, is_begun = "", False
    for delta in deltas:
        pending += delta
        if not is_begun:
            begun = _behind_beginning(pending)
            if begun is None:
                yield ""
                continue
            pending, is_begun = begun, True
        done, pending = _split_open(pending)
        yield _quoted(done, findings)
    begun = pending if is_begun else re.sub(r"^(?:\s*\[\d{1,2}\])+\s*", "", pending)
    yield _quoted(begun, findings)


_BEGINNING = re.compile(r"(?:[ \t]*\[\d{1,2}\])+[ \t]*\n")
_OPEN_BEGINNING = re.compile(r"[ \t]*(?:\[\d{0,2}\]?[ \t]*)*")


def _behind_beginning(text: str) -> str | None:
    """Return what follows the chosen numbers, None while they are being written."""
    if found := _BEGINNING.match(text):
        return text[found.end() :]
    return None if _OPEN_BEGINNING.fullmatch(text) else text


def _split_open(text: str) -> tuple[str, str]:
    """Return what is complete, and a mark of which more may follow."""
    found = re.search(r"[ \t]?(?:\[\d{0,2}\]?)?$", text)
    at = found.start() if found else len(text)
    return text[:at], text[at:]


def _quoted(text: str, findings: Sequence[str]) -> str:
    def quote(match: re.Match[str]) -> str:
        number = int(match[1])
        if not 1 <= number <= len(findings):
            return ""
        return f" {OPENING}{findings[number - 1]}{CLOSING}"

    return _MARK.sub(quote, text)
