"""Whether the kernels of a layer can be trusted on this machine: tried once, when a model is made.

What fails or is wrong here is done without: in torch's own operations, or by the slow twin.
"""

from collections.abc import Sequence
from functools import cache

import torch
import torch.nn.functional as F
from torch import Tensor

from qa.engine import gpu
from qa.engine.config import ModelConfig
from qa.engine.layers.fp8 import dequantize_blocks, quantize_blocks
from qa.engine.layers.layer_ops import PlainSteps, Steps
from qa.engine.layers.linear import DenseLinear, Fp8Linear, Linear
from qa.engine.self_check import can_be_trusted

ROWS = (3, 200)  # few are multiplied in bf16, many in FP8
N, K = 256, 512


@cache
def scaled_mm_works(device: torch.device) -> bool:
    """Whether torch._scaled_mm does as it says with block scales."""
    linear = _fp8_weight(device)

    def multiply(rows: int, *, by_torch: bool) -> Tensor:
        linear.takes_scaled_mm = by_torch
        return linear(_random(rows, K, device))

    return can_be_trusted(
        lambda: [multiply(rows, by_torch=True) for rows in ROWS],
        lambda: [multiply(rows, by_torch=False) for rows in ROWS],
        otherwise="no FP8 products by torch",
    )


@cache
def fp8_kernels_work(device: torch.device) -> bool:
    """Whether our FP8 products do as the weight written out does."""
    from qa.engine.kernels.linear import KernelFp8Linear

    plain = _fp8_weight(device)
    ours = KernelFp8Linear(plain.weight, plain.scale_inv)
    ours.takes_scaled_mm = False
    weight = dequantize_blocks(plain.weight, plain.scale_inv, torch.float32)
    return can_be_trusted(
        lambda: [ours(_random(rows, K, device)) for rows in ROWS],
        lambda: [F.linear(_random(rows, K, device).float(), weight) for rows in ROWS],
        otherwise="no FP8 products by kernels",
    )


def fused_steps_work(fused: Steps, config: ModelConfig, device: torch.device) -> bool:
    """Whether the fused steps of this network do as torch's own operations."""
    plain = PlainSteps(config, device, torch.bfloat16)
    weights = [
        _random(N, size, device).mul_(size**-0.5)
        for size in (config.hidden_size, config.intermediate_size)
    ]
    kinds = [list[Linear](map(DenseLinear, weights))]
    if gpu.available(device, (8, 9)):  # they quantise as well
        kinds.append([Fp8Linear(*quantize_blocks(weight.float())) for weight in weights])

    def are_right(linears: list[Linear]) -> bool:
        return can_be_trusted(
            lambda: _outputs(fused, linears, config, device),
            lambda: _outputs(plain, linears, config, device),
            otherwise="norms, gate and rotation in torch's own operations",
        )

    return all(map(are_right, kinds))


def _outputs(
    steps: Steps, linears: Sequence[Linear], config: ModelConfig, device: torch.device
) -> list[Tensor]:
    """Of each step, for three tokens far apart. linears: from hidden and intermediate size."""
    count, hidden, d = 3, config.hidden_size, config.head_dim
    x, delta = _random(count, hidden, device), _random(count, hidden, device, seed=1)
    norm = _random(1, hidden, device, seed=2)[0]
    q_norm, k_norm = (_random(1, d, device, seed=seed)[0] for seed in (3, 4))
    qkv = _random(count, (config.num_heads + 2 * config.num_kv_heads) * d, device, seed=5)
    gate_up = _random(count, 2 * config.intermediate_size, device, seed=6)
    positions = torch.tensor([0, 77, config.max_position - 1], device=device)
    return [
        *steps.norm_linear(x, delta, norm, linears[0]),
        *steps.norm_linear(x, None, norm, linears[0]),
        *steps.heads(qkv, q_norm, k_norm, steps.angles(positions)),
        steps.gate_linear(gate_up, linears[1]),
    ]


def _fp8_weight(device: torch.device) -> Fp8Linear:
    weight, scale_inv = quantize_blocks(_random(N, K, device, seed=7).float())
    return Fp8Linear(weight, scale_inv)


def _random(rows: int, columns: int, device: torch.device, seed: int = 0) -> Tensor:
    generator = torch.Generator(device).manual_seed(seed)
    return torch.randn(rows, columns, generator=generator, device=device).to(torch.bfloat16)
