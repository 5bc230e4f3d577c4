"""The steps between products through the fused kernels, quantising where the product takes FP8."""

import torch
from torch import Tensor

from qa.engine.config import ModelConfig
from qa.engine.kernels import fused
from qa.engine.layers.linear import Fp8Linear, Linear
from qa.engine.layers.rope import Angles, Rope


class FusedLayerOps:
    """steps.Steps in Triton; see there. Angles are fp32 whatever the activations are."""

    def __init__(self, config: ModelConfig, device: torch.device) -> None:
        self.eps = config.rms_norm_eps
        self.num_kv_heads = config.num_kv_heads
        self.rope = Rope(config.rope, config.head_dim, device)

    def angles(self, positions: Tensor) -> Angles:
        return self.rope.table(positions, torch.float32)

    def norm_linear(
        self, x: Tensor, delta: Tensor | None, weight: Tensor, linear: Linear
    ) -> tuple[Tensor, Tensor]:
        if isinstance(linear, Fp8Linear) and linear.quantizes(len(x)):
            total, rows = fused.rms_norm_quantized(x, delta, weight, self.eps)
            return total, linear.multiply(rows, x.dtype)
        total, normed = fused.rms_norm(x, delta, weight, self.eps)
        return total, linear(normed)

    def heads(
        self, qkv: Tensor, q_weight: Tensor, k_weight: Tensor, angles: Angles
    ) -> tuple[Tensor, Tensor, Tensor]:
        return fused.norm_rope(
            qkv, q_weight, k_weight, *angles, self.eps, num_kv_heads=self.num_kv_heads
        )

    def gate_linear(self, gate_up: Tensor, linear: Linear) -> Tensor:
        if isinstance(linear, Fp8Linear) and linear.quantizes(len(gate_up)):
            return linear.multiply(fused.silu_mul_quantized(gate_up), gate_up.dtype)
        return linear(fused.silu_mul(gate_up))
