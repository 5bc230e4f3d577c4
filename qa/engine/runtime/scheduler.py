"""What the engine's one thread does next: a round is a token for everybody who is being answered,
then some reading.

New questions join between rounds (continuous batching, Orca: Yu et al. 2022). While somebody
streams, chunks shrink so that no stream stands still for more than MAX_INTER_TOKEN_LATENCY_S
(`pace.py`).
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from qa.engine.gpu import failures
from qa.engine.kv_cache.cache import KVCache
from qa.engine.runtime.kv_budget import KVMemory
from qa.engine.runtime.model_runner import Clock, ModelRunner, Tokens, share_out
from qa.engine.runtime.requests import PrefillJob, Prefix, Question
from qa.errors import EngineClosed, ModelError, OutOfMemory


class Scheduler:
    """Readings and questions under way, and the thread that serves them."""

    def __init__(
        self,
        passes: ModelRunner,
        memory: KVMemory,
        *,
        stop_token_ids: tuple[int, ...],
        prefill_chunk: int,
        on_step: Callable[[], None] | None,
        clock: Clock,
    ) -> None:
        """prefill_chunk: tokens read at once when nobody streams. on_step: before each round."""
        self._passes = passes
        self._memory = memory
        self._stop_token_ids = stop_token_ids
        self._prefill_chunk = prefill_chunk
        self._on_step = on_step
        self._clock = clock
        self._readings: deque[PrefillJob] = deque()
        self._questions: list[Question] = []
        self._is_documents_turn = False
        self._wake = threading.Condition()
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._thread.start()

    # -- for any thread

    @property
    def is_closed(self) -> bool:
        return self._is_closed

    def add_reading(self, reading: PrefillJob) -> None:
        """Start reading a document, or end what was brought back."""
        with self._wake:
            self._readings.append(reading)
            if self._is_closed:
                self._end_reading(reading, EngineClosed())
            self._wake.notify()

    def add_question(self, question: Question) -> None:
        """Start reading and answering; raises EngineClosed."""
        with self._wake:
            self.check_open()
            assert not question.prefix.is_freed
            question.prefix.num_readers += 1
            self._questions.append(question)
            self._give_slots()
            self._wake.notify()

    def drop_question(self, question: Question) -> None:
        """Free what the question holds, at the next round. Takes no lock, since a stream that is
        forgotten is closed in the middle of anything; nor does the thread sleep while questions
        are there, so nobody has to wake it.
        """
        question.is_closed = True

    def free(self, prefix: Prefix) -> None:
        """Give a document's memory back, as soon as the last answer over it has ended."""
        with self._wake:
            if not prefix.is_freed:
                prefix.is_freed = True
                self._release_if_unused(prefix)
                self._wake.notify()

    @contextmanager
    def held(self, prefix: Prefix) -> Iterator[KVCache | None]:
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

    def check_open(self) -> None:
        """Raise EngineClosed after `close`."""
        if self._is_closed:
            raise EngineClosed()

    def close(self) -> None:
        """End the thread; whoever waits gets EngineClosed."""
        with self._wake:
            self._is_closed = True
            self._wake.notify()
        self._thread.join()

    # -- for the engine's thread

    def _run(self) -> None:
        try:
            self._passes.prepare(self._prefill_chunk, lambda: not self._is_closed)
            while self._wait_for_work():
                if self._on_step:
                    self._on_step()
                self._decode()
                self._read()
        finally:  # also after a fault of ours, or everybody would wait for ever
            self._is_closed = True
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
        for reading in [r for r in self._readings if r.is_cancelled]:
            self._end_reading(reading, EngineClosed())
        for reading in [r for r in self._readings if r.was_restored]:
            self._end_reading(reading)
        self._passes.drop_freed()

    def _release_if_unused(self, prefix: Prefix) -> None:
        if prefix.is_freed and prefix.num_readers == 0 and prefix.arena.capacity:
            self._memory.release(prefix.arena)

    def _give_slots(self) -> None:
        """To those who wait, in the order in which they came: who needs much is not overtaken."""
        for question in (q for q in self._questions if q.arena is None):
            question.arena = self._memory.take_slot(question.capacity)
            if question.arena is None:
                return

    def _end_question(self, question: Question, error: ModelError | None = None) -> None:
        self._questions.remove(question)
        if question.arena is not None:
            self._memory.release(question.arena)
            self._give_slots()
        question.prefix.num_readers -= 1
        self._release_if_unused(question.prefix)
        question.out.put(error)

    def _end_reading(self, reading: PrefillJob, error: ModelError | None = None) -> None:
        self._readings.remove(reading)
        if error is not None:
            self._memory.release(reading.arena)
        reading.finish(error)

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
            began = self._clock()
            for group in self._passes.groups(writing):
                self._advance(group, partial(self._passes.decode, group))
            self._passes.pace.note_decode(self._clock() - began)

    def _read(self) -> None:
        """Read on in questions and documents. While somebody streams only in one of them, in turn,
        so that no more than one pass comes between two words.
        """
        if not self._is_somebody_streaming():
            self._read_questions()
            if not self._is_somebody_streaming():
                self._read_document()
            return
        is_unread = any(q.is_unread for q in self._questions)
        if is_unread and not (self._is_documents_turn and self._readings):
            self._read_questions()
        else:
            self._read_document()
        self._is_documents_turn = not self._is_documents_turn

    def _read_questions(self) -> None:
        """The next pieces of questions that are not yet fully read."""
        unread = [q for q in self._questions if q.is_unread]
        if unread:
            past = max(q.prefix.arena.length for q in unread)
            chosen, share = share_out(unread, self._chunk(past))
            self._advance(chosen, partial(self._passes.read_questions, chosen, share))

    def _read_document(self) -> None:
        """The next chunk of one document; documents take turns."""
        reading = next((r for r in self._readings if not r.was_restored), None)
        if reading is None:
            return
        try:
            self._passes.read_document(reading, self._chunk(reading.num_done))
        except failures() as error:
            with self._wake:
                failure = OutOfMemory(tokens=reading.num_tokens)
                failure.__cause__ = error
                self._end_reading(reading, failure)
            return
        with self._wake:
            if reading.num_done == reading.num_tokens:
                self._end_reading(reading)
            else:
                self._readings.rotate(-1)

    def _is_somebody_streaming(self) -> bool:
        return any(q.last_token is not None for q in self._questions)

    def _chunk(self, past: int) -> int:
        """How many tokens behind `past` others to read at once: fewer while somebody streams."""
        if not self._is_somebody_streaming():
            return self._prefill_chunk
        return min(self._prefill_chunk, self._passes.pace.chunk_within_stall(past))

    def _advance(self, questions: list[Question], run: Callable[[], Tokens]) -> None:
        """Hand out the tokens of a pass, or end its questions where memory is short."""
        try:
            tokens = run()
        except failures() as error:
            with self._wake:
                for question in questions:
                    failure = OutOfMemory(tokens=len(question.token_ids))
                    failure.__cause__ = error
                    self._end_question(question, failure)
            return
        for question, token_id in zip(questions, tokens, strict=True):
            if token_id is not None:
                self._emit(question, token_id)

    def _emit(self, question: Question, token_id: int) -> None:
        stops = self._stop_token_ids + question.params.stop_token_ids
        if token_id not in stops:
            question.out.put(token_id)
            question.last_token = token_id
            question.num_written += 1
        if token_id in stops or question.num_written == question.params.max_tokens:
            with self._wake:
                self._end_question(question)
