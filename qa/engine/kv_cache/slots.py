"""All questions' own tokens in one arena, so that one launch serves all of them.

A slot is a stretch of its tokens, as long as its question and answer need. Where it begins is data,
so that questions come and go without anything moving on the device. One token more than can be
taken is there for rows that only fill a step up: what they write lands on it, and nobody reads it.
Slots are in the cache's format, or in bf16 where that is 4 bits, which are written in groups.
"""

from dataclasses import dataclass

import torch

from qa.engine.kv_cache.cache import (
    STORAGE,
    KVCache,
    KVFormat,
    KVShape,
    KVView,
    Store,
    kv_bytes_per_token,
)

MAX_SLOTS = 128
SLOT_TOKENS = 1024  # of a question and its answer, as planned for; a slot may be longer or shorter
MEMORY_SHARE = 1 / 5  # of what all keys and values may take


@dataclass(frozen=True, slots=True)
class SlotPlan:
    """How many slots at once, and how many tokens each if they are equally long."""

    num_slots: int
    capacity: int = SLOT_TOKENS

    @property
    def num_tokens(self) -> int:
        """Of all slots together."""
        return self.num_slots * self.capacity

    def num_bytes(self, config: KVShape, kv_format: KVFormat) -> int:
        """What they take, the spare token included."""
        if not self.num_slots:
            return 0
        return (self.num_tokens + 1) * kv_bytes_per_token(config, format_of_slots(kv_format))


def plan_slots(config: KVShape, kv_format: KVFormat, memory_bytes: int) -> SlotPlan:
    """MAX_SLOTS slots, of as many tokens as their share of `memory_bytes` allows; maybe none."""
    token_bytes = kv_bytes_per_token(config, format_of_slots(kv_format))
    num_tokens = int(memory_bytes * MEMORY_SHARE) // token_bytes - 1
    capacity = min(SLOT_TOKENS, num_tokens // MAX_SLOTS)
    return SlotPlan(MAX_SLOTS, capacity) if capacity > 0 else SlotPlan(0)


def format_of_slots(kv_format: KVFormat) -> KVFormat:
    """What questions' own tokens are kept in, beside documents in kv_format."""
    return KVFormat.BF16 if kv_format is KVFormat.KV4 else kv_format


class SlotKVCache(KVCache):
    """One slot as an arena of its own: a question is read into it like into any other."""

    def __init__(self, slot: int, k: Store, v: Store, slots: "KVSlotPool") -> None:
        """slot: the token at which it begins, of all slots together."""
        self.slot = slot
        self.slots = slots
        self.capacity = k.values.shape[2]
        self.length = 0
        self._k, self._v = k, v

    def free(self) -> None:
        """Give the slot back; the arena must not be used after."""
        self.slots.give_back(self.slot, self.capacity)
        super().free()


class KVSlotPool:
    """The slots and who has which. [L, Hkv, num_tokens + 1, D], allocated once."""

    def __init__(
        self, config: KVShape, plan: SlotPlan, kv_format: KVFormat, device: torch.device
    ) -> None:
        assert 0 < plan.num_slots <= MAX_SLOTS, plan
        self.num_slots = plan.num_slots
        self.spare = self.num_tokens = plan.num_tokens
        shape = (config.num_layers, config.num_kv_heads, plan.num_tokens + 1, config.head_dim)
        self._k, self._v = (
            Store.empty(*shape, dtype=dtype, device=device)
            for dtype in STORAGE[format_of_slots(kv_format)]
        )
        self._free = [(0, plan.num_tokens)]  # (first, end) of stretches, in order, never touching
        self._num_taken = 0

    @property
    def num_bytes(self) -> int:
        return self._k.num_bytes + self._v.num_bytes

    def take(self, capacity: int) -> SlotKVCache | None:
        """An empty slot for `capacity` tokens, if there is room in one piece."""
        fitting = (i for i, (first, end) in enumerate(self._free) if end - first >= capacity)
        place = next(fitting, None)
        if place is None or self._num_taken == self.num_slots:
            return None
        first, end = self._free[place]
        self._free[place : place + 1] = [(first + capacity, end)] if end - first > capacity else []
        self._num_taken += 1
        k, v = (
            Store(
                x.values[:, :, first : first + capacity],
                None if x.scales is None else x.scales[:, :, first : first + capacity],
            )
            for x in (self._k, self._v)
        )
        return SlotKVCache(first, k, v, self)

    def give_back(self, slot: int, capacity: int) -> None:
        """Take a slot back: SlotKVCache.free."""
        joined: list[tuple[int, int]] = []
        for first, end in sorted([*self._free, (slot, slot + capacity)]):
            if joined and joined[-1][1] == first:
                first = joined.pop()[0]
            joined.append((first, end))
        self._free = joined
        self._num_taken -= 1

    def view(self, layer: int) -> KVView:
        """All tokens of a layer as they are stored: [Hkv, num_tokens + 1, D]."""
        k, v = self._k, self._v
        return KVView(
            k.values[layer],
            v.values[layer],
            None if k.scales is None else k.scales[layer],
            None if v.scales is None else v.scales[layer],
        )
