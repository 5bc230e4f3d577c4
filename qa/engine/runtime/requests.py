"""What is asked of the engine: documents to read and questions to answer, and how far they are.

The states of a document are in qa.engine.runtime.lifecycle.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from queue import Empty, SimpleQueue

from qa.engine.kv_cache.cache import KVCache
from qa.engine.runtime.drafting import Drafter, TokenText
from qa.engine.runtime.lifecycle import DocumentLife, DocumentState
from qa.engine.sampling import Sampler, SamplingParams
from qa.models.errors import EngineClosed, ModelError

# Fills an empty arena with a document that was read before, away from the engine's thread; False
# where it cannot. It calls back with the share that is done and hears whether to go on.
Restore = Callable[[KVCache, Callable[[float], bool]], bool]


@dataclass(eq=False)
class Prefix:
    """A document that has been read: hand it to `ask`, and at the end to `free`."""

    arena: KVCache
    life: DocumentLife
    token_ids: Sequence[int] = ()

    @cached_property
    def text(self) -> TokenText:
        """Its tokens, to look for what answers copy."""
        return TokenText(self.token_ids)


class PrefillJob:
    """A document being read. Progress can be looked at from any thread."""

    def __init__(
        self,
        token_ids: Sequence[int],
        arena: KVCache,
        give_back: Callable[[], None],
        *,
        is_restoring: bool = False,
    ) -> None:
        """give_back: the arena, see DocumentLife. is_restoring: see Restore."""
        self.token_ids = token_ids
        self.arena = arena
        self.was_restored = False  # brought back, not read
        begins = DocumentState.RESTORING if is_restoring else DocumentState.PREFILLING
        self.life = DocumentLife(begins, give_back)
        self.prefix = Prefix(arena, self.life, token_ids)  # to be asked over once `result` gives it
        self._restored_share = 0.0
        self._finished = threading.Event()
        self._error: ModelError | None = None

    @property
    def num_done(self) -> int:
        """Tokens read, or brought back, so far, of `num_tokens`."""
        if self.is_restoring:
            return int(self._restored_share * self.num_tokens)
        return self.arena.length

    @property
    def num_tokens(self) -> int:
        return len(self.token_ids)

    @property
    def is_restoring(self) -> bool:
        """Whether it is being brought back, which may turn out to be impossible."""
        return self.life.state is DocumentState.RESTORING

    @property
    def has_failed(self) -> bool:
        """Whether it will give no prefix."""
        return self.life.is_freed

    def wait(self, timeout_s: float | None = None) -> bool:
        """Return whether it is finished (read, failed or cancelled) within timeout_s."""
        return self._finished.wait(timeout_s)

    def cancel(self) -> None:
        """Stop at the next chunk border and free the memory."""
        self.life.free()

    def note_restored(self, share: float) -> bool:
        """Note how much has been brought back; whether somebody still wants it."""
        self._restored_share = share
        return self.is_restoring

    def finish(self, error: ModelError | None = None) -> None:
        """Let go whoever waits for the result, and the memory where there is none."""
        if error is None and not self.life.change(DocumentState.READY):
            error = EngineClosed()  # cancelled at the last moment
        if error is not None:
            self.life.free()
        self._error = error
        try:
            self.life.leave()
        finally:
            self._finished.set()

    def result(self) -> Prefix:
        """Wait and return the prefix; raises EngineClosed when cancelled; OutOfMemory, PassFailed
        or DeviceLost when it failed.
        """
        self._finished.wait()
        if self._error is not None:
            raise self._error
        return self.prefix


Item = int | ModelError | None  # a token; why there are no more; the end


class TokenStream:
    """An answer's tokens as they come. Who no longer wants them closes it, or drops it."""

    def __init__(self, items: "SimpleQueue[Item]", drop: Callable[[], None]) -> None:
        """drop: frees what the question holds; called at the end too."""
        self._items = items
        self._drop = drop
        self._waiting: deque[Item] = deque()  # what `wait` has seen
        self._is_closed = False

    def __iter__(self) -> "TokenStream":
        return self

    def __next__(self) -> int:
        """Wait for the next token; raises EngineClosed, OutOfMemory, PassFailed, DeviceLost."""
        if self._is_closed:
            raise StopIteration
        item = self._waiting.popleft() if self._waiting else self._items.get()
        if isinstance(item, int):
            return item
        self.close()
        if item is None:
            raise StopIteration
        raise item

    def wait(self, timeout_s: float) -> bool:
        """Whether `next` would answer at once, or does within timeout_s."""
        if not self._waiting and not self._is_closed:
            try:
                self._waiting.append(self._items.get(timeout=timeout_s))
            except Empty:
                return False
        return True

    def close(self) -> None:
        """Free what the question holds, at the next round."""
        self._is_closed = True
        self._drop()

    def __del__(self) -> None:
        self.close()


@dataclass(eq=False)
class Question:
    """A question being read or answered, and its way back to who asked.

    arena: None while it waits for a slot. drafter: None where each token has a pass of its own.
    """

    prefix: Prefix
    token_ids: Sequence[int]
    params: SamplingParams
    sampler: Sampler
    arena: KVCache | None
    drafter: Drafter | None = None
    out: "SimpleQueue[Item]" = field(default_factory=SimpleQueue)
    num_read: int = 0  # of token_ids
    num_written: int = 0
    last_token: int | None = None
    is_closed: bool = False

    @property
    def capacity(self) -> int:
        """Tokens that it and its answer take at most."""
        return len(self.token_ids) + self.params.max_tokens

    def next_piece(self, most: int) -> list[int]:
        """The last token, and what its drafter guesses for which there is room: at most `most`."""
        assert self.last_token is not None
        room = min(most, self.params.max_tokens - self.num_written, self.own.num_revocable)
        draft = [] if self.drafter is None else self.drafter.draft(room - 1)
        return [self.last_token, *draft]

    def note_written(self, token_id: int) -> None:
        """Count a token of the answer, which is chosen and not yet run."""
        self.last_token = token_id
        self.num_written += 1
        if self.drafter is not None:
            self.drafter.note(token_id)

    @property
    def own(self) -> KVCache:
        """The arena of a question that waits no longer."""
        assert self.arena is not None
        return self.arena

    @property
    def is_unread(self) -> bool:
        """Whether it can be read, and has not been to its end."""
        return self.arena is not None and self.last_token is None
