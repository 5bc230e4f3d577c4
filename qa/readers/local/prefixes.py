"""Which documents the engine holds read. The least recently used makes room for the next.

Keys belong to one owner's document: nothing is shared between owners, not even where two brought
the same file, because the time an answer takes would tell. What has been read goes on the shelf
too, and comes back from there instead of being read again.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Event, Lock

import numpy as np

from qa.engine.engine import Engine, PrefillJob
from qa.engine.kv_store.store import StoreKey
from qa.engine.runtime.lifecycle import DocumentState
from qa.library import StoredDocument
from qa.models.errors import EngineClosed, NotEnoughMemory
from qa.readers.local.persistence import KVPersistence, SaveJob

_Key = tuple[str, str]  # a document's id and the digest of the tokens that were read of it


@dataclass(eq=False)
class _Held:
    """One reading, under way or done, for those who joined it."""

    key: _Key
    document: StoredDocument
    place: StoreKey | None  # on the shelf, where there is one
    num_waiting: int = 0
    saving: SaveJob | None = None
    reading: PrefillJob | None = None  # None before it has begun, and where it could not begin
    has_begun: Event = field(default_factory=Event)

    @property
    def is_whole(self) -> bool:
        return self.reading is not None and self.reading.life.is_whole

    @property
    def has_failed(self) -> bool:
        return self.reading is not None and self.reading.has_failed

    @property
    def is_being_copied(self) -> bool:
        return self.reading is not None and self.reading.life.state is DocumentState.SAVING


class Prefixes:
    """Readings by document and tokens: who asks for the same joins it.

    The order of locks is in qa.engine.runtime.lifecycle: nothing is allocated, freed or waited for
    under the lock of the table.
    """

    def __init__(self, engine: Engine, keeping: KVPersistence | None = None) -> None:
        """keeping: the shelf; None keeps nothing beyond memory."""
        self._engine = engine
        self._keeping = keeping
        self._held: OrderedDict[_Key, _Held] = OrderedDict()  # what can be joined
        self._joined: dict[PrefillJob, _Held] = {}  # what somebody has not left yet
        self._leaving: list[PrefillJob] = []  # freed; who was using it may not have let go yet
        self._is_closed = False
        self._lock = Lock()
        self._making_room = Lock()

    def join(
        self,
        document: StoredDocument,
        token_ids: Sequence[int],
        *,
        is_for_one_question: bool = False,
    ) -> tuple[PrefillJob, bool]:
        """Return the reading of these tokens, started if there is none, and whether it was there,
        finished. `leave` it after use.

        is_for_one_question: the next question will hardly want the same tokens. Raises EngineClosed
        after `close`, NotEnoughMemory when it does not fit even with nothing else there.
        """
        digest = _digest(token_ids)
        key = document.document_id, digest
        place = self._place(document, digest, is_for_one_question)
        while True:
            with self._lock:
                if self._is_closed:
                    raise EngineClosed()
                held = self._held.get(key)
                is_first = held is None or held.has_failed
                if held is None or held.has_failed:
                    held = self._held[key] = _Held(key, document, place)
                self._held.move_to_end(key)
                held.num_waiting += 1
                was_there = held.is_whole
                if held.reading is not None:
                    self._joined[held.reading] = held
            if is_first:
                self._begin(held, token_ids)
            held.has_begun.wait()
            if held.reading is not None:
                return held.reading, was_there
            # Who was first could not begin it, and knows why; we find out for ourselves.

    def has(self, document: StoredDocument, token_ids: Sequence[int]) -> bool:
        """Whether these tokens were read before, and are held or on the shelf."""
        digest = _digest(token_ids)
        with self._lock:
            held = self._held.get((document.document_id, digest))
            if held is not None and held.is_whole:
                return True
        place = self._place(document, digest, is_picked=False)
        return self._keeping is not None and place is not None and self._keeping.has(place)

    def leave(self, reading: PrefillJob) -> None:
        """Say that one who joined needs it no longer. What nobody waits for is not read on; what
        has been read is put on the shelf.
        """
        saving = None
        with self._lock:
            held = self._joined[reading]
            held.num_waiting -= 1
            is_wanted = reading.life.is_whole and self._held.get(held.key) is held
            is_let_go = held.num_waiting == 0 and not is_wanted
            if held.num_waiting == 0:
                del self._joined[reading]
            if is_let_go:
                self._take_out(held)
            elif is_wanted and self._keeping and held.place and held.saving is None:
                saving = SaveJob(self._engine, reading, held.document, held.place)
                held.saving = saving
        if is_let_go:
            self._engine.free(reading.prefix)
        elif saving is not None and self._keeping:
            self._keeping.begin(saving)

    def is_settled(self, timeout_s: float | None) -> bool:
        """Return whether, within timeout_s, all that was read has reached the shelf. Until then
        making room for the next document would interrupt that.
        """
        return self._keeping is None or self._keeping.wait(timeout_s)

    def make_room(self) -> bool:
        """Give back the least recently used document not in use; False if there is none."""
        with self._making_room:
            return self._evict()

    def forget(self, document_id: str) -> None:
        """Give back what is held of a document that was removed: at once what is being read, and
        what has been read when those who joined it have left.
        """
        with self._lock:
            removed = [held for held in self._held.values() if held.key[0] == document_id]
            for held in removed:
                if held.saving:
                    held.saving.stop()
            unwanted = self._take_out(*removed, is_removed=True)
        self._free(unwanted)
        if self._keeping:
            self._keeping.forget(document_id)

    def close(self) -> None:
        """Wait for what is on its way to the shelf, and give all memory back: at once what nobody
        uses, the rest when those who joined it have left.
        """
        with self._lock:
            self._is_closed = True
        try:
            if self._keeping:
                self._keeping.close()
        finally:
            with self._lock:
                unwanted = self._take_out(*self._held.values())
            self._free(unwanted)

    def _place(self, document: StoredDocument, digest: str, is_picked: bool) -> StoreKey | None:
        if self._keeping is None:
            return None
        return self._keeping.place(document, digest, is_for_one_question=is_picked)

    def _begin(self, held: _Held, token_ids: Sequence[int]) -> None:
        """Start what is on the table already, so that others can join it. Raises as `join`."""
        reading = None
        try:
            reading = self._start(token_ids, held.place)
        finally:
            with self._lock:
                held.reading = reading
                is_removed = self._held.get(held.key) is not held
                if reading is not None:
                    self._joined[reading] = held
                elif not is_removed:
                    del self._held[held.key]
            held.has_begun.set()
        if is_removed:  # meanwhile; who waits for it hears that it has ended
            self._engine.free(reading.prefix)

    def _start(self, token_ids: Sequence[int], place: StoreKey | None) -> PrefillJob:
        restore = self._keeping.restore(place, len(token_ids)) if self._keeping and place else None
        try:
            return self._engine.read(token_ids, restore)
        except NotEnoughMemory:
            pass
        # One after the other, or each would be refused for what the other is about to give back.
        with self._making_room:
            while True:
                try:
                    return self._engine.read(token_ids, restore)
                except NotEnoughMemory:
                    if not self._evict():
                        raise

    def _evict(self) -> bool:
        """Wait until one more document's memory is back; False if there is none to give back."""
        with self._lock:
            self._leaving = [reading for reading in self._leaving if not reading.life.is_given_back]
            unused = [held for held in self._held.values() if held.num_waiting == 0]
            # Rather one that is on the shelf already than one that is just being put there.
            unused.sort(key=lambda held: held.is_being_copied)
            if not self._leaving:
                self._take_out(*unused[:1])
            leaving = self._leaving[:1]
        self._free(leaving)
        for reading in leaving:
            reading.life.wait_until_given_back()
        return bool(leaving)

    def _take_out(self, *gone: _Held, is_removed: bool = False) -> list[PrefillJob]:
        """Take readings off the table, under its lock; return those that nobody uses, to be freed.

        is_removed: what is still being read, nobody may go on waiting for.
        """
        unwanted = []
        for held in gone:
            if self._held.get(held.key) is held:
                del self._held[held.key]
            is_stopped = is_removed and not held.is_whole
            if held.reading is not None and (held.num_waiting == 0 or is_stopped):
                unwanted.append(held.reading)
        self._leaving += unwanted
        return unwanted

    def _free(self, unwanted: Sequence[PrefillJob]) -> None:
        for reading in unwanted:
            self._engine.free(reading.prefix)


def _digest(token_ids: Sequence[int]) -> str:
    return hashlib.sha256(np.array(token_ids, dtype=np.int32).tobytes()).hexdigest()
