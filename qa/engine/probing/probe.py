"""What this machine has and how fast it reads: found out in a few seconds, by trying.

Every backend is run on a small input and compared with the reference; those that work are timed.
Four rates follow, measured through the engine's own code: products of linear layers, attention,
the element-wise rest, and memory. From them and a model's sizes come seconds, by arithmetic.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from qa.engine.config import ModelConfig
from qa.engine.kv_cache.cache import KVFormat, kv_bytes, kv_bytes_per_token
from qa.engine.network.loader import best_device, best_kv_format, compute_dtype
from qa.engine.network.weights import WeightFormat, best_weight_format
from qa.engine.probing.device_info import Machine, describe
from qa.engine.probing.micro_benchmarks import (
    ATTENTION_OPS,
    CHUNK,
    HEAD_DIM,
    HEADS,
    HIDDEN,
    INNER,
    KV_HEADS,
    LINEAR_OPS,
    PAST,
    Trial,
)
from qa.engine.self_check import Backend
from qa.models.catalog import KNOWN_MODELS, KnownModel, ModelShape

FIRST_ANSWER_TOKENS = 4096  # what is read of a document that is asked on a CPU
FIRST_ANSWER_S = 30.0  # longer, and quotes found by search serve better
GPU_CONTEXT_TOKENS = 32_768  # a GPU without room for this much beside the weights has no room
WORKING_BYTES = 10**9  # activations and logits
NUM_TIMINGS = 10  # backends and rates that share the time
LEAST_REST = 0.02  # of a layer's time: noise must not make the element-wise work vanish
SMALL = ModelShape(1, HIDDEN, INNER, HEADS, KV_HEADS, PAST, vocab_size=0)  # one layer of the trial


@dataclass(frozen=True, slots=True)
class Rates:
    """What the chosen backends do in a second, and what comes on top."""

    linear_ops: float
    attention_ops: float
    elements: float  # activations that pass through norms, rotation, cache and residuals
    bytes_read: float
    step_overhead_s: float = 0.0  # of a layer in writing one token, beyond reading its weights


@dataclass(frozen=True, slots=True)
class Probe:
    """Everything that was found out about one device."""

    machine: Machine
    weight_format: str
    kv_format: str
    backends: tuple[Backend, ...]
    rates: Rates

    def reading_seconds(self, shape: ModelShape, num_tokens: int) -> float:
        """Seconds to read `num_tokens` from the start, by arithmetic."""
        n, heads = num_tokens, shape.num_heads + 2 * shape.num_kv_heads
        linear = 2 * shape.linear_parameters * n
        attention = 2 * shape.num_layers * shape.num_heads * shape.head_dim * n * n
        elements = elements_per_token(shape.hidden_size, heads, shape.intermediate_size)
        return (
            _seconds(linear, self.rates.linear_ops)
            + _seconds(attention, self.rates.attention_ops)
            + _seconds(shape.num_layers * elements * n, self.rates.elements)
        )

    def writing_seconds(self, shape: ModelShape, num_tokens: int) -> float:
        """Seconds for one more token behind `num_tokens`: all weights and the context are read."""
        weights = weight_bytes(shape, WeightFormat(self.weight_format))
        context = num_tokens * kv_bytes_per_token(shape, KVFormat(self.kv_format))
        overhead = shape.num_layers * self.rates.step_overhead_s
        return _seconds(weights + context, self.rates.bytes_read) + overhead

    def bytes_needed(self, shape: ModelShape, num_tokens: int) -> int:
        """Memory for the weights, `num_tokens` of context and the work on them."""
        context = kv_bytes(shape, KVFormat(self.kv_format), num_tokens)
        return weight_bytes(shape, WeightFormat(self.weight_format)) + context + WORKING_BYTES

    def first_answer_seconds(self, shape: ModelShape, num_tokens: int) -> float:
        """Seconds from a question over `num_tokens` not yet read to the first word."""
        return self.reading_seconds(shape, num_tokens) + self.writing_seconds(shape, num_tokens)


def weight_bytes(shape: ModelShape, weight_format: WeightFormat) -> int:
    """What the weights take in memory, as the loader keeps them."""
    tables = shape.num_parameters - shape.linear_parameters
    match weight_format:
        case WeightFormat.FP32:
            return 4 * shape.num_parameters
        case WeightFormat.BF16:
            return 2 * shape.num_parameters
        case WeightFormat.INT8:  # the head in int8 beside a bf16 table to look tokens up in
            return shape.linear_parameters + 3 * shape.embedding_parameters
        case WeightFormat.FP8 | WeightFormat.FP8_WEIGHT_ONLY:
            return shape.linear_parameters + 2 * tables


def shape_of(config: ModelConfig) -> ModelShape:
    """The sizes of a checkpoint that is at hand."""
    return ModelShape(
        num_layers=config.num_layers,
        hidden_size=config.hidden_size,
        intermediate_size=config.intermediate_size,
        num_heads=config.num_heads,
        num_kv_heads=config.num_kv_heads,
        max_position=config.max_position,
        tie_word_embeddings=config.tie_word_embeddings,
        head_dim=config.head_dim,
        vocab_size=config.vocab_size,
    )


def probe(device: torch.device | None = None, *, budget_s: float = 2.0) -> Probe:
    """Try and time this machine; budget_s is how long all timing together may take, about."""
    device = device or best_device()
    weight_format = best_weight_format(device)
    kv_format = best_kv_format(device, weight_format)
    dtype = compute_dtype(weight_format, device)
    trial = Trial(device, dtype, kv_format, budget_s / NUM_TIMINGS)
    with torch.inference_mode():
        backends = (*trial.attentions(), *trial.linears(weight_format))
        rate = {b.kind: (b.tera_ops or 0.0) * 1e12 for b in backends if b.is_chosen}
        linear, attention = rate["linear"], rate["attention"]
        bytes_read = trial.bytes_per_second()
        chunk_s = trial.layer_seconds(weight_format, CHUNK)
        step_s = trial.layer_seconds(weight_format, 1)
    products_s = _seconds(LINEAR_OPS * CHUNK, linear) + _seconds(ATTENTION_OPS, attention)
    elements_s = max(chunk_s - products_s, LEAST_REST * chunk_s)
    layer_bytes = weight_bytes(SMALL, weight_format) + PAST * kv_bytes_per_token(SMALL, kv_format)
    rates = Rates(
        linear_ops=linear,
        attention_ops=attention,
        elements=CHUNK * elements_per_token(HIDDEN, HEADS + 2 * KV_HEADS, INNER) / elements_s,
        bytes_read=bytes_read,
        step_overhead_s=max(step_s - layer_bytes / bytes_read, 0.0),
    )
    return Probe(describe(device), weight_format.value, kv_format.value, backends, rates)


def probe_devices() -> list[Probe]:
    """The GPU, where there is one, then the CPU."""
    cpu = torch.device("cpu")
    best = best_device()
    return [probe(cpu)] if best == cpu else [probe(best), probe(cpu)]


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """What `auto` comes to on this machine, and why."""

    model: KnownModel | None  # None: quotes only
    device: str | None
    first_answer_s: float | None
    reason: str


def choose_model(
    probes: Sequence[Probe], *, models: Sequence[KnownModel] = KNOWN_MODELS
) -> ModelChoice:
    """The best model that answers in time on the probed devices.

    A GPU with room takes the 4B, the one model here that was trained for whole reports. Else it
    is the largest of 4B, 1.7B and 0.6B that fits the CPU's memory and whose first answer over
    FIRST_ANSWER_TOKENS comes within FIRST_ANSWER_S.
    """
    best, *_ = models
    tried = []
    for found in (p for p in probes if p.machine.device != "cpu"):
        needed = found.bytes_needed(best.shape, GPU_CONTEXT_TOKENS)
        room = f"{needed / 1e9:.1f} GB needed, {found.machine.free_bytes / 1e9:.1f} GB free"
        if needed <= found.machine.free_bytes:
            seconds = found.first_answer_seconds(best.shape, FIRST_ANSWER_TOKENS)
            return ModelChoice(best, found.machine.device, seconds, f"{found.machine.name}: {room}")
        tried.append(f"{found.machine.name}: {room}")
    by_size = sorted(models, key=lambda model: -model.shape.num_parameters)
    for found in (p for p in probes if p.machine.device == "cpu"):
        for model in (m for m in by_size if m.shape.num_parameters <= best.shape.num_parameters):
            seconds = found.first_answer_seconds(model.shape, FIRST_ANSWER_TOKENS)
            needed = found.bytes_needed(model.shape, FIRST_ANSWER_TOKENS)
            if needed > found.machine.free_bytes:
                free = found.machine.free_bytes / 1e9
                tried.append(f"{model.name}: {needed / 1e9:.1f} GB needed, {free:.1f} GB free")
            elif seconds > FIRST_ANSWER_S:
                tried.append(f"{model.name}: first answer after {seconds:.0f} s")
            else:
                tried.append(f"{model.name}: first answer after {seconds:.0f} s")
                return ModelChoice(model, "cpu", seconds, "; ".join(tried))
    return ModelChoice(None, None, None, "; ".join(tried))


def elements_per_token(hidden: int, heads: int, inner: int) -> int:
    """Numbers that one token passes through the element-wise work of one layer."""
    return 4 * hidden + 2 * heads * HEAD_DIM + 3 * inner


def _seconds(amount: float, per_second: float) -> float:
    """Never, where the backend that would do it does not work."""
    return amount / per_second if per_second else float("inf")
