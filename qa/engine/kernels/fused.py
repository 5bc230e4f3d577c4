"""What stands between two products, one launch each: RMSNorm, SiLU(gate) * up, quantisation to FP8
and the rotation of queries and keys.

All arithmetic is fp32 and rounds once, at the end. The twins are in `reference.py`. Tensors are
row-major and whole; the number of columns is a multiple of 128, the FP8 group. Quantised rows come
as QuantizedRows; their `dtype` is e4m3 but for tests: Triton's interpreter rounds to e4m3 wrongly,
so there the scaled numbers are stored as they are. Kernels are not specialised by the number of
rows: each new kind of number would cost a compilation while somebody waits.
"""

import torch
import triton
import triton.language as tl
from torch import Tensor

from qa.engine.config import BLOCK
from qa.engine.kernels.expect import expect
from qa.engine.layers.fp8 import E4M3, E4M3_MAX, SMALLEST_PEAK, QuantizedRows

_GROUP = tl.constexpr(BLOCK)
_E4M3_MAX = tl.constexpr(E4M3_MAX)
_SMALLEST_PEAK = tl.constexpr(SMALLEST_PEAK)
_GROUPS_PER_PROGRAM = 16
_HEADS_PER_PROGRAM = 8


@triton.jit
def _store_quantized(values_ptr, scale_ptr, x, row, groups, num_padded, num_groups):
    """Store x [groups, 128], a part of one row, as e4m3 with one scale a group."""
    peak = tl.max(tl.abs(x), axis=1)
    scale = tl.where(peak > _SMALLEST_PEAK, tl.div_rn(peak, _E4M3_MAX), 1.0)
    scaled = tl.div_rn(x, tl.broadcast_to(scale[:, None], x.shape))
    columns = groups[:, None] * _GROUP + tl.arange(0, _GROUP)[None, :]
    values = values_ptr + row * num_groups * _GROUP + columns
    tl.store(values, scaled.to(values_ptr.dtype.element_ty), mask=groups[:, None] < num_groups)
    tl.store(scale_ptr + groups * num_padded + row, scale, mask=groups < num_groups)


@triton.jit(do_not_specialize=["num_rows", "num_padded"])
def _rms_norm_kernel(
    x_ptr,
    delta_ptr,
    weight_ptr,
    sum_ptr,
    out_ptr,
    scale_ptr,
    num_rows,
    num_padded,
    num_groups,
    eps,
    HAS_DELTA: tl.constexpr,
    QUANTIZE: tl.constexpr,
    GROUPS: tl.constexpr,
):
    """One program a row; rows from num_rows on are padding and come out as zeros."""
    row = tl.program_id(0).to(tl.int64)
    groups = tl.arange(0, GROUPS)
    columns = groups[:, None] * _GROUP + tl.arange(0, _GROUP)[None, :]
    is_column = groups[:, None] < num_groups
    is_real = is_column & (row < num_rows)
    offsets = row * num_groups * _GROUP + columns
    x = tl.load(x_ptr + offsets, mask=is_real, other=0.0).to(tl.float32)
    if HAS_DELTA:
        delta = tl.load(delta_ptr + offsets, mask=is_real, other=0.0).to(tl.float32)
        rounded = (x + delta).to(sum_ptr.dtype.element_ty)
        tl.store(sum_ptr + offsets, rounded, mask=is_real)
        x = rounded.to(tl.float32)
    mean_square = tl.sum(tl.sum(x * x, axis=1), axis=0) / (num_groups * _GROUP)
    weight = tl.load(weight_ptr + columns, mask=is_column, other=0.0).to(tl.float32)
    normed = x * tl.rsqrt(mean_square + eps) * weight
    if QUANTIZE:
        _store_quantized(out_ptr, scale_ptr, normed, row, groups, num_padded, num_groups)
    else:
        tl.store(out_ptr + offsets, normed.to(out_ptr.dtype.element_ty), mask=is_real)


@triton.jit(do_not_specialize=["num_rows", "num_padded"])
def _gate_kernel(
    x_ptr,
    out_ptr,
    scale_ptr,
    num_rows,
    num_padded,
    num_groups,
    GATED: tl.constexpr,
    QUANTIZE: tl.constexpr,
    GROUPS: tl.constexpr,
):
    """A few groups of one row: SiLU(gate) * up of x [M, 2K] if GATED, else x [M, K] itself."""
    row = tl.program_id(0).to(tl.int64)
    groups = tl.program_id(1) * GROUPS + tl.arange(0, GROUPS)
    columns = groups[:, None] * _GROUP + tl.arange(0, _GROUP)[None, :]
    is_real = (groups[:, None] < num_groups) & (row < num_rows)
    num_columns = num_groups * _GROUP
    if GATED:
        source = x_ptr + row * 2 * num_columns + columns
        gate = tl.load(source, mask=is_real, other=0.0).to(tl.float32)
        up = tl.load(source + num_columns, mask=is_real, other=0.0).to(tl.float32)
        x = gate * tl.sigmoid(gate) * up
    else:
        x = tl.load(x_ptr + row * num_columns + columns, mask=is_real, other=0.0).to(tl.float32)
    if QUANTIZE:
        _store_quantized(out_ptr, scale_ptr, x, row, groups, num_padded, num_groups)
    else:
        offsets = row * num_columns + columns
        tl.store(out_ptr + offsets, x.to(out_ptr.dtype.element_ty), mask=is_real)


@triton.jit
def _norm_rope_kernel(
    qkv_ptr,
    q_weight_ptr,
    k_weight_ptr,
    cos_ptr,
    sin_ptr,
    q_ptr,
    k_ptr,
    num_q,
    num_k,
    eps,
    HEADS: tl.constexpr,
    HALF: tl.constexpr,
):
    """A few heads of one token, as two halves [HEADS, HALF] of which each turns the other."""
    token = tl.program_id(0).to(tl.int64)
    heads = tl.program_id(1) * HEADS + tl.arange(0, HEADS)[:, None]
    pairs = tl.arange(0, HALF)[None, :]
    is_q, is_head = heads < num_q, heads < num_q + num_k
    source = qkv_ptr + (token * (num_q + 2 * num_k) + heads) * 2 * HALF + pairs
    left = tl.load(source, mask=is_head, other=0.0).to(tl.float32)
    right = tl.load(source + HALF, mask=is_head, other=0.0).to(tl.float32)
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


def rms_norm(x: Tensor, delta: Tensor | None, weight: Tensor, eps: float) -> tuple[Tensor, Tensor]:
    """Return (s, RMSNorm(s) * weight), s = x + delta rounded to x's dtype, or x without delta.

    x, delta [M, K], weight [K].
    """
    out = torch.empty_like(x)
    return _rms_norm(x, delta, weight, eps, out, None), out


def rms_norm_quantized(
    x: Tensor, delta: Tensor | None, weight: Tensor, eps: float, dtype: torch.dtype = E4M3
) -> tuple[Tensor, QuantizedRows]:
    """`rms_norm` whose second result is quantised from fp32, without a rounding in between."""
    rows = QuantizedRows.empty(len(x), x.shape[1], x.device, dtype)
    return _rms_norm(x, delta, weight, eps, rows.values, rows.scale), rows


def _rms_norm(
    x: Tensor,
    delta: Tensor | None,
    weight: Tensor,
    eps: float,
    out: Tensor,
    scale: Tensor | None,
) -> Tensor:
    m, k = x.shape
    _expect_groups(k)
    expect("x", x, (m, k), x.device)
    expect("weight", weight, (k,), x.device)
    total = x
    if delta is not None:
        expect("delta", delta, (m, k), x.device, x.dtype)
        total = torch.empty_like(x)
    groups = triton.next_power_of_2(k // BLOCK)
    _rms_norm_kernel[(len(out),)](
        x,
        x if delta is None else delta,
        weight,
        total,
        out,
        out if scale is None else scale,
        m,
        len(out),
        k // BLOCK,
        eps,
        HAS_DELTA=delta is not None,
        QUANTIZE=scale is not None,
        GROUPS=groups,
        num_warps=4 if groups <= 16 else 8,
    )
    return total


def quantize(x: Tensor, dtype: torch.dtype = E4M3) -> QuantizedRows:
    """x [M, K] in groups of 128 columns, as fp8.quantize_activations does it."""
    rows = QuantizedRows.empty(len(x), x.shape[1], x.device, dtype)
    _gate(x, rows.values, rows.scale, is_gated=False)
    return rows


def silu_mul(gate_up: Tensor) -> Tensor:
    """SiLU(gate) * up [M, K] of gate_up [M, 2K], the gates first."""
    m, columns = gate_up.shape
    out = gate_up.new_empty(m, columns // 2)
    _gate(gate_up, out, None, is_gated=True)
    return out


def silu_mul_quantized(gate_up: Tensor, dtype: torch.dtype = E4M3) -> QuantizedRows:
    """`silu_mul`, quantised from fp32 without a rounding in between."""
    m, columns = gate_up.shape
    rows = QuantizedRows.empty(m, columns // 2, gate_up.device, dtype)
    _gate(gate_up, rows.values, rows.scale, is_gated=True)
    return rows


def _gate(x: Tensor, out: Tensor, scale: Tensor | None, *, is_gated: bool) -> None:
    m, k = len(x), out.shape[1]
    _expect_groups(k)
    expect("x", x, (m, 2 * k if is_gated else k), x.device)
    num_groups = k // BLOCK
    groups = min(_GROUPS_PER_PROGRAM, triton.next_power_of_2(num_groups))
    _gate_kernel[(len(out), triton.cdiv(num_groups, groups))](
        x,
        out,
        out if scale is None else scale,
        m,
        len(out),
        num_groups,
        GATED=is_gated,
        QUANTIZE=scale is not None,
        GROUPS=groups,
        num_warps=4,
    )


def norm_rope(
    qkv: Tensor,
    q_weight: Tensor,
    k_weight: Tensor,
    cos: Tensor,
    sin: Tensor,
    eps: float,
    *,
    num_kv_heads: int,
) -> tuple[Tensor, Tensor, Tensor]:
    """Return (q [T, Hq, D], k [T, Hkv, D], v [T, Hkv, D]): queries and keys normalised over D and
    turned, values as a view of qkv.

    qkv [T, (Hq + 2 Hkv) * D], weights [D], cos and sin [T, 1, D] fp32 as Rope.table gives them.
    """
    (tokens, columns), d = qkv.shape, q_weight.numel()
    assert d & (d - 1) == 0, f"a head of {d} is not a power of two"
    expect("qkv", qkv, (tokens, columns), qkv.device)
    for name, weight in (("q_weight", q_weight), ("k_weight", k_weight)):
        expect(name, weight, (d,), qkv.device)
    for name, table in (("cos", cos), ("sin", sin)):
        expect(name, table, (tokens, 1, d), qkv.device, torch.float32)
    heads = qkv.view(tokens, -1, d)
    num_q = heads.shape[1] - 2 * num_kv_heads
    q, k = qkv.new_empty(tokens, num_q, d), qkv.new_empty(tokens, num_kv_heads, d)
    programs = triton.cdiv(num_q + num_kv_heads, _HEADS_PER_PROGRAM)
    _norm_rope_kernel[(tokens, programs)](
        qkv,
        q_weight,
        k_weight,
        cos,
        sin,
        q,
        k,
        num_q,
        num_kv_heads,
        eps,
        HEADS=_HEADS_PER_PROGRAM,
        HALF=d // 2,
        num_warps=4,
    )
    return q, k, heads[:, num_q + num_kv_heads :]


def _expect_groups(k: int) -> None:
    assert k % BLOCK == 0, f"{k} columns are not whole groups of {BLOCK}"
