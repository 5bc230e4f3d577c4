"""One token for many questions over one document, all of it on the device.

What differs from row to row and from step to step (last token, slot, length, sampling) is read from
tensors, and nothing waits for the host, so a step of B rows is the same sequence of launches every
time: it can be captured in a CUDA graph. Without Triton the same step runs through the kernels'
twins.
"""

from array import array
from collections.abc import Iterator, Sequence
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
    """

    slot: int
    length: int
    token_id: int
    temperature: float = 0.0
    top_p: float = 1.0
    seed: int = 0
    num_written: int = 0
    is_constrained: bool = False

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


class StepBuffers:
    """What a step reads and writes, at addresses that never change. Rows beyond those in use take
    part as padding: they write to the spare token.
    """

    def __init__(self, max_rows: int, vocab_size: int, spare: int, device: torch.device) -> None:
        self._spare = spare
        is_cuda = device.type == "cuda"  # pinned: copied without a stop on the way
        self._host_integers = torch.zeros(5, max_rows, dtype=torch.int64, pin_memory=is_cuda)
        self._host_numbers = torch.zeros(2, max_rows, pin_memory=is_cuda)
        self._integers = torch.zeros(5, max_rows, dtype=torch.int64, device=device)
        self._numbers = torch.zeros(2, max_rows, device=device)
        self.keys = torch.zeros(max_rows, vocab_size, device=device)
        width = min(NUM_RANKED, vocab_size)
        self.ranking = torch.zeros(max_rows, width, dtype=torch.int64, device=device)
        self.fill(())

    def fill(self, rows: Sequence[DecodeRow]) -> None:
        """Put rows in; the rest becomes padding. The step before must have ended."""
        integers, numbers = self._host_integers, self._host_numbers
        integers.zero_()
        integers[1] = self._spare
        numbers.zero_()
        if rows:
            columns = (
                [row.token_id for row in rows],
                [row.slot for row in rows],
                [row.length for row in rows],
                [row.seed for row in rows],
                [row.num_written for row in rows],
            )
            # by way of an array: torch looks at every number of a list several times
            values = torch.frombuffer(array("q", chain(*columns)), dtype=torch.int64)
            integers[:, : len(rows)] = values.view(5, -1)
            chances = chain([row.temperature for row in rows], [row.top_p for row in rows])
            values = torch.frombuffer(array("f", chances), dtype=torch.float32)
            numbers[:, : len(rows)] = values.view(2, -1)
        self._integers.copy_(integers, non_blocking=True)
        self._numbers.copy_(numbers, non_blocking=True)

    def integers(self, num_rows: int) -> tuple[Tensor, ...]:
        """token_ids, slots, lengths, seeds, counts: [num_rows] each."""
        return self._integers[:, :num_rows].unbind()

    def numbers(self, num_rows: int) -> tuple[Tensor, ...]:
        """temperature, top_p: [num_rows] each."""
        return self._numbers[:, :num_rows].unbind()


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

    def rankings(self, shape: StepShape) -> list[Iterator[int]]:
        """Token ids of each row in the order in which to try them. Waits for the step; valid until
        the next. Without is_ranked only the first is there.
        """
        ranking = self.buffers.ranking[: shape.num_rows]
        best = (ranking if shape.is_ranked else ranking[:, :1]).tolist()
        return [self._ranking(row, first, shape) for row, first in enumerate(best)]

    def _ranking(self, row: int, first: list[int], shape: StepShape) -> Iterator[int]:
        yield from first
        if shape.is_ranked:
            yield from descending(self.buffers.keys[row].cpu())


def best_library(model: Qwen3) -> Batched | None:
    """What many questions attend to this model's documents through, if not our kernel."""
    config = model.config
    heads = config.num_heads, config.num_kv_heads, config.head_dim
    return best_for_many(model.kv_format, model.device, *heads)
