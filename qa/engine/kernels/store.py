"""New keys and values as the cache keeps them, quantised on the way: a piece of a document in one
launch. The twin is qa.engine.kv_cache.eight_bits.store_in_torch.
"""

import torch
import triton
import triton.language as tl
from torch import Tensor

from qa.engine.layers.linear import LARGEST


@triton.jit
def store_row(
    x, values, scales, at, scale_at, limit,
    D: tl.constexpr, SCALED: tl.constexpr, ROUNDED: tl.constexpr,
):  # fmt: skip
    """Store x [D] fp32 as the cache keeps it: as it is, or with a scale that takes its peak to
    `limit`.
    """
    if SCALED:
        peak = tl.max(tl.abs(x), 0)
        scale = tl.where(peak > 0, tl.div_rn(peak, limit), 1.0)
        x = tl.div_rn(x, tl.broadcast_to(scale, x.shape))
        x = tl.minimum(tl.maximum(x, -limit), limit)
        if ROUNDED:  # adding 1.5 * 2^23 leaves no bits for fractions: round half to even
            x = (x + 12582912.0) - 12582912.0
        tl.store(scales + scale_at, scale)
    tl.store(values + at + tl.arange(0, D), x.to(values.dtype.element_ty))


@triton.jit(do_not_specialize=["scale_stride"])  # an arena's capacity is not worth a compilation
def _store_kernel(
    new_k, new_v, k, v, k_scale, v_scale, k_stride, v_stride, head_stride, scale_stride,
    k_limit, v_limit, D: tl.constexpr, K_SCALED: tl.constexpr, V_SCALED: tl.constexpr,
    K_ROUNDED: tl.constexpr, V_ROUNDED: tl.constexpr,
):  # fmt: skip
    """Program (token, KV head)."""
    token, head = tl.program_id(0).to(tl.int64), tl.program_id(1).to(tl.int64)
    channels = head * D + tl.arange(0, D)
    at, scale_at = head * head_stride + token * D, head * scale_stride + token
    x = tl.load(new_k + token * k_stride + channels).to(tl.float32)
    store_row(x, k, k_scale, at, scale_at, k_limit, D, K_SCALED, K_ROUNDED)
    x = tl.load(new_v + token * v_stride + channels).to(tl.float32)
    store_row(x, v, v_scale, at, scale_at, v_limit, D, V_SCALED, V_ROUNDED)


def store(
    new_k: Tensor,
    new_v: Tensor,
    k: Tensor,
    v: Tensor,
    k_scale: Tensor | None,
    v_scale: Tensor | None,
) -> None:
    """new_k and new_v [T, Hkv, D] into k and v [Hkv, T, D], with scales [Hkv, T, 1] in 8 bits.

    Heads of k and v may lie apart, equally far in both.
    """
    tokens, heads, d = new_k.shape
    assert new_v.shape == new_k.shape, (new_k.shape, new_v.shape)
    assert new_k.stride()[1:] == new_v.stride()[1:] == (d, 1), (new_k.stride(), new_v.stride())
    assert k.shape == v.shape == (heads, tokens, d), (k.shape, v.shape)
    assert k.stride() == v.stride() == (k.stride(0), d, 1), (k.stride(), v.stride())
    scales = [x for x in (k_scale, v_scale) if x is not None]
    for scale in scales:
        assert scale.shape == (heads, tokens, 1), scale.shape
        assert scale.stride()[:2] == (scales[0].stride(0), 1), scale.stride()
        assert scale.dtype is torch.float32, scale.dtype
    _store_kernel[(tokens, heads)](
        new_k, new_v, k, v, k if k_scale is None else k_scale, v if v_scale is None else v_scale,
        new_k.stride(0), new_v.stride(0), k.stride(0), scales[0].stride(0) if scales else 0,
        LARGEST.get(k.dtype, 0.0), LARGEST.get(v.dtype, 0.0), D=d,
        K_SCALED=k_scale is not None, V_SCALED=v_scale is not None,
        K_ROUNDED=k.dtype is torch.int8, V_ROUNDED=v.dtype is torch.int8, num_warps=1,
    )  # fmt: skip
