"""All questions' own tokens in one arena of equal slots, so that one launch serves all of them.

Which slot is whose changes from step to step without anything moving on the device. One slot more
than can be taken is there for rows that only fill a step up: what they write lands in it, and
nobody reads it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch

from qa.engine.kv_cache import (
    STORAGE,
    KVArena,
    KVFormat,
    KVShape,
    KVView,
    Store,
    kv_bytes_per_token,
)

MAX_SLOTS = 128
# Tokens of a question and its answer, 512 of them the answer's; a longer one gets an arena of its
# own. The shorter where memory is short: the more fit.
SUFFIX_TOKENS = (1024, 768, 640)
MEMORY_SHARE = 1 / 5  # of what all keys and values may take


@dataclass(frozen=True, slots=True)
class SlotPlan:
    """How many slots, of how many tokens each."""

    num_slots: int
    capacity: int = SUFFIX_TOKENS[0]

    def num_bytes(self, config: KVShape, kv_format: KVFormat) -> int:
        """What they take, the spare one included."""
        if not self.num_slots:
            return 0
        return (self.num_slots + 1) * self.capacity * kv_bytes_per_token(config, kv_format)


def plan_slots(config: KVShape, kv_format: KVFormat, memory_bytes: int) -> SlotPlan:
    """MAX_SLOTS slots, as long as their share of `memory_bytes` allows, or as many as it does."""
    if kv_format not in STORAGE:  # 4 bits are written in groups of tokens, not token by token
        return SlotPlan(0)
    num_tokens = int(memory_bytes * MEMORY_SHARE) // kv_bytes_per_token(config, kv_format)
    for capacity in SUFFIX_TOKENS:
        num_slots = num_tokens // capacity - 1  # one is spare
        if num_slots >= MAX_SLOTS:
            return SlotPlan(MAX_SLOTS, capacity)
    return SlotPlan(max(0, num_slots), capacity)


class SlotArena(KVArena):
    """One slot as an arena of its own: a question is read into it like into any other."""

    def __init__(
        self, slot: int, k: Store, v: Store, give_back: Callable[["SlotArena"], None]
    ) -> None:
        self.slot = slot
        self.capacity = k.values.shape[2]
        self.length = 0
        self._k, self._v = k, v
        self._give_back = give_back

    def free(self) -> None:
        """Give the slot back; the arena must not be used after."""
        super().free()
        self._give_back(self)


class SuffixSlots:
    """The slots and who has which. [L, num_slots + 1, Hkv, capacity, D], allocated once."""

    def __init__(
        self, config: KVShape, plan: SlotPlan, kv_format: KVFormat, device: torch.device
    ) -> None:
        assert 0 < plan.num_slots <= MAX_SLOTS, plan
        self.spare = plan.num_slots
        self.capacity = plan.capacity
        shape = (config.num_layers, plan.num_slots + 1, config.num_kv_heads, plan.capacity)
        self._k, self._v = (
            Store.empty(*shape, config.head_dim, dtype=dtype, device=device)
            for dtype in STORAGE[kv_format]
        )
        self._free = list(reversed(range(plan.num_slots)))

    @property
    def num_bytes(self) -> int:
        return self._k.num_bytes + self._v.num_bytes

    @property
    def num_free(self) -> int:
        return len(self._free)

    def take(self) -> SlotArena | None:
        """An empty slot, if one is left."""
        if not self._free:
            return None
        slot = self._free.pop()
        k, v = (
            Store(x.values[:, slot], None if x.scales is None else x.scales[:, slot])
            for x in (self._k, self._v)
        )
        return SlotArena(slot, k, v, lambda arena: self._free.append(arena.slot))

    def view(self, layer: int) -> KVView:
        """All slots of a layer as they are stored: [num_slots + 1, Hkv, capacity, D]."""
        k, v = self._k, self._v
        return KVView(
            k.values[layer],
            v.values[layer],
            None if k.scales is None else k.scales[layer],
            None if v.scales is None else v.scales[layer],
        )
