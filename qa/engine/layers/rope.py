"""Rotary position embedding (Su et al. 2021, arXiv 2104.09864), in halves as the published
checkpoints rotate them, stretched for contexts longer than the model was trained on: by a divisor a
pair, or with YaRN (Peng et al. 2023, arXiv 2309.00071).
"""

import math

import torch
from torch import Tensor

from qa.engine.config import RopeConfig

Angles = tuple[Tensor, Tensor]  # cos, sin, each [T, 1, head_dim]


def inverse_frequencies(rope: RopeConfig, head_dim: int) -> tuple[Tensor, float]:
    """Return (inv_freq [head_dim / 2] fp64, attention factor by which cos and sin are scaled)."""
    exponent = torch.arange(0, head_dim, 2, dtype=torch.float64) / head_dim
    plain = rope.theta**-exponent
    if rope.divisors:
        plain = plain / torch.tensor(rope.divisors, dtype=torch.float64)
    if rope.yarn_factor is None:
        return plain, 1.0
    factor = rope.yarn_factor

    def dimension(num_rotations: float) -> float:
        """The pair that turns num_rotations times over the trained length."""
        turns = rope.original_max_position / (num_rotations * 2 * math.pi)
        return head_dim * math.log(turns) / (2 * math.log(rope.theta))

    low = max(math.floor(dimension(rope.beta_fast)), 0)
    high = min(math.ceil(dimension(rope.beta_slow)), head_dim - 1)
    ramp = (torch.arange(head_dim // 2, dtype=torch.float64) - low) / max(high - low, 0.001)
    stretched = ramp.clamp(0, 1)  # 0: fast pairs keep their speed, 1: slow pairs are stretched
    inv_freq = plain * (1 - stretched) + plain / factor * stretched
    attention_factor = rope.attention_factor or (
        0.1 * math.log(factor) + 1.0 if factor > 1 else 1.0
    )
    return inv_freq, attention_factor


class Rope:
    """cos and sin for positions on demand: a table for 262,144 positions would cost 128 MiB."""

    def __init__(self, rope: RopeConfig, head_dim: int, device: torch.device) -> None:
        inv_freq, self.attention_factor = inverse_frequencies(rope, head_dim)
        self.inv_freq = inv_freq.float().to(device)

    def table(self, positions: Tensor, dtype: torch.dtype) -> Angles:
        """Return (cos, sin), each [T, 1, head_dim]: angles in fp32, values in `dtype`."""
        angles = positions[:, None].float() * self.inv_freq
        angles = torch.cat((angles, angles), dim=-1)[:, None]
        factor = self.attention_factor
        return (angles.cos() * factor).to(dtype), (angles.sin() * factor).to(dtype)


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turn x [T, H, D] by the angles of its positions."""
    left, right = x.chunk(2, dim=-1)
    sin_left, sin_right = sin.chunk(2, dim=-1)
    turned = x * cos
    turned_left, turned_right = turned.chunk(2, dim=-1)
    turned_left.addcmul_(right, sin_left, value=-1)
    turned_right.addcmul_(left, sin_right)
    return turned
