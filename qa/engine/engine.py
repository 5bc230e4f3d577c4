"""Reads documents once and answers many questions over them: one thread owns the device.

    prefix = engine.read(document_ids).result()
    for token_id in engine.ask(prefix, question_ids, SamplingParams()): ...

Closing what `ask` returns frees its memory at the next round.
"""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial

from qa.engine.attention.choice import prefill_chunk as best_chunk
from qa.engine.attention.decode_check import decode_kernels_work
from qa.engine.kv_cache.cache import KVCache
from qa.engine.kv_cache.slots import SlotPlan, plan_slots
from qa.engine.network.network import Qwen3
from qa.engine.runtime.cuda_graph import warm_decoder
from qa.engine.runtime.kv_budget import KVMemory
from qa.engine.runtime.model_runner import Clock, ModelRunner
from qa.engine.runtime.requests import PrefillJob, Prefix, Question, Restore, TokenStream
from qa.engine.runtime.scheduler import Scheduler
from qa.engine.sampling import Constraint, Sampler, SamplingParams

__all__ = ["Engine", "PrefillJob", "Prefix", "Restore", "TokenStream"]


class Engine:
    """The device, its memory budget and its one thread. Use as a context manager."""

    def __init__(
        self,
        model: Qwen3,
        *,
        memory_bytes: int,
        prefill_chunk: int | None = None,
        slots: SlotPlan | None = None,
        on_step: Callable[[], None] | None = None,
        clock: Clock = time.perf_counter,
    ) -> None:
        """memory_bytes: what all documents and questions together may take for keys and values.
        prefill_chunk: tokens read at once when nobody streams, else what suits the device.
        slots: for questions that are decoded in one step on the device, else as many as the memory
        allows where there are kernels. on_step: called before each round. clock: seconds.
        """
        plan = slots or default_slots(model, memory_bytes)
        decoder = warm_decoder(model, plan) if plan.num_slots else None
        self.num_slots = decoder.slots.num_slots if decoder else 0  # questions in one step
        self._memory = KVMemory(model, memory_bytes, decoder.slots if decoder else None)
        self._passes = ModelRunner(model, decoder, clock)
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
        reading = PrefillJob(token_ids, self._memory.allocate(len(token_ids)))
        self._scheduler.check_open()
        if restore is None:
            self._scheduler.add_reading(reading)
        else:
            reading.note_restored(0.0)
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
        """The answer's tokens, the stop token excluded. Raises NotEnoughMemory and EngineClosed.
        Where all slots are taken, reading the question begins when others have ended.
        """
        assert token_ids, "a question has at least one token"
        capacity = len(token_ids) + params.max_tokens
        is_for_slots = self._memory.is_for_slots(capacity)
        question = Question(
            prefix=prefix,
            token_ids=token_ids,
            params=params,
            sampler=Sampler(params, constraint),
            arena=None if is_for_slots else self._memory.allocate(capacity),
        )
        self._scheduler.add_question(question)
        return TokenStream(question.out, partial(self._scheduler.drop_question, question))

    def free(self, prefix: Prefix) -> None:
        """Give a document's memory back, as soon as the last answer over it has ended."""
        self._scheduler.free(prefix)

    def held(self, prefix: Prefix) -> AbstractContextManager[KVCache | None]:
        """Give a document's memory and keep it while the block runs; None when it was freed."""
        return self._scheduler.held(prefix)

    def close(self) -> None:
        """End the thread; whoever waits gets EngineClosed."""
        self._scheduler.close()

    def _restore(self, reading: PrefillJob, restore: Restore) -> None:
        """In a thread of its own: hand the reading over, brought back or still to be read."""

        def is_wanted(share: float) -> bool:
            return reading.note_restored(share) and not self._scheduler.is_closed

        was_restored = False
        try:
            was_restored = restore(reading.arena, is_wanted)
        finally:
            reading.end_restoring(was_restored)
            self._scheduler.add_reading(reading)


def default_slots(model: Qwen3, memory_bytes: int) -> SlotPlan:
    """Slots where questions are decoded by kernels; elsewhere each has an arena of its own."""
    if not decode_kernels_work(model.kv_format, model.device):
        return SlotPlan(0)
    return plan_slots(model.config, model.kv_format, memory_bytes)
