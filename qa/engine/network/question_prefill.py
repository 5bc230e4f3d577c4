"""Questions read in slots: one write and one attention for the own tokens of all of them.

Read one by one, each would take some ten small launches in every layer: for 120 questions about
40,000, which by arithmetic can take the host longer than the device. To the kernels of decoding a
token that is read is what a question is while answers are written: a row that sees so many tokens
of one slot. Every row fetches its keys anew, so long questions are read one by one.
"""

from dataclasses import dataclass
from functools import cache
from types import ModuleType

import torch
from torch import Tensor

from qa.engine import gpu
from qa.engine.attention import decode_reference
from qa.engine.attention.decode_reference import Partials, SlotPositions
from qa.engine.kv_cache.slots import KVSlotPool, SlotKVCache
from qa.engine.network.batch import Batch

MOST_SEEN = 256  # own tokens that a token sees in the mean; not tuned on hardware


@dataclass(frozen=True, slots=True, eq=False)
class QuestionPrefill:
    """A batch whose segments are all in slots, and where each of its tokens belongs."""

    slots: KVSlotPool
    places: SlotPositions

    @classmethod
    def of(cls, batch: Batch) -> "QuestionPrefill | None":
        """None where a segment is not in a slot, or they are better read one by one."""
        in_slots = [s.arena for s in batch.segments if isinstance(s.arena, SlotKVCache)]
        counts = [len(segment.token_ids) for segment in batch.segments]
        if len(in_slots) < len(counts):
            return None
        seen = sum(n * (a.length + (n + 1) / 2) for a, n in zip(in_slots, counts, strict=True))
        if seen > MOST_SEEN * sum(counts):
            return None
        (slots,) = {arena.slots for arena in in_slots}
        first: list[int] = []
        positions: list[int] = []
        for arena, count in zip(in_slots, counts, strict=True):
            first.extend([arena.slot] * count)
            positions.extend(range(arena.length, arena.length + count))
        device = batch.token_ids.device
        position = torch.tensor(positions, device=device)
        return cls(slots, SlotPositions(torch.tensor(first, device=device), position, position + 1))

    def attend(self, layer: int, q: Tensor, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
        """Store k and v [T, Hkv, D], then each token over what comes before it in its slot and over
        itself: q [T, Hq, D] -> (out fp32, lse) as in attention.
        """
        chosen, kv, partials = _kernels(q.device), self.slots.view(layer), Partials.empty(1, q)
        chosen.write_slots(k, v, self.places, kv)
        chosen.attend_slots(q.contiguous(), kv, self.places, partials)
        return partials.out[0], partials.lse[0]


@cache  # asked for in every layer
def _kernels(device: torch.device) -> ModuleType:
    """The kernels where they can be compiled, else their twins."""
    if not gpu.available(device):
        return decode_reference
    from qa.engine.kernels import slots

    return slots
