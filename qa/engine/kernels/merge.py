"""Two parts of an attention put together in one pass over them. The twin is
qa.engine.attention.reference.merge_in_torch, which writes a chunk's 134 MB out twice on the way.
"""

import torch
import triton
import triton.language as tl
from torch import Tensor

from qa.engine.kernels.span import LN_2, LOG2_E

_ROWS = 16  # query heads of a program


# strides of log-sum-exps depend on the number of queries, and are not worth a compilation
@triton.jit(do_not_specialize=["num_rows", "a_token", "a_head", "b_token", "b_head"])
def _merge_two_kernel(
    out_a, lse_a, out_b, lse_b, out, lse, num_rows, num_heads, a_token, a_head, b_token, b_head,
    D: tl.constexpr, ROWS: tl.constexpr,
):  # fmt: skip
    """Program (ROWS query heads). A part without keys has an lse of -inf and weighs nothing."""
    row = tl.program_id(0) * ROWS + tl.arange(0, ROWS)
    there = row < num_rows
    token, head = row // num_heads, row % num_heads
    a = tl.load(lse_a + token * a_token + head * a_head, mask=there, other=0.0)
    b = tl.load(lse_b + token * b_token + head * b_head, mask=there, other=0.0)
    peak = tl.maximum(a, b)
    finite = tl.where(peak == float("-inf"), 0.0, peak)
    weight_a, weight_b = tl.exp2((a - finite) * LOG2_E), tl.exp2((b - finite) * LOG2_E)
    total = weight_a + weight_b
    some = tl.where(total > 0, total, 1.0)
    places = row.to(tl.int64)[:, None] * D + tl.arange(0, D)[None, :]
    x = tl.load(out_a + places, mask=there[:, None], other=0.0).to(tl.float32)
    y = tl.load(out_b + places, mask=there[:, None], other=0.0).to(tl.float32)
    merged = x * (weight_a / some)[:, None] + y * (weight_b / some)[:, None]
    tl.store(out + places, merged.to(out.dtype.element_ty), mask=there[:, None])
    sums = tl.where(total > 0, finite + tl.log2(some) * LN_2, float("-inf"))
    tl.store(lse + row, sums, mask=there)


def merge_two(a: tuple[Tensor, Tensor], b: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
    """(out [T, Hq, D], lse [T, Hq] fp32) of each part -> of both, out in a's dtype."""
    (out_a, lse_a), (out_b, lse_b) = a, b
    tokens, heads, d = out_a.shape
    assert out_a.shape == out_b.shape, (out_a.shape, out_b.shape)
    assert lse_a.shape == lse_b.shape == (tokens, heads), (lse_a.shape, lse_b.shape)
    out_a, out_b = out_a.contiguous(), out_b.contiguous()
    out, lse = torch.empty_like(out_a), torch.empty(tokens, heads, device=out_a.device)
    _merge_two_kernel[(triton.cdiv(tokens * heads, _ROWS),)](
        out_a, lse_a, out_b, lse_b, out, lse, tokens * heads, heads,
        *lse_a.stride(), *lse_b.stride(), D=d, ROWS=_ROWS, num_warps=4,
    )  # fmt: skip
    return out, lse
