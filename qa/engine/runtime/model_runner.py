"""What the engine's thread does on the device, one pass at a time, with the clock running."""

import time
from collections.abc import Callable, Sequence

import torch

from qa.engine.kv_cache.slots import SlotKVCache
from qa.engine.network.batch import Batch, Segment
from qa.engine.network.network import Qwen3
from qa.engine.runtime.cuda_graph import Decoder
from qa.engine.runtime.decode_step import DecodeRow
from qa.engine.runtime.latency import MIN_CHUNK, LatencyModel
from qa.engine.runtime.requests import PrefillJob, Question
from qa.engine.runtime.warmup import plan_attention

Tokens = Sequence[int | None]  # the next of each question; None while it is still being read
Clock = Callable[[], float]


class ModelRunner:
    """Runs the network for questions and documents and notes how long it took."""

    def __init__(
        self, model: Qwen3, decoder: Decoder | None, clock: Clock = time.perf_counter
    ) -> None:
        """decoder: for questions in slots."""
        self.pace = LatencyModel(model.config)
        self._model = model
        self._decoder = decoder
        self._clock = clock

    def prepare(self, chunk: int, is_wanted: Callable[[], bool]) -> None:
        """What the first document should not wait for, while is_wanted. chunk: of tokens."""
        if self._model.device.type == "cuda":
            plan_attention(self._model, chunk, is_wanted)

    def groups(self, questions: Sequence[Question]) -> list[list[Question]]:
        """Questions whose next tokens come from one pass: in slots by document, and all others."""
        groups: dict[int | None, list[Question]] = {}
        for question in questions:
            in_slot = isinstance(question.arena, SlotKVCache)
            groups.setdefault(id(question.prefix) if in_slot else None, []).append(question)
        return list(groups.values())

    def decode(self, questions: Sequence[Question]) -> Tokens:
        """One more token for each question of a group."""
        if self._decoder is None or not isinstance(questions[0].arena, SlotKVCache):
            return self._advance(questions, [[_last_token(q)] for q in questions])
        rankings = self._decoder.step(questions[0].prefix.arena, [_row(q) for q in questions])
        for question in questions:
            question.own.advance(1)
        return [q.sampler.take(r) for q, r in zip(questions, rankings, strict=True)]

    def read_questions(self, questions: Sequence[Question], share: int) -> Tokens:
        """Up to `share` more tokens of each question."""
        pieces = [q.token_ids[q.num_read : q.num_read + share] for q in questions]
        for question, piece in zip(questions, pieces, strict=True):
            question.num_read += len(piece)
        began = self._clock()
        tokens = self._advance(questions, pieces)
        self._wait()
        past = max(q.prefix.arena.length for q in questions)
        self.pace.note_reading(sum(map(len, pieces)), past, self._clock() - began)
        return tokens

    def read_document(self, reading: PrefillJob, num_tokens: int) -> None:
        """The next chunk of a document."""
        past = reading.num_done
        piece = reading.token_ids[past : past + num_tokens]
        began = self._clock()
        self._forward([Segment(piece, reading.arena)])
        self._wait()
        self.pace.note_reading(len(piece), past, self._clock() - began)

    def drop_freed(self) -> None:
        """Forget what was prepared for documents that are gone."""
        if self._decoder is not None:
            self._decoder.drop_freed()

    def _wait(self) -> None:
        """Until the device has done what was launched, so that its time can be told."""
        if self._model.device.type == "cuda":
            torch.cuda.synchronize(self._model.device)

    def _advance(self, questions: Sequence[Question], pieces: Sequence[Sequence[int]]) -> Tokens:
        """Run pieces of questions through the network; choose a token where all has been read."""
        logits = self._forward(
            [
                Segment(piece, q.own, q.prefix.arena)
                for q, piece in zip(questions, pieces, strict=True)
            ]
        )
        return [
            q.sampler.choose(logits[id(q.own)]) if q.num_read == len(q.token_ids) else None
            for q in questions
        ]

    def _forward(self, segments: list[Segment]) -> dict[int, torch.Tensor]:
        """Run one pass; return each segment's logits by the id of its arena."""
        batch = Batch.of(segments, self._model.device)
        logits = self._model.forward(batch)
        return {id(s.arena): row for s, row in zip(batch.segments, logits, strict=True)}


def share_out(unread: Sequence[Question], num_tokens: int) -> tuple[list[Question], int]:
    """Return the questions to read on in, first come first served, and how many tokens of each."""
    share = max(MIN_CHUNK, num_tokens // len(unread))
    return list(unread[: max(1, num_tokens // share)]), share


def _last_token(question: Question) -> int:
    assert question.last_token is not None
    return question.last_token


def _row(question: Question) -> DecodeRow:
    arena, params = question.arena, question.params
    assert isinstance(arena, SlotKVCache)
    return DecodeRow(
        slot=arena.slot,
        length=arena.length,
        token_id=_last_token(question),
        temperature=params.temperature,
        top_p=params.top_p,
        seed=question.sampler.seed,
        num_written=question.num_written,
        is_constrained=question.sampler.is_constrained,
    )
