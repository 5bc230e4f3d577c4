"""What the kernels of `shared_prefix.py` and `slots.py` compute, in plain torch, and what they hand
each other.
"""

from dataclasses import dataclass
from functools import cache
from typing import Protocol

import torch
from torch import Tensor

from qa.engine.attention import attend_reference
from qa.engine.kv_cache.cache import KVView
from qa.engine.kv_cache.eight_bits import quantize_to

_AT_ONCE = 65_536  # lengths: 1 MB


@dataclass(frozen=True, slots=True, eq=False)
class Partials:
    """Attention of the same queries over parts of their keys: out [P, B, Hq, D] and its natural
    log-sum-exp [P, B, Hq], both fp32. A part without keys has lse -inf and any finite out.
    """

    out: Tensor
    lse: Tensor

    @classmethod
    def empty(cls, num_parts: int, q: Tensor) -> "Partials":
        """Room for num_parts results of q [B, Hq, D]."""
        return cls(
            torch.empty((num_parts, *q.shape), dtype=torch.float32, device=q.device),
            torch.empty((num_parts, *q.shape[:2]), dtype=torch.float32, device=q.device),
        )

    def slice(self, first: int, end: int) -> "Partials":
        """Parts first .. end; nothing is copied."""
        return Partials(self.out[first:end], self.lse[first:end])


@dataclass(frozen=True, slots=True, eq=False)
class PrefixLength:
    """How many tokens a document has, on its device, [1] int64 each: all, those in 4 bits (`coded`)
    and the others. place: where its keys and values of a layer are, for kernels (`places.py`);
    None: where the view is that comes with it.
    """

    tokens: Tensor
    coded: Tensor
    plain: Tensor
    place: Tensor | None = None

    @classmethod
    def of(cls, kv: KVView) -> "PrefixLength":
        """Of a view from the document's start; not to be written to."""
        coded, plain = kv.stretches
        return cls(*(_number(n, kv.k.device) for n in (coded + plain, coded, plain)))


def _number(count: int, device: torch.device) -> Tensor:
    """The same place each time, since a captured graph may read it long after."""
    row = _numbers(count // _AT_ONCE, device)[count % _AT_ONCE]
    return row[:1]


@cache
def _numbers(block: int, device: torch.device) -> Tensor:
    """_AT_ONCE numbers, each twice, so that all begin at multiples of 16 bytes: for kernels they
    are of one kind.
    """
    # made on the device: a copy from the host would wait for all that was launched before
    numbers = torch.arange(block * _AT_ONCE, (block + 1) * _AT_ONCE, device=device)
    return numbers[:, None].expand(-1, 2).contiguous()


@dataclass(frozen=True, slots=True, eq=False)
class SlotPositions:
    """Where each question's tokens are, [B] integers each: the token at which its slot begins, the
    position in it that the new token takes, and how many tokens the slot then holds.
    """

    slots: Tensor
    positions: Tensor
    lengths: Tensor


class DecodeAttention(Protocol):
    """Writes k and v [B, Hkv, D] where they belong and returns attention of q, [B, Hq, D]."""

    def __call__(
        self,
        q: Tensor,
        k: Tensor,
        v: Tensor,
        prefix: KVView,
        prefix_length: PrefixLength,
        own: KVView,
        places: SlotPositions,
    ) -> Tensor: ...


def decode_attention(
    q: Tensor,
    k: Tensor,
    v: Tensor,
    prefix: KVView,
    prefix_length: PrefixLength,
    own: KVView,
    places: SlotPositions,
) -> Tensor:
    """Write k and v [B, Hkv, D] into their slots of `own`, return attention of q [B, Hq, D] over
    the first prefix_length tokens of `prefix` and each question's own.
    """
    partials = Partials.empty(2, q)
    write_slots(k, v, places, own)
    attend_prefix(q, prefix, prefix_length.tokens, partials, num_splits=1)
    attend_slots(q, own, places, partials)
    return merge_partials(partials, q.dtype)[0]


def attend_prefix(
    q: Tensor, kv: KVView, length: Tensor, partials: Partials, num_splits: int
) -> None:
    """q [B, Hq, D] over the first `length` [1] tokens of kv, in num_splits equal parts."""
    num_keys = int(length)
    span = -(-num_keys // num_splits)
    for part in range(num_splits):
        start, end = min(part * span, num_keys), min((part + 1) * span, num_keys)
        _store(partials, part, slice(None), q, kv.slice(start, end))


def attend_slots(q: Tensor, kv: KVView, places: SlotPositions, partials: Partials) -> None:
    """q [B, Hq, D]: each question over what its slot of kv holds, into the last part."""
    held = zip(places.slots.tolist(), places.lengths.tolist(), strict=True)
    for i, (slot, length) in enumerate(held):
        _store(partials, -1, slice(i, i + 1), q[i : i + 1], kv.slice(slot, slot + length))


def _store(partials: Partials, part: int, rows: slice, q: Tensor, kv: KVView) -> None:
    if kv.num_tokens:
        partials.out[part, rows], partials.lse[part, rows] = attend_reference(q.float(), kv, False)
    else:
        partials.out[part, rows], partials.lse[part, rows] = 0.0, float("-inf")


def merge_partials(partials: Partials, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """Return (out [B, Hq, D] in `dtype`, lse [B, Hq] fp32) of everything in `partials`."""
    lse = torch.logsumexp(partials.lse, dim=0)
    weights = (partials.lse - torch.where(lse.isinf(), 0.0, lse)).exp()
    return (partials.out * weights[..., None]).sum(dim=0).to(dtype), lse


def write_slots(k: Tensor, v: Tensor, places: SlotPositions, kv: KVView) -> None:
    """Store k and v [B, Hkv, D] at their places in kv [Hkv, N, D], quantised like it."""
    at = (slice(None), (places.slots + places.positions).long())
    k, v = k.transpose(0, 1), v.transpose(0, 1)
    for x, stored, scale in ((k, kv.k, kv.k_scale), (v, kv.v, kv.v_scale)):
        if scale is None:
            stored[at] = x.to(stored.dtype)
        else:
            numbers, row_scale = quantize_to(x, stored.dtype)
            stored.view(torch.uint8)[at] = numbers.view(torch.uint8)  # torch indexes no e4m3
            scale[at] = row_scale
