"""The memory for keys and values: who gets how much, and no more than there is."""

from threading import Lock

from qa.engine.kv_cache.cache import KVCache, kv_bytes
from qa.engine.kv_cache.slots import KVSlotPool, SlotKVCache
from qa.engine.network.network import Qwen3
from qa.models.errors import NotEnoughMemory, OutOfMemory


class KVMemory:
    """Hands out arenas within a budget of bytes. Safe to use from any thread."""

    def __init__(self, model: Qwen3, memory_bytes: int, slots: KVSlotPool | None) -> None:
        """slots: for questions; they take their part of memory_bytes from the start."""
        self._model = model
        self._slots = slots
        self._memory_bytes = memory_bytes - (slots.num_bytes if slots else 0)
        self._apart_bytes = 0  # outside the slots
        self._slot_bytes = 0
        self._lock = Lock()

    @property
    def used_bytes(self) -> int:
        """Keys and values held now; of the slots, those that are taken."""
        return self._apart_bytes + self._slot_bytes

    def allocate(self, capacity: int) -> KVCache:
        """An arena of its own; raises NotEnoughMemory, or OutOfMemory where the system has less
        than the budget.
        """
        needed = kv_bytes(self._model.config, self._model.kv_format, capacity)
        with self._lock:
            free = self._memory_bytes - self._apart_bytes
            if needed > free:
                raise NotEnoughMemory(
                    tokens=capacity, needed_gb=f"{needed / 1e9:.1f}", free_gb=f"{free / 1e9:.1f}"
                )
            self._apart_bytes += needed
        try:
            return self._model.arena(capacity)
        except RuntimeError as error:  # torch's out-of-memory errors, on CPU and CUDA
            with self._lock:
                self._apart_bytes -= needed
            raise OutOfMemory(tokens=capacity) from error

    def is_for_slots(self, capacity: int) -> bool:
        """Whether a question so long finds room in the slots, now or when others have left."""
        return self._slots is not None and capacity <= self._slots.num_tokens

    def take_slot(self, capacity: int) -> KVCache | None:
        """A slot, or None while there is none free."""
        assert self._slots is not None
        with self._lock:
            slot = self._slots.take(capacity)
            if slot is not None:
                self._slot_bytes += slot.num_bytes
            return slot

    def release(self, arena: KVCache) -> None:
        """Take an arena back."""
        if isinstance(arena, SlotKVCache):
            with self._lock:
                self._slot_bytes -= arena.num_bytes
                arena.free()
            return
        num_bytes = arena.num_bytes
        arena.free()  # outside the lock, like `allocate`: others need not wait for the system
        with self._lock:
            self._apart_bytes -= num_bytes
