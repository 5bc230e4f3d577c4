"""Reads documents once and answers many questions over them: one thread owns the device.

    prefix = engine.read(document_ids).result()
    for token_id in engine.ask(prefix, question_ids, SamplingParams()): ...

Closing what `ask` returns frees its memory at the next round.
"""

import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from qa.engine.attention.choice import prefill_chunk as best_chunk
from qa.engine.attention.decode_check import decode_kernels_work
from qa.engine.kv_cache.cache import KVCache
from qa.engine.kv_cache.slots import SlotPlan, plan_slots
from qa.engine.network.network import Qwen3
from qa.engine.runtime.cuda_graph import warm_decoder
from qa.engine.runtime.drafting import Drafter
from qa.engine.runtime.kv_budget import KVMemory
from qa.engine.runtime.lifecycle import DocumentState
from qa.engine.runtime.model_runner import Clock, ModelRunner
from qa.engine.runtime.requests import PrefillJob, Prefix, Question, Restore, TokenStream
from qa.engine.runtime.scheduler import Scheduler
from qa.engine.sampling import Constraint, Sampler, SamplingParams
from qa.models.errors import ModelError

__all__ = ["Engine", "PrefillJob", "Prefix", "Restore", "TokenStream"]

LONGEST_TURN_S = 5e-4


class Engine:
    """The device, its memory budget and its one thread. Use as a context manager."""

    def __init__(
        self,
        model: Qwen3,
        *,
        memory_bytes: int,
        prefill_chunk: int | None = None,
        slots: SlotPlan | None = None,
        drafts: bool | None = None,
        looks_ahead: bool | None = None,
        on_step: Callable[[], None] | None = None,
        clock: Clock = time.perf_counter,
    ) -> None:
        """memory_bytes: what all documents and questions together may take for keys and values.
        prefill_chunk: tokens read at once when nobody streams, else what suits the device.
        slots: for questions that are decoded in one step on the device, else as many as the memory
        allows where there are kernels. drafts: whether tokens are guessed and tried several at
        once; on a CPU unless told otherwise, since no card has shown yet what it brings there.
        looks_ahead: whether a step is launched before the last is read; on a GPU by default.
        on_step: called before each round. clock: seconds.
        """
        if model.device.type == "cuda":
            take_short_turns()
        plan = slots or default_slots(model, memory_bytes)
        decoder = warm_decoder(model, plan) if plan.num_slots else None
        self.num_slots = decoder.slots.num_slots if decoder else 0  # questions in one step
        self.drafts = model.device.type == "cpu" if drafts is None else drafts
        self._stop_token_ids = model.config.eos_token_ids
        self._memory = KVMemory(model, memory_bytes, decoder.slots if decoder else None)
        self._passes = ModelRunner(model, decoder, clock, looks_ahead=looks_ahead)
        self._scheduler = Scheduler(
            self._passes,
            self._memory,
            stop_token_ids=model.config.eos_token_ids,
            prefill_chunk=prefill_chunk or best_chunk(model.device),
            on_step=on_step,
            clock=clock,
        )

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @property
    def used_bytes(self) -> int:
        """Keys and values held now."""
        return self._memory.used_bytes

    def reading_seconds(self, num_tokens: int) -> float | None:
        """Seconds to read a document of this length, from what was read; None before the first."""
        return self._passes.pace.reading_seconds(num_tokens)

    def read(self, token_ids: Sequence[int], restore: Restore | None = None) -> PrefillJob:
        """Start reading a document; raises NotEnoughMemory at once when it cannot fit.

        restore: brings it back instead, if it can.
        """
        self._scheduler.check_open()
        arena = self._memory.allocate(len(token_ids))
        give_back = partial(self._memory.release, arena)
        reading = PrefillJob(token_ids, arena, give_back, is_restoring=restore is not None)
        if restore is None:
            self._scheduler.add_reading(reading)
        else:
            restoring = threading.Thread(
                target=self._restore, args=(reading, restore), name="restoring", daemon=True
            )
            restoring.start()
        return reading

    def ask(
        self,
        prefix: Prefix,
        token_ids: Sequence[int],
        params: SamplingParams,
        constraint: Constraint | None = None,
    ) -> TokenStream:
        """The answer's tokens, the stop token excluded. Raises NotEnoughMemory, EngineClosed
        and DeviceLost. Where all slots are taken, reading it begins when others have ended.
        """
        assert token_ids, "a question has at least one token"
        capacity = len(token_ids) + params.max_tokens
        stops = self._stop_token_ids + params.stop_token_ids
        is_for_slots = self._memory.is_for_slots(capacity)
        question = Question(
            prefix=prefix,
            token_ids=token_ids,
            params=params,
            sampler=Sampler(params, constraint),
            arena=None if is_for_slots else self._memory.allocate(capacity),
            drafter=Drafter(prefix.text, token_ids, stops) if self.drafts else None,
        )
        try:
            self._scheduler.add_question(question)
        except ModelError:
            if question.arena is not None:
                self._memory.release(question.arena)
            raise
        return TokenStream(question.out, partial(self._scheduler.drop_question, question))

    def free(self, prefix: Prefix) -> None:
        """Give a document's memory back, as soon as the last answer over it has ended."""
        self._scheduler.free(prefix)

    @contextmanager
    def held(self, prefix: Prefix) -> Iterator[KVCache | None]:
        """Give a document's memory to its saver and keep it while the block runs; None when it was
        freed.
        """
        with prefix.life.saving() as is_there:
            yield prefix.arena if is_there else None

    def close(self) -> None:
        """End the thread; whoever waits gets EngineClosed."""
        self._scheduler.close()

    def _restore(self, reading: PrefillJob, restore: Restore) -> None:
        """In a thread of its own: hand the reading over, brought back or still to be read."""

        def is_wanted(share: float) -> bool:
            return reading.note_restored(share) and not self._scheduler.is_closed

        try:
            reading.was_restored = restore(reading.arena, is_wanted)
        finally:
            if reading.was_restored or not reading.life.change(DocumentState.PREFILLING):
                reading.finish()
            else:
                self._scheduler.add_reading(reading)


def take_short_turns() -> None:
    """Let Python's threads take turns of half a millisecond, for the whole process: after each step
    the engine's thread waits for its turn, and the 5 ms that are usual are half a step.
    """
    sys.setswitchinterval(min(sys.getswitchinterval(), LONGEST_TURN_S))


def default_slots(model: Qwen3, memory_bytes: int) -> SlotPlan:
    """Slots where questions are decoded by kernels; elsewhere each has an arena of its own."""
    if not decode_kernels_work(model.kv_format, model.device):
        return SlotPlan(0)
    return plan_slots(model.config, model.kv_format, memory_bytes)
