"""Which documents the engine holds read. The least recently used makes room for the next.

Keys belong to one owner's document: nothing is shared between owners, not even where two brought
the same file, because the time an answer takes would tell.
"""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from qa.engine.engine import Engine, Reading
from qa.errors import NotEnoughMemory


class Prefixes:
    """Readings by key, those under way included: who asks for the same joins it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._readings: OrderedDict[tuple[str, str], Reading] = OrderedDict()
        self._num_waiting: dict[Reading, int] = {}
        self._lock = Lock()

    def join(self, document_id: str, pages_key: str, token_ids: Sequence[int]) -> Reading:
        """Return the reading of these tokens, started if there is none; `leave` it after use.

        Raises NotEnoughMemory when it does not fit even with nothing else there.
        """
        with self._lock:
            reading = self._readings.get((document_id, pages_key))
            if reading is None or reading.has_failed:
                reading = self._start(token_ids)
                self._readings[document_id, pages_key] = reading
            self._readings.move_to_end((document_id, pages_key))
            self._num_waiting[reading] = self._num_waiting.get(reading, 0) + 1
            return reading

    def leave(self, reading: Reading) -> None:
        """Say that one who joined needs it no longer. What nobody waits for is not read on."""
        with self._lock:
            self._num_waiting[reading] -= 1
            if self._num_waiting[reading] == 0:
                del self._num_waiting[reading]
                if not reading.is_finished:
                    reading.cancel()

    def make_room(self) -> bool:
        """Give back the least recently used document not in use; False if there is none."""
        with self._lock:
            return self._evict()

    def forget(self, document_id: str) -> None:
        """Give back what is held of a document that was removed."""
        with self._lock:
            for key in [key for key in self._readings if key[0] == document_id]:
                self._give_back(key)

    def _start(self, token_ids: Sequence[int]) -> Reading:
        while True:
            try:
                return self._engine.read(token_ids)
            except NotEnoughMemory:
                if not self._evict():
                    raise

    def _evict(self) -> bool:
        for key, reading in self._readings.items():
            if reading not in self._num_waiting:
                self._give_back(key)
                return True
        return False

    def _give_back(self, key: tuple[str, str]) -> None:
        reading = self._readings.pop(key)
        if not reading.is_finished:
            reading.cancel()
        elif not reading.has_failed:
            self._engine.free(reading.result())
