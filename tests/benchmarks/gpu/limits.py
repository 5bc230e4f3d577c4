"""The limit by arithmetic: operations and bytes of a model, at the rates a device reaches in loops.

Attention of N tokens behind each other costs layers x 4 x heads x head_dim x N^2 / 2 operations;
linear layers 2 per weight and token. Writing a token reads all weights once and the context's keys
and values once, however many questions share them.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import torch

from qa.engine.kv_cache.cache import KVFormat, kv_bytes, kv_bytes_per_token
from qa.engine.layers.fp8 import E4M3
from qa.engine.network.weights import WeightFormat
from qa.engine.probing.probe import weight_bytes
from qa.models.catalog import ModelShape

SIDE = 8192  # of the matrices on a GPU; large enough for the highest rate
SIDE_ON_CPU = 512
NUM_BYTES = 4 * 2**30
NUM_BYTES_ON_CPU = 2**26


@dataclass(frozen=True, slots=True)
class DeviceRates:
    """Operations and bytes a second."""

    bf16_ops: float
    fp8_ops: float  # of tensor-wise scaled products; the bf16 rate where there are none
    bytes_read: float


def measure_rates(device: torch.device) -> DeviceRates:
    """Multiply and read in loops; a few seconds."""
    is_cuda = device.type == "cuda"
    side = SIDE if is_cuda else SIDE_ON_CPU
    a = torch.randn(side, side, device=device).to(torch.bfloat16)
    bf16 = 2 * side**3 / seconds_of(lambda: a @ a, device)
    fp8 = _fp8_rate(a, device) if is_cuda else bf16
    num_bytes = NUM_BYTES if is_cuda else NUM_BYTES_ON_CPU
    big = torch.ones(num_bytes // 8, dtype=torch.int64, device=device)
    return DeviceRates(bf16, fp8 or bf16, num_bytes / seconds_of(lambda: big.max(), device))


def _fp8_rate(a: torch.Tensor, device: torch.device) -> float | None:
    eight, one = a.to(E4M3), torch.ones((), device=device)
    try:
        seconds = seconds_of(
            lambda: torch._scaled_mm(
                eight, eight.t(), scale_a=one, scale_b=one, out_dtype=torch.bfloat16
            ),
            device,
        )
    except RuntimeError:  # compute capability below 8.9
        return None
    return 2 * len(a) ** 3 / seconds


def seconds_of(work: Callable[[], object], device: torch.device, *, repeats: int = 10) -> float:
    """Seconds of the fastest of some runs after two to warm up."""
    times = []
    for i in range(repeats + 2):
        synchronize(device)
        began = time.perf_counter()
        work()
        synchronize(device)
        if i >= 2:
            times.append(time.perf_counter() - began)
    return min(times)


def synchronize(device: torch.device) -> None:
    """Wait until the device has done what it was given."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


@dataclass(frozen=True, slots=True)
class Limit:
    """What a model of this shape could reach on a device of these rates."""

    shape: ModelShape
    rates: DeviceRates
    weight_format: WeightFormat
    kv_format: KVFormat

    def prefill_s(self, num_tokens: int) -> float:
        """Seconds to read densely: attention in bf16, linear layers in the weights' format."""
        linear = 2 * self.shape.linear_parameters * num_tokens
        attention = self._attention_ops(num_tokens * num_tokens / 2)
        is_fp8 = self.weight_format is WeightFormat.FP8
        rate = self.rates.fp8_ops if is_fp8 else self.rates.bf16_ops
        return linear / rate + attention / self.rates.bf16_ops

    def step_s(self, num_tokens: int, questions: int = 1) -> float:
        """Seconds for one more token of each question over a shared context."""
        weights = weight_bytes(self.shape, self.weight_format)
        if self.shape.tie_word_embeddings is False:  # one row of the table is looked up, not all
            weights -= 2 * self.shape.embedding_parameters
        context = num_tokens * kv_bytes_per_token(self.shape, self.kv_format)
        moved = (weights + context) / self.rates.bytes_read
        linear = 2 * (self.shape.linear_parameters + self.shape.embedding_parameters) * questions
        attention = self._attention_ops(num_tokens * questions)
        return max(moved, (linear + attention) / self.rates.bf16_ops)

    def memory_gb(self, num_tokens: int) -> float:
        """Weights and context; activations come on top."""
        context = kv_bytes(self.shape, self.kv_format, num_tokens)
        return (weight_bytes(self.shape, self.weight_format) + context) / 1e9

    def _attention_ops(self, num_pairs: float) -> float:
        return 4 * self.shape.num_layers * self.shape.num_heads * self.shape.head_dim * num_pairs
