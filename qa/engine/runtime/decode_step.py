"""One token for many questions over one document, all of it on the device.

What differs from row to row and from step to step (last token, slot, length, sampling) is read from
tensors, and nothing waits for the host, so a step of B rows is the same sequence of launches every
time: it can be captured in a CUDA graph. Without Triton the same step runs through the kernels'
twins.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Protocol

import torch
from torch import Tensor

from qa.engine import gpu
from qa.engine.attention import decode_reference
from qa.engine.attention.decode_reference import (
    DecodeAttention,
    PrefixLength,
    SlotPositions,
)
from qa.engine.attention.stretches import MANY_QUESTIONS, Batched
from qa.engine.attention.stretches_choice import best_for_many
from qa.engine.kv_cache.cache import KVView
from qa.engine.kv_cache.slots import KVSlotPool
from qa.engine.network.network import Qwen3
from qa.engine.runtime.device_sampling import (
    SamplingMode,
    sampling_kernels_work,
    sampling_keys,
    sampling_keys_by_kernels,
)
from qa.engine.sampling import descending

NUM_RANKED = 64  # tokens offered to a constraint before all of a row's keys go to the host


@dataclass(frozen=True, slots=True)
class DecodeRow:
    """A question's part in a step. Its slot, which begins at token `slot` of all slots, holds
    `length` tokens; `token_id` comes next.

    follows: a row of the step before, whose best token comes next instead: the host need not know.
    """

    slot: int
    length: int
    token_id: int
    temperature: float = 0.0
    top_p: float = 1.0
    seed: int = 0
    num_written: int = 0
    is_constrained: bool = False
    follows: int | None = None

    @property
    def chance(self) -> SamplingMode:
        if self.temperature == 0:
            return SamplingMode.GREEDY
        return SamplingMode.TEMPERATURE if self.top_p == 1 else SamplingMode.NUCLEUS


@dataclass(frozen=True, slots=True)
class StepShape:
    """What decides which launches a step consists of."""

    num_rows: int
    chance: SamplingMode
    is_ranked: bool  # whether a constraint may want more than the best token


@dataclass(frozen=True, slots=True, eq=False)
class StepResults:
    """What a step leaves: the best tokens of each row in order, and the keys of all tokens."""

    ranking: Tensor  # [max_rows, NUM_RANKED] int64
    keys: Tensor  # [max_rows, vocab] fp32, on the device
    wait: Callable[[], None]  # until `ranking` is there


class StepBuffers:
    """What a step reads and writes, at addresses that never change. Rows beyond those in use take
    part as padding: they write to the spare token.
    """

    def __init__(self, max_rows: int, vocab_size: int, spare: int, device: torch.device) -> None:
        self._spare = spare
        self._is_cuda = device.type == "cuda"
        # In turns: while a step is launched, the one before it may not have fetched its rows yet.
        self._hosts = [self._host_buffers(max_rows) for _ in range(2)]
        width = min(NUM_RANKED, vocab_size)
        # One tensor, so that a row's token is one of a step before or of the host alike.
        self._numbers = torch.zeros(2, max_rows, device=device)
        tokens = torch.zeros(max_rows * (width + 6), dtype=torch.int64, device=device)
        self._tokens, self._first_of_host = tokens, max_rows * width
        self._own_places = torch.arange(max_rows) + self._first_of_host
        self.ranking = tokens[: self._first_of_host].view(max_rows, width)
        self._integers = tokens[self._first_of_host :].view(6, max_rows)
        self.keys = torch.zeros(max_rows, vocab_size, device=device)
        self._held = self._pinned(max_rows, width, dtype=torch.int64)
        self._held_keys: Tensor | None = None
        self.fill(())

    def fill(self, rows: Sequence[DecodeRow]) -> None:
        """Put rows in; the rest becomes padding. The step before the last must have ended."""
        self._hosts.reverse()
        integers, numbers = self._hosts[0]
        integers.zero_()
        integers[1] = self._spare
        integers[5] = self._own_places
        numbers.zero_()
        if rows:
            columns = (
                [row.token_id for row in rows],
                [row.slot for row in rows],
                [row.length for row in rows],
                [row.seed for row in rows],
                [row.num_written for row in rows],
                [self._place_of_token(i, row) for i, row in enumerate(rows)],
            )
            # by way of an array: torch looks at every number of a list several times
            values = torch.frombuffer(array("q", chain(*columns)), dtype=torch.int64)
            integers[:, : len(rows)] = values.view(6, -1)
            chances = chain([row.temperature for row in rows], [row.top_p for row in rows])
            values = torch.frombuffer(array("f", chances), dtype=torch.float32)
            numbers[:, : len(rows)] = values.view(2, -1)
        self._send(integers, numbers)

    def integers(self, num_rows: int) -> tuple[Tensor, ...]:
        """token_ids, slots, lengths, seeds, counts: [num_rows] each."""
        _, *others, places = self._integers[:, :num_rows].unbind()
        return self._tokens.index_select(0, places), *others

    def numbers(self, num_rows: int) -> tuple[Tensor, ...]:
        """temperature, top_p: [num_rows] each."""
        return self._numbers[:, :num_rows].unbind()

    @property
    def results(self) -> StepResults:
        """Of the last step, until the next is launched."""
        return StepResults(self.ranking, self.keys, lambda: None)

    def held_results(self, shape: StepShape) -> StepResults:
        """The same, in places where they stay while the next step runs, but no longer."""
        if self._held_keys is None:
            self._held_keys = torch.empty_like(self.keys)
        self._hold(shape)
        return StepResults(self._held, self._held_keys, self._mark())

    def _send(self, integers: Tensor, numbers: Tensor) -> None:
        self._integers.copy_(integers, non_blocking=True)
        self._numbers.copy_(numbers, non_blocking=True)

    def _hold(self, shape: StepShape) -> None:
        rows = shape.num_rows
        self._held[:rows].copy_(self.ranking[:rows], non_blocking=True)
        if shape.is_ranked and self._held_keys is not None:
            self._held_keys[:rows] = self.keys[:rows]

    def _place_of_token(self, row: int, told: DecodeRow) -> int:
        if told.follows is None:
            return self._first_of_host + row
        return told.follows * self.ranking.shape[1]

    def _mark(self) -> Callable[[], None]:
        """What waits until all that was launched up to now has ended."""
        if not self._is_cuda:
            return lambda: None
        event = torch.cuda.Event()
        event.record()
        return event.synchronize

    def _host_buffers(self, max_rows: int) -> tuple[Tensor, Tensor]:
        return self._pinned(6, max_rows, dtype=torch.int64), self._pinned(2, max_rows)

    def _pinned(self, *shape: int, dtype: torch.dtype = torch.float32) -> Tensor:
        """Copied from and to without a stop on the way."""
        return torch.zeros(*shape, dtype=dtype, pin_memory=self._is_cuda)


class StepDocument(Protocol):
    """The document that a step is over, by layer: its keys and values, and how many."""

    def view(self, layer: int) -> KVView: ...
    def length(self, layer: int) -> PrefixLength: ...


class DecodeStep:
    """The launches of a step."""

    def __init__(self, model: Qwen3, slots: KVSlotPool, max_rows: int) -> None:
        self.model = model
        self.buffers = StepBuffers(max_rows, model.config.vocab_size, slots.spare, model.device)
        self._slots = slots
        self.has_kernels = gpu.available(model.device)
        self.library = best_library(model) if self.has_kernels else None
        self._attend = self._attention()
        is_fast = sampling_kernels_work(model.device)
        self._keys = sampling_keys_by_kernels if is_fast else sampling_keys

    def is_bound(self, shape: StepShape) -> bool:
        """Whether such a step is launched anew for each document: twins take views, and a library
        what it is given.
        """
        return not self.has_kernels or (
            self.library is not None and shape.num_rows >= MANY_QUESTIONS
        )

    @torch.inference_mode()
    def run(self, shape: StepShape, document: StepDocument) -> None:
        """Rows of `buffers` in, their keys and ranking out."""
        buffers, rows = self.buffers, shape.num_rows
        token_ids, slots, lengths, seeds, counts = buffers.integers(rows)
        places = SlotPositions(slots=slots, positions=lengths, lengths=lengths + 1)

        def attention(index: int, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
            held, length = document.view(index), document.length(index)
            return self._attend(q, k, v, held, length, self._slots.view(index), places)

        x = self.model.hidden(token_ids, document.length(0).tokens + lengths, attention)
        temperature, top_p = buffers.numbers(rows)
        keys = self._keys(
            self.model.logits(x),
            shape.chance,
            temperature=temperature,
            top_p=top_p,
            seeds=seeds,
            counts=counts,
        )
        if shape.is_ranked:
            buffers.keys[:rows] = keys
            buffers.ranking[:rows] = keys.topk(buffers.ranking.shape[1]).indices
        else:
            buffers.ranking[:rows, 0] = keys.argmax(dim=1)

    def _attention(self) -> DecodeAttention:
        """The kernels where they can be compiled, else their twins."""
        if not self.has_kernels:
            return decode_reference.decode_attention
        from qa.engine.kernels import slots

        return partial(slots.decode_attention, library=self.library)

    def rankings(self, shape: StepShape, results: StepResults) -> list[Iterator[int]]:
        """Token ids of each row in the order in which to try them. Waits for the step; valid as
        long as its results. Without is_ranked only the first is there.
        """
        results.wait()
        ranking = results.ranking[: shape.num_rows]
        best = (ranking if shape.is_ranked else ranking[:, :1]).tolist()
        keys = results.keys if shape.is_ranked else None
        return [_ranking(first, keys, row) for row, first in enumerate(best)]


def _ranking(first: list[int], keys: Tensor | None, row: int) -> Iterator[int]:
    yield from first
    if keys is not None:
        yield from descending(keys[row].cpu())


def best_library(model: Qwen3) -> Batched | None:
    """What many questions attend to this model's documents through, if not our kernel."""
    config = model.config
    heads = config.num_heads, config.num_kv_heads, config.head_dim
    return best_for_many(model.kv_format, model.device, *heads)
