"""Attention of all questions over the one document, split over its tokens: numbers of 8 bits and
more. Those of 4 bits are in `coded_prefix.py`.

The query heads that share a KV head, of all questions, are rows of one matrix, so a document's keys
and values are read once for all of them. Its tokens are split over programs, and the partial
results put together by log-sum-exp (Flash-Decoding, Dao et al. 2023; Hydragen, arXiv 2402.05099).

Grids depend on shapes alone and the length is read on the device, so that the launches can be
captured in a CUDA graph. Twins: `decode_reference.py`.
"""

from dataclasses import dataclass

import torch
import triton
import triton.language as tl
from torch import Tensor

from qa.engine import gpu
from qa.engine.attention.decode_reference import Partials
from qa.engine.attention.places import here
from qa.engine.kernels.span import (
    LN_2,
    LOG2_E,
    attend_span,
    check_queries,
    compute_dtype,
    far,
    far_scales,
    scales_of,
)
from qa.engine.kv_cache.cache import KVView

MAX_SPLITS = 48
WELL_FILLED = 0.96  # of the fullest waves: more splits for less would cost more to merge
MIN_PADDED_PARTS = 8  # of a merge: fewer kinds of it to compile


@dataclass(frozen=True, slots=True)
class Tiling:
    """How a document is cut: rows of queries and keys per tile, programs per KV head."""

    rows: int
    keys: int
    num_splits: int
    num_warps: int
    num_stages: int


def choose_tiling(num_rows: int, kv: KVView, q: Tensor) -> Tiling:
    """A tiling for `num_rows` query heads per KV head of `kv`, on q's device.

    Not tuned on hardware: tiles are those of FlashAttention 2 for head_dim 128, none of which
    spills registers (tests/engine/kernels/test_compile.py). With 128 rows over keys in bf16 a tile
    of 128 keys takes a fifth fewer instructions a key, and half the barriers; other formats hold
    more in registers and would spill. 64 rows are one warpgroup's, so that softmax stays in it.
    fp32, which nothing is decoded in but to compare with, has no tensor cores: larger tiles than
    these spill.
    """
    is_fp32 = q.dtype is torch.float32
    is_new = gpu.capability(q.device)[0] in (9, 10)  # 12.x has the shared memory of 8.9
    rows = 16 if is_fp32 else min(128, max(16, triton.next_power_of_2(num_rows)))
    if rows == 64 and not is_new:
        rows = 128  # 64 would spill: the products there hold more in registers
    has_wide_tiles = rows == 128 and is_new and kv.k.dtype is torch.bfloat16
    resident = gpu.num_processors(q.device) * (1 if rows >= 128 else 2)
    return Tiling(
        rows=rows,
        keys=16 if is_fp32 else 128 if has_wide_tiles else 64,
        num_splits=num_splits(-(-num_rows // rows) * len(kv.k), resident),
        num_warps=8 if rows >= 128 or is_fp32 else 4,
        num_stages=2 if is_fp32 or has_wide_tiles else 3,
    )


def num_splits(num_programs: int, resident: int) -> int:
    """As few splits as keep `resident` programs busy, nearly as busy as any number of splits: of
    num_programs that each split is computed by.
    """

    def busy(splits: int) -> float:
        waves = num_programs * splits / resident
        return waves / -(-num_programs * splits // resident)

    best = max(busy(splits) for splits in range(1, MAX_SPLITS + 1))
    return next(s for s in range(1, MAX_SPLITS + 1) if busy(s) >= WELL_FILLED * best)


# not specialised by what differs between questions and documents: a compilation takes seconds
@triton.jit(do_not_specialize=["num_rows"])
def _prefix_kernel(
    q, k, v, k_scale, v_scale, length, place, out, lse,
    num_rows, score_scale,
    GROUP: tl.constexpr, HEADS: tl.constexpr, D: tl.constexpr, ROWS: tl.constexpr,
    KEYS: tl.constexpr, K_SCALED: tl.constexpr, V_SCALED: tl.constexpr, COMPUTE: tl.constexpr,
):  # fmt: skip
    """Program (row tile, KV head, split). Row tiles come first: they read the same keys at the same
    time, which then come from the cache.
    """
    head, split = tl.program_id(1), tl.program_id(2)
    row = tl.program_id(0) * ROWS + tl.arange(0, ROWS)
    query = row // GROUP * (HEADS * GROUP) + head * GROUP + row % GROUP
    channels = tl.arange(0, D)
    places = query[:, None] * D + channels[None, :]
    there = row < num_rows
    tile = tl.load(q + places, mask=there[:, None], other=0.0)

    num_keys = tl.load(length).to(tl.int32)
    span = tl.cdiv(tl.cdiv(num_keys, KEYS), tl.num_programs(2)) * KEYS
    start = split * span
    wide = head.to(tl.int64)
    k += far(place, 0, wide, 4)
    v += far(place, 1, wide, 4)
    if K_SCALED:
        k_scale += far_scales(place, 2, wide, 5)
    if V_SCALED:
        v_scale += far_scales(place, 3, wide, 5)
    result, sums = attend_span(
        tile, k, v, k_scale, v_scale, score_scale,
        start, tl.minimum(start + span, num_keys),
        ROWS, D, KEYS, K_SCALED, V_SCALED, COMPUTE,
    )  # fmt: skip
    partial = split.to(tl.int64) * num_rows * HEADS
    tl.store(out + partial * D + places, result, mask=there[:, None])
    tl.store(lse + partial + query, sums, mask=there)


@triton.jit(do_not_specialize=["num_queries", "num_parts"])
def _merge_kernel(
    partial_out, partial_lse, out, lse, num_queries, num_parts,
    PADDED: tl.constexpr, D: tl.constexpr,
):  # fmt: skip
    """Program (query head): the partial results weighted by their share of the sum."""
    query = tl.program_id(0).to(tl.int64)
    part = tl.arange(0, PADDED)
    channels = tl.arange(0, D)
    there = part < num_parts
    at = part * num_queries + query
    sums = tl.load(partial_lse + at, mask=there, other=float("-inf"))
    peak = tl.max(sums, 0)
    peak = tl.where(peak == float("-inf"), 0.0, peak)
    weights = tl.exp2((sums - peak) * LOG2_E)
    total = tl.sum(weights, 0)
    some = tl.where(total > 0, total, 1.0)
    parts = tl.load(
        partial_out + at[:, None] * D + channels[None, :], mask=there[:, None], other=0.0
    )
    merged = tl.sum(parts * (weights / some)[:, None], 0)
    tl.store(out + query * D + channels, merged.to(out.dtype.element_ty))
    tl.store(lse + query, tl.where(total > 0, peak + tl.log2(some) * LN_2, float("-inf")))


def attend_plain(
    q: Tensor,
    kv: KVView,
    length: Tensor,
    partials: Partials,
    tiling: Tiling,
    place: Tensor | None = None,
) -> None:
    """q [B, Hq, D] over the first `length` [1] tokens of kv [Hkv, T, D], into as many `partials` as
    there are splits. kv is a layer's view of an arena: heads may lie far apart.

    place: where such keys and values are instead, [6] on the device (qa.engine.attention.places).
    """
    (num_questions, num_heads, d), kv_heads = q.shape, len(kv.k)
    check_queries(q, kv.k)
    assert length.shape == (1,), length.shape
    assert tiling.num_splits == len(partials.out), (tiling, partials.out.shape)
    assert kv.k.stride() == kv.v.stride() == (kv.k.stride(0), d, 1), kv.k.stride()
    num_rows = num_questions * num_heads // kv_heads
    _prefix_kernel[(-(-num_rows // tiling.rows), kv_heads, tiling.num_splits)](
        q, kv.k, kv.v, *scales_of(kv), length, here(kv) if place is None else place,
        partials.out, partials.lse, num_rows, d**-0.5 * LOG2_E.value,
        GROUP=num_heads // kv_heads, HEADS=kv_heads, D=d, ROWS=tiling.rows, KEYS=tiling.keys,
        K_SCALED=kv.k_scale is not None, V_SCALED=kv.v_scale is not None,
        COMPUTE=compute_dtype(q, kv), num_warps=tiling.num_warps, num_stages=tiling.num_stages,
    )  # fmt: skip


def merge_partials(partials: Partials, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """Return (out [B, Hq, D] in `dtype`, lse [B, Hq] fp32) of everything in `partials`."""
    parts, num_questions, num_heads, d = partials.out.shape
    out = torch.empty((num_questions, num_heads, d), dtype=dtype, device=partials.out.device)
    lse = torch.empty_like(partials.lse[0])
    num_queries = num_questions * num_heads
    _merge_kernel[(num_queries,)](
        partials.out, partials.lse, out, lse, num_queries, parts,
        PADDED=max(MIN_PADDED_PARTS, triton.next_power_of_2(parts)), D=d, num_warps=2,
    )  # fmt: skip
    return out, lse
