"""Steps of the decoder, captured once per shape and replayed: a step is hundreds of launches, which
take the host longer than the device.

A graph is captured for the next larger bucket of rows, when it is first needed, and holds the
addresses of one document's keys and values, so it ends with the document. All graphs take their
memory from one pool, since they never run at the same time. On a CPU, and where capturing fails,
the same step runs launch by launch.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from qa.engine import gpu
from qa.engine.attention.decode_reference import PrefixLength
from qa.engine.kv_cache.cache import KVCache
from qa.engine.kv_cache.slots import KVSlotPool, SlotPlan
from qa.engine.network.network import Qwen3
from qa.engine.runtime.decode_step import DecodeRow, DecodeStep, StepShape
from qa.engine.runtime.device_sampling import SamplingMode

BUCKETS = (1, 2, 4, 8, 16, 32, 64, 128)
WARM_UP_TOKENS = 16  # of a document that kernels are compiled over

log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Document:
    """A prefix on the device and the steps captured over it."""

    length: PrefixLength
    graphs: dict[StepShape, torch.cuda.CUDAGraph] = field(default_factory=dict)
    failed: set[StepShape] = field(default_factory=set)  # the next document tries again


class Decoder:
    """Runs steps over documents. Belongs to one thread."""

    def __init__(self, model: Qwen3, slots: KVSlotPool, *, use_graphs: bool | None = None) -> None:
        """use_graphs: on CUDA unless told otherwise."""
        self.slots = slots
        self.max_rows = bucket_of(slots.num_slots)
        self._step = DecodeStep(model, slots, self.max_rows)
        self._documents: dict[KVCache, _Document] = {}
        self._use_graphs = model.device.type == "cuda" if use_graphs is None else use_graphs
        self._pool: Any = None

    def step(self, prefix: KVCache, rows: Sequence[DecodeRow]) -> list[Iterator[int]]:
        """One token for each row, of which there are at most max_rows: token ids in the order in
        which to try them, valid until the next step. Writes rows' last tokens into their slots.
        """
        shape = StepShape(
            num_rows=bucket_of(len(rows)),
            chance=max(row.chance for row in rows),
            is_ranked=any(row.is_constrained for row in rows),
        )
        document = self._document(prefix)
        graph = self._graph(shape, prefix, document)
        self._step.buffers.fill(rows)
        if graph is None:
            self._step.run(shape, prefix, document.length)
        else:
            graph.replay()
        return self._step.rankings(shape)[: len(rows)]

    @torch.inference_mode()
    def warm_up(self) -> None:
        """Compile kernels for every bucket, over a document of padding: the first time takes Triton
        seconds each, which no answer should wait for.
        """
        model = self._step.model
        prefix = model.arena(WARM_UP_TOKENS)
        heads = (model.config.num_kv_heads, model.config.head_dim)
        nothing = torch.zeros(WARM_UP_TOKENS, *heads, dtype=model.dtype, device=model.device)
        for layer in range(model.config.num_layers):
            prefix.write(layer, nothing, nothing)
        prefix.advance(WARM_UP_TOKENS)
        self._step.buffers.fill(())
        length = PrefixLength.of(prefix.view(0, prefix.length))
        for bucket in (b for b in BUCKETS if b <= self.max_rows):
            self._step.run(StepShape(bucket, SamplingMode.GREEDY, is_ranked=True), prefix, length)
        # what draws tokens is the same for all buckets
        self._step.run(StepShape(1, SamplingMode.NUCLEUS, is_ranked=True), prefix, length)

    def drop_freed(self) -> None:
        """Free what was captured over documents whose keys and values are gone."""
        for prefix in [prefix for prefix in self._documents if prefix.capacity == 0]:
            del self._documents[prefix]

    def _document(self, prefix: KVCache) -> _Document:
        if prefix not in self._documents:
            self._documents[prefix] = _Document(PrefixLength.of(prefix.view(0, prefix.length)))
        return self._documents[prefix]

    def _graph(
        self, shape: StepShape, prefix: KVCache, document: _Document
    ) -> torch.cuda.CUDAGraph | None:
        if not self._use_graphs or shape in document.failed:
            return None
        if shape not in document.graphs:
            graph = self._captured(shape, prefix, document.length)
            if graph is None:
                document.failed.add(shape)
                return None
            document.graphs[shape] = graph
        return document.graphs[shape]

    def _captured(
        self, shape: StepShape, prefix: KVCache, prefix_length: PrefixLength
    ) -> torch.cuda.CUDAGraph | None:
        """A second try has the memory that torch keeps for later; and what another thread did at
        the wrong moment is over. None, with a line in the log, where that fails too.
        """
        for is_last in (False, True):
            try:
                return self._capture(shape, prefix, prefix_length)
            except gpu.failures() as error:
                torch.cuda.empty_cache()
                # with the chain of errors: the last one only says that there was one before
                log.warning(
                    "capturing a CUDA graph of %d questions failed, %s: %s",
                    shape.num_rows,
                    "their steps run launch by launch" if is_last else "trying again",
                    error,
                    exc_info=is_last,
                )
        return None

    def _capture(
        self, shape: StepShape, prefix: KVCache, prefix_length: PrefixLength
    ) -> torch.cuda.CUDAGraph:
        self._step.buffers.fill(())  # padding alone: what warming up writes harms nobody
        # What this compiles or allocates for good cannot be captured. On the stream of all other
        # work, so that the memory it takes is used again.
        self._step.run(shape, prefix, prefix_length)
        if not any(held.graphs for held in self._documents.values()):
            # torch lets no graph into a pool again that all others have left
            self._pool = torch.cuda.graph_pool_handle()
        graph = torch.cuda.CUDAGraph()
        # The outer block: torch stays on the stream of capturing when that fails. thread_local:
        # other threads may load a model or ask for free memory meanwhile.
        with (
            torch.cuda.stream(torch.cuda.current_stream(self._step.model.device)),
            torch.cuda.graph(graph, pool=self._pool, capture_error_mode="thread_local"),
        ):
            self._step.run(shape, prefix, prefix_length)
        return graph


def warm_decoder(model: Qwen3, plan: SlotPlan) -> Decoder | None:
    """A decoder whose kernels are compiled; None, with a line in the log, where they do not run."""
    try:
        slots = KVSlotPool(model.config, plan, model.kv_format, model.device)
        decoder = Decoder(model, slots)
        decoder.warm_up()
    except gpu.failures() as error:
        log.warning("no decoding by kernels, each question is answered apart: %s", error)
        return None
    return decoder


def bucket_of(num_rows: int) -> int:
    """The smallest bucket that holds num_rows."""
    return next(bucket for bucket in BUCKETS if bucket >= num_rows)
