"""Where the time of a pass goes, kernel by kernel, so that a missed target can be explained.

Each pass is run with the clock alone, until everything is launched and until the device is done,
and once more under torch.profiler, which slows the host down but not the device. What the clock
shows beyond the device's own time is the device idling.

Attention of a chunk by a library is one class with attention over what stands before the chunk;
what the chunk alone costs is the row behind 0.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import torch

from qa.engine.kv_cache.cache import KVCache, KVFormat, kv_bytes_per_token
from qa.engine.kv_cache.slots import KVSlotPool, SlotPlan
from qa.engine.network.batch import Batch, Segment
from qa.engine.network.network import Qwen3
from qa.engine.network.weights import WeightFormat, best_weight_format
from qa.engine.probing.probe import weight_bytes
from qa.engine.runtime.cuda_graph import Decoder
from qa.engine.runtime.decode_step import DecodeRow as StepRow
from qa.models.catalog import ModelShape
from tests.benchmarks.gpu.limits import DeviceRates, Limit
from tests.benchmarks.gpu.rows import Row
from tests.benchmarks.gpu.trace import ATTENTION, LINEAR, Kernel, Trace, class_of, traced
from tests.engine.random_weights import config_of, random_model

NAME_LENGTH = 70  # of a kernel in a note


@dataclass(frozen=True, slots=True)
class Work:
    """What is asked of the device at once, for the limits by arithmetic."""

    what: str
    past: int  # tokens that every query sees
    pairs: float  # of a query and a key, one head
    rows: int  # of the linear layers
    logits: int  # rows of the head


@dataclass(frozen=True, slots=True)
class Sizes:
    """What is measured; the defaults are those of the README's table."""

    chunk: int = 8192
    pasts: tuple[int, ...] = (0, 65_536, 131_072, 253_952)
    prefix: int = 149_888  # whole groups of a cache in 4 bits
    questions: tuple[int, ...] = (1, 32, 120)
    question_tokens: int = 64
    slot_tokens: int = 128


SMALL_SIZES = Sizes(64, (0, 128), 160, (1, 3), 8, 32)


def measure_profile(
    shape: ModelShape,
    rates: DeviceRates,
    device: torch.device,
    *,
    kv_format: KVFormat | None = None,
    is_small: bool = False,
) -> Iterator[Row]:
    """Chunks of a document, reading questions, and decoding steps with and without graphs."""
    weight_format = best_weight_format(device)
    model = random_model(
        config_of(shape), device=device, weight_format=weight_format, kv_format=kv_format
    )
    limit = Limit(shape, rates, weight_format, model.kv_format)
    yield from Profile(model, limit, SMALL_SIZES if is_small else Sizes()).rows()


@dataclass
class Profile:
    """One model and one document of random numbers: zeros would take less power, hence time."""

    model: Qwen3
    limit: Limit
    sizes: Sizes
    _generator: torch.Generator = field(default_factory=lambda: torch.Generator().manual_seed(0))

    def rows(self) -> Iterator[Row]:
        sizes = self.sizes
        document = self.model.arena(max(sizes.pasts[-1] + sizes.chunk, sizes.prefix))
        self._fill(document, max(sizes.pasts[-1], sizes.prefix))
        for past in sizes.pasts:
            yield from self._chunk(document, past)
        document.length = sizes.prefix
        yield from self._questions(document)
        document.free()

    def _chunk(self, document: KVCache, past: int) -> Iterator[Row]:
        size = self.sizes.chunk
        ids = self._ids(size)

        def read() -> None:
            document.length = past
            self.model.forward(Batch.of([Segment(ids, document)], self.model.device))

        pairs = size * past + size * size / 2
        what = f"chunk of {size:,} behind {past:,}"
        yield from self._explain(Work(what, past, pairs, size, 1), read)

    def _questions(self, document: KVCache) -> Iterator[Row]:
        sizes, model, past = self.sizes, self.model, document.length
        most, length = max(sizes.questions), sizes.question_tokens
        plan = SlotPlan(most, sizes.slot_tokens)
        slots = KVSlotPool(model.config, plan, model.kv_format, model.device)
        arenas = [slots.take(sizes.slot_tokens) for _ in range(most)]
        owned = [arena for arena in arenas if arena is not None]
        assert len(owned) == most, len(owned)
        pieces = [self._ids(length) for _ in range(most)]

        def read() -> None:
            segments = []
            for piece, arena in zip(pieces, owned, strict=True):
                arena.length = 0
                segments.append(Segment(piece, arena, document))
            model.forward(Batch.of(segments, model.device))

        pairs = most * (length * past + length * length / 2)
        what = f"reading {most} questions of {length} tokens"
        yield from self._explain(Work(what, past, pairs, most * length, most), read)
        for use_graphs in (False, True) if model.device.type == "cuda" else (False,):
            decoder = Decoder(model, slots, use_graphs=use_graphs)
            for count in sizes.questions:
                rows = [StepRow(arena.slot, length, token_id=0) for arena in owned[:count]]
                what = f"step of {count}, {'graph' if use_graphs else 'launch by launch'}"
                work = Work(what, past, count * (past + length + 1), count, count)
                yield from self._explain(work, partial(decoder.step, document, rows))

    def _explain(self, work: Work, run: Callable[[], object]) -> list[Row]:
        return explained(work, traced(run, self.model.device), self.limit)

    def _ids(self, count: int) -> list[int]:
        vocab = self.limit.shape.vocab_size
        return torch.randint(0, vocab, (count,), generator=self._generator).tolist()

    def _fill(self, arena: KVCache, num_tokens: int) -> None:
        """The same random chunk again and again, through the cache's own conversion."""
        model, size = self.model, self.sizes.chunk
        heads = (model.config.num_kv_heads, model.config.head_dim)
        numbers = torch.randn(size, *heads, device=model.device).to(model.dtype)
        while arena.length < num_tokens:
            piece = numbers[: num_tokens - arena.length]
            for layer in range(model.config.num_layers):
                arena.write(layer, piece, piece)
            arena.advance(len(piece))


def explained(work: Work, trace: Trace, limit: Limit) -> list[Row]:
    """Rows of a pass: the clock's, the device's, and each class of kernels, largest first."""
    setup = f"{limit.weight_format.value} weights, {limit.kv_format.value} KV"

    def row(part: str, ms: float | None, limit_s: float | None = None, note: str = "") -> Row:
        ms_at_best = None if limit_s is None else 1e3 * limit_s
        return Row(f"{work.what}: {part}", work.past, setup, ms, "ms", ms_at_best, note=note)

    attention_s, linear_s = _attention_s(work, limit), _linear_s(work, limit)
    rows = [row("clock", trace.wall_ms, attention_s + linear_s), row("launching", trace.launch_ms)]
    if not trace.kernels:
        return [*rows, row("device", None, note="the profiler saw no kernels")]
    busy = trace.busy_ms
    replays = f", {trace.num_replays} graph" if trace.num_replays else ""
    idle = max(0.0, trace.wall_ms - busy)
    rows += [
        row("device", busy, note=f"{len(trace.kernels):,} launches{replays}"),
        row("device idles", idle, note=f"{idle / trace.wall_ms:.0%} of the clock"),
    ]
    classes: dict[str, list[Kernel]] = defaultdict(list)
    for kernel in trace.kernels:
        classes[class_of(kernel.name)].append(kernel)
    parts = {name: sum(kernel.ms for kernel in members) for name, members in classes.items()}
    # the document's part is all but the whole of attention, whoever computes it
    largest = max((name for name in parts if name.startswith(ATTENTION)), key=parts.get, default="")
    limits = {largest: attention_s, LINEAR: linear_s}
    return rows + [
        row(name, parts[name], limits.get(name), _largest(classes[name]))
        for name in sorted(parts, key=lambda name: -parts[name])
    ]


def _largest(kernels: Sequence[Kernel]) -> str:
    """The two names that take most of a class's time, with how often and how long."""
    by_name: dict[str, list[float]] = defaultdict(list)
    for kernel in kernels:
        by_name[kernel.name].append(kernel.ms)
    names = sorted(by_name, key=lambda name: -sum(by_name[name]))[:2]
    return "; ".join(
        f"{len(by_name[name])} x {name[:NAME_LENGTH]} {sum(by_name[name]):.3g} ms".replace("|", "/")
        for name in names
    )


def _attention_s(work: Work, limit: Limit) -> float:
    shape = limit.shape
    operations = 4 * shape.num_layers * shape.num_heads * shape.head_dim * work.pairs
    num_bytes = work.past * kv_bytes_per_token(shape, limit.kv_format)
    return max(operations / limit.rates.bf16_ops, num_bytes / limit.rates.bytes_read)


def _linear_s(work: Work, limit: Limit) -> float:
    """Products in the weights' format, or reading these once where few rows share them."""
    shape, rates = limit.shape, limit.rates
    is_fp8 = limit.weight_format is WeightFormat.FP8
    rate = rates.fp8_ops if is_fp8 else rates.bf16_ops
    layers = 2 * shape.linear_parameters * work.rows / rate
    head = 2 * shape.embedding_parameters * work.logits / rates.bf16_ops
    return max(layers + head, weight_bytes(shape, limit.weight_format) / rates.bytes_read)
