"""What the engine's one thread does next: a round is a token for everybody who is being answered,
then some reading.

New questions join between rounds (continuous batching, Orca: Yu et al. 2022). While somebody
streams, chunks shrink so that no stream stands still for more than MAX_INTER_TOKEN_LATENCY_S
(`latency.py`).
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from functools import partial

from qa.engine.gpu import failures, is_out_of_memory
from qa.engine.runtime.kv_budget import KVMemory
from qa.engine.runtime.model_runner import Clock, ModelRunner, Tokens, share_out
from qa.engine.runtime.requests import PrefillJob, Prefix, Question
from qa.models.errors import DeviceLost, EngineClosed, ModelError, OutOfMemory, PassFailed

log = logging.getLogger(__name__)


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
        self._lost: DeviceLost | None = None  # why it is closed, where nobody has closed it
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._thread.start()

    # -- for any thread

    @property
    def is_closed(self) -> bool:
        return self._is_closed

    def add_reading(self, reading: PrefillJob) -> None:
        """Start reading a document."""
        with self._wake:
            self._readings.append(reading)
            if self._is_closed:
                self._end_reading(reading, self._why_closed())
            self._wake.notify()

    def add_question(self, question: Question) -> None:
        """Start reading and answering; raises EngineClosed and DeviceLost."""
        with self._wake:
            self.check_open()
            if not question.prefix.life.enter():
                raise EngineClosed()  # its document was removed as it was ready
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
        prefix.life.free()
        with self._wake:
            self._wake.notify()  # the thread forgets what it has prepared for it

    def check_open(self) -> None:
        """Raise EngineClosed after `close`, DeviceLost where the device has ended it."""
        if self._is_closed:
            raise self._why_closed()

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
            self._passes.close()

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
        for reading in [r for r in self._readings if r.life.is_freed]:
            self._end_reading(reading, EngineClosed())
        self._passes.drop_freed()

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
        question.prefix.life.leave()
        question.out.put(error)

    def _end_reading(self, reading: PrefillJob, error: ModelError | None = None) -> None:
        self._readings.remove(reading)
        reading.finish(error)

    def _end_all(self) -> None:
        with self._wake:
            for question in list(self._questions):
                self._end_question(question, self._why_closed())
            for reading in list(self._readings):
                self._end_reading(reading, self._why_closed())

    def _decode(self) -> None:
        """One token for every question that is being answered, or more (`drafting.py`)."""
        writing = [q for q in self._questions if q.last_token is not None]
        if writing:
            began = self._clock()
            groups = self._passes.groups(writing)
            is_reading = self._readings or any(q.is_unread for q in self._questions)
            goes_on = len(groups) == 1 and not is_reading
            for group in groups:
                self._advance(group, partial(self._passes.decode, group, goes_on=goes_on))
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
        if not self._readings:
            return
        reading = self._readings[0]
        try:
            self._passes.read_document(reading, self._chunk(reading.num_done))
        except failures() as error:
            failure = self._failure(error, reading.num_tokens)
            with self._wake:
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
        """Hand out the tokens of a pass, or end its questions where it fails."""
        try:
            tokens = run()
        except failures() as error:
            failures_of = [self._failure(error, len(q.token_ids)) for q in questions]
            with self._wake:
                for question, failure in zip(questions, failures_of, strict=True):
                    self._end_question(question, failure)
            return
        for question, token_ids in zip(questions, tokens, strict=True):
            for token_id in token_ids:
                if self._emit(question, token_id):
                    break

    def _failure(self, error: Exception, num_tokens: int) -> ModelError:
        """What those hear whose pass has failed. A device that is lost ends the engine: it would
        fail all others one by one.
        """
        reason = (str(error) or type(error).__name__).splitlines()[0]
        failure: ModelError
        if is_out_of_memory(error):
            failure = OutOfMemory(tokens=num_tokens)
        elif self._passes.has_lost_device(error):
            failure = self._lost = DeviceLost(reason=reason)
            self._is_closed = True
        else:
            failure = PassFailed(reason=reason)
        failure.__cause__ = error
        log.error("a pass has failed: %s", reason, exc_info=error)
        return failure

    def _why_closed(self) -> ModelError:
        if self._lost is None:
            return EngineClosed()
        return DeviceLost(**self._lost.details)  # one for each who hears it, with its own traceback

    def _emit(self, question: Question, token_id: int) -> bool:
        """Hand out a token; return whether the answer ends with it."""
        stops = self._stop_token_ids + question.params.stop_token_ids
        if token_id not in stops:
            question.out.put(token_id)
            question.note_written(token_id)
        has_ended = token_id in stops or question.num_written == question.params.max_tokens
        if has_ended:
            with self._wake:
                self._end_question(question)
        return has_ended
