"""What is asked of the engine: documents to read and questions to answer, and how far they are."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from queue import SimpleQueue

from qa.engine.kv_cache import KVArena
from qa.engine.sampling import Sampler, SamplingParams
from qa.errors import ModelError

# Fills an empty arena with a document that was read before, away from the engine's thread; False
# where it cannot. It calls back with the share that is done and hears whether to go on.
Restore = Callable[[KVArena, Callable[[float], bool]], bool]


@dataclass(eq=False)
class Prefix:
    """A document that has been read: hand it to `ask`, and at the end to `free`."""

    arena: KVArena
    num_readers: int = 0
    is_freed: bool = False


class Reading:
    """A document being read. Progress can be looked at from any thread."""

    def __init__(self, token_ids: Sequence[int], arena: KVArena) -> None:
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


@dataclass(eq=False)
class Question:
    """A question being read or answered, and its way back to who asked."""

    prefix: Prefix
    token_ids: Sequence[int]
    params: SamplingParams
    sampler: Sampler
    arena: KVArena
    out: "SimpleQueue[int | ModelError | None]" = field(default_factory=SimpleQueue)
    num_read: int = 0  # of token_ids
    num_written: int = 0
    last_token: int | None = None
    is_closed: bool = False
