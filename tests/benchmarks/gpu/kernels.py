"""Single operations at the sizes of the model: where a pass spends its time, beside the library."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

import torch
import torch.nn.functional as F
from torch import Tensor

from qa.engine.attention import Attend, attend_cpu, attend_cudnn
from qa.engine.attention.choice import ON_GPU
from qa.engine.attention.decode_reference import PrefixLength
from qa.engine.attention.stretches import Batched
from qa.engine.attention.stretches_choice import LIBRARIES
from qa.engine.gpu import available
from qa.engine.kv_cache.cache import KVCache, KVFormat, KVView, kv_bytes
from qa.engine.kv_cache.int4 import Int4KVCache
from qa.engine.layers.fp8 import QuantizedRows, quantize_blocks
from qa.engine.layers.linear import Fp8Linear, Linear
from qa.engine.network.weights import WeightFormat, make_linear
from qa.models.catalog import ModelShape
from tests.benchmarks.gpu.limits import DeviceRates, seconds_of
from tests.benchmarks.gpu.rows import Row

NUM_ROWS = (1, 16, 64, 128, 8192)
PASTS = (8192, 65_536, 253_952)
CHUNK = 8192
QUESTIONS = (1, 32, 120)
PREFIX = 150_000


@torch.inference_mode()
def measure_kernels(
    shape: ModelShape, rates: DeviceRates, device: torch.device, *, is_small: bool = False
) -> Iterator[Row]:
    """Linear layers at each shape and batch, and attention of a chunk and of questions."""
    yield from _linears(shape, rates, device, NUM_ROWS[:2] if is_small else NUM_ROWS)
    yield from _prefill(shape, rates, device, (256,) if is_small else PASTS)
    yield from _decode(shape, rates, device, 256 if is_small else PREFIX)


def _linears(
    shape: ModelShape, rates: DeviceRates, device: torch.device, batches: Sequence[int]
) -> Iterator[Row]:
    q, kv = shape.num_heads * shape.head_dim, shape.num_kv_heads * shape.head_dim
    hidden, inner = shape.hidden_size, shape.intermediate_size
    for name, n, k in (
        ("qkv", q + 2 * kv, hidden),
        ("o", hidden, q),
        ("gate_up", 2 * inner, hidden),
        ("down", hidden, inner),
    ):
        weight = torch.randn(n, k, device=device).mul_(k**-0.5)
        for m in batches:
            x = torch.randn(m, k, device=device).to(torch.bfloat16)
            for label, work in _ways(weight, x):
                seconds = _seconds(work, device)
                limit = max(2 * m * n * k / rates.fp8_ops, n * k / rates.bytes_read)
                yield Row(
                    f"linear {name} [{n}, {k}], {m} rows",
                    0,
                    label,
                    None if seconds is None else 1e3 * seconds,
                    "ms",
                    limit=1e3 * limit,
                )


def _ways(weight: Tensor, x: Tensor) -> list[tuple[str, Callable[[], object]]]:
    def ours(weight_format: WeightFormat) -> Callable[[], object]:
        linear: Linear = make_linear(weight, weight_format)
        return lambda: linear(x)

    dense = weight.to(torch.bfloat16)
    return [
        ("ours, fp8", ours(WeightFormat.FP8)),
        ("ours, fp8 weights only", ours(WeightFormat.FP8_WEIGHT_ONLY)),
        ("ours, int8", ours(WeightFormat.INT8)),
        ("torch, bf16", lambda: F.linear(x, dense)),
        *_quantised_ways(weight, x),
    ]


def _quantised_ways(weight: Tensor, x: Tensor) -> list[tuple[str, Callable[[], object]]]:
    """FP8 times FP8 alone, of rows that are quantised before: which product is best from where."""
    linear, rows = Fp8Linear(*quantize_blocks(weight)), QuantizedRows.of(x)
    ways: list[tuple[str, Callable[[], object]]] = []
    if linear.takes_scaled_mm:
        ways.append(("torch._scaled_mm alone", lambda: linear.multiply(rows, x.dtype)))
    if available(x.device, (8, 9)):
        from qa.engine.kernels.fp8_linear import w8a8

        scale = linear.scale_inv
        ways.append(("ours, w8a8 alone", lambda: w8a8(rows, linear.weight, scale, x.dtype)))
    return ways


def _seconds(work: Callable[[], object], device: torch.device) -> float | None:
    try:
        return seconds_of(work, device)
    except Exception:  # noqa: BLE001 - a package that cannot do a thing raises what it likes
        return None


def random_view(
    shape: ModelShape, num_tokens: int, kv_format: KVFormat, device: torch.device
) -> KVView:
    """Keys and values of one layer."""
    kind = Int4KVCache if kv_format is KVFormat.KV4 else KVCache
    arena = kind(replace(shape, num_layers=1), num_tokens, kv_format, device)
    heads = (shape.num_kv_heads, shape.head_dim)
    arena.write(0, *(torch.randn(num_tokens, *heads, device=device) for _ in range(2)))
    arena.advance(num_tokens)
    return arena.view(0, num_tokens)


def _backends(device: torch.device) -> list[tuple[str, Attend]]:
    if device.type == "cpu":
        return [("torch flash", attend_cpu)]
    return [(attend.__name__.removeprefix("attend_"), attend) for attend in ON_GPU]


def _prefill(
    shape: ModelShape, rates: DeviceRates, device: torch.device, pasts: Sequence[int]
) -> Iterator[Row]:
    """A chunk behind what stands before it: TFLOP/s of one layer."""
    for past in pasts:
        chunk = min(CHUNK, past)
        q = torch.randn(chunk, shape.num_heads, shape.head_dim, device=device).to(torch.bfloat16)
        kv = random_view(shape, past + chunk, KVFormat.BF16, device)
        pairs = chunk * past + chunk * chunk / 2
        operations = 4 * shape.num_heads * shape.head_dim * pairs
        for name, attend in _backends(device):
            seconds = _seconds(partial(attend, q, kv, True), device)
            yield Row(
                f"attention of a chunk of {chunk:,}, one layer",
                past,
                name,
                None if seconds is None else operations / seconds / 1e12,
                "TFLOP/s",
                limit=rates.bf16_ops / 1e12,
            )


def _decode(
    shape: ModelShape, rates: DeviceRates, device: torch.device, num_tokens: int
) -> Iterator[Row]:
    """All questions' newest tokens over the shared prefix: milliseconds of one layer."""
    for kv_format in (KVFormat.BF16, KVFormat.FP8, KVFormat.KV4):
        kv = random_view(shape, num_tokens, kv_format, device)
        num_bytes = kv_bytes(replace(shape, num_layers=1), kv_format, num_tokens)
        for count in QUESTIONS:
            q = torch.randn(count, shape.num_heads, shape.head_dim, device=device)
            q = q.to(torch.bfloat16)
            operations = 4 * shape.num_heads * shape.head_dim * num_tokens * count
            limit = max(num_bytes / rates.bytes_read, operations / rates.bf16_ops)
            # not cuDNN, which the engine never asks for so few queries
            ways = [way for way in _backends(device) if way[1] is not attend_cudnn]
            ways += _shared_prefix(device, kv_format, count)
            for name, attend in ways:
                seconds = _seconds(partial(attend, q, kv, False), device)
                yield Row(
                    f"attention of {count} questions over the prefix, one layer",
                    num_tokens,
                    f"{name}, {kv_format.value} KV",
                    None if seconds is None else 1e3 * seconds,
                    "ms",
                    limit=1e3 * limit,
                )


def _shared_prefix(
    device: torch.device, kv_format: KVFormat, count: int
) -> list[tuple[str, Attend]]:
    """The kernel of decoding, and the libraries that `count` questions may take beside it."""
    if not available(device):
        return []
    from qa.engine.kernels.prefix import MANY_QUESTIONS, shared_prefix_attention

    def way(library: Batched | None) -> Attend:
        return lambda q, kv, _: shared_prefix_attention(q, kv, PrefixLength.of(kv), library)

    is_many = kv_format is KVFormat.BF16 and count >= MANY_QUESTIONS
    taken = LIBRARIES if is_many else {}
    by_library = [(f"{name}, in stretches", way(library)) for name, library in taken.items()]
    return [("ours, split", way(None)), *by_library]
