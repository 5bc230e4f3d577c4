"""Whether the kernels of decoding can be trusted on this machine: tried once, like every backend.

A compiler or a driver that makes them fail, or compute something else, is found out here, when a
model is loaded, and not in an answer. Without them questions are answered as on a CPU.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import torch
from torch import Tensor

from qa.engine import gpu
from qa.engine.attention import decode_reference
from qa.engine.attention.decode_reference import DecodeAttention, PrefixLength, SlotPositions
from qa.engine.attention.reference import attend_reference
from qa.engine.kv_cache.cache import KVCache, KVFormat, KVView
from qa.engine.kv_cache.int4 import Int4KVCache
from qa.engine.kv_cache.slots import format_of_slots
from qa.engine.self_check import Verdict, can_be_trusted
from qa.models.catalog import ModelShape

HEADS, KV_HEADS, HEAD_DIM = 32, 8, 128  # of Qwen3-4B
PREFIX, OWN = 421, 99  # tokens: whole tiles of keys and a part of one; in 4 bits groups and a tail
SLOTS, POSITIONS = (0, 1, 50), (0, 40, 46)  # of three questions


def decode_kernels_read(kv_format: KVFormat, device: torch.device) -> bool:
    """Whether the kernels of decoding run on this device and read caches in this format."""
    if not gpu.available(device):
        return False
    return kv_format is not KVFormat.FP8 or gpu.capability(device) >= (8, 9)


@cache
def decode_kernels_work(kv_format: KVFormat, device: torch.device) -> Verdict:
    """Whether they run here and do as their twins; logs where they should, but do not."""
    if not decode_kernels_read(kv_format, device):
        return Verdict(None, f"no kernels here for {kv_format.value}")
    from qa.engine.kernels import prefix, slots

    dtype = torch.float32 if kv_format is KVFormat.FP32 else torch.bfloat16
    ours = Way(slots.decode_attention, prefix.shared_prefix_attention)
    return can_be_trusted(
        lambda: step(ours, kv_format, dtype, device),
        lambda: step(TWIN, kv_format, dtype, device),
        otherwise="no decoding by kernels",
    )


@dataclass(frozen=True, slots=True)
class Way:
    """Kernels, or their twins: a step of decoding, and attention over a document alone."""

    decode: DecodeAttention
    attend_prefix: Callable[[Tensor, KVView, PrefixLength], tuple[Tensor, Tensor]]


TWIN = Way(
    decode_reference.decode_attention, lambda q, kv, _: attend_reference(q.float(), kv, False)
)


def step(
    way: Way, kv_format: KVFormat, dtype: torch.dtype, device: torch.device
) -> tuple[Tensor, ...]:
    """A step of three questions, fp32: attention, all keys and values of their slots, and attention
    over the document alone with its log-sum-exp, which questions that are read are merged by.
    """
    generator = torch.Generator(device).manual_seed(0)

    def random(tokens: int, heads: int) -> Tensor:
        return torch.randn(tokens, heads, HEAD_DIM, generator=generator, device=device).to(dtype)

    def filled(tokens: int, stored: KVFormat) -> KVView:
        kind = Int4KVCache if stored is KVFormat.KV4 else KVCache
        arena = kind(ModelShape(1, 1, 1, HEADS, KV_HEADS, tokens), tokens, stored, device)
        arena.write(0, random(tokens, KV_HEADS), random(tokens, KV_HEADS))
        arena.advance(tokens)
        return arena.view(0, tokens)

    prefix, own = filled(PREFIX, kv_format), filled(OWN, format_of_slots(kv_format))
    count = len(SLOTS)
    q, k, v = (random(count, heads) for heads in (HEADS, KV_HEADS, KV_HEADS))
    length = PrefixLength.of(prefix)
    positions = torch.tensor(POSITIONS, device=device)
    places = SlotPositions(torch.tensor(SLOTS, device=device), positions, positions + 1)
    out = way.decode(q, k, v, prefix, length, own, places)
    shared, lse = way.attend_prefix(q, prefix, length)
    keys, values = own.keys(torch.float32), own.values(torch.float32)
    return out.float(), keys, values, shared.float(), lse
