"""What stands between two products, one launch each: RMSNorm, SiLU(gate) * up, quantisation to FP8.
The rotation of queries and keys is in `rotation.py`.

All arithmetic is fp32 and rounds once, at the end. The twins are in `linear_reference.py`. Tensors
are row-major and whole; the number of columns is a multiple of 128, the FP8 group. Quantised rows
come as QuantizedRows; their `dtype` is e4m3 but for tests: Triton's interpreter rounds to e4m3
wrongly, so there the scaled numbers are stored as they are. Kernels are not specialised by the
number of rows: each new kind of number would cost a compilation while somebody waits.
"""

import torch
import triton
import triton.language as tl
from torch import Tensor

from qa.engine.config import BLOCK
from qa.engine.kernels.expect import expect
from qa.engine.kernels.split_sums import expect_product, load_sum
from qa.engine.layers.fp8 import E4M3, E4M3_MAX, SMALLEST_PEAK, QuantizedRows

_GROUP = tl.constexpr(BLOCK)
_E4M3_MAX = tl.constexpr(E4M3_MAX)
_SMALLEST_PEAK = tl.constexpr(SMALLEST_PEAK)
_GROUPS_PER_PROGRAM = 16


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
    DELTA_SPLITS: tl.constexpr,
    QUANTIZE: tl.constexpr,
    GROUPS: tl.constexpr,
):
    """One program a row; rows from num_rows on are padding and come out as zeros. DELTA_SPLITS: of
    what is added to x; 0 where nothing is.
    """
    row = tl.program_id(0).to(tl.int64)
    groups = tl.arange(0, GROUPS)
    columns = groups[:, None] * _GROUP + tl.arange(0, _GROUP)[None, :]
    is_column = groups[:, None] < num_groups
    is_real = is_column & (row < num_rows)
    offsets = row * num_groups * _GROUP + columns
    x = tl.load(x_ptr + offsets, mask=is_real, other=0.0).to(tl.float32)
    if DELTA_SPLITS > 0:
        size = num_rows * num_groups * _GROUP
        delta = load_sum(delta_ptr, offsets, is_real, size, DELTA_SPLITS)
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


def rms_norm(x: Tensor, delta: Tensor | None, weight: Tensor, eps: float) -> tuple[Tensor, Tensor]:
    """Return (s, RMSNorm(s) * weight), s = x + delta rounded to x's dtype, or x without delta.

    x [M, K], weight [K]; delta [M, K], or [S, M, K] fp32 to be added up.
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
    total, splits = x, 0
    if delta is not None:
        splits = expect_product("delta", delta, m, k, x)
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
        DELTA_SPLITS=splits,
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


def _expect_groups(k: int) -> None:
    assert k % BLOCK == 0, f"{k} columns are not whole groups of {BLOCK}"
