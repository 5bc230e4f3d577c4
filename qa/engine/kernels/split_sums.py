"""A product whose K was cut comes as [S, M, N] fp32, one sum a split. Whoever needs its numbers
next adds them up while loading them: a launch less, and one rounding less.
"""

import torch
import triton
import triton.language as tl
from torch import Tensor

from qa.engine.kernels.expect import expect


@triton.jit
def load_sum(ptr, offsets, mask, size, SPLITS: tl.constexpr):
    """Of SPLITS tensors of `size` numbers, one behind the other: always in the same order."""
    total = tl.load(ptr + offsets, mask=mask, other=0.0).to(tl.float32)
    for split in tl.static_range(1, SPLITS):
        total += tl.load(ptr + split * size + offsets, mask=mask, other=0.0)
    return total


@triton.jit
def _sum_splits_kernel(partial_ptr, out_ptr, size, SPLITS: tl.constexpr, COUNT: tl.constexpr):
    """out [size] = sum of partial [SPLITS, size]."""
    offsets = tl.program_id(0) * COUNT + tl.arange(0, COUNT)
    is_real = offsets < size
    total = load_sum(partial_ptr, offsets, is_real, size, SPLITS)
    tl.store(out_ptr + offsets, total.to(out_ptr.dtype.element_ty), mask=is_real)


def sum_splits(x: Tensor, dtype: torch.dtype) -> Tensor:
    """x [S, M, N] fp32 added up, [M, N] in `dtype`; what is [M, N] already, as it is."""
    if x.dim() == 2:
        return x
    splits, m, n = x.shape
    out = torch.empty(m, n, dtype=dtype, device=x.device)
    count = 1024
    _sum_splits_kernel[(triton.cdiv(m * n, count),)](
        x, out, m * n, SPLITS=splits, COUNT=count, num_warps=4
    )
    return out


def expect_product(name: str, x: Tensor, m: int, n: int, like: Tensor) -> int:
    """Assert that x is [M, N] in the dtype and on the device of `like`, or [S, M, N] fp32 there;
    return S, or 1.
    """
    if x.dim() == 2:
        expect(name, x, (m, n), like.device, like.dtype)
        return 1
    expect(name, x, (len(x), m, n), like.device, torch.float32)
    return len(x)
