"""Which documents the engine holds read. The least recently used makes room for the next.

Keys belong to one owner's document: nothing is shared between owners, not even where two brought
the same file, because the time an answer takes would tell. What has been read goes on the shelf
too, and comes back from there instead of being read again.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np

from qa.engine.engine import Engine, PrefillJob
from qa.engine.kv_store.store import StoreKey
from qa.errors import NotEnoughMemory
from qa.library import StoredDocument
from qa.readers.local.persistence import KVPersistence, SaveJob


@dataclass(eq=False)
class _Held:
    """One reading, under way or done."""

    reading: PrefillJob
    document: StoredDocument
    place: StoreKey | None  # on the shelf, where there is one
    saving: SaveJob | None = None
    num_waiting: int = 0

    @property
    def is_being_copied(self) -> bool:
        return self.saving is not None and self.saving.is_copying


class Prefixes:
    """Readings by document and tokens: who asks for the same joins it."""

    def __init__(self, engine: Engine, keeping: KVPersistence | None = None) -> None:
        """keeping: the shelf; None keeps nothing beyond memory."""
        self._engine = engine
        self._keeping = keeping
        self._held: OrderedDict[tuple[str, str], _Held] = OrderedDict()
        self._waited_for: dict[PrefillJob, _Held] = {}
        self._lock = Lock()

    def join(
        self,
        document: StoredDocument,
        token_ids: Sequence[int],
        *,
        is_for_one_question: bool = False,
    ) -> tuple[PrefillJob, bool]:
        """Return the reading of these tokens, started if there is none, and whether it was there,
        finished. `leave` it after use.

        is_for_one_question: the next question will hardly want the same tokens. Raises
        NotEnoughMemory when it does not fit even with nothing else there.
        """
        digest = _digest(token_ids)
        key = document.document_id, digest
        with self._lock:
            held = self._held.get(key)
            if held is not None and held.reading.has_failed:
                held = None
            was_there = held is not None and held.reading.is_finished
            if held is None:
                place = self._place(document, digest, is_for_one_question)
                held = _Held(self._start(token_ids, place), document, place)
                self._held[key] = held
            self._held.move_to_end(key)
            held.num_waiting += 1
            self._waited_for[held.reading] = held
            return held.reading, was_there

    def has(self, document: StoredDocument, token_ids: Sequence[int]) -> bool:
        """Whether these tokens were read before, and are held or on the shelf."""
        digest = _digest(token_ids)
        with self._lock:
            held = self._held.get((document.document_id, digest))
            if held is not None and held.reading.is_finished and not held.reading.has_failed:
                return True
        place = self._place(document, digest, is_picked=False)
        return self._keeping is not None and place is not None and self._keeping.has(place)

    def leave(self, reading: PrefillJob) -> None:
        """Say that one who joined needs it no longer. What nobody waits for is not read on; what
        has been read is put on the shelf.
        """
        with self._lock:
            held = self._waited_for[reading]
            held.num_waiting -= 1
            if held.num_waiting == 0:
                del self._waited_for[reading]
                if not reading.is_finished:
                    reading.cancel()
            if reading.is_finished and not reading.has_failed:
                self._keep(held)

    def is_settled(self, timeout_s: float | None) -> bool:
        """Return whether, within timeout_s, all that was read has reached the shelf. Until then
        making room for the next document would interrupt that.
        """
        return self._keeping is None or self._keeping.wait(timeout_s)

    def make_room(self) -> bool:
        """Give back the least recently used document not in use; False if there is none."""
        with self._lock:
            return self._evict()

    def forget(self, document_id: str) -> None:
        """Give back what is held of a document that was removed."""
        with self._lock:
            for key in [key for key in self._held if key[0] == document_id]:
                if saving := self._held[key].saving:
                    saving.stop()
                self._give_back(key)
        if self._keeping:
            self._keeping.forget(document_id)

    def close(self) -> None:
        """Wait for what is on its way to the shelf."""
        if self._keeping:
            self._keeping.close()

    def _place(self, document: StoredDocument, digest: str, is_picked: bool) -> StoreKey | None:
        if self._keeping is None:
            return None
        return self._keeping.place(document, digest, is_for_one_question=is_picked)

    def _start(self, token_ids: Sequence[int], place: StoreKey | None) -> PrefillJob:
        restore = self._keeping.restore(place, len(token_ids)) if self._keeping and place else None
        while True:
            try:
                return self._engine.read(token_ids, restore)
            except NotEnoughMemory:
                if not self._evict():
                    raise

    def _keep(self, held: _Held) -> None:
        if self._keeping and held.place and held.saving is None:
            prefix = held.reading.result()
            held.saving = self._keeping.begin(self._engine, prefix, held.document, held.place)

    def _evict(self) -> bool:
        unused = [key for key, held in self._held.items() if held.num_waiting == 0]
        # Rather one that is on the shelf already than one that is just being put there.
        unused.sort(key=lambda key: self._held[key].is_being_copied)
        if unused:
            self._give_back(unused[0])
        return bool(unused)

    def _give_back(self, key: tuple[str, str]) -> None:
        held = self._held.pop(key)
        if held.saving:
            held.saving.give_memory_back()
        if not held.reading.is_finished:
            held.reading.cancel()
        elif not held.reading.has_failed:
            self._engine.free(held.reading.result())


def _digest(token_ids: Sequence[int]) -> str:
    return hashlib.sha256(np.array(token_ids, dtype=np.int32).tobytes()).hexdigest()
