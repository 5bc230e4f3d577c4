"""The questions' own tokens while decoding: written into their slots, and attended to.

All questions' suffixes lie in one arena [Hkv, N, D] a layer; where a question's slot begins and how
many tokens it holds are tensors on the device, so one launch serves all, and a CUDA graph any of
them.
Twins: `decode_reference.py`.
"""

import torch
import triton
import triton.language as tl
from torch import Tensor

from qa.engine.attention.decode_reference import Partials, PrefixLength, SlotPositions
from qa.engine.attention.stretches import Batched
from qa.engine.kernels.prefix import attend_prefix, plan_prefix
from qa.engine.kernels.shared_prefix import merge_partials
from qa.engine.kernels.span import (
    LOG2_E,
    attend_span,
    check_queries,
    compute_dtype,
    scale_stride,
    scales_of,
)
from qa.engine.kernels.store import store_row
from qa.engine.kv_cache.cache import KVView
from qa.engine.layers.linear import LARGEST


@triton.jit
def _write_kernel(
    new_k, new_v, k, v, k_scale, v_scale, slots, positions,
    k_stride, v_stride, head_stride, scale_stride,
    k_limit, v_limit, D: tl.constexpr, K_SCALED: tl.constexpr, V_SCALED: tl.constexpr,
    K_ROUNDED: tl.constexpr, V_ROUNDED: tl.constexpr,
):  # fmt: skip
    """Program (question, KV head)."""
    question, head = tl.program_id(0).to(tl.int64), tl.program_id(1).to(tl.int64)
    channels = head * D + tl.arange(0, D)
    token = tl.load(slots + question).to(tl.int64) + tl.load(positions + question).to(tl.int64)
    at = head * head_stride + token * D
    scale_at = head * scale_stride + token
    x = tl.load(new_k + question * k_stride + channels).to(tl.float32)
    store_row(x, k, k_scale, at, scale_at, k_limit, D, K_SCALED, K_ROUNDED)
    x = tl.load(new_v + question * v_stride + channels).to(tl.float32)
    store_row(x, v, v_scale, at, scale_at, v_limit, D, V_SCALED, V_ROUNDED)


@triton.jit
def _slots_kernel(
    q, k, v, k_scale, v_scale, slots, lengths, out, lse,
    score_scale, head_stride, scale_stride,
    GROUP: tl.constexpr, HEADS: tl.constexpr, D: tl.constexpr, ROWS: tl.constexpr,
    KEYS: tl.constexpr, K_SCALED: tl.constexpr, V_SCALED: tl.constexpr, COMPUTE: tl.constexpr,
):  # fmt: skip
    """Program (question, KV head) over the first lengths[question] tokens of its slot."""
    question, head = tl.program_id(0), tl.program_id(1)
    row = tl.arange(0, ROWS)
    query = question * (HEADS * GROUP) + head * GROUP + row
    channels = tl.arange(0, D)
    places = query[:, None] * D + channels[None, :]
    there = row < GROUP
    tile = tl.load(q + places, mask=there[:, None], other=0.0)

    slot = tl.load(slots + question).to(tl.int64)
    at = head.to(tl.int64) * head_stride + slot * D
    scale_at = head.to(tl.int64) * scale_stride + slot
    result, sums = attend_span(
        tile, k + at, v + at, k_scale + scale_at, v_scale + scale_at, score_scale,
        0, tl.load(lengths + question).to(tl.int32),
        ROWS, D, KEYS, K_SCALED, V_SCALED, COMPUTE,
    )  # fmt: skip
    tl.store(out + places, result, mask=there[:, None])
    tl.store(lse + query, sums, mask=there)


def decode_attention(
    q: Tensor,
    k: Tensor,
    v: Tensor,
    prefix: KVView,
    prefix_length: PrefixLength,
    own: KVView,
    places: SlotPositions,
    *,
    library: Batched | None = None,
) -> Tensor:
    """Write k and v [B, Hkv, D] into their slots of `own`, return attention of q [B, Hq, D] over
    the first prefix_length tokens of `prefix` and each question's own.

    library: as in `plan_prefix`.
    """
    q = q.contiguous()
    plan = plan_prefix(q, prefix, library)
    partials = Partials.empty(plan.num_parts + 1, q)
    write_slots(k, v, places, own)
    attend_prefix(q, prefix, prefix_length, partials.slice(0, plan.num_parts), plan)
    attend_slots(q, own, places, partials)
    return merge_partials(partials, q.dtype)[0]


def write_slots(k: Tensor, v: Tensor, places: SlotPositions, kv: KVView) -> None:
    """Store k and v [B, Hkv, D] at their places in kv [Hkv, N, D], quantised like it."""
    num_questions, num_heads, d = k.shape
    assert k.shape == v.shape, (k.shape, v.shape)
    assert k.stride()[1:] == v.stride()[1:] == (d, 1), (k.stride(), v.stride())
    assert places.slots.shape == places.positions.shape == (num_questions,), places
    assert kv.k.stride() == kv.v.stride() == (kv.k.stride(0), d, 1), kv.k.stride()
    _write_kernel[(num_questions, num_heads)](
        k, v, kv.k, kv.v, *scales_of(kv), places.slots, places.positions,
        k.stride(0), v.stride(0), kv.k.stride(0), scale_stride(kv),
        LARGEST.get(kv.k.dtype, 0.0), LARGEST.get(kv.v.dtype, 0.0), D=d,
        K_SCALED=kv.k_scale is not None, V_SCALED=kv.v_scale is not None,
        K_ROUNDED=kv.k.dtype is torch.int8, V_ROUNDED=kv.v.dtype is torch.int8, num_warps=1,
    )  # fmt: skip


def attend_slots(q: Tensor, kv: KVView, places: SlotPositions, partials: Partials) -> None:
    """q [B, Hq, D]: each question over what its slot of kv [Hkv, N, D] holds, into the
    last of `partials`.
    """
    (num_questions, num_heads, d), kv_heads = q.shape, len(kv.k)
    check_queries(q, kv.k)
    assert places.slots.shape == places.lengths.shape == (num_questions,), places
    assert kv.k.stride() == kv.v.stride() == (kv.k.stride(0), d, 1), kv.k.stride()
    group = num_heads // kv_heads
    is_fp32 = q.dtype is torch.float32  # larger tiles would spill
    _slots_kernel[(num_questions, kv_heads)](
        q, kv.k, kv.v, *scales_of(kv), places.slots, places.lengths,
        partials.out[-1], partials.lse[-1],
        d**-0.5 * LOG2_E.value, kv.k.stride(0), scale_stride(kv),
        GROUP=group, HEADS=kv_heads, D=d, ROWS=max(16, triton.next_power_of_2(group)),
        KEYS=16 if is_fp32 else 64,
        K_SCALED=kv.k_scale is not None, V_SCALED=kv.v_scale is not None,
        COMPUTE=compute_dtype(q, kv), num_warps=8 if is_fp32 else 4, num_stages=2,
    )  # fmt: skip
