"""Which products and which steps between them a layer gets on this device.

Kernels are tried once, when a model is made; what fails or is wrong here is done without: in
torch's own operations, or by the slow reference.
"""

import logging
from collections.abc import Callable, Sequence
from functools import cache, partial

import torch
import torch.nn.functional as F
from torch import Tensor

from qa.engine import gpu
from qa.engine.config import BLOCK, ModelConfig
from qa.engine.layers.fp8 import E4M3, dequantize_blocks, quantize_blocks
from qa.engine.layers.layer_ops import LayerOps, PlainLayerOps
from qa.engine.layers.linear import (
    DenseLinear,
    Fp8Linear,
    Fp8WeightOnlyLinear,
    Linear,
    has_scaled_mm,
)
from qa.engine.self_check import (
    LARGEST_8_BIT_ERROR,
    LARGEST_ERROR,
    SelfCheck,
    Verdict,
    can_be_trusted,
)

ROWS = (3, 100, 200)  # few are multiplied in bf16, many in FP8
N, K = 256, 512
# What is timed: the products of a layer of Qwen3-4B, together more than a card's caches hold.
LAYER = ((6144, 2560), (2560, 4096), (19_456, 2560), (2560, 9728))
SURELY_FEW = 64  # rows, which cost what reading the weight costs, in any format
BUDGET_S = 0.02  # of timing each

log = logging.getLogger(__name__)


def best_layer_ops(config: ModelConfig, device: torch.device, dtype: torch.dtype) -> LayerOps:
    """FusedLayerOps for bf16 where Triton can be used, its kernels fit, and they are right."""
    is_grouped = config.hidden_size % BLOCK == 0 and config.intermediate_size % BLOCK == 0
    is_power_of_two = config.head_dim & (config.head_dim - 1) == 0
    if dtype is torch.bfloat16 and is_grouped and is_power_of_two and gpu.available(device):
        from qa.engine.kernels.fused_steps import FusedLayerOps

        fused = FusedLayerOps(config, device)
        if fused_ops_work(fused, config, device):
            return fused
    return PlainLayerOps(config, device, dtype)


def fp8_linear(weight: Tensor, scale_inv: Tensor, *, weight_only: bool) -> Linear:
    """The best FP8 linear for the weight's device: Triton's where it compiles e4m3 and is right."""
    device = weight.device
    has_kernels = gpu.available(device, (8, 9)) and fp8_kernels_work(device)
    if weight_only:
        if not has_kernels:
            return Fp8WeightOnlyLinear(weight, scale_inv)
        from qa.engine.kernels.linear import KernelFp8WeightOnlyLinear

        return KernelFp8WeightOnlyLinear(weight, scale_inv)
    use_scaled_mm = has_scaled_mm(device) and bool(scaled_mm_works(device))
    if not has_kernels:
        return Fp8Linear(weight, scale_inv, use_scaled_mm=use_scaled_mm)
    from qa.engine.kernels.linear import KernelFp8Linear

    small_rows = most_small_rows(device, use_scaled_mm)
    return KernelFp8Linear(weight, scale_inv, use_scaled_mm=use_scaled_mm, small_rows=small_rows)


@cache
@torch.inference_mode()
def most_small_rows(device: torch.device, use_scaled_mm: bool) -> int:
    """How many rows are multiplied in bf16, which is the more exact: as many as the kernel takes
    where so many take no longer than in FP8, so that an answer does not depend on how many are
    written beside it.
    """
    from qa.engine.kernels.fp8_linear import MAX_SMALL_ROWS
    from qa.engine.kernels.linear import KernelFp8Linear

    if device.type != "cuda":  # the interpreter
        return SURELY_FEW
    x = {k: _random(MAX_SMALL_ROWS, k, device) for _, k in LAYER}
    weights = [_any_fp8_weight(n, k, device) for n, k in LAYER]

    def seconds(small_rows: int) -> float:
        linears = [
            KernelFp8Linear(w, scale, use_scaled_mm=use_scaled_mm, small_rows=small_rows)
            for w, scale in weights
        ]
        run = [partial(linear, x[linear.weight.shape[1]]) for linear in linears]
        return SelfCheck(device, BUDGET_S).seconds(lambda: [product() for product in run])

    try:
        in_bf16, in_fp8 = seconds(MAX_SMALL_ROWS), seconds(SURELY_FEW)
    except gpu.failures() as error:
        log.warning("products of more than %d rows in FP8, untried: %s", SURELY_FEW, error)
        return SURELY_FEW
    chosen = MAX_SMALL_ROWS if in_bf16 <= in_fp8 else SURELY_FEW
    log.info(
        "products of up to %d rows in bf16: a layer's of %d rows take %.0f us, in FP8 %.0f",
        *(chosen, MAX_SMALL_ROWS, 1e6 * in_bf16, 1e6 * in_fp8),
    )
    return chosen


@cache
def scaled_mm_works(device: torch.device) -> Verdict:
    """Whether torch._scaled_mm does as it says with block scales."""
    linear = _fp8_weight(device)
    reference = Fp8Linear(linear.weight, linear.scale_inv, use_scaled_mm=False)
    return can_be_trusted(
        lambda: [linear(_random(rows, K, device)) for rows in ROWS],
        lambda: [reference(_random(rows, K, device)) for rows in ROWS],
        otherwise="no FP8 products by torch",
        most=LARGEST_8_BIT_ERROR,
    )


@cache
def fp8_kernels_work(device: torch.device) -> Verdict:
    """Whether our FP8 products do as the weight written out does."""
    from qa.engine.kernels.linear import KernelFp8Linear

    plain = _fp8_weight(device)
    ours = KernelFp8Linear(plain.weight, plain.scale_inv, use_scaled_mm=False)
    weight = dequantize_blocks(plain.weight, plain.scale_inv, torch.float32)
    return can_be_trusted(
        lambda: [ours(_random(rows, K, device)) for rows in ROWS],
        lambda: [F.linear(_random(rows, K, device).float(), weight) for rows in ROWS],
        otherwise="no FP8 products by kernels",
        most=LARGEST_8_BIT_ERROR,
    )


def fused_ops_work(fused: LayerOps, config: ModelConfig, device: torch.device) -> Verdict:
    """Whether the fused steps of this network do as torch's own operations, quantising or not."""
    plain = PlainLayerOps(config, device, torch.bfloat16)
    weights = [
        _random(N, size, device).mul_(size**-0.5)
        for size in (config.hidden_size, config.intermediate_size)
    ]

    def verdict(linears: list[Linear], most: float) -> Verdict:
        return can_be_trusted(
            lambda: _outputs(fused, linears, config, device, cut=_in_three),
            lambda: _outputs(plain, linears, config, device, cut=lambda y: y),
            otherwise="norms, gate and rotation in torch's own operations",
            most=most,
        )

    found = verdict(list[Linear](map(DenseLinear, weights)), LARGEST_ERROR)
    if not found or not gpu.available(device, (8, 9)):
        return found
    quantized = [Fp8Linear(*quantize_blocks(weight.float())) for weight in weights]
    return verdict(list[Linear](quantized), LARGEST_8_BIT_ERROR)


def _in_three(y: Tensor) -> Tensor:
    """As a product whose K was cut."""
    shares = torch.tensor([0.5, 0.375, 0.125], device=y.device)
    return y.float() * shares[:, None, None]


def _outputs(
    steps: LayerOps,
    linears: Sequence[Linear],
    config: ModelConfig,
    device: torch.device,
    *,
    cut: Callable[[Tensor], Tensor],
) -> list[Tensor]:
    """Of each step, for three tokens far apart, those that take products in splits once more with
    products that are `cut`. linears: from hidden and intermediate size.
    """
    count, hidden, d = 3, config.hidden_size, config.head_dim
    x, delta = _random(count, hidden, device), _random(count, hidden, device, seed=1)
    norm = _random(1, hidden, device, seed=2)[0]
    norms: tuple[Tensor | None, ...] = (None, None)
    if config.has_qk_norm:
        norms = tuple(_random(1, d, device, seed=seed)[0] for seed in (3, 4))
    qkv = _random(count, (config.num_heads + 2 * config.num_kv_heads) * d, device, seed=5)
    gate_up = _random(count, 2 * config.intermediate_size, device, seed=6)
    positions = torch.tensor([0, 77, config.max_position - 1], device=device)
    return [
        *steps.norm_linear(x, delta, norm, linears[0]),
        *steps.norm_linear(x, None, norm, linears[0]),
        *steps.heads(qkv, norms[0], norms[1], steps.angles(positions)),
        steps.gate_linear(gate_up, linears[1]),
        *steps.norm_linear(x, cut(delta), norm, linears[0]),
        *steps.heads(cut(qkv), norms[0], norms[1], steps.angles(positions)),
        steps.add(x, cut(delta)),
    ]


def _fp8_weight(device: torch.device) -> Fp8Linear:
    weight, scale_inv = quantize_blocks(_random(N, K, device, seed=7).float())
    return Fp8Linear(weight, scale_inv)


def _any_fp8_weight(n: int, k: int, device: torch.device) -> tuple[Tensor, Tensor]:
    generator = torch.Generator(device).manual_seed(0)
    codes = torch.randint(0, 120, (n, k), generator=generator, device=device, dtype=torch.uint8)
    return codes.view(E4M3), torch.ones(n // BLOCK, k // BLOCK, device=device)  # no code is NaN


def _random(rows: int, columns: int, device: torch.device, seed: int = 0) -> Tensor:
    generator = torch.Generator(device).manual_seed(seed)
    return torch.randn(rows, columns, generator=generator, device=device).to(torch.bfloat16)
