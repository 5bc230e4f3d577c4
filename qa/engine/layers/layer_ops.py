"""What stands between two products of a layer: norms, the rotation, the gate.

Two implementations of one protocol, chosen once when a model is made: PlainLayerOps in torch, on
any device; FusedLayerOps in Triton, one launch each, on GPUs. A step ends in the product that needs
it, so that a step can hand over numbers in the format in which the product wants them.

A product on its way to the next step may come in splits, [S, T, N] fp32 to be added up: what
`linear`, `norm_qkv` and `gate_linear` return goes only into `delta`, `heads` and `add`.
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

    def linear(self, x: Tensor, linear: Linear) -> Tensor:
        """linear(x), maybe in splits."""
        ...

    def angles(self, positions: Tensor) -> Angles:
        """The rotation at positions [T], computed once a pass and the same for all layers."""
        ...

    def norm_linear(
        self, x: Tensor, delta: Tensor | None, weight: Tensor, linear: Linear
    ) -> tuple[Tensor, Tensor]:
        """Return (s = x + delta, linear(RMSNorm(s) * weight))."""
        ...

    def norm_qkv(
        self, x: Tensor, delta: Tensor | None, weight: Tensor, linear: Linear, bias: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        """`norm_linear` for `heads`, with a bias where there is one; maybe in splits."""
        ...

    def add(self, x: Tensor, delta: Tensor) -> Tensor:
        """x + delta."""
        ...

    def heads(
        self, qkv: Tensor, q_weight: Tensor | None, k_weight: Tensor | None, angles: Angles
    ) -> tuple[Tensor, Tensor, Tensor]:
        """qkv [T, (Hq + 2 Hkv) * D] -> q [T, Hq, D] and k, v [T, Hkv, D]; q and k normalised over
        D, where there are weights [D] for it, and turned.
        """
        ...

    def gate_linear(self, gate_up: Tensor, linear: Linear) -> Tensor:
        """linear(SiLU(gate) * up) of gate_up [T, 2 * intermediate]; maybe in splits."""
        ...


class PlainLayerOps:
    """Each step in torch's own operations, in `dtype`."""

    def __init__(self, config: ModelConfig, device: torch.device, dtype: torch.dtype) -> None:
        self.config = config
        self.rope = Rope(config.rope, config.head_dim, device)
        self.dtype = dtype

    def angles(self, positions: Tensor) -> Angles:
        return self.rope.table(positions, self.dtype)

    def linear(self, x: Tensor, linear: Linear) -> Tensor:
        return linear(x)

    def norm_linear(
        self, x: Tensor, delta: Tensor | None, weight: Tensor, linear: Linear
    ) -> tuple[Tensor, Tensor]:
        if delta is not None:
            x = x + delta
        return x, linear(self._norm(x, weight))

    def norm_qkv(
        self, x: Tensor, delta: Tensor | None, weight: Tensor, linear: Linear, bias: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        x, qkv = self.norm_linear(x, delta, weight, linear)
        return x, qkv if bias is None else qkv + bias

    def add(self, x: Tensor, delta: Tensor) -> Tensor:
        return x + delta

    def heads(
        self, qkv: Tensor, q_weight: Tensor | None, k_weight: Tensor | None, angles: Angles
    ) -> tuple[Tensor, Tensor, Tensor]:
        c = self.config
        heads = qkv.view(len(qkv), -1, c.head_dim)
        q, k, v = heads.split((c.num_heads, c.num_kv_heads, c.num_kv_heads), dim=1)
        if q_weight is not None and k_weight is not None:
            q, k = self._norm(q, q_weight), self._norm(k, k_weight)
        elif len(qkv) == 1:  # turned together: half the operations, and nothing to put apart
            turned = rotate(heads[:, : c.num_heads + c.num_kv_heads], *angles)
            return turned[:, : c.num_heads], turned[:, c.num_heads :], v
        return rotate(q, *angles), rotate(k, *angles), v

    def gate_linear(self, gate_up: Tensor, linear: Linear) -> Tensor:
        gate, up = gate_up.chunk(2, dim=-1)
        return linear(F.silu(gate).mul_(up))

    def _norm(self, x: Tensor, weight: Tensor) -> Tensor:
        if x.numel() == x.shape[-1] and x.dtype is torch.float32 and not x.is_cuda:
            row = x.flatten()  # one, of half the operations
            square = torch.dot(row, row).item() / len(row)
            return x.mul((square + self.config.rms_norm_eps) ** -0.5).mul_(weight)
        return F.rms_norm(x, (x.shape[-1],), weight, self.config.rms_norm_eps)
