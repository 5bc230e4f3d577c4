"""Keys or values of 8 bits as numbers of 16 or 32, times their scales, in one pass. The twin is
qa.engine.kv_cache.cache.dense_in_torch, which writes them out twice.
"""

import torch
import triton
import triton.language as tl
from torch import Tensor

_TOKENS = 64  # of a program


# neither strides nor lengths of slabs and documents are worth a compilation
@triton.jit(do_not_specialize=["num_tokens", "scale_stride"])
def _dequantize_kernel(
    x, scale, out, num_tokens, head_stride, scale_stride, D: tl.constexpr, TOKENS: tl.constexpr
):
    """Program (tokens, head)."""
    token = tl.program_id(0) * TOKENS + tl.arange(0, TOKENS)
    head = tl.program_id(1).to(tl.int64)
    there = token < num_tokens
    places = token[:, None] * D + tl.arange(0, D)[None, :]
    numbers = tl.load(x + head * head_stride + places, mask=there[:, None], other=0.0)
    scales = tl.load(scale + head * scale_stride + token, mask=there, other=0.0)
    scaled = numbers.to(tl.float32) * scales[:, None]
    at = out + head * num_tokens * D + places
    tl.store(at, scaled.to(out.dtype.element_ty), mask=there[:, None])


def dequantize(x: Tensor, scale: Tensor, dtype: torch.dtype) -> Tensor:
    """x [H, T, D] times scale [H, T, 1] fp32, in `dtype` and without gaps; heads may lie apart."""
    heads, tokens, d = x.shape
    assert d & (d - 1) == 0, f"a head of {d} is not a power of two"
    assert x.stride() == (x.stride(0), d, 1), x.stride()
    assert scale.shape == (heads, tokens, 1), (scale.shape, x.shape)
    assert scale.stride(1) == 1, scale.stride()
    assert scale.dtype is torch.float32, scale.dtype
    assert tokens * d < 2**31, x.shape
    out = torch.empty((heads, tokens, d), dtype=dtype, device=x.device)
    _dequantize_kernel[(triton.cdiv(tokens, _TOKENS), heads)](
        x, scale, out, tokens, x.stride(0), scale.stride(0), D=d, TOKENS=_TOKENS, num_warps=4
    )
    return out
