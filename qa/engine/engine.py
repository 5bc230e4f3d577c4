"""Reads documents once and answers many questions over them: one thread owns the device.

    prefix = engine.read(document_ids).result()
    for token_id in engine.ask(prefix, question_ids, SamplingParams()): ...

New questions join between steps (continuous batching, Orca: Yu et al. 2022). While somebody
streams, the chunks in which documents and questions are read shrink, so that no stream stands still
for more than MAX_STALL_S. Closing the generator that `ask` returns frees its memory at the next
step.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import SimpleQueue

import torch

from qa.engine.batch import Batch, Segment
from qa.engine.kv_cache import KVArena, kv_bytes
from qa.engine.model import Qwen3
from qa.engine.sampling import Constraint, Sampler, SamplingParams
from qa.errors import EngineClosed, ModelError, NotEnoughMemory, OutOfMemory

MAX_STALL_S = 0.2
MIN_CHUNK = 16  # below this a chunk costs almost the same time for fewer tokens


# Fills an empty arena with a document that was read before, away from the engine's thread; False
# where it cannot. It calls back with the share that is done and hears whether to go on.
Restore = Callable[[KVArena, Callable[[float], bool]], bool]


@dataclass(eq=False)
class Prefix:
    """A document that has been read: hand it to `ask`, and at the end to `free`."""

    arena: KVArena
    num_readers: int = 0
    is_freed: bool = False


class Reading:
    """A document being read. Progress can be looked at from any thread."""

    def __init__(self, token_ids: Sequence[int], arena: KVArena) -> None:
        self._token_ids = token_ids
        self._arena = arena
        self._prefix = Prefix(arena)
        self._restored_share: float | None = None
        self.was_restored = False  # brought back, not read
        self._is_cancelled = False
        self._finished = threading.Event()
        self._error: ModelError | None = None

    @property
    def num_done(self) -> int:
        """Tokens read, or brought back, so far, of `num_tokens`."""
        share = self._restored_share
        return self._arena.length if share is None else int(share * self.num_tokens)

    @property
    def num_tokens(self) -> int:
        return len(self._token_ids)

    @property
    def is_restoring(self) -> bool:
        """Whether it is being brought back, which may turn out to be impossible."""
        return self._restored_share is not None

    @property
    def is_finished(self) -> bool:
        """Whether it has ended, in whichever way."""
        return self._finished.is_set()

    @property
    def has_failed(self) -> bool:
        """Whether it will give no prefix."""
        return self._is_cancelled or self._error is not None

    def wait(self, timeout_s: float | None = None) -> bool:
        """Return whether it is finished (read, failed or cancelled) within timeout_s."""
        return self._finished.wait(timeout_s)

    def cancel(self) -> None:
        """Stop at the next chunk border and free the memory."""
        self._is_cancelled = True

    def note_restored(self, share: float) -> bool:
        """Note how much has been brought back; whether somebody still wants it."""
        self._restored_share = share
        return not self._is_cancelled

    def result(self) -> Prefix:
        """Wait and return the prefix; raises EngineClosed when cancelled, OutOfMemory when it
        failed.
        """
        self._finished.wait()
        if self._error is not None:
            raise self._error
        return self._prefix


@dataclass(eq=False)
class _Question:
    prefix: Prefix
    token_ids: Sequence[int]
    params: SamplingParams
    sampler: Sampler
    arena: KVArena
    out: "SimpleQueue[int | ModelError | None]" = field(default_factory=SimpleQueue)
    num_read: int = 0  # of token_ids
    num_written: int = 0
    last_token: int | None = None
    is_closed: bool = False


class Engine:
    """The device, its memory budget and its one thread. Use as a context manager."""

    def __init__(
        self,
        model: Qwen3,
        *,
        memory_bytes: int,
        prefill_chunk: int = 512,
        on_step: Callable[[], None] | None = None,
    ) -> None:
        """memory_bytes: what all documents and questions together may take for keys and values.
        prefill_chunk: tokens read at once when nobody streams. on_step: called before each pass.
        """
        self._model = model
        self._memory_bytes = memory_bytes
        self._prefill_chunk = prefill_chunk
        self._on_step = on_step
        self._seconds_per_token = 0.0  # of reading, measured
        self._measured_at = 0  # tokens read before those that were measured
        self._used_bytes = 0
        self._readings: deque[Reading] = deque()
        self._questions: list[_Question] = []
        self._wake = threading.Condition()
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._thread.start()

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @property
    def used_bytes(self) -> int:
        """Keys and values held now."""
        return self._used_bytes

    def reading_seconds(self, num_tokens: int) -> float | None:
        """Seconds to read a document of this length, from the last chunk measured; None before.

        Linear layers cost every token the same, attention grows with what stands before it: the
        measured time is shared out by their operations.
        """
        if not self._seconds_per_token:
            return None
        config = self._model.config
        heads, kv_heads = config.num_heads * config.head_dim, config.num_kv_heads * config.head_dim
        linear = 2 * config.hidden_size * (2 * heads + 2 * kv_heads + 3 * config.intermediate_size)
        attention = 4 * heads  # per token that stands before
        per_operation = self._seconds_per_token / (linear + attention * self._measured_at)
        return num_tokens * (linear + attention * num_tokens / 2) * per_operation

    def read(self, token_ids: Sequence[int], restore: Restore | None = None) -> Reading:
        """Start reading a document; raises NotEnoughMemory at once when it cannot fit.

        restore: brings it back instead, if it can.
        """
        reading = Reading(token_ids, self._allocate(len(token_ids)))
        with self._wake:
            self._check_open()
            if restore is None:
                self._readings.append(reading)
                self._wake.notify()
        if restore is not None:
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
    ) -> Generator[int]:
        """Yield the answer's tokens, the stop token excluded. Raises NotEnoughMemory before the
        first.
        """
        assert token_ids, "a question has at least one token"
        question = _Question(
            prefix=prefix,
            token_ids=token_ids,
            params=params,
            sampler=Sampler(params, constraint),
            arena=self._allocate(len(token_ids) + params.max_tokens),
        )
        with self._wake:
            self._check_open()
            assert not prefix.is_freed
            prefix.num_readers += 1
            self._questions.append(question)
            self._wake.notify()
        return self._stream(question)

    def free(self, prefix: Prefix) -> None:
        """Give a document's memory back, as soon as the last answer over it has ended."""
        with self._wake:
            if not prefix.is_freed:
                prefix.is_freed = True
                self._release_if_unused(prefix)

    @contextmanager
    def held(self, prefix: Prefix) -> Iterator[KVArena | None]:
        """Give a document's memory and keep it while the block runs; None when it was freed."""
        with self._wake:
            is_there = not prefix.is_freed
            prefix.num_readers += is_there
        try:
            yield prefix.arena if is_there else None
        finally:
            with self._wake:
                prefix.num_readers -= is_there
                self._release_if_unused(prefix)

    def close(self) -> None:
        """End the thread; whoever waits gets EngineClosed."""
        with self._wake:
            self._is_closed = True
            self._wake.notify()
        self._thread.join()

    # -- memory

    def _allocate(self, capacity: int) -> KVArena:
        needed = kv_bytes(self._model.config, self._model.kv_format, capacity)
        with self._wake:
            free = self._memory_bytes - self._used_bytes
            if needed > free:
                raise NotEnoughMemory(
                    tokens=capacity, needed_gb=f"{needed / 1e9:.1f}", free_gb=f"{free / 1e9:.1f}"
                )
            self._used_bytes += needed
        try:
            return self._model.arena(capacity)
        except RuntimeError as error:  # torch's out-of-memory errors, on CPU and CUDA
            self._used_bytes -= needed
            raise OutOfMemory(tokens=capacity) from error

    def _release(self, arena: KVArena) -> None:
        self._used_bytes -= arena.num_bytes
        arena.free()

    def _release_if_unused(self, prefix: Prefix) -> None:
        if prefix.is_freed and prefix.num_readers == 0 and prefix.arena.capacity:
            self._release(prefix.arena)

    # -- the callers' side

    def _stream(self, question: _Question) -> Generator[int]:
        try:
            while (item := question.out.get()) is not None:
                if isinstance(item, ModelError):
                    raise item
                yield item
        finally:
            question.is_closed = True
            with self._wake:
                self._wake.notify()

    def _check_open(self) -> None:
        if self._is_closed:
            raise EngineClosed()

    # -- the engine's thread

    def _restore(self, reading: Reading, restore: Restore) -> None:
        """In a thread of its own: hand the reading over, brought back or still to be read."""

        def go_on(share: float) -> bool:
            return reading.note_restored(share) and not self._is_closed

        try:
            reading.was_restored = restore(reading._arena, go_on)
        finally:
            reading._restored_share = None
            with self._wake:
                self._readings.append(reading)
                if self._is_closed:
                    self._end_reading(reading, EngineClosed())
                self._wake.notify()

    def _run(self) -> None:
        while self._wait_for_work():
            if self._on_step:
                self._on_step()
            self._decode()
            self._read_questions()
            self._read_document()
        self._end_all()

    def _wait_for_work(self) -> bool:
        """Drop what was closed or cancelled, then sleep until there is something to do."""
        with self._wake:
            while True:
                self._sweep()
                if self._is_closed:
                    return False
                if self._readings or self._questions:
                    return True
                self._wake.wait()

    def _sweep(self) -> None:
        for question in [q for q in self._questions if q.is_closed]:
            self._end_question(question)
        for reading in [r for r in self._readings if r._is_cancelled]:
            self._end_reading(reading, EngineClosed())
        for reading in [r for r in self._readings if r.was_restored]:
            self._end_reading(reading)

    def _end_question(self, question: _Question, error: ModelError | None = None) -> None:
        self._questions.remove(question)
        self._release(question.arena)
        question.prefix.num_readers -= 1
        self._release_if_unused(question.prefix)
        question.out.put(error)

    def _end_reading(self, reading: Reading, error: ModelError | None = None) -> None:
        self._readings.remove(reading)
        reading._error = error
        if error is not None:
            self._release(reading._arena)
        reading._finished.set()

    def _end_all(self) -> None:
        with self._wake:
            for question in list(self._questions):
                self._end_question(question, EngineClosed())
            for reading in list(self._readings):
                self._end_reading(reading, EngineClosed())

    def _decode(self) -> None:
        """One token for every question that is being answered."""
        writing = [q for q in self._questions if q.last_token is not None]
        if writing:
            self._advance(writing, [[q.last_token] for q in writing if q.last_token is not None])

    def _read_questions(self) -> None:
        """The next piece of every question that is not yet fully read."""
        unread = [q for q in self._questions if q.last_token is None]
        if unread:
            share = max(MIN_CHUNK, self._chunk() // len(unread))
            pieces = [q.token_ids[q.num_read : q.num_read + share] for q in unread]
            for question, piece in zip(unread, pieces, strict=True):
                question.num_read += len(piece)
            self._advance(unread, pieces)

    def _read_document(self) -> None:
        """The next chunk of one document; documents take turns."""
        if not self._readings:
            return
        reading = self._readings[0]
        start = reading.num_done
        piece = reading._token_ids[start : start + self._chunk()]
        began = time.perf_counter()
        try:
            self._forward([Segment(piece, reading._arena)])
        except RuntimeError as error:
            with self._wake:
                failure = OutOfMemory(tokens=reading.num_tokens)
                failure.__cause__ = error
                self._end_reading(reading, failure)
            return
        self._seconds_per_token = (time.perf_counter() - began) / len(piece)
        self._measured_at = start
        with self._wake:
            if reading.num_done == reading.num_tokens:
                self._end_reading(reading)
            else:
                self._readings.rotate(-1)

    def _chunk(self) -> int:
        """How many tokens to read at once: fewer while somebody is streaming."""
        someone_streams = any(q.last_token is not None for q in self._questions)
        if not someone_streams or not self._seconds_per_token:
            return self._prefill_chunk
        within_stall = int(MAX_STALL_S / self._seconds_per_token)
        return max(MIN_CHUNK, min(self._prefill_chunk, within_stall))

    def _forward(self, segments: list[Segment]) -> dict[int, torch.Tensor]:
        """Run one pass; return each segment's logits by the id of its arena."""
        batch = Batch.of(segments, self._model.device)
        logits = self._model.forward(batch)
        return {id(s.arena): row for s, row in zip(batch.segments, logits, strict=True)}

    def _advance(self, questions: list[_Question], pieces: Sequence[Sequence[int]]) -> None:
        segments = [
            Segment(piece, q.arena, q.prefix.arena)
            for q, piece in zip(questions, pieces, strict=True)
        ]
        try:
            logits = self._forward(segments)
        except RuntimeError as error:
            with self._wake:
                for question in questions:
                    failure = OutOfMemory(tokens=len(question.token_ids))
                    failure.__cause__ = error
                    self._end_question(question, failure)
            return
        for question in questions:
            if question.num_read == len(question.token_ids):
                self._emit(question, question.sampler.choose(logits[id(question.arena)]))

    def _emit(self, question: _Question, token_id: int) -> None:
        stops = self._model.config.eos_token_ids + question.params.stop_token_ids
        if token_id not in stops:
            question.out.put(token_id)
            question.last_token = token_id
            question.num_written += 1
        if token_id in stops or question.num_written == question.params.max_tokens:
            with self._wake:
                self._end_question(question)
