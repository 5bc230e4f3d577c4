"""The inner loop of attention while decoding: a tile of queries over a stretch of keys.

Softmax is summed up while it runs, as in FlashAttention 2 (Dao 2023, arXiv 2307.08691). Numbers of
8 bits become the compute dtype in registers, which is exact; their scales are applied to scores and
probabilities in fp32.

e4m3 becomes fp16, two numbers an instruction; to bf16 a card converts them one by one, on the unit
that computes exp2 as well. Queries keep their bits in fp16. Probabilities times a value's scale
would fall among fp16's subnormals, so they are multiplied by e4m3's largest number, which makes
them as large as the values: up to 65,504.
"""

import torch
import triton
import triton.language as tl
from torch import Tensor

from qa.engine.kv_cache.cache import KVView
from qa.engine.layers.fp8 import E4M3, E4M3_MAX

LOG2_E = tl.constexpr(1.4426950408889634)
LN_2 = tl.constexpr(0.6931471805599453)
COMPUTE = {torch.bfloat16: tl.bfloat16, torch.float16: tl.float16, torch.float32: tl.float32}
_E4M3_MAX = tl.constexpr(E4M3_MAX)


@triton.jit
def online_softmax(scores, peak, total):
    """Add a tile of scores, to the base 2: its weights, what the sum so far shrinks by, and the new
    peak and total of each row.
    """
    new_peak = tl.maximum(peak, tl.max(scores, 1))
    weights = tl.exp2(scores - new_peak[:, None])
    shrink = tl.exp2(peak - new_peak)
    return weights, shrink, new_peak, total * shrink + tl.sum(weights, 1)


@triton.jit
def gain(COMPUTE: tl.constexpr):
    """What weights with a value's scale are multiplied by, and their sum divided by at the end."""
    return _E4M3_MAX if tl.float16 == COMPUTE else 1.0


@triton.jit
def _attend_tile(
    q, acc, peak, total, k, v, k_scale, v_scale, score_scale, first, end,
    D: tl.constexpr, KEYS: tl.constexpr, K_SCALED: tl.constexpr, V_SCALED: tl.constexpr,
    MASKED: tl.constexpr, COMPUTE: tl.constexpr,
):  # fmt: skip
    """One tile of keys for one tile of queries; peak and total are those of exp2."""
    keys = first + tl.arange(0, KEYS)
    channels = tl.arange(0, D)
    places = keys[:, None] * D + channels[None, :]
    if MASKED:
        here = keys < end
        k_tile = tl.load(k + places, mask=here[:, None], other=0.0)
        v_tile = tl.load(v + places, mask=here[:, None], other=0.0)
    else:
        k_tile = tl.load(k + places)
        v_tile = tl.load(v + places)
    scores = tl.dot(q, tl.trans(k_tile.to(COMPUTE)), input_precision="ieee")
    scores *= score_scale
    if K_SCALED:
        if MASKED:
            scores *= tl.load(k_scale + keys, mask=here, other=0.0)[None, :]
        else:
            scores *= tl.load(k_scale + keys)[None, :]
    if MASKED:
        scores = tl.where(here[None, :], scores, float("-inf"))
    weights, shrink, peak, total = online_softmax(scores, peak, total)
    if V_SCALED:
        at = v_scale + keys
        scale = tl.load(at, mask=here, other=0.0) if MASKED else tl.load(at)
        weights *= (scale * gain(COMPUTE))[None, :]
    acc = acc * shrink[:, None]
    acc += tl.dot(weights.to(COMPUTE), v_tile.to(COMPUTE), input_precision="ieee")
    return acc, peak, total


@triton.jit
def attend_span(
    q, k, v, k_scale, v_scale, score_scale, start, end,
    ROWS: tl.constexpr, D: tl.constexpr, KEYS: tl.constexpr, K_SCALED: tl.constexpr,
    V_SCALED: tl.constexpr, COMPUTE: tl.constexpr,
):  # fmt: skip
    """Queries [ROWS, D] over keys start .. end -> (out normalised, natural lse); whole tiles
    without a mask, then the rest.
    """
    q = q.to(COMPUTE)
    acc = tl.zeros((ROWS, D), dtype=tl.float32)
    peak = tl.full((ROWS,), float("-inf"), dtype=tl.float32)
    total = tl.zeros((ROWS,), dtype=tl.float32)
    whole = start + tl.maximum(end - start, 0) // KEYS * KEYS
    for first in range(start, whole, KEYS):
        acc, peak, total = _attend_tile(
            q, acc, peak, total, k, v, k_scale, v_scale, score_scale, first, end,
            D, KEYS, K_SCALED, V_SCALED, False, COMPUTE,
        )  # fmt: skip
    if whole < end:
        acc, peak, total = _attend_tile(
            q, acc, peak, total, k, v, k_scale, v_scale, score_scale, whole, end,
            D, KEYS, K_SCALED, V_SCALED, True, COMPUTE,
        )  # fmt: skip
    some = tl.where(total > 0, total, 1.0)  # a span without keys: zeros, and an lse of -inf
    out = acc / some[:, None]
    if V_SCALED:
        out /= gain(COMPUTE)
    return out, (peak + tl.log2(some)) * LN_2


@triton.jit
def far(place, AT: tl.constexpr, head, STRIDE_AT: tl.constexpr):
    """How far a head's keys or values are from those that a kernel was given, in numbers: whole
    rows of a head's channels. See qa.engine.attention.places.
    """
    distance = tl.multiple_of(tl.load(place + AT), 16)
    return distance + head * tl.multiple_of(tl.load(place + STRIDE_AT), 16)


@triton.jit
def far_scales(place, AT: tl.constexpr, head, STRIDE_AT: tl.constexpr):
    """How far a head's scales are, which may begin anywhere."""
    return tl.load(place + AT) + head * tl.load(place + STRIDE_AT)


def compute_dtype(q: Tensor, kv: KVView) -> tl.dtype:
    """What tiles of keys and values become, and queries with them."""
    is_e4m3 = kv.k.dtype is E4M3 and q.dtype is torch.bfloat16
    return tl.float16 if is_e4m3 else COMPUTE[q.dtype]


def check_queries(q: Tensor, keys: Tensor) -> None:
    """What all attention kernels ask of q [B, Hq, D] and of the keys [Hkv, T, D] they read."""
    assert q.is_contiguous(), q.stride()
    assert q.dtype in COMPUTE, q.dtype
    assert q.shape[2] == keys.shape[2] == triton.next_power_of_2(q.shape[2]), q.shape
    assert q.shape[1] % len(keys) == 0, (q.shape, keys.shape)


def scales_of(kv: KVView) -> tuple[Tensor, Tensor]:
    """Where there are no scales any tensor does: it is never read."""
    return (
        kv.k if kv.k_scale is None else kv.k_scale,
        kv.v if kv.v_scale is None else kv.v_scale,
    )


def scale_stride(kv: KVView) -> int:
    """Between heads."""
    scale = kv.k_scale if kv.k_scale is not None else kv.v_scale
    return 0 if scale is None else scale.stride(0)
