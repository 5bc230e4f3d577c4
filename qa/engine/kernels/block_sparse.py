"""Block-sparse attention while a document is read: where attention would go, and going there.

`block_mass` is the estimate and `attend_blocks` the attention of qa.engine.network.sparse_prefill,
whose own `block_mass` and `each_block_with` are the references. Queries and keys come in blocks of
128, counted from the document's start, wherever the chunk begins. Softmax is summed up while it
runs, as in FlashAttention 2 (Dao 2023, arXiv 2307.08691).
"""

import torch
import triton
import triton.language as tl
from torch import Tensor

from qa.engine import gpu
from qa.engine.config import SPARSE_BLOCK, SPARSE_SUB_BLOCK
from qa.engine.kernels.span import (
    COMPUTE,
    LN_2,
    LOG2_E,
    compute_dtype,
    gain,
    scale_stride,
    scales_of,
)
from qa.engine.kv_cache.cache import KVView

_BLOCK, _SUB_BLOCK = tl.constexpr(SPARSE_BLOCK), tl.constexpr(SPARSE_SUB_BLOCK)
_PER_BLOCK = tl.constexpr(SPARSE_BLOCK // SPARSE_SUB_BLOCK)
KEYS = 64  # of one step: with a whole block, products spill out of the registers


@triton.jit
def _load_queries(q, past, num_queries, head, block, token_stride, D: tl.constexpr):
    """Return (queries [SPARSE_BLOCK, D], their positions, which of them are in this chunk)."""
    position = block * _BLOCK + tl.arange(0, _BLOCK)
    row = position - past
    here = (row >= 0) & (row < num_queries)
    places = row.to(tl.int64)[:, None] * token_stride + head * D + tl.arange(0, D)[None, :]
    return tl.load(q + places, mask=here[:, None], other=0.0), position, here


# Not specialised by what differs from chunk to chunk: a compilation takes seconds.
@triton.jit(do_not_specialize=["past", "num_queries", "num_subs", "num_blocks"])
def _mass_kernel(
    q, means, mass, score_scale, past, num_queries, num_subs, num_blocks, token_stride,
    GROUP: tl.constexpr, D: tl.constexpr, TILE: tl.constexpr,
):  # fmt: skip
    """Program (head, block of queries): TILE blocks of keys at a time."""
    head, i = tl.program_id(0), tl.program_id(1)
    block = past // _BLOCK + i
    tile, position, here = _load_queries(q, past, num_queries, head, block, token_stride, D)
    means += (head // GROUP).to(tl.int64) * num_subs * D
    mass += (head.to(tl.int64) * tl.num_programs(1) + i) * num_blocks
    channels = tl.arange(0, D)
    for first in range(0, block + 1, TILE):
        sub = first * _PER_BLOCK + tl.arange(0, TILE * _PER_BLOCK)
        there = sub < num_subs
        places = sub[:, None] * D + channels[None, :]
        keys = tl.load(means + places, mask=there[:, None], other=0.0)
        scores = tl.dot(tile, tl.trans(keys), input_precision="ieee") * score_scale
        ends = (sub + 1) * _SUB_BLOCK - 1
        seen = here[:, None] & there[None, :] & (ends[None, :] <= position[:, None])
        scores = tl.where(seen, scores, float("-inf"))
        peak = tl.max(scores, 0)  # of each sub-block over the queries
        finite = tl.where(peak == float("-inf"), 0.0, peak)
        total = tl.sum(tl.exp2(scores - finite[None, :]), 0)
        peaks = tl.reshape(finite, (TILE, _PER_BLOCK))
        totals = tl.reshape(total, (TILE, _PER_BLOCK))
        highest = tl.max(peaks, 1)
        together = tl.sum(totals * tl.exp2(peaks - highest[:, None]), 1)
        some = tl.where(together > 0, together, 1.0)
        result = tl.where(together > 0, (highest + tl.log2(some)) * LN_2, float("-inf"))
        blocks = first + tl.arange(0, TILE)
        tl.store(mass + blocks, result, mask=blocks < num_blocks)


@triton.jit
def _attend_tile(
    q, acc, peak, total, k, v, k_scale, v_scale, score_scale, first, position, end,
    D: tl.constexpr, KEYS: tl.constexpr, K_SCALED: tl.constexpr, V_SCALED: tl.constexpr,
    CAUSAL: tl.constexpr, COMPUTE: tl.constexpr,
):  # fmt: skip
    """One step; position [SPARSE_BLOCK] and end count as the keys do."""
    keys = first + tl.arange(0, KEYS)
    places = keys.to(tl.int64)[:, None] * D + tl.arange(0, D)[None, :]
    there = keys < end
    if CAUSAL:
        k_tile = tl.load(k + places, mask=there[:, None], other=0.0)
        v_tile = tl.load(v + places, mask=there[:, None], other=0.0)
    else:
        k_tile = tl.load(k + places)
        v_tile = tl.load(v + places)
    scores = tl.dot(q, tl.trans(k_tile.to(COMPUTE)), input_precision="ieee") * score_scale
    if K_SCALED:
        scores *= tl.load(k_scale + keys, mask=there, other=0.0)[None, :]
    if CAUSAL:
        scores = tl.where(keys[None, :] <= position[:, None], scores, float("-inf"))
    new_peak = tl.maximum(peak, tl.max(scores, 1))
    finite = tl.where(new_peak == float("-inf"), 0.0, new_peak)  # a row that has seen nothing yet
    weights = tl.exp2(scores - finite[:, None])
    shrink = tl.exp2(peak - finite)
    total = total * shrink + tl.sum(weights, 1)
    if V_SCALED:
        scale = tl.load(v_scale + keys, mask=there, other=0.0)
        weights *= (scale * gain(COMPUTE))[None, :]
    acc = acc * shrink[:, None]
    acc += tl.dot(weights.to(COMPUTE), v_tile.to(COMPUTE), input_precision="ieee")
    return acc, new_peak, total


# Of strides only head_stride is: that keys begin at multiples of 16 makes their loads wide.
@triton.jit(
    do_not_specialize=[
        "past", "num_queries", "num_keys", "first_block", "num_blocks", "scale_stride"
    ]
)  # fmt: skip
def _attend_kernel(
    q, k, v, k_scale, v_scale, kept, counts, out, lse,
    score_scale, past, num_queries, num_keys, first_block, num_blocks,
    token_stride, head_stride, scale_stride,
    GROUP: tl.constexpr, D: tl.constexpr, KEYS: tl.constexpr,
    STEPS: tl.constexpr, K_SCALED: tl.constexpr, V_SCALED: tl.constexpr, COMPUTE: tl.constexpr,
):  # fmt: skip
    """Program (head, block of queries), those with most keys first. Heads of a group stand next to
    each other: what they share comes from the cache.
    """
    head = tl.program_id(0)
    i = tl.num_programs(1) - 1 - tl.program_id(1)
    block = past // _BLOCK + i
    tile, position, here = _load_queries(q, past, num_queries, head, block, token_stride, D)
    tile = tile.to(COMPUTE)
    at = (head // GROUP).to(tl.int64)
    k += at * head_stride
    v += at * head_stride
    k_scale += at * scale_stride
    v_scale += at * scale_stride
    place = head * tl.num_programs(1) + i
    kept += place.to(tl.int64) * num_blocks
    count = tl.load(counts + place)
    own = block - first_block  # the block that these queries are in, counted as the keys are
    has_own = 0
    if count > 0:
        has_own = (tl.load(kept + count - 1) == own).to(tl.int32)
    acc = tl.zeros((_BLOCK, D), dtype=tl.float32)
    peak = tl.full((_BLOCK,), float("-inf"), dtype=tl.float32)
    total = tl.zeros((_BLOCK,), dtype=tl.float32)
    for step in range(0, (count - has_own) * STEPS):
        first = tl.load(kept + step // STEPS) * _BLOCK + step % STEPS * KEYS
        acc, peak, total = _attend_tile(
            tile, acc, peak, total, k, v, k_scale, v_scale, score_scale, first, position, num_keys,
            D, KEYS, K_SCALED, V_SCALED, False, COMPUTE,
        )  # fmt: skip
    position -= first_block * _BLOCK
    for step in range(0, has_own * STEPS):
        first = own * _BLOCK + step * KEYS
        acc, peak, total = _attend_tile(
            tile, acc, peak, total, k, v, k_scale, v_scale, score_scale, first, position, num_keys,
            D, KEYS, K_SCALED, V_SCALED, True, COMPUTE,
        )  # fmt: skip
    some = tl.where(total > 0, total, 1.0)
    if V_SCALED:
        acc /= gain(COMPUTE)
    row = (position + first_block * _BLOCK - past).to(tl.int64)
    num_heads = tl.num_programs(0)
    places = (row[:, None] * num_heads + head) * D + tl.arange(0, D)[None, :]
    tl.store(out + places, (acc / some[:, None]).to(out.dtype.element_ty), mask=here[:, None])
    sums = tl.where(total > 0, (peak + tl.log2(some)) * LN_2, float("-inf"))
    tl.store(lse + row * num_heads + head, sums, mask=here)


def block_mass(q: Tensor, means: Tensor, past: int) -> Tensor:
    """The log mass of each block of keys for each block of queries, [Hq, nq, nk] fp32.

    See `block_mass` in qa.engine.network.sparse_prefill. q [C, Hq, D]; means
    [Hkv, num_sub_blocks, D] in q's dtype.
    """
    count, num_heads, d = q.shape
    kv_heads, num_subs, _ = means.shape
    _check(q, num_heads, kv_heads, d)
    assert means.is_contiguous(), means.stride()
    assert means.dtype is q.dtype, (means.dtype, q.dtype)
    num_blocks = triton.cdiv(past + count, SPARSE_BLOCK)
    assert num_subs == (past + count) // SPARSE_SUB_BLOCK, (num_subs, past, count)
    num_query_blocks = num_blocks - past // SPARSE_BLOCK
    shape = (num_heads, num_query_blocks, num_blocks)
    mass = torch.full(shape, float("-inf"), dtype=torch.float32, device=q.device)
    _mass_kernel[(num_heads, num_query_blocks)](
        q, means, mass, d**-0.5 * LOG2_E.value, past, count, num_subs, num_blocks, q.stride(0),
        GROUP=num_heads // kv_heads, D=d, TILE=16, num_warps=8, num_stages=2,
    )  # fmt: skip
    return mass


def attend_blocks(
    q: Tensor, kv: KVView, keep: Tensor, past: int, first_block: int
) -> tuple[Tensor, Tensor]:
    """Attention of q [C, Hq, D] over the kept blocks of kv, which begins at first_block of the
    document -> (out, lse) as everywhere; where nothing is kept, zeros and -inf.

    keep [Hq, nq, blocks of kv] bool. kv: as it is stored, in 16, 32 or 8 bits.
    """
    (count, num_heads, d), (kv_heads, num_keys, _) = q.shape, kv.k.shape
    _check(q, num_heads, kv_heads, d)
    assert kv.k.stride() == kv.v.stride() == (kv.k.stride(0), d, 1), (kv.k.stride(), kv.v.stride())
    num_query_blocks = triton.cdiv(past + count, SPARSE_BLOCK) - past // SPARSE_BLOCK
    num_blocks = triton.cdiv(num_keys, SPARSE_BLOCK)
    assert keep.shape == (num_heads, num_query_blocks, num_blocks), (keep.shape, num_blocks)
    kept, counts = compact(keep)
    out = torch.empty_like(q)
    lse = torch.empty((count, num_heads), dtype=torch.float32, device=q.device)
    k_scale, v_scale = scales_of(kv)
    has_room = gpu.capability(q.device) >= (9, 0)  # for a third stage of loads
    _attend_kernel[(num_heads, num_query_blocks)](
        q, kv.k, kv.v, k_scale, v_scale, kept, counts, out, lse,
        d**-0.5 * LOG2_E.value, past, count, num_keys, first_block, num_blocks,
        q.stride(0), kv.k.stride(0), scale_stride(kv),
        GROUP=num_heads // kv_heads, D=d, KEYS=KEYS, STEPS=SPARSE_BLOCK // KEYS,
        K_SCALED=kv.k_scale is not None, V_SCALED=kv.v_scale is not None,
        COMPUTE=compute_dtype(q, kv), num_warps=8, num_stages=3 if has_room else 2,
    )  # fmt: skip
    return out, lse


def compact(keep: Tensor) -> tuple[Tensor, Tensor]:
    """keep [..., n] bool -> indices of what is kept, ascending and first in [..., n] int32, and how
    many they are [...] int32. Nothing waits for the device.
    """
    place = keep.cumsum(-1, dtype=torch.int32)
    counts = place[..., -1].contiguous()
    n = keep.shape[-1]
    place = torch.where(keep, place - 1, n).long()  # what is not kept goes behind the end
    indices = torch.arange(n, dtype=torch.int32, device=keep.device).expand_as(place)
    kept = keep.new_zeros((*keep.shape[:-1], n + 1), dtype=torch.int32)
    return kept.scatter_(-1, place, indices)[..., :n].contiguous(), counts


def _check(q: Tensor, num_heads: int, kv_heads: int, d: int) -> None:
    assert q.is_contiguous(), q.stride()
    assert q.dtype in COMPUTE, q.dtype
    assert d == triton.next_power_of_2(d), d
    assert num_heads % kv_heads == 0, (num_heads, kv_heads)
