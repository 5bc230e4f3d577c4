"""The steps between products through the fused kernels, quantising where the product takes FP8."""

import torch
from torch import Tensor

from qa.engine.config import ModelConfig
from qa.engine.kernels import fused, rotation
from qa.engine.kernels.linear import in_splits
from qa.engine.kernels.split_sums import sum_splits
from qa.engine.layers.linear import Fp8Linear, Linear
from qa.engine.layers.rope import Angles, Rope


class FusedLayerOps:
    """layer_ops.LayerOps in Triton; see there. Angles are fp32 whatever the activations are."""

    def __init__(
        self, config: ModelConfig, device: torch.device, dtype: torch.dtype = torch.bfloat16
    ) -> None:
        self.dtype = dtype
        self.eps = config.rms_norm_eps
        self.num_kv_heads = config.num_kv_heads
        self.rope = Rope(config.rope, config.head_dim, device)

    def angles(self, positions: Tensor) -> Angles:
        return self.rope.table(positions, torch.float32)

    def linear(self, x: Tensor, linear: Linear) -> Tensor:
        return in_splits(linear, x)

    def norm_linear(
        self, x: Tensor, delta: Tensor | None, weight: Tensor, linear: Linear
    ) -> tuple[Tensor, Tensor]:
        total, y = self._norm_linear(x, delta, weight, linear)
        return total, sum_splits(y, x.dtype)

    def norm_qkv(
        self, x: Tensor, delta: Tensor | None, weight: Tensor, linear: Linear, bias: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        total, y = self._norm_linear(x, delta, weight, linear)
        return total, y if bias is None else sum_splits(y, x.dtype) + bias

    def add(self, x: Tensor, delta: Tensor) -> Tensor:
        return x + sum_splits(delta, x.dtype)

    def heads(
        self, qkv: Tensor, q_weight: Tensor | None, k_weight: Tensor | None, angles: Angles
    ) -> tuple[Tensor, Tensor, Tensor]:
        return rotation.norm_rope(
            qkv,
            q_weight,
            k_weight,
            *angles,
            self.eps,
            num_kv_heads=self.num_kv_heads,
            dtype=self.dtype,
        )

    def gate_linear(self, gate_up: Tensor, linear: Linear) -> Tensor:
        if isinstance(linear, Fp8Linear) and linear.quantizes(len(gate_up)):
            return linear.multiply(fused.silu_mul_quantized(gate_up), gate_up.dtype)
        return in_splits(linear, fused.silu_mul(gate_up))

    def _norm_linear(
        self, x: Tensor, delta: Tensor | None, weight: Tensor, linear: Linear
    ) -> tuple[Tensor, Tensor]:
        if isinstance(linear, Fp8Linear) and linear.quantizes(len(x)):
            total, rows = fused.rms_norm_quantized(x, delta, weight, self.eps)
            return total, linear.multiply(rows, x.dtype)
        total, normed = fused.rms_norm(x, delta, weight, self.eps)
        return total, in_splits(linear, normed)
