"""The life of a read document: its one state, how it may change, and the order of the locks around.

    RESTORING ---> PREFILLING ---> READY <---> SAVING        each of them ---> FREED
        |                            ^
        +----------------------------+

Whoever works on a document's memory is counted as its user: who fills it, each question, the saver.
FREED lets nobody new in; the memory is given back once, by whichever user leaves last.

The order of locks. Who holds one may take those below it, none above, and not two of one row:

1. Prefixes._making_room   held by who has found memory full, while others' documents leave: over
                           freeing, and over waiting for a saver or the engine's thread to let go.
                           Nobody takes it whose document is there or fits beside the others.
2. Prefixes._lock          the table of documents, KVPersistence._lock those being saved,
                           Preparations._lock those made ready: for looking up and noting down.
                           Nothing is allocated, freed or waited for under them.
3. Scheduler._wake         readings and questions under way. The engine's thread waits here for
                           work, and gives back what its questions were the last users of.
4. DocumentLife._lock      one document's state and users; its memory is given back after it is let
                           go. KVMemory._lock, bytes and slots: torch allocates and frees documents
                           outside of it. HostMemory._lock, page-locked copies, which are freed
                           under it.

SaveJob has no lock: it asks the document's state whether its memory may still be copied. Savers,
restorers and the engine's thread never take row 1, nor wait for anybody who might hold it: so who
waits for one of them under row 1 is not waited for.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from threading import Event, Lock


class DocumentState(Enum):
    """Where a document is in its life."""

    RESTORING = "restoring"  # filled from where it was kept, by a thread of its own
    PREFILLING = "prefilling"  # read by the engine's thread, or waiting for it
    READY = "ready"
    SAVING = "saving"  # as good as READY, and its memory is being copied
    FREED = "freed"  # cancelled, failed or evicted: nobody may begin to use it


NEXT: dict[DocumentState, frozenset[DocumentState]] = {
    DocumentState.RESTORING: frozenset(
        {DocumentState.PREFILLING, DocumentState.READY, DocumentState.FREED}
    ),
    DocumentState.PREFILLING: frozenset({DocumentState.READY, DocumentState.FREED}),
    DocumentState.READY: frozenset({DocumentState.SAVING, DocumentState.FREED}),
    DocumentState.SAVING: frozenset({DocumentState.READY, DocumentState.FREED}),
    DocumentState.FREED: frozenset(),
}


class DocumentLife:
    """One document's state and how many use its memory. Safe to use from any thread."""

    def __init__(self, state: DocumentState, give_back: Callable[[], None]) -> None:
        """state: READY with no user yet, or one in which it is filled, with one user: who fills it.
        give_back: called once, when it is freed and nobody uses it any more.
        """
        self._state = state
        self._num_users = 0 if state is DocumentState.READY else 1
        self._give_back = give_back
        self._given_back = Event()
        self._lock = Lock()

    @property
    def state(self) -> DocumentState:
        return self._state

    @property
    def is_whole(self) -> bool:
        """Whether questions can be asked over it."""
        return self._state in (DocumentState.READY, DocumentState.SAVING)

    @property
    def is_freed(self) -> bool:
        return self._state is DocumentState.FREED

    @property
    def is_given_back(self) -> bool:
        """Whether its memory is there for others."""
        return self._given_back.is_set()

    def change(self, state: DocumentState) -> bool:
        """Go on to another state than FREED; False where it was freed meanwhile."""
        assert state is not DocumentState.FREED, "that is `free`, which minds the memory"
        with self._lock:
            return self._change(state)

    def enter(self) -> bool:
        """Begin to use a whole document; False where it was freed."""
        with self._lock:
            assert self.is_whole or self.is_freed, self._state
            self._num_users += self.is_whole
            return self.is_whole

    def leave(self) -> None:
        """Use it no longer."""
        with self._lock:
            self._num_users -= 1
            assert self._num_users >= 0
            is_last = self.is_freed and self._num_users == 0
        if is_last:
            self._end()

    @contextmanager
    def saving(self) -> Iterator[bool]:
        """Use a READY document as its saver while the block runs; False where it was freed."""
        with self._lock:
            is_there = self._change(DocumentState.SAVING)
            self._num_users += is_there
        try:
            yield is_there
        finally:
            if is_there:
                self.change(DocumentState.READY)
                self.leave()

    def free(self) -> None:
        """Let nobody use it from now on; once or more often, in any state."""
        with self._lock:
            is_last = not self.is_freed and self._num_users == 0
            self._state = DocumentState.FREED
        if is_last:
            self._end()

    def wait_until_given_back(self, timeout_s: float | None = None) -> bool:
        """Return whether its memory was given back within timeout_s, once it has been freed."""
        return self._given_back.wait(timeout_s)

    def _change(self, state: DocumentState) -> bool:
        if self.is_freed:
            return False
        assert state in NEXT[self._state], (self._state, state)
        self._state = state
        return True

    def _end(self) -> None:
        try:
            self._give_back()
        finally:  # nobody waits for ever
            self._given_back.set()
