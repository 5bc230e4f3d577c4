"""What the engine's thread does on the device, one pass at a time, with the clock running."""

import time
from collections.abc import Callable, Sequence
from itertools import islice
from typing import TypeVar

import torch

from qa.engine.kv_cache.slots import SlotKVCache
from qa.engine.network.batch import Batch, Segment
from qa.engine.network.network import Qwen3
from qa.engine.runtime.cuda_graph import Decoder
from qa.engine.runtime.latency import MIN_CHUNK, LatencyModel
from qa.engine.runtime.look_ahead import LookAhead, row_of
from qa.engine.runtime.requests import PrefillJob, Question
from qa.engine.runtime.warmup import plan_attention

# The next of each question, more than one where its draft was right; none while it is being read.
Tokens = Sequence[Sequence[int]]
MOST_ROWS = 32  # of a step with drafts: beyond, a processor's products cost by the row
Clock = Callable[[], float]


class ModelRunner:
    """Runs the network for questions and documents and notes how long it took."""

    def __init__(
        self,
        model: Qwen3,
        decoder: Decoder | None,
        clock: Clock = time.perf_counter,
        *,
        looks_ahead: bool | None = None,
    ) -> None:
        """decoder: for questions in slots. looks_ahead: whether steps are launched before the one
        before them is read; on a GPU unless told otherwise, since a CPU computes nothing meanwhile.
        """
        self.pace = LatencyModel(model.config)
        self._model = model
        self._decoder = decoder
        self._ahead = None if decoder is None else LookAhead(decoder)
        self._looks_ahead = model.device.type == "cuda" if looks_ahead is None else looks_ahead
        self._clock = clock

    def prepare(self, chunk: int, is_wanted: Callable[[], bool]) -> None:
        """What the first document should not wait for, while is_wanted. chunk: of tokens."""
        if self._model.device.type == "cuda":
            plan_attention(self._model, chunk, is_wanted)
            if self._decoder is not None:
                self._decoder.capture_ahead(is_wanted)

    def groups(self, questions: Sequence[Question]) -> list[list[Question]]:
        """Questions whose next tokens come from one pass: in slots by document, and all others."""
        groups: dict[int | None, list[Question]] = {}
        for question in questions:
            in_slot = isinstance(question.arena, SlotKVCache)
            groups.setdefault(id(question.prefix) if in_slot else None, []).append(question)
        return list(groups.values())

    def decode(self, questions: Sequence[Question], *, goes_on: bool = False) -> Tokens:
        """One more token for each question of a group, and what of its draft was right; none where
        it takes part in what was launched ahead for the first time. goes_on: whether there is
        nothing else to do before the next of the same group.
        """
        decoder = self._decoder if isinstance(questions[0].arena, SlotKVCache) else None
        if decoder is not None and self._ahead is not None:
            if not any(question.drafter for question in questions):
                return self._ahead.tokens(questions, goes_on=goes_on and self._looks_ahead)
            self._ahead.forget()
        most_rows = MOST_ROWS if decoder is None else min(MOST_ROWS, decoder.max_rows)
        pieces = [q.next_piece(most_rows // len(questions)) for q in questions]
        if decoder is None:
            return [
                _kept(q, piece, rows, q.sampler.choose)
                for q, piece, rows in zip(
                    questions, pieces, self._logits(questions, pieces, all_rows=True), strict=True
                )
            ]
        rows = [
            row_of(question, token_id, behind=i)
            for question, piece in zip(questions, pieces, strict=True)
            for i, token_id in enumerate(piece)
        ]
        rankings = iter(decoder.step(questions[0].prefix.arena, rows))
        for question, piece in zip(questions, pieces, strict=True):
            question.own.advance(len(piece))
        return [
            _kept(q, piece, list(islice(rankings, len(piece))), q.sampler.take)
            for q, piece in zip(questions, pieces, strict=True)
        ]

    def read_questions(self, questions: Sequence[Question], share: int) -> Tokens:
        """Up to `share` more tokens of each question."""
        pieces = [q.token_ids[q.num_read : q.num_read + share] for q in questions]
        for question, piece in zip(questions, pieces, strict=True):
            question.num_read += len(piece)
        began = self._clock()
        logits = self._logits(questions, pieces)
        tokens = [
            [q.sampler.choose(rows[0])] if q.num_read == len(q.token_ids) else []
            for q, rows in zip(questions, logits, strict=True)
        ]
        self._wait()
        past = max(q.prefix.arena.length for q in questions)
        self.pace.note_reading(sum(map(len, pieces)), past, self._clock() - began)
        return tokens

    def read_document(self, reading: PrefillJob, num_tokens: int) -> None:
        """The next chunk of a document."""
        past = reading.num_done
        piece = reading.token_ids[past : past + num_tokens]
        began = self._clock()
        self._model.forward(Batch.of([Segment(piece, reading.arena)], self._model.device))
        self._wait()
        self.pace.note_reading(len(piece), past, self._clock() - began)

    def has_lost_device(self, error: BaseException) -> bool:
        """Whether `error` is one after which every later pass fails too: an illegal access and the
        like, which CUDA reports to whoever asks next.
        """
        try:
            self._wait()
        except RuntimeError:
            return True
        return isinstance(error, torch.AcceleratorError)

    def drop_freed(self) -> None:
        """Forget what was prepared for documents that are gone."""
        if self._decoder is not None and self._ahead is not None:
            self._ahead.drop_freed()
            self._decoder.drop_freed()

    def close(self) -> None:
        """Wait for what was launched ahead, before what it runs on goes."""
        if self._ahead is not None:
            self._ahead.forget()

    def _wait(self) -> None:
        """Until the device has done what was launched, so that its time can be told."""
        if self._model.device.type == "cuda":
            torch.cuda.synchronize(self._model.device)

    def _logits(
        self,
        questions: Sequence[Question],
        pieces: Sequence[Sequence[int]],
        *,
        all_rows: bool = False,
    ) -> list[Sequence[torch.Tensor]]:
        """Run a piece of each question through the network; return the logits [vocab] behind its
        last token, or behind each.
        """
        segments = [
            Segment(piece, q.own, q.prefix.arena, num_logits=len(piece) if all_rows else 1)
            for q, piece in zip(questions, pieces, strict=True)
        ]
        batch = Batch.of(segments, self._model.device)
        rows = self._model.forward(batch).split([s.num_logits for s in batch.segments])
        logits = {id(s.arena): row.unbind() for s, row in zip(batch.segments, rows, strict=True)}
        return [logits[id(q.own)] for q in questions]


def share_out(unread: Sequence[Question], num_tokens: int) -> tuple[list[Question], int]:
    """Return the questions to read on in, first come first served, and how many tokens of each."""
    share = max(MIN_CHUNK, num_tokens // len(unread))
    return list(unread[: max(1, num_tokens // share)]), share


Row = TypeVar("Row")


def _kept(
    question: Question, piece: Sequence[int], rows: Sequence[Row], choose: Callable[[Row], int]
) -> list[int]:
    """Choose the tokens behind those of a piece that was run, for as long as the one chosen is the
    one that stands next in it; what follows it there is taken back.
    """
    tokens: list[int] = []
    for row, guessed in zip(rows, (*piece[1:], None), strict=True):
        tokens.append(choose(row))
        if tokens[-1] != guessed:
            break
    question.own.take_back(len(piece) - len(tokens))
    if question.drafter is not None:
        question.drafter.judge(len(piece) - 1, len(tokens) - 1)
    return tokens
