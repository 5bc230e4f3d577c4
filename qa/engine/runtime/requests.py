"""What is asked of the engine: documents to read and questions to answer, and how far they are."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from qa.engine.kv_cache.cache import KVCache
from qa.engine.sampling import Sampler, SamplingParams
from qa.errors import ModelError

# Fills an empty arena with a document that was read before, away from the engine's thread; False
# where it cannot. It calls back with the share that is done and hears whether to go on.
Restore = Callable[[KVCache, Callable[[float], bool]], bool]


@dataclass(eq=False)
class Prefix:
    """A document that has been read: hand it to `ask`, and at the end to `free`."""

    arena: KVCache
    num_readers: int = 0
    is_freed: bool = False


class PrefillJob:
    """A document being read. Progress can be looked at from any thread."""

    def __init__(self, token_ids: Sequence[int], arena: KVCache) -> None:
        self.token_ids = token_ids
        self.arena = arena
        self.was_restored = False  # brought back, not read
        self.is_cancelled = False
        self._prefix = Prefix(arena)
        self._restored_share: float | None = None
        self._finished = threading.Event()
        self._error: ModelError | None = None

    @property
    def num_done(self) -> int:
        """Tokens read, or brought back, so far, of `num_tokens`."""
        share = self._restored_share
        return self.arena.length if share is None else int(share * self.num_tokens)

    @property
    def num_tokens(self) -> int:
        return len(self.token_ids)

    @property
    def is_restoring(self) -> bool:
        """Whether it is being brought back, which may turn out to be impossible."""
        return self._restored_share is not None

    @property
    def is_finished(self) -> bool:
        """Whether it has ended, in whichever way."""
        return self._finished.is_set()

    @property
    def has_failed(self) -> bool:
        """Whether it will give no prefix."""
        return self.is_cancelled or self._error is not None

    def wait(self, timeout_s: float | None = None) -> bool:
        """Return whether it is finished (read, failed or cancelled) within timeout_s."""
        return self._finished.wait(timeout_s)

    def cancel(self) -> None:
        """Stop at the next chunk border and free the memory."""
        self.is_cancelled = True

    def note_restored(self, share: float) -> bool:
        """Note how much has been brought back; whether somebody still wants it."""
        self._restored_share = share
        return not self.is_cancelled

    def end_restoring(self, was_restored: bool) -> None:
        """Note whether it is there; else it is still to be read."""
        self.was_restored = was_restored
        self._restored_share = None

    def finish(self, error: ModelError | None) -> None:
        """Let go whoever waits for the result."""
        self._error = error
        self._finished.set()

    def result(self) -> Prefix:
        """Wait and return the prefix; raises EngineClosed when cancelled, OutOfMemory when it
        failed.
        """
        self._finished.wait()
        if self._error is not None:
            raise self._error
        return self._prefix


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
        """Wait for the next token; raises EngineClosed, OutOfMemory."""
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

    arena: None while it waits for a slot.
    """

    prefix: Prefix
    token_ids: Sequence[int]
    params: SamplingParams
    sampler: Sampler
    arena: KVCache | None
    out: "SimpleQueue[Item]" = field(default_factory=SimpleQueue)
    num_read: int = 0  # of token_ids
    num_written: int = 0
    last_token: int | None = None
    is_closed: bool = False

    @property
    def capacity(self) -> int:
        """Tokens that it and its answer take at most."""
        return len(self.token_ids) + self.params.max_tokens

    @property
    def own(self) -> KVCache:
        """The arena of a question that waits no longer."""
        assert self.arena is not None
        return self.arena

    @property
    def is_unread(self) -> bool:
        """Whether it can be read, and has not been to its end."""
        return self.arena is not None and self.last_token is None
