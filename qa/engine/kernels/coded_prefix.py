"""Attention of all questions over what a document keeps in 4 bits, split over its tokens.

As `shared_prefix.py`, but a byte holds channel d and channel d + D / 2 (see `int4.py`), so a tile
is worked on in two halves. Codes become numbers in registers, in fp32, and are rounded to the
compute dtype as the reference rounds them: `Int4KVView.keys` and `values`.
"""

import triton
import triton.language as tl
from torch import Tensor

from qa.engine import gpu
from qa.engine.attention.decode_reference import Partials
from qa.engine.attention.places import here_coded
from qa.engine.kernels.shared_prefix import Tiling
from qa.engine.kernels.span import (
    COMPUTE,
    LN_2,
    LOG2_E,
    check_queries,
    far,
    far_scales,
    online_softmax,
)
from qa.engine.kv_cache.cache import GROUP, VALUE_GROUP
from qa.engine.kv_cache.int4 import Int4KVView

_GROUP = tl.constexpr(GROUP)


@triton.jit
def _load(at, here, MASKED: tl.constexpr):
    return tl.load(at, mask=here, other=0) if MASKED else tl.load(at)


@triton.jit
def _numbers(codes, low, step, COMPUTE: tl.constexpr):
    return (codes.to(tl.float32) * step + low).to(COMPUTE)


@triton.jit
def _coded_tile(
    q_low, q_high, acc_low, acc_high, peak, total, k, v, k_scales, v_scales,
    score_scale, first, end,
    HALF: tl.constexpr, KEYS: tl.constexpr, PER_TOKEN: tl.constexpr, MASKED: tl.constexpr,
    COMPUTE: tl.constexpr,
):  # fmt: skip
    """One tile of keys, all of one group; PER_TOKEN groups of channels share a value's scales."""
    keys = first + tl.arange(0, KEYS)
    channels = tl.arange(0, HALF)
    places = keys[:, None] * HALF + channels[None, :]
    here = keys < end
    codes = _load(k + places, here[:, None], MASKED)
    # of each channel of the group: D numbers `low`, then D numbers `step`
    of_group = k_scales + first // _GROUP * (4 * HALF) + channels
    low = tl.load(of_group).to(tl.float32)[None, :]
    step = tl.load(of_group + 2 * HALF).to(tl.float32)[None, :]
    scores = tl.dot(
        q_low, tl.trans(_numbers(codes & 0xF, low, step, COMPUTE)), input_precision="ieee"
    )
    low = tl.load(of_group + HALF).to(tl.float32)[None, :]
    step = tl.load(of_group + 3 * HALF).to(tl.float32)[None, :]
    scores = tl.dot(
        q_high, tl.trans(_numbers(codes >> 4, low, step, COMPUTE)), scores, input_precision="ieee"
    )
    scores *= score_scale
    if MASKED:
        scores = tl.where(here[None, :], scores, float("-inf"))
    weights, shrink, peak, total = online_softmax(scores, peak, total)
    weights = weights.to(COMPUTE)

    # of each token: PER_TOKEN numbers `low`, then as many `step`; the last group is the high half's
    codes = _load(v + places, here[:, None], MASKED)
    of_token = v_scales + keys * (2 * PER_TOKEN)
    low = _load(of_token, here, MASKED).to(tl.float32)[:, None]
    step = _load(of_token + PER_TOKEN, here, MASKED).to(tl.float32)[:, None]
    acc_low = tl.dot(
        weights, _numbers(codes & 0xF, low, step, COMPUTE), acc_low * shrink[:, None],
        input_precision="ieee",
    )  # fmt: skip
    if PER_TOKEN == 2:
        low = _load(of_token + 1, here, MASKED).to(tl.float32)[:, None]
        step = _load(of_token + 3, here, MASKED).to(tl.float32)[:, None]
    acc_high = tl.dot(
        weights, _numbers(codes >> 4, low, step, COMPUTE), acc_high * shrink[:, None],
        input_precision="ieee",
    )  # fmt: skip
    return acc_low, acc_high, peak, total


# not specialised by what differs between questions and documents: a compilation takes seconds
@triton.jit(do_not_specialize=["num_rows"])
def _coded_prefix_kernel(
    q, k, v, k_scales, v_scales, length, place, out, lse,
    num_rows, score_scale,
    GROUP: tl.constexpr, HEADS: tl.constexpr, HALF: tl.constexpr, ROWS: tl.constexpr,
    KEYS: tl.constexpr, PER_TOKEN: tl.constexpr, COMPUTE: tl.constexpr,
):  # fmt: skip
    """Program (row tile, KV head, split), as `_prefix_kernel`."""
    head, split = tl.program_id(1), tl.program_id(2)
    row = tl.program_id(0) * ROWS + tl.arange(0, ROWS)
    query = row // GROUP * (HEADS * GROUP) + head * GROUP + row % GROUP
    places = query[:, None] * (2 * HALF) + tl.arange(0, HALF)[None, :]
    there = row < num_rows
    q_low = tl.load(q + places, mask=there[:, None], other=0.0)
    q_high = tl.load(q + places + HALF, mask=there[:, None], other=0.0)

    wide = head.to(tl.int64)
    k += far(place, 0, wide, 4)
    v += far(place, 1, wide, 4)
    k_scales += far(place, 2, wide, 5)
    v_scales += far_scales(place, 3, wide, 6)
    num_keys = tl.load(length).to(tl.int32)
    span = tl.cdiv(tl.cdiv(num_keys, KEYS), tl.num_programs(2)) * KEYS
    start = split * span
    end = tl.minimum(start + span, num_keys)
    whole = start + tl.maximum(end - start, 0) // KEYS * KEYS

    acc_low = tl.zeros((ROWS, HALF), dtype=tl.float32)
    acc_high = tl.zeros((ROWS, HALF), dtype=tl.float32)
    peak = tl.full((ROWS,), float("-inf"), dtype=tl.float32)
    total = tl.zeros((ROWS,), dtype=tl.float32)
    for first in range(start, whole, KEYS):
        acc_low, acc_high, peak, total = _coded_tile(
            q_low, q_high, acc_low, acc_high, peak, total, k, v, k_scales, v_scales,
            score_scale, first, end, HALF, KEYS, PER_TOKEN, False, COMPUTE,
        )  # fmt: skip
    if whole < end:
        acc_low, acc_high, peak, total = _coded_tile(
            q_low, q_high, acc_low, acc_high, peak, total, k, v, k_scales, v_scales,
            score_scale, whole, end, HALF, KEYS, PER_TOKEN, True, COMPUTE,
        )  # fmt: skip
    some = tl.where(total > 0, total, 1.0)  # a span without keys: zeros, and an lse of -inf
    partial = split.to(tl.int64) * num_rows * HEADS
    out += partial * (2 * HALF)
    tl.store(out + places, acc_low / some[:, None], mask=there[:, None])
    tl.store(out + places + HALF, acc_high / some[:, None], mask=there[:, None])
    tl.store(lse + partial + query, (peak + tl.log2(some)) * LN_2, mask=there)


def attend_coded(
    q: Tensor,
    kv: Int4KVView,
    length: Tensor,
    partials: Partials,
    tiling: Tiling,
    place: Tensor | None = None,
) -> None:
    """q [B, Hq, D] over the first `length` [1] tokens in 4 bits, counted from behind the sink, into
    as many `partials` as there are splits. kv is a layer's view of an arena: heads may lie far
    apart. place: as in `attend_plain`, [8].
    """
    (num_questions, num_heads, d), kv_heads = q.shape, len(kv.k)
    check_queries(q, kv.ends[0])
    per_token = d // VALUE_GROUP
    assert per_token in (1, 2), d
    assert GROUP % tiling.keys == 0, tiling
    assert length.shape == (1,), length.shape
    assert tiling.num_splits == len(partials.out), (tiling, partials.out.shape)
    assert kv.k_scale is not None
    assert kv.v_scale is not None
    assert kv.k.stride() == kv.v.stride() == (kv.k.stride(0), d // 2, 1), kv.k.stride()
    assert kv.k_scale.stride()[1:] == (2 * d, d, 1), kv.k_scale.stride()
    assert kv.v_scale.stride()[1:] == (2 * per_token, per_token, 1), kv.v_scale.stride()
    num_rows = num_questions * num_heads // kv_heads
    keys = tiling.keys
    if tiling.rows >= 128 and gpu.capability(q.device)[0] < 9:
        keys //= 2  # else it spills: the products of 8.x hold more in registers
    _coded_prefix_kernel[(-(-num_rows // tiling.rows), kv_heads, tiling.num_splits)](
        q, kv.k, kv.v, kv.k_scale, kv.v_scale, length,
        here_coded(kv) if place is None else place, partials.out, partials.lse,
        num_rows, d**-0.5 * LOG2_E.value,
        GROUP=num_heads // kv_heads, HEADS=kv_heads, HALF=d // 2, ROWS=tiling.rows,
        KEYS=keys, PER_TOKEN=per_token, COMPUTE=COMPUTE[q.dtype],
        num_warps=tiling.num_warps, num_stages=tiling.num_stages,
    )  # fmt: skip
