"""Holds a model to the document: between [[ and ]] only words that stand there can be sampled.

A small automaton over the bytes of tokens. Outside quotes everything is free, and "[[" opens one.
Inside, each byte must continue the document at some live place; "]]" closes, at the end of a word.
Every state has a way on as long as the vocabulary spells each byte, which byte-level vocabularies
do.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.quoting.quote_index import PREFIX_BYTES, Copied, QuoteIndex

OPENING = "[["
CLOSING = "]]"
MAX_QUOTE_BYTES = 400  # 65 English words or 130 Chinese characters; then the next word end closes

# A model that knows its document hits within a few tries. After these, the next bytes of all places
# are listed, which settles most other tokens; of more places than that, so many tokens are allowed
# that one is soon found.
TRIES_BEFORE_LISTING = 8
MAX_LISTED_PLACES = 50_000


_OPEN, _CLOSE = ord("["), ord("]")


class QuoteVocabulary:
    """A model's tokens as quotes need them; made once per model."""

    def __init__(self, token_bytes: Sequence[bytes]) -> None:
        """token_bytes: what each token spells, by id; empty for control tokens."""
        self.token_bytes = token_bytes
        self.with_opening = {i for i, token in enumerate(token_bytes) if _OPEN in token}
        self.with_closing = {i for i, token in enumerate(token_bytes) if _CLOSE in token}


@dataclass(frozen=True, slots=True)
class _Free:
    """Outside a quote."""

    is_opening: bool = False  # the last byte was "["


@dataclass(frozen=True, slots=True)
class _Quote:
    """Inside a quote. copied is None when only the second "]" can follow."""

    copied: Copied | None
    is_closing: bool = False  # the last byte was a "]" that may be the first half of the end


_State = _Free | _Quote


class QuoteConstraint:
    """One answer's constraint; satisfies qa.engine.sampling.Constraint."""

    def __init__(
        self,
        index: QuoteIndex,
        vocabulary: QuoteVocabulary,
        *,
        max_quote_bytes: int = MAX_QUOTE_BYTES,
    ) -> None:
        self._index = index
        self._vocabulary = vocabulary
        self._max_quote_bytes = max_quote_bytes
        self._state: _State = _Free()
        self._only_closes = False
        self._num_tries = 0
        self._prefixes: set[bytes] | None = None

    @property
    def is_inside(self) -> bool:
        """Whether a quote is open."""
        return isinstance(self._state, _Quote)

    def closes(self, token_id: int) -> bool:
        """Whether an open quote ends with this token, which is allowed."""
        is_closing = token_id in self._vocabulary.with_closing
        return is_closing and isinstance(self._after(token_id), _Free)

    def allows(self, token_id: int) -> bool:
        """Whether this token may come next; never true of ids beyond the vocabulary."""
        vocabulary, state = self._vocabulary, self._state
        if token_id >= len(vocabulary.token_bytes):
            return False
        if isinstance(state, _Free):
            return token_id not in vocabulary.with_opening or self._after(token_id) is not None
        if token_id in vocabulary.with_closing:
            return self._after(token_id) is not None
        token = vocabulary.token_bytes[token_id]
        if not token or state.copied is None or self._only_closes:
            return False
        self._num_tries += 1
        if (
            self._num_tries == TRIES_BEFORE_LISTING
            and len(state.copied.places) <= MAX_LISTED_PLACES
        ):
            self._prefixes = self._index.next_prefixes(state.copied)
        if self._prefixes is not None:
            is_listed = token[:PREFIX_BYTES] in self._prefixes
            if not is_listed or len(token) <= PREFIX_BYTES:
                return is_listed
        return self._index.extend(state.copied, token) is not None

    def advance(self, token_id: int) -> None:
        """Go on behind a token that was allowed."""
        state = self._after(token_id)
        assert state is not None, f"token {token_id} was not allowed"
        self._state = state
        self._only_closes = isinstance(state, _Quote) and self._must_close(state)
        self._num_tries = 0
        self._prefixes = None

    def _after(self, token_id: int) -> _State | None:
        """The state behind a token, None where it is not allowed."""
        token, state = self._vocabulary.token_bytes[token_id], self._state
        if isinstance(state, _Quote):
            if not token:
                return None
            if token_id not in self._vocabulary.with_closing:
                return self._copy(state, token)
        elif token_id not in self._vocabulary.with_opening:
            return _Free() if token else state
        for byte in token:
            after = self._step(state, byte)
            if after is None:
                return None
            state = after
        return state

    def _step(self, state: _State, byte: int) -> _State | None:
        if isinstance(state, _Free):
            if byte != _OPEN:
                return _Free()
            if not state.is_opening:
                return _Free(is_opening=True)
            nothing = self._index.start()
            return None if nothing is None else _Quote(nothing)
        if state.is_closing and byte == _CLOSE:
            return _Free()
        after = self._copy(state, bytes([byte]))
        if byte != _CLOSE or state.copied is None or not self._index.may_close(state.copied):
            return after
        return _Quote(after.copied if after else None, is_closing=True)

    def _copy(self, state: _Quote, data: bytes) -> _Quote | None:
        if state.copied is None or self._must_close(state):
            return None
        copied = self._index.extend(state.copied, data)
        return None if copied is None else _Quote(copied)

    def _must_close(self, quote: _Quote) -> bool:
        copied = quote.copied
        return copied is None or (
            len(copied.text) >= self._max_quote_bytes and self._index.may_close(copied)
        )
