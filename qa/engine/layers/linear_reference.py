"""What the kernels compute, in plain torch: fp32 arithmetic that rounds once, at the end. Slow,
obvious, and the truth that the kernels are tested against.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from qa.engine.layers.fp8 import QuantizedRows, dequantize_blocks
from qa.engine.layers.rope import rotate


def rms_norm(x: Tensor, delta: Tensor | None, weight: Tensor, eps: float) -> tuple[Tensor, Tensor]:
    """Return (s, RMSNorm(s) * weight in fp32), s = x + delta in x's dtype, or x."""
    total = x if delta is None else (x.float() + delta.float()).to(x.dtype)
    return total, F.rms_norm(total.float(), (x.shape[-1],), weight.float(), eps)


def silu_mul(gate_up: Tensor) -> Tensor:
    """SiLU(gate) * up in fp32 [M, K] of gate_up [M, 2K]."""
    gate, up = gate_up.float().chunk(2, dim=-1)
    return F.silu(gate) * up


def norm_rope(
    qkv: Tensor,
    q_weight: Tensor | None,
    k_weight: Tensor | None,
    cos: Tensor,
    sin: Tensor,
    eps: float,
    *,
    num_kv_heads: int,
) -> tuple[Tensor, Tensor, Tensor]:
    """fused.norm_rope: q and k in qkv's dtype, v as it is."""
    d = cos.shape[-1]
    heads = qkv.view(len(qkv), -1, d)
    q, k, v = heads.split((heads.shape[1] - 2 * num_kv_heads, num_kv_heads, num_kv_heads), dim=1)

    def turned(x: Tensor, weight: Tensor | None) -> Tensor:
        x = x.float() if weight is None else F.rms_norm(x.float(), (d,), weight.float(), eps)
        return rotate(x, cos, sin).to(qkv.dtype)

    return turned(q, q_weight), turned(k, k_weight), v


def w8a16(x: Tensor, weight: Tensor, scale_inv: Tensor) -> Tensor:
    """x [M, K] times the dequantised weight [N, K], fp32 [M, N]."""
    return x.float() @ dequantize_blocks(weight, scale_inv, torch.float32).t()


def w8a8(rows: QuantizedRows, weight: Tensor, scale_inv: Tensor) -> Tensor:
    """Dequantised rows times the dequantised weight, fp32 [M, N]."""
    return rows.dequantize() @ dequantize_blocks(weight, scale_inv, torch.float32).t()
