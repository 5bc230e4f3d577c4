"""Every way to compute attention and linear layers, tried on this device and timed.

A way counts as working when it runs and its numbers are those of the reference, so a missing
package, an old driver and a wrong result look the same to whoever asks: a reason.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from qa.engine.attention import (
    Attend,
    attend_cpu,
    attend_cpu_int8,
    attend_cudnn,
    attend_flash,
    attend_reference,
)
from qa.engine.config import RopeConfig
from qa.engine.fp8 import quantize_blocks
from qa.engine.kv_cache import KVArena, KVFormat, KVView, quantize_to
from qa.engine.linear import DenseLinear, Fp8Linear, Fp8WeightOnlyLinear, Int8Linear, Linear
from qa.engine.loader import best_attend, compute_dtype
from qa.engine.rope import Rope, rotate
from qa.engine.weights import WeightFormat
from qa.known_models import ModelShape

CHUNK = 512  # tokens read at once while measuring, as the engine does on a CPU
PAST = 2048
# The sizes of Qwen3-0.6B: larger models reach higher rates, so that estimates err on the slow side.
HEADS, KV_HEADS, HEAD_DIM = 16, 8, 128
HIDDEN, INNER = 1024, 3072
LARGEST_ERROR = 0.1  # RMS relative to the reference: beyond it something else is computed
# Not for a user's eyes: a device that cannot do a thing says so in one of these ways.
REFUSALS = (RuntimeError, AttributeError, AssertionError, ValueError)


@dataclass(frozen=True, slots=True)
class Backend:
    """One way to compute attention or a linear layer, tried on this machine."""

    name: str
    kind: str  # "attention" or "linear"
    is_chosen: bool
    relative_error: float | None  # RMS against the reference; None where it does not run
    tera_ops: float | None  # 10^12 operations a second
    reason: str | None  # why it cannot be used

    @property
    def works(self) -> bool:
        return self.reason is None


class Trial:
    """Inputs of the real shapes on one device, and the clock."""

    def __init__(
        self, device: torch.device, dtype: torch.dtype, kv_format: KVFormat, budget_s: float
    ) -> None:
        self._device, self._dtype = device, dtype
        self._kv_format = kv_format
        self._budget_s = budget_s
        self._generator = torch.Generator(device).manual_seed(0)

    def attentions(self) -> list[Backend]:
        """A chunk of queries behind a past, causally."""
        q, past = self._random(CHUNK, HEADS, HEAD_DIM), PAST + CHUNK
        k, v = self._random(KV_HEADS, past, HEAD_DIM), self._random(KV_HEADS, past, HEAD_DIM)
        keys, key_scale = quantize_to(k, torch.int8)
        plain, mixed = KVView(k, v), KVView(keys, v.to(torch.bfloat16), key_scale)
        is_cpu = self._device.type == "cpu"
        candidates: list[Attend] = [attend_cpu, attend_cpu_int8] if is_cpu else []
        candidates += [] if is_cpu else [attend_cudnn, attend_flash]
        chosen = best_attend(self._device, self._kv_format)
        if chosen is attend_reference:
            candidates.append(attend_reference)
        operations = 4 * HEADS * HEAD_DIM * (CHUNK * PAST + CHUNK * CHUNK / 2)
        expected, _ = attend_reference(q, plain, True)

        def backend(attend: Attend) -> Backend:
            kv = mixed if attend is attend_cpu_int8 else plain
            return self._try(
                attend.__name__,
                "attention",
                attend is chosen,
                lambda: attend(q, kv, True)[0],
                expected,
                operations,
            )

        return [backend(attend) for attend in candidates]

    def linears(self, chosen: WeightFormat) -> list[Backend]:
        """The same random weight in every format."""
        x, weight = self._random(CHUNK, HIDDEN), self._random(4 * HIDDEN, HIDDEN) * HIDDEN**-0.5
        expected = x.float() @ weight.float().t()
        blocks = quantize_blocks(weight.float())
        makers: dict[WeightFormat, Callable[[], Linear]] = {
            WeightFormat.FP32: lambda: DenseLinear(weight.float()),
            WeightFormat.BF16: lambda: DenseLinear(weight.bfloat16()),
            WeightFormat.INT8: lambda: Int8Linear(weight),
            WeightFormat.FP8: lambda: Fp8Linear(*blocks),
            WeightFormat.FP8_WEIGHT_ONLY: lambda: Fp8WeightOnlyLinear(*blocks),
        }
        operations = 2 * CHUNK * HIDDEN * 4 * HIDDEN

        def backend(weight_format: WeightFormat) -> Backend:
            dtype = compute_dtype(weight_format, self._device)
            linear, rows = makers[weight_format](), x.to(dtype)
            return self._try(
                weight_format.value,
                "linear",
                weight_format is chosen,
                lambda: linear(rows),
                expected,
                operations,
            )

        return [backend(weight_format) for weight_format in makers]

    def elements_per_second(self) -> float:
        """What is not a product: norms, rotation, cache, activation and residuals of one layer."""
        heads = HEADS + 2 * KV_HEADS
        x, q = self._random(CHUNK, HIDDEN), self._random(CHUNK, heads, HEAD_DIM)
        gate = self._random(CHUNK, 2 * INNER)
        one, unit = x.new_ones(HIDDEN), x.new_ones(HEAD_DIM)
        rope = Rope(RopeConfig(theta=1e6), HEAD_DIM, self._device)
        cos, sin = rope.table(torch.arange(CHUNK, device=self._device), x.dtype)
        one_layer = ModelShape(1, HIDDEN, INNER, HEADS, KV_HEADS, CHUNK)
        arena = KVArena(one_layer, CHUNK, self._kv_format, self._device)

        def layer() -> None:
            for _ in range(2):
                x + F.rms_norm(x, (HIDDEN,), one, 1e-6)
            turned = rotate(F.rms_norm(q, (HEAD_DIM,), unit, 1e-6), cos, sin)
            arena.write(0, turned[:, :KV_HEADS], turned[:, -KV_HEADS:])
            left, right = gate.chunk(2, dim=-1)
            F.silu(left) * right

        return CHUNK * elements_per_token(HIDDEN, heads, INNER) / self._seconds(layer)

    def bytes_per_second(self) -> float:
        """Reading memory that no cache holds."""
        numbers = torch.ones(32 * 2**20, dtype=torch.int64, device=self._device)
        return numbers.nbytes / self._seconds(numbers.max)

    def _random(self, *shape: int) -> Tensor:
        numbers = torch.randn(*shape, generator=self._generator, device=self._device)
        return numbers.to(self._dtype)

    def _try(
        self,
        name: str,
        kind: str,
        is_chosen: bool,
        work: Callable[[], Tensor],
        expected: Tensor,
        operations: float,
    ) -> Backend:
        try:
            difference = work().float() - expected.float()
            error = float(difference.pow(2).mean().sqrt() / expected.float().std())
            if not error < LARGEST_ERROR:
                reason = f"wrong numbers: {error:.2g} off"
                return Backend(name, kind, is_chosen, error, None, reason)
            tera_ops = operations / self._seconds(work) / 1e12
        except REFUSALS as refusal:
            reason = (str(refusal) or type(refusal).__name__).splitlines()[0]
            return Backend(name, kind, is_chosen, None, None, reason)
        return Backend(name, kind, is_chosen, error, tera_ops, None)

    def _seconds(self, work: Callable[[], object]) -> float:
        """The fastest of as many runs as the budget allows, after one to warm up."""
        work()
        self._wait()
        best, spent = float("inf"), 0.0
        while not spent or spent < self._budget_s:
            began = time.perf_counter()
            work()
            self._wait()
            seconds = time.perf_counter() - began
            best, spent = min(best, seconds), spent + seconds
        return best

    def _wait(self) -> None:
        if self._device.type == "cuda":
            torch.cuda.synchronize(self._device)


def elements_per_token(hidden: int, heads: int, inner: int) -> int:
    """Numbers that one token passes through the element-wise work of one layer."""
    return 4 * hidden + 2 * heads * HEAD_DIM + 3 * inner
