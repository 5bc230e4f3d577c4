"""Norms and rotation of queries and keys, one launch. Arithmetic is fp32 and rounds once, at the
end. The twin is in `linear_reference.py`.
"""

import torch
import triton
import triton.language as tl
from torch import Tensor

from qa.engine.kernels.expect import expect
from qa.engine.kernels.split_sums import load_sum

_HEADS_PER_PROGRAM = 8


# `size` may or may not be a multiple of 16: that is not worth a compilation
@triton.jit(do_not_specialize=["size"])
def _norm_rope_kernel(
    qkv_ptr,
    q_weight_ptr,
    k_weight_ptr,
    cos_ptr,
    sin_ptr,
    q_ptr,
    k_ptr,
    v_ptr,
    num_q,
    num_k,
    size,
    eps,
    SPLITS: tl.constexpr,
    NORMALIZE: tl.constexpr,
    HEADS: tl.constexpr,
    HALF: tl.constexpr,
):
    """A few heads of one token, as two halves [HEADS, HALF] of which each turns the other. Of more
    than one split, of `size` numbers each, values are added up as well.
    """
    token = tl.program_id(0).to(tl.int64)
    heads = tl.program_id(1) * HEADS + tl.arange(0, HEADS)[:, None]
    pairs = tl.arange(0, HALF)[None, :]
    is_q, is_head = heads < num_q, heads < num_q + num_k
    is_read = heads < num_q + 2 * num_k if SPLITS > 1 else is_head
    source = (token * (num_q + 2 * num_k) + heads) * 2 * HALF + pairs
    left = load_sum(qkv_ptr, source, is_read, size, SPLITS)
    right = load_sum(qkv_ptr, source + HALF, is_read, size, SPLITS)
    if SPLITS > 1:
        is_v = is_read & (heads >= num_q + num_k)
        v = v_ptr + (token * num_k + heads - num_q - num_k) * 2 * HALF + pairs
        tl.store(v, left.to(v_ptr.dtype.element_ty), mask=is_v)
        tl.store(v + HALF, right.to(v_ptr.dtype.element_ty), mask=is_v)
    if NORMALIZE:
        mean_square = tl.sum(left * left + right * right, axis=1) / (2 * HALF)
        factor = tl.rsqrt(mean_square + eps)[:, None]
        q_left, q_right = tl.load(q_weight_ptr + pairs), tl.load(q_weight_ptr + HALF + pairs)
        k_left, k_right = tl.load(k_weight_ptr + pairs), tl.load(k_weight_ptr + HALF + pairs)
        left = left * factor * tl.where(is_q, q_left, k_left).to(tl.float32)
        right = right * factor * tl.where(is_q, q_right, k_right).to(tl.float32)
    # Both halves of a table row hold the same angles.
    cos = tl.load(cos_ptr + token * 2 * HALF + pairs)
    sin = tl.load(sin_ptr + token * 2 * HALF + pairs)
    turned_left = (left * cos - right * sin).to(q_ptr.dtype.element_ty)
    turned_right = (right * cos + left * sin).to(q_ptr.dtype.element_ty)
    q = q_ptr + (token * num_q + heads) * 2 * HALF + pairs
    tl.store(q, turned_left, mask=is_q)
    tl.store(q + HALF, turned_right, mask=is_q)
    k = k_ptr + (token * num_k + heads - num_q) * 2 * HALF + pairs
    is_k = is_head & (heads >= num_q)
    tl.store(k, turned_left, mask=is_k)
    tl.store(k + HALF, turned_right, mask=is_k)


def norm_rope(
    qkv: Tensor,
    q_weight: Tensor | None,
    k_weight: Tensor | None,
    cos: Tensor,
    sin: Tensor,
    eps: float,
    *,
    num_kv_heads: int,
    dtype: torch.dtype = torch.bfloat16,
) -> tuple[Tensor, Tensor, Tensor]:
    """Return (q [T, Hq, D], k [T, Hkv, D], v [T, Hkv, D]): queries and keys normalised over D,
    where there are weights for it, and turned, values as a view of qkv.

    qkv [T, (Hq + 2 Hkv) * D], weights [D] or both None, cos and sin [T, 1, D] fp32 as Rope.table
    gives them. qkv may be [S, T, ..] fp32 to be added up: then all three are in `dtype`.
    """
    (tokens, columns), d = qkv.shape[-2:], cos.shape[-1]
    splits = 1 if qkv.dim() == 2 else len(qkv)
    assert d & (d - 1) == 0, f"a head of {d} is not a power of two"
    in_dtype = qkv.dtype if qkv.dim() == 2 else torch.float32
    expect("qkv", qkv, (*qkv.shape[:-2], tokens, columns), qkv.device, in_dtype)
    for name, weight in (("q_weight", q_weight), ("k_weight", k_weight)):
        if weight is not None:
            expect(name, weight, (d,), qkv.device)
    for name, table in (("cos", cos), ("sin", sin)):
        expect(name, table, (tokens, 1, d), qkv.device, torch.float32)
    num_heads = columns // d
    num_q = num_heads - 2 * num_kv_heads
    out_dtype = qkv.dtype if splits == 1 else dtype

    def empty(heads: int) -> Tensor:
        return torch.empty(tokens, heads, d, dtype=out_dtype, device=qkv.device)

    q, k = empty(num_q), empty(num_kv_heads)
    if splits == 1:
        v, num_written = qkv.view(tokens, -1, d)[:, num_q + num_kv_heads :], num_q + num_kv_heads
    else:
        v, num_written = empty(num_kv_heads), num_heads
    programs = triton.cdiv(num_written, _HEADS_PER_PROGRAM)
    _norm_rope_kernel[(tokens, programs)](
        qkv,
        qkv if q_weight is None else q_weight,
        qkv if k_weight is None else k_weight,
        cos,
        sin,
        q,
        k,
        v,
        num_q,
        num_kv_heads,
        tokens * columns,
        eps,
        SPLITS=splits,
        NORMALIZE=q_weight is not None and k_weight is not None,
        HEADS=_HEADS_PER_PROGRAM,
        HALF=d // 2,
        num_warps=4,
    )
    return q, k, v
