"""The FP8 block format of the published checkpoints, and how it is made.

A weight [N, K] is cut into blocks of 128 x 128; each block holds e4m3 numbers and one fp32 scale
(`weight_scale_inv`, [ceil(N/128), ceil(K/128)]) with weight ~= e4m3 * scale. The format is
DeepSeek-V3's (arXiv 2412.19437, section 3.3), as Qwen publishes it.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from qa.engine.config import BLOCK

E4M3 = torch.float8_e4m3fn
E4M3_MAX = torch.finfo(E4M3).max  # 448
ROWS_STEP = 4
SMALLEST_PEAK = 2.0**-100  # a group below is as good as zeros, and its scale could underflow to 0


def _num_blocks(size: int) -> int:
    return -(-size // BLOCK)


def quantize_blocks(weight: Tensor) -> tuple[Tensor, Tensor]:
    """Return (e4m3 [N, K], scale_inv [N/128, K/128] fp32) with weight ~= e4m3 * scale_inv.

    A block of zeros gets scale 1. Sizes that are no multiple of 128 have smaller last blocks.
    """
    n, k = weight.shape
    rows, columns = _num_blocks(n), _num_blocks(k)
    padded = torch.zeros(rows * BLOCK, columns * BLOCK, dtype=torch.float32, device=weight.device)
    padded[:n, :k] = weight
    blocks = padded.view(rows, BLOCK, columns, BLOCK)
    peak = blocks.abs().amax(dim=(1, 3))
    scale_inv = torch.where(peak > 0, peak / E4M3_MAX, torch.ones_like(peak))
    scaled = (blocks / scale_inv[:, None, :, None]).clamp(-E4M3_MAX, E4M3_MAX)
    return scaled.view(rows * BLOCK, columns * BLOCK)[:n, :k].to(E4M3).contiguous(), scale_inv


def dequantize_blocks(weight: Tensor, scale_inv: Tensor, dtype: torch.dtype) -> Tensor:
    """Return e4m3 [N, K] times its block scales as `dtype` [N, K]."""
    n, k = weight.shape
    assert scale_inv.shape == (_num_blocks(n), _num_blocks(k)), (weight.shape, scale_inv.shape)
    scale = scale_inv.float().repeat_interleave(BLOCK, 0)[:n].repeat_interleave(BLOCK, 1)[:, :k]
    return (weight.float() * scale).to(dtype)


def quantize_activations(x: Tensor) -> tuple[Tensor, Tensor]:
    """Return (e4m3 [M, K], scale [M, K/128] fp32, M-major) in groups of 128 columns.

    M-major (strides (1, M)) is the layout that torch._scaled_mm demands for 1x128 scales. K must be
    a multiple of 128.
    """
    m, k = x.shape
    assert k % BLOCK == 0, x.shape
    groups = x.float().view(m, k // BLOCK, BLOCK)
    peak = groups.abs().amax(dim=2)
    scale = torch.where(peak > SMALLEST_PEAK, peak / E4M3_MAX, torch.ones_like(peak))
    scaled = (groups / scale[:, :, None]).clamp(-E4M3_MAX, E4M3_MAX).view(m, k).to(E4M3)
    return scaled, scale.t().contiguous().t()


def pad_columns(x: Tensor, multiple: int = BLOCK) -> Tensor:
    """x [..., K] with zeros up to the next multiple of 128 columns; x itself where K is one."""
    return F.pad(x, (0, -x.shape[-1] % multiple)) if x.shape[-1] % multiple else x


@dataclass(frozen=True, slots=True, eq=False)
class QuantizedRows:
    """Activations ready for an FP8 product: row ~= values * scale in groups of 128 columns.

    values [P, K] e4m3; scale [P, K/128] fp32, M-major. P is num_rows rounded up to a multiple of 4,
    which cuBLASLt wants; the rows beyond are zeros with scale 1.
    """

    values: Tensor
    scale: Tensor
    num_rows: int

    @classmethod
    def of(cls, x: Tensor) -> "QuantizedRows":
        """Quantise x [M, K]."""
        return cls(*quantize_activations(F.pad(x, (0, 0, 0, -len(x) % ROWS_STEP))), len(x))

    @classmethod
    def empty(cls, m: int, k: int, device: torch.device, dtype: torch.dtype) -> "QuantizedRows":
        """Room for m rows of k columns, for a kernel to fill."""
        padded = m + -m % ROWS_STEP
        values = torch.empty(padded, k, dtype=dtype, device=device)
        return cls(values, torch.empty(k // BLOCK, padded, device=device).t(), m)

    def dequantize(self) -> Tensor:
        """The rows that the products stand for, fp32 [M, K]."""
        groups = self.values.float().unflatten(1, (-1, BLOCK)) * self.scale[:, :, None]
        return groups.flatten(1)[: self.num_rows]
