"""What an answer over a document may go on with: tokens that stand behind its last ones elsewhere.

Answers over a document copy from it, so the next tokens can often be guessed without a model
(prompt lookup decoding; Yang et al. 2023, arXiv 2304.04487). A pass over eight tokens costs a
processor little more than one over a single token, because the weights are fetched once: so guessed
tokens go through the network together with the last one, and those that the sampler chooses too are
kept. What is chosen never depends on what was guessed.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

MAX_DRAFT = 15  # tokens guessed at once
LONGEST_MATCH = 12  # tokens that are compared; a longer match says nothing more
SHORTEST_MATCH = 2
# A guess behind so many tokens is tried first. A wrong one asks for a longer match the next time,
# since then this answer does not copy; a right one for a shorter.
FIRST_MATCH, MOST_NEEDED = 3, 8

_WIDTH = array("I").itemsize


class TokenText:
    """Token ids in which a few in a row can be found quickly."""

    def __init__(self, token_ids: Sequence[int] = ()) -> None:
        self._bytes = bytearray(array("I", token_ids).tobytes())

    def __len__(self) -> int:
        return len(self._bytes) // _WIDTH

    def append(self, token_id: int) -> None:
        """Add a token behind all others."""
        self._bytes += array("I", (token_id,)).tobytes()

    def between(self, start: int, end: int) -> "array[int]":
        """Return tokens start .. end, fewer where the text ends."""
        return array("I", bytes(self._bytes[max(start, 0) * _WIDTH : end * _WIDTH]))

    def end_of(self, token_ids: "array[int]") -> int | None:
        """Return the end of the last place where these stand and something follows, or None."""
        sought, before = token_ids.tobytes(), len(self._bytes) - _WIDTH
        while (at := self._bytes.rfind(sought, 0, max(before, 0))) >= 0:
            if at % _WIDTH == 0:
                return at // _WIDTH + len(token_ids)
            before = at + len(sought) - 1  # those bytes are of one token more
        return None

    def num_same(self, end: int, token_ids: "array[int]") -> int:
        """Return how many tokens before `end` are the last of token_ids."""
        pairs = zip(
            reversed(self.between(end - len(token_ids), end)), reversed(token_ids), strict=False
        )
        return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


@dataclass(slots=True)
class _Place:
    """Where the answer may be copying from: `text` goes on at `end`, behind `match` tokens that are
    the same.
    """

    text: TokenText
    end: int
    match: int


class Drafter:
    """Guesses one answer's next tokens, from its question and from the document."""

    def __init__(
        self, document: TokenText, question: Sequence[int], stop_token_ids: Sequence[int] = ()
    ) -> None:
        """stop_token_ids: end an answer; they stand in a question too, and nothing follows them."""
        self._stops = frozenset(stop_token_ids)
        self._document = document
        self._own = TokenText(question)  # and the answer, as far as it is written
        self._place: _Place | None = None
        self._needed = FIRST_MATCH

    def draft(self, most: int) -> list[int]:
        """Return at most `most` tokens that may come next; the surer, the more."""
        place = self._place
        if place is None or place.match < self._needed:
            return []
        count = min(most, MAX_DRAFT, 2 * place.match - SHORTEST_MATCH)
        guessed = place.text.between(place.end, place.end + max(count, 0))
        return list(takewhile(lambda token_id: token_id not in self._stops, guessed))

    def judge(self, num_drafted: int, num_kept: int) -> None:
        """Take note of how many tokens of a draft the sampler has chosen too."""
        if num_drafted and not num_kept:
            self._needed = min(self._needed + 1, MOST_NEEDED)
        elif num_drafted and num_kept == num_drafted:
            self._needed = max(self._needed - 1, SHORTEST_MATCH)

    def note(self, token_id: int) -> None:
        """Go on behind a token of the answer."""
        place = self._place
        next_ids = place.text.between(place.end, place.end + 1) if place else ()
        self._own.append(token_id)
        if place is not None and token_id in next_ids:
            place.end += 1
            place.match = min(place.match + 1, LONGEST_MATCH)
        else:
            self._place = self._found()

    def _found(self) -> _Place | None:
        """Return a place with the longest match, in the question and answer before the document."""
        last = self._own.between(len(self._own) - LONGEST_MATCH, len(self._own))
        best, count = None, SHORTEST_MATCH
        while count <= len(last):
            sought = last[-count:]
            ends = ((text, text.end_of(sought)) for text in (self._own, self._document))
            found = next(((text, end) for text, end in ends if end is not None), None)
            if found is None:
                break
            text, end = found
            best = _Place(text, end, text.num_same(end, last))
            count = best.match + 1
        return best
