"""Puts what the model has read on the shelf, behind everybody's back: one reading at a time, in a
thread of its own, beside the document that was read.
"""

import hashlib
import logging
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager

from qa.engine.engine import Engine, PrefillJob, Restore
from qa.engine.kv_cache.cache import KVCache
from qa.engine.kv_store.store import KVStore, StoreKey, discard
from qa.library import StoredDocument

GRACE_S = 60.0  # at the end, for what was read last

log = logging.getLogger("pagewitness")


class SaveJob:
    """One reading on its way to the shelf."""

    def __init__(
        self, engine: Engine, reading: PrefillJob, document: StoredDocument, place: StoreKey
    ) -> None:
        """reading: it has ended, and gave a prefix."""
        self.document = document
        self.place = place
        self._engine = engine
        self._reading = reading
        self._has_copied = False
        self._is_stopped = False

    def is_wanted(self, share: float) -> bool:
        """Whether to go on: not once stopped, nor once freed, unless all had been copied before."""
        return not self._is_stopped and (self._has_copied or not self._reading.life.is_freed)

    @contextmanager
    def holding(self) -> Iterator[KVCache | None]:
        """Give the memory of what was read, unless it was stopped or freed."""
        with self._engine.held(self._reading.prefix) as arena:
            yield None if self._is_stopped else arena
        self._has_copied = True

    def stop(self) -> None:
        """Leave it unsaved."""
        self._is_stopped = True


class KVPersistence:
    """The shelf, for one model: what it reads is kept, and brought back."""

    def __init__(self, shelf: KVStore, fingerprint: str) -> None:
        """fingerprint: of the model, see qa.engine.kv_store.fingerprint."""
        self._shelf = shelf
        self._fingerprint = fingerprint
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="keeping")
        self._under_way: dict[Future[None], SaveJob] = {}
        self._is_closed = False
        self._lock = threading.Lock()

    def place(
        self, document: StoredDocument, tokens_digest: str, *, is_for_one_question: bool
    ) -> StoreKey:
        """Return where the reading of these tokens is kept: with this document, so its owner."""
        facts = f"{self._fingerprint} {document.document_id} {tokens_digest}"
        key = hashlib.sha256(facts.encode()).hexdigest()
        return StoreKey(document.folder, key, is_for_one_question)

    def has(self, place: StoreKey) -> bool:
        """Whether a reading was kept there."""
        return self._shelf.has(place)

    def restore(self, place: StoreKey, num_tokens: int) -> Restore:
        """Return what brings a reading back from there."""
        return lambda arena, is_wanted: self._shelf.fetch(place, arena, num_tokens, is_wanted)

    def begin(self, saving: SaveJob) -> None:
        """Put a reading on the shelf, after those that were begun before; not once closed."""

        def save() -> None:
            self._shelf.keep(saving.place, saving.holding, saving.is_wanted)
            if not saving.document.is_kept():  # removed meanwhile
                discard(saving.place)
                self._shelf.forget(saving.place.document)

        with self._lock:
            if self._is_closed:
                return
            future = self._worker.submit(save)
            self._under_way[future] = saving
        future.add_done_callback(self._ended)

    def wait(self, timeout_s: float | None) -> bool:
        """Return whether all that was begun so far has ended within timeout_s."""
        with self._lock:
            under_way = list(self._under_way)
        return not wait(under_way, timeout=timeout_s).not_done

    def forget(self, document_id: str) -> None:
        """Drop what is held of a removed document outside of its folder."""
        self._shelf.forget(document_id)

    def close(self) -> None:
        """Finish what is under way, within GRACE_S."""
        with self._lock:
            self._is_closed = True
            under_way = dict(self._under_way)
        if under_way:
            log.info("Keeping what was read last.")
        try:
            wait(under_way, timeout=GRACE_S)
        finally:  # an impatient user included
            for saving in under_way.values():
                saving.stop()
            self._worker.shutdown(cancel_futures=True)
            self._shelf.close()

    def _ended(self, done: Future[None]) -> None:
        with self._lock:
            del self._under_way[done]
        fault = None if done.cancelled() else done.exception()
        if fault is not None:
            log.error("A reading was not kept on the shelf", exc_info=fault)
