"""Steps of the decoder, captured once per shape and replayed: a step is hundreds of launches, which
take the host longer than the device.

A graph is captured for the next larger bucket of rows, ahead or when it is first needed, and serves
all documents: where their keys and values are is read on the device (qa.engine.attention.places).
Only what goes through a library holds addresses of one document, and ends with it. All graphs take
their memory from one pool, since they never run at the same time. On a CPU, and where capturing
fails, the same step runs launch by launch.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from qa.engine import gpu
from qa.engine.attention.decode_reference import PrefixLength
from qa.engine.attention.places import CurrentDocument
from qa.engine.kv_cache.cache import KVCache, KVView
from qa.engine.kv_cache.slots import KVSlotPool, SlotPlan
from qa.engine.network.network import Qwen3
from qa.engine.runtime.decode_step import (
    DecodeRow,
    DecodeStep,
    StepDocument,
    StepResults,
    StepShape,
)
from qa.engine.runtime.device_sampling import SamplingMode

BUCKETS = (1, 2, 4, 8, 16, 32, 64, 128)
WARM_UP_TOKENS = 16  # of a document that kernels are compiled over

Graphs = dict[StepShape, torch.cuda.CUDAGraph]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class _Itself:
    """A prefix as a step sees it that is given its keys and values themselves."""

    prefix: KVCache
    lengths: PrefixLength

    def view(self, layer: int) -> KVView:
        return self.prefix.view(layer, self.prefix.length)

    def length(self, layer: int) -> PrefixLength:
        return self.lengths


@dataclass(eq=False)
class _Document:
    """A prefix on the device, and the steps captured over it alone."""

    itself: _Itself
    told: Tensor  # of CurrentDocument
    graphs: Graphs = field(default_factory=dict)
    failed: set[StepShape] = field(default_factory=set)  # the next document tries again


@dataclass(eq=False)
class Launched:
    """A step on its way."""

    shape: StepShape
    num_rows: int
    prefix: KVCache
    results: StepResults


class Decoder:
    """Runs steps over documents. Belongs to one thread."""

    def __init__(self, model: Qwen3, slots: KVSlotPool, *, use_graphs: bool | None = None) -> None:
        """use_graphs: on CUDA unless told otherwise."""
        self.slots = slots
        self.max_rows = bucket_of(slots.num_slots)
        self._step = DecodeStep(model, slots, self.max_rows)
        self._documents: dict[KVCache, _Document] = {}
        self._use_graphs = model.device.type == "cuda" if use_graphs is None else use_graphs
        self._graphs: Graphs = {}
        self._pool: Any = None
        self._current = CurrentDocument(_padding(model), model.config.num_layers, model.device)

    @property
    def buckets(self) -> list[int]:
        """Numbers of rows that steps have."""
        return [bucket for bucket in BUCKETS if bucket <= self.max_rows]

    def step(self, prefix: KVCache, rows: Sequence[DecodeRow]) -> list[Iterator[int]]:
        """One token for each row, of which there are at most max_rows: token ids in the order in
        which to try them, valid until the next step. Writes rows' last tokens into their slots.
        """
        return self.read(self.launch(prefix, rows))

    def launch(self, prefix: KVCache, rows: Sequence[DecodeRow]) -> Launched:
        """Launch a step; the one before has been read. `read` gives its tokens."""
        shape, document = _shape_of(rows), self._document(prefix)
        self._current.turn_to(prefix, document.told)
        return self._run(shape, prefix, rows, self._graph(shape, document))

    def follow(self, before: Launched, rows: Sequence[DecodeRow]) -> Launched | None:
        """Launch the next step over the same document while `before` has not been read, which it
        can be until yet another is launched. None where this one has to be captured first: that
        writes over what `before` has found.
        """
        shape, document = _shape_of(rows), self._document(before.prefix)
        graph = self._graphs_of(shape, document).get(shape)
        if graph is None and self._use_graphs and shape not in document.failed:
            return None
        before.results = self._step.buffers.held_results(before.shape)
        return self._run(shape, before.prefix, rows, graph)

    def read(self, launched: Launched) -> list[Iterator[int]]:
        """Wait for a step; its tokens as `step` gives them."""
        return self._step.rankings(launched.shape, launched.results)[: launched.num_rows]

    def _run(
        self,
        shape: StepShape,
        prefix: KVCache,
        rows: Sequence[DecodeRow],
        graph: torch.cuda.CUDAGraph | None,
    ) -> Launched:
        self._step.buffers.fill(rows)
        if graph is None:
            self._step.run(shape, self._seen(shape, self._document(prefix)))
        else:
            graph.replay()
        return Launched(shape, len(rows), prefix, self._step.buffers.results)

    @torch.inference_mode()
    def warm_up(self) -> None:
        """Compile kernels for every bucket, over a document of padding: the first time takes Triton
        seconds each, which no answer should wait for.
        """
        document = self._document(self._current.home)
        self._current.turn_to(self._current.home, document.told)
        self._step.buffers.fill(())
        shapes = [StepShape(bucket, SamplingMode.GREEDY, is_ranked=True) for bucket in self.buckets]
        # what draws tokens is the same for all buckets
        for shape in (*shapes, StepShape(1, SamplingMode.NUCLEUS, is_ranked=True)):
            self._step.run(shape, self._seen(shape, document))

    def capture_ahead(self, is_wanted: Callable[[], bool]) -> None:
        """Capture what answers under a constraint take, while is_wanted: greedily written ones of
        any number. Others are captured when they first come.
        """
        document = self._document(self._current.home)
        for bucket in self.buckets:
            shape = StepShape(bucket, SamplingMode.GREEDY, is_ranked=True)
            if is_wanted() and not self._step.is_bound(shape):
                self._graph(shape, document)
        document.failed.clear()  # the first document tries again

    def drop_freed(self) -> None:
        """Free what was captured over documents whose keys and values are gone."""
        for prefix in [prefix for prefix in self._documents if prefix.capacity == 0]:
            del self._documents[prefix]

    def _document(self, prefix: KVCache) -> _Document:
        if prefix not in self._documents:
            lengths = PrefixLength.of(prefix.view(0, prefix.length))
            told = self._current.told_of(prefix)
            self._documents[prefix] = _Document(_Itself(prefix, lengths), told)
        return self._documents[prefix]

    def _seen(self, shape: StepShape, document: _Document) -> StepDocument:
        """The document as such a step sees it."""
        return document.itself if self._step.is_bound(shape) else self._current

    def _graphs_of(self, shape: StepShape, document: _Document) -> Graphs:
        return document.graphs if self._step.is_bound(shape) else self._graphs

    def _graph(self, shape: StepShape, document: _Document) -> torch.cuda.CUDAGraph | None:
        graphs = self._graphs_of(shape, document)
        if not self._use_graphs or shape in document.failed:
            return None
        if shape not in graphs:
            graph = self._captured(shape, self._seen(shape, document))
            if graph is None:
                document.failed.add(shape)
                return None
            graphs[shape] = graph
        return graphs[shape]

    def _captured(self, shape: StepShape, document: StepDocument) -> torch.cuda.CUDAGraph | None:
        """A second try has the memory that torch keeps for later; and what another thread did at
        the wrong moment is over. None, with a line in the log, where that fails too.
        """
        for is_last in (False, True):
            try:
                return self._capture(shape, document)
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

    def _capture(self, shape: StepShape, document: StepDocument) -> torch.cuda.CUDAGraph:
        self._step.buffers.fill(())  # padding alone: what warming up writes harms nobody
        # What this compiles or allocates for good cannot be captured. On the stream of all other
        # work, so that the memory it takes is used again.
        self._step.run(shape, document)
        if not self._graphs and not any(held.graphs for held in self._documents.values()):
            # torch lets no graph into a pool again that all others have left
            self._pool = torch.cuda.graph_pool_handle()
        graph = torch.cuda.CUDAGraph()
        # The outer block: torch stays on the stream of capturing when that fails. thread_local:
        # other threads may load a model or ask for free memory meanwhile.
        with (
            torch.cuda.stream(torch.cuda.current_stream(self._step.model.device)),
            torch.cuda.graph(graph, pool=self._pool, capture_error_mode="thread_local"),
        ):
            self._step.run(shape, document)
        return graph


def _shape_of(rows: Sequence[DecodeRow]) -> StepShape:
    return StepShape(
        num_rows=bucket_of(len(rows)),
        chance=max(row.chance for row in rows),
        is_ranked=any(row.is_constrained for row in rows),
    )


@torch.inference_mode()
def _padding(model: Qwen3) -> KVCache:
    """A document of zeros: kernels are compiled over it, and places are told from it."""
    prefix = model.arena(WARM_UP_TOKENS)
    heads = (model.config.num_kv_heads, model.config.head_dim)
    nothing = torch.zeros(WARM_UP_TOKENS, *heads, dtype=model.dtype, device=model.device)
    for layer in range(model.config.num_layers):
        prefix.write(layer, nothing, nothing)
    prefix.advance(WARM_UP_TOKENS)
    return prefix


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
