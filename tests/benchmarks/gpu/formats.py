"""The number formats side by side: speed, memory, and how far each is from fp32."""

import time
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from qa.engine.batch import Batch, Segment
from qa.engine.kernels import failures
from qa.engine.kv_cache import KVArena
from qa.engine.model import Qwen3
from qa.engine.random_weights import config_of, random_model
from qa.engine.weights import WeightFormat
from qa.known_models import ModelShape
from tests.benchmarks.gpu.limits import DeviceRates, Limit, synchronize
from tests.benchmarks.gpu.rows import Row

FORMATS = (  # the reference first
    WeightFormat.FP32,
    WeightFormat.BF16,
    WeightFormat.INT8,
    WeightFormat.FP8,
    WeightFormat.FP8_WEIGHT_ONLY,
)
COMPARED = 512  # tokens whose logits are compared


def measure_formats(
    shape: ModelShape,
    rates: DeviceRates,
    device: torch.device,
    *,
    num_tokens: int = 16_384,
    num_decode: int = 64,
    chunk: int = 8192,
) -> Iterator[Row]:
    """Read num_tokens and write num_decode behind them in each weight format."""
    truth: Tensor | None = None
    for weight_format in FORMATS:
        setup = f"{weight_format.value} weights"
        try:
            model = random_model(config_of(shape), device=device, weight_format=weight_format)
            limit = Limit(shape, rates, weight_format, model.kv_format)
            yield from _speed(model, limit, setup, num_tokens, num_decode, chunk)
            logits = _logits(model, _ids(COMPARED, shape))
        except (AssertionError, *failures()) as error:  # the device cannot do this format
            reason = str(error).partition("\n")[0][:80]
            yield Row("prefill", num_tokens, setup, None, "tokens/s", note=reason)
            continue
        if weight_format is FORMATS[0]:
            truth = logits
        if truth is not None:
            yield from _agreement(truth, logits, setup)
        del model, logits
        if device.type == "cuda":
            torch.cuda.empty_cache()


def _speed(
    model: Qwen3, limit: Limit, setup: str, num_tokens: int, num_decode: int, chunk: int
) -> list[Row]:
    device = model.device
    ids = _ids(num_tokens, limit.shape)
    warm = model.arena(2 * chunk + 1)
    _read(model, warm, ids[: 2 * chunk], chunk)
    _read(model, warm, ids[:1], 1)
    warm.free()
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)
    arena = model.arena(num_tokens + num_decode)
    prefill_s = _read(model, arena, ids, chunk)
    decode_s = _read(model, arena, ids[:num_decode], 1)
    rows = [
        Row(
            "prefill",
            num_tokens,
            setup,
            num_tokens / prefill_s,
            "tokens/s",
            limit=num_tokens / limit.prefill_s(num_tokens),
        ),
        Row(
            "decode, step by step",
            num_tokens,
            setup,
            num_decode / decode_s,
            "tokens/s",
            limit=1 / limit.step_s(num_tokens),
        ),
    ]
    if device.type == "cuda":
        used = torch.cuda.max_memory_allocated(device) / 1e9
        rows.append(Row("memory", num_tokens, setup, used, "GB", limit=limit.memory_gb(num_tokens)))
    return rows


def _read(model: Qwen3, arena: KVArena, ids: Sequence[int], chunk: int) -> float:
    """Seconds to run ids through the model, so many at a time."""
    synchronize(model.device)
    began = time.perf_counter()
    for start in range(0, len(ids), chunk):
        model.forward(Batch.of([Segment(ids[start : start + chunk], arena)], model.device))
    synchronize(model.device)
    return time.perf_counter() - began


def _logits(model: Qwen3, ids: Sequence[int]) -> Tensor:
    arena = model.arena(len(ids))
    return model.forward(Batch.of([Segment(ids, arena)], model.device), all_logits=True).cpu()


def _agreement(truth: Tensor, logits: Tensor, setup: str) -> list[Row]:
    error = ((logits - truth).square().mean().sqrt() / truth.square().mean().sqrt()).item()
    same = (logits.argmax(-1) == truth.argmax(-1)).float().mean().item()
    note = "random weights"
    return [
        Row("logit error to fp32, RMS", COMPARED, setup, 100 * error, "%", note=note),
        Row("same best token as fp32", COMPARED, setup, 100 * same, "%", note=note),
    ]


def _ids(count: int, shape: ModelShape) -> list[int]:
    generator = torch.Generator().manual_seed(1)
    return torch.randint(0, shape.vocab_size, (count,), generator=generator).tolist()
