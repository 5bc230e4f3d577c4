"""One long document, many short questions: the table of the README.

The document is read once to the full length; when it has come past a shorter length, that is the
reading time of a document of that length. Writing is measured behind the first N tokens of the
same reading, which are the same numbers as a document of N tokens.
"""

import copy
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import torch

from qa.engine.attention.choice import PLANNED_CHUNKS
from qa.engine.engine import Engine, Prefix, default_slots
from qa.engine.kv_cache.cache import KVCache, KVFormat
from qa.engine.kv_cache.slots import KVSlotPool, SlotPlan
from qa.engine.network.batch import Batch, Segment
from qa.engine.network.network import Qwen3
from qa.engine.network.weights import best_weight_format
from qa.engine.runtime.lifecycle import DocumentLife, DocumentState
from qa.engine.sampling import SamplingParams
from qa.models.catalog import ModelShape
from tests.benchmarks.gpu.limits import DeviceRates, Limit, synchronize
from tests.benchmarks.gpu.plan import GOALS, Plan
from tests.benchmarks.gpu.rows import Row
from tests.engine.kept_blocks import KeptBlocks
from tests.engine.random_weights import config_of, random_model

SLOT_STEP = 128  # tokens


@dataclass
class _Clock:
    """Notes when the reading had come how far; called by the engine before each pass."""

    device: torch.device
    num_done: Callable[[], int] = field(default=lambda: 0)
    seen: list[tuple[float, int]] = field(default_factory=list)

    def note(self) -> None:
        synchronize(self.device)
        self.seen.append((time.perf_counter(), self.num_done()))

    def reached(self, num_tokens: int, began: float) -> float:
        """Seconds until num_tokens were read; within a chunk in proportion."""
        before = (began, 0)
        for at, done in self.seen:
            if done >= num_tokens:
                share = (num_tokens - before[1]) / max(1, done - before[1])
                return before[0] + share * (at - before[0]) - began
            before = (at, done)
        raise AssertionError(f"{num_tokens} tokens were never read")


def measure_long(
    shape: ModelShape,
    rates: DeviceRates,
    device: torch.device,
    *,
    plan: Plan,
    kv_format: KVFormat | None,
    prefill: str = "dense",
) -> Iterator[Row]:
    """Read and ask in one KV format and prefill mode."""
    model = random_model(
        config_of(shape),
        device=device,
        weight_format=best_weight_format(device),
        kv_format=kv_format,
        prefill=plan.selection if prefill == "sparse" else None,
    )
    limit = Limit(shape, rates, best_weight_format(device), model.kv_format)
    yield from Measurement(model, limit, plan, prefill).rows()


class Measurement:
    """One model, one document."""

    def __init__(self, model: Qwen3, limit: Limit, plan: Plan, prefill: str) -> None:
        self.model = model
        self.plan = plan
        self.prefill = prefill
        self.device = model.device
        self.limit = limit
        self.clock = _Clock(model.device)
        self.ids = _random_ids(plan.lengths[-1], limit.shape.vocab_size)

    @property
    def setup(self) -> str:
        return f"{self.limit.weight_format.value} weights, {self.model.kv_format.value} KV"

    @property
    def lengths_behind(self) -> tuple[int, ...]:
        """Where questions can be asked: keys in 4 bits cannot be cut within a group."""
        is_cut = self.model.kv_format is not KVFormat.KV4
        return self.plan.lengths if is_cut else self.plan.lengths[-1:]

    def rows(self) -> Iterator[Row]:
        """Read, then ask behind each length."""
        yield from self._memory()
        with Engine(
            self.model,
            memory_bytes=2**62,  # of the device: what does not fit ends the measurement
            prefill_chunk=self.plan.chunk,
            slots=self._slots(),
            on_step=self.clock.note,
        ) as engine:
            self._warm_up(engine)
            prefix, read = self._read(engine)
            yield from read
            for length in self.lengths_behind:
                with _first(prefix, length) as shorter:
                    yield from self._decode(engine, shorter, length)
                    if length == self.plan.many_at:
                        for many in self.plan.num_questions:
                            yield from self._many(engine, shorter, length, many)
            engine.free(prefix)

    def _slots(self) -> SlotPlan | None:
        """Room for all questions at once where they are decoded in slots."""
        size = self.plan.question_tokens + self.plan.answer_tokens
        capacity = -(-size // SLOT_STEP) * SLOT_STEP
        has_slots = default_slots(self.model, 2**62).num_slots > 0
        return SlotPlan(max(self.plan.num_questions), capacity) if has_slots else None

    def _warm_up(self, engine: Engine) -> None:
        """Compile kernels, and build the plans that the first long document builds for all."""
        prefix = engine.read(self.ids[: (PLANNED_CHUNKS + 1) * self.plan.chunk]).result()
        for count in (1, *self.plan.num_questions):
            self._ask(engine, prefix, count, 2)
        engine.free(prefix)

    def _read(self, engine: Engine) -> tuple[Prefix, list[Row]]:
        looked = None if self.model.sparse is None else KeptBlocks(self.model.sparse)
        self.clock.seen.clear()
        began = time.perf_counter()
        reading = engine.read(self.ids)
        self.clock.num_done = lambda: reading.num_done
        prefix = reading.result()
        self.clock.note()
        first_s = self._first_token(engine, prefix)
        what = f"first token, {self.prefill}"
        # nobody knows how much a sparse reading has to look at, nor measures int8 products here
        has_limit = self.prefill == "dense" and self.device.type == "cuda"
        rows = [
            self._row(
                what,
                length,
                self.clock.reached(length, began) + first_s,
                "s",
                limit=self.limit.prefill_s(length) if has_limit else None,
            )
            for length in self.plan.lengths
        ]
        return prefix, rows + self._kept(looked)

    def _kept(self, looked: KeptBlocks | None) -> list[Row]:
        """How much a sparse reading looked at; what a trained model looks at will differ."""
        shares = looked.by_layer() if looked else {}
        if not shares:  # too short, or every layer is dense
            return []
        note = f"random weights; {min(shares.values()):.0%} to {max(shares.values()):.0%} by layer"
        mean = 100 * sum(shares.values()) / len(shares)
        length = self.plan.lengths[-1]
        return [Row("blocks looked at", length, self.setup, mean, "%", note=note)]

    def _decode(self, engine: Engine, prefix: Prefix, length: int) -> list[Row]:
        kv = self.model.kv_format.value
        first_s = min(self._first_token(engine, prefix) for _ in range(3))
        rate = self._rate(engine, prefix, 1, self.plan.decode_tokens)
        return [
            self._row(f"next question, {kv}", length, first_s, "s"),
            self._row(
                f"decode, 1 question, {kv}",
                length,
                rate,
                "tokens/s",
                limit=1 / self.limit.step_s(length),
            ),
        ]

    def _many(self, engine: Engine, prefix: Prefix, length: int, many: int) -> list[Row]:
        kv, size = self.model.kv_format.value, self.plan.answer_tokens
        took = self._ask(engine, prefix, many, size)
        rate = self._rate(engine, prefix, many, size)
        step_s = self.limit.step_s(length, many)
        return [
            self._row(
                f"decode, {many} questions, {kv}",
                length,
                rate,
                "tokens/s",
                limit=many / step_s,
            ),
            self._row(
                f"{many} answers of {size} tokens, {kv}", length, took, "s", limit=size * step_s
            ),
        ]

    def _memory(self) -> Iterator[Row]:
        """The most that is held while the last chunk of each length is read, with room for one
        question of the usual size.
        """
        kv_format = self.model.kv_format
        own = KVSlotPool(self.model.config, SlotPlan(1), kv_format, self.device)
        for length in self.lengths_behind:
            arena = self.model.arena(length)
            if self.device.type == "cpu":  # memory that nobody has written to is not there yet
                for numbers in arena.tensors(length).values():
                    numbers.view(torch.uint8).zero_()
            arena.length = length - self.plan.chunk
            used = self._held_while(lambda arena=arena: self._pass(arena))
            yield self._row(
                f"memory, {kv_format.value}",
                length,
                used / 1e9,
                "GB",
                limit=self.limit.memory_gb(length),
            )
            arena.free()
        del own

    def _pass(self, arena: KVCache) -> None:
        piece = self.ids[: self.plan.chunk]
        self.model.forward(Batch.of([Segment(piece, arena)], self.device))

    def _held_while(self, work: Callable[[], None]) -> int:
        """Bytes at the peak: what torch holds on a GPU, this process on a CPU."""
        if self.device.type == "cuda":
            torch.cuda.reset_peak_memory_stats(self.device)
            work()
            return torch.cuda.max_memory_allocated(self.device)
        Path("/proc/self/clear_refs").write_text("5")  # the peak so far is forgotten
        work()
        status = Path("/proc/self/status").read_text().splitlines()
        return 1024 * next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))

    def _rate(self, engine: Engine, prefix: Prefix, count: int, size: int) -> float:
        """Tokens a second of all questions together, without reading them: a long run less a short
        one.
        """
        few = max(2, size // 8)
        short = min(self._ask(engine, prefix, count, few) for _ in range(2))
        long = min(self._ask(engine, prefix, count, size) for _ in range(2))
        return count * (size - few) / max(long - short, 1e-9)

    def _first_token(self, engine: Engine, prefix: Prefix) -> float:
        return self._ask(engine, prefix, 1, 1)

    def _ask(self, engine: Engine, prefix: Prefix, count: int, size: int) -> float:
        """Seconds from `count` questions arriving to the last word of the last answer."""
        n = self.plan.question_tokens
        began = time.perf_counter()
        streams = [
            engine.ask(prefix, self.ids[i : i + n], SamplingParams(max_tokens=size))
            for i in range(count)
        ]
        lengths = [len(list(stream)) for stream in streams]
        assert lengths == [size] * count, lengths
        return time.perf_counter() - began

    def _row(
        self, what: str, length: int, figure: float, unit: str, *, limit: float | None = None
    ) -> Row:
        return Row(what, length, self.setup, figure, unit, limit, GOALS.get((what, length)))


@contextmanager
def _first(prefix: Prefix, length: int) -> Iterator[Prefix]:
    """The first `length` tokens of a document as a document of its own, over the same numbers."""
    arena = copy.copy(prefix.arena)
    arena.length = length
    try:
        yield Prefix(arena, DocumentLife(DocumentState.READY, lambda: None))
    finally:
        arena.capacity = 0  # the engine forgets what it has prepared for it


def _random_ids(count: int, vocab_size: int) -> Sequence[int]:
    generator = torch.Generator().manual_seed(0)
    return torch.randint(0, vocab_size, (count,), generator=generator).tolist()
