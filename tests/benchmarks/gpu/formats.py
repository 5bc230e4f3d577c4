"""The number formats of weights side by side: speed, memory, many questions at once, and how far
each is from fp32.
"""

from collections.abc import Iterator

import torch
from torch import Tensor

from qa.engine.gpu import failures
from qa.engine.network.batch import Batch, Segment
from qa.engine.network.network import Qwen3
from qa.engine.network.weights import WeightFormat
from qa.models.catalog import ModelShape
from qa.models.errors import ModelError
from tests.benchmarks.gpu.limits import DeviceRates, Limit
from tests.benchmarks.gpu.long import Measurement
from tests.benchmarks.gpu.plan import Plan
from tests.benchmarks.gpu.rows import Row, reason_of
from tests.engine.random_weights import config_of, random_model

FORMATS = (  # the reference first
    WeightFormat.FP32,
    WeightFormat.BF16,
    WeightFormat.INT8,
    WeightFormat.FP8,
    WeightFormat.FP8_WEIGHT_ONLY,
)
COMPARED = 512  # tokens whose logits are compared
PLAN = Plan(
    lengths=(16_384,), many_at=16_384, num_questions=(30, 120), answer_tokens=64, decode_tokens=64
)


def measure_formats(
    shape: ModelShape, rates: DeviceRates, device: torch.device, *, plan: Plan = PLAN
) -> Iterator[Row]:
    """Read and ask as in the table of the README, behind a shorter document; then compare logits
    of random weights.
    """
    truth: Tensor | None = None
    for weight_format in FORMATS:
        setup = f"{weight_format.value} weights"
        try:
            model = random_model(config_of(shape), device=device, weight_format=weight_format)
            limit = Limit(shape, rates, weight_format, model.kv_format)
            yield from Measurement(model, limit, plan, "dense").rows()
            logits = _logits(model, _ids(COMPARED, shape))
        except (AssertionError, ModelError, *failures()) as error:  # the device cannot do it
            yield Row("first token, dense", plan.many_at, setup, None, "s", note=reason_of(error))
            continue
        if weight_format is FORMATS[0]:
            truth = logits
        if truth is not None:
            yield from _agreement(truth, logits, setup)
        del model, logits
        if device.type == "cuda":
            torch.cuda.empty_cache()


def _logits(model: Qwen3, ids: list[int]) -> Tensor:
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
