"""Keeps a model from writing links: where they lead no report has said.

Holds outside quotes; between [[ and ]] the words are the document's own.
"""

from qa.quoting.constraint import QuoteConstraint, QuoteVocabulary

_LINKS = (b"://", b"](", b"www.", b"http", b"mailto:")
_LONGEST = max(map(len, _LINKS))
_BEHIND_QUOTE = b"]"  # "](" would make a link of a quote


class LinkFreeConstraint:
    """A quote constraint outside whose quotes no link can be begun; satisfies
    qa.engine.sampling.Constraint.
    """

    def __init__(self, quotes: QuoteConstraint, vocabulary: QuoteVocabulary) -> None:
        self._quotes = quotes
        self._token_bytes = vocabulary.token_bytes
        self._tail = b""  # the last bytes outside quotes

    @property
    def is_inside(self) -> bool:
        """Whether a quote is open."""
        return self._quotes.is_inside

    def closes(self, token_id: int) -> bool:
        """Whether an open quote ends with this token, which is allowed."""
        return self._quotes.closes(token_id)

    def allows(self, token_id: int) -> bool:
        """Whether this token may come next; never true of ids beyond the vocabulary."""
        if not self._quotes.allows(token_id):
            return False
        token = self._token_bytes[token_id]
        if not self._quotes.is_inside:
            return not _has_link(self._tail + token)
        return not (self._quotes.closes(token_id) and _has_link(token[token.index(b"]") :]))

    def advance(self, token_id: int) -> None:
        """Go on behind a token that was allowed."""
        was_inside = self._quotes.is_inside
        self._quotes.advance(token_id)
        if was_inside or self._quotes.is_inside:
            self._tail = _BEHIND_QUOTE
        else:
            self._tail = (self._tail + self._token_bytes[token_id])[-_LONGEST:]


def _has_link(written: bytes) -> bool:
    folded = written.lower()
    return any(link in folded for link in _LINKS)
