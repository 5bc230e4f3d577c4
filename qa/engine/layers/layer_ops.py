"""What stands between two products of a layer: norms, the rotation, the gate.

Two implementations of one protocol, chosen once when a model is made: PlainLayerOps in torch, on
any device; FusedLayerOps in Triton, one launch each, on GPUs. A step ends in the product that needs
it, so that a step can hand over numbers in the format in which the product wants them.
"""

from typing import Protocol

import torch
import torch.nn.functional as F
from torch import Tensor

from qa.engine.config import ModelConfig
from qa.engine.layers.linear import Linear
from qa.engine.layers.rope import Angles, Rope, rotate


class LayerOps(Protocol):
    """x is the residual stream [T, hidden], delta what the last block adds to it."""

    def angles(self, positions: Tensor) -> Angles:
        """The rotation at positions [T], computed once a pass and the same for all layers."""
        ...

    def norm_linear(
        self, x: Tensor, delta: Tensor | None, weight: Tensor, linear: Linear
    ) -> tuple[Tensor, Tensor]:
        """Return (s = x + delta, linear(RMSNorm(s) * weight))."""
        ...

    def heads(
        self, qkv: Tensor, q_weight: Tensor, k_weight: Tensor, angles: Angles
    ) -> tuple[Tensor, Tensor, Tensor]:
        """qkv [T, (Hq + 2 Hkv) * D] -> q [T, Hq, D] and k, v [T, Hkv, D]; q and k normalised over D
        and turned.
        """
        ...

    def gate_linear(self, gate_up: Tensor, linear: Linear) -> Tensor:
        """linear(SiLU(gate) * up) of gate_up [T, 2 * intermediate]."""
        ...


class PlainLayerOps:
    """Each step in torch's own operations, in `dtype`."""

    def __init__(self, config: ModelConfig, device: torch.device, dtype: torch.dtype) -> None:
        self.config = config
        self.rope = Rope(config.rope, config.head_dim, device)
        self.dtype = dtype

    def angles(self, positions: Tensor) -> Angles:
        return self.rope.table(positions, self.dtype)

    def norm_linear(
        self, x: Tensor, delta: Tensor | None, weight: Tensor, linear: Linear
    ) -> tuple[Tensor, Tensor]:
        if delta is not None:
            x = x + delta
        return x, linear(self._norm(x, weight))

    def heads(
        self, qkv: Tensor, q_weight: Tensor, k_weight: Tensor, angles: Angles
    ) -> tuple[Tensor, Tensor, Tensor]:
        c = self.config
        heads = qkv.view(len(qkv), -1, c.head_dim)
        q, k, v = heads.split((c.num_heads, c.num_kv_heads, c.num_kv_heads), dim=1)
        q = rotate(self._norm(q, q_weight), *angles)
        return q, rotate(self._norm(k, k_weight), *angles), v

    def gate_linear(self, gate_up: Tensor, linear: Linear) -> Tensor:
        gate, up = gate_up.chunk(2, dim=-1)
        return linear(F.silu(gate).mul_(up))

    def _norm(self, x: Tensor, weight: Tensor) -> Tensor:
        return F.rms_norm(x, (x.shape[-1],), weight, self.config.rms_norm_eps)
