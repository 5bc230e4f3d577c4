"""What is asked of another engine, the same of each and in the order of `long.py`, and the rows it
gives: a document nobody has seen, then questions behind it.

An engine is a function that answers prompts. It has to keep the document between calls by itself,
which is what its prefix cache is for; the rows say how much of it was found there.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import torch

from tests.benchmarks.gpu.rows import Row

# (prompts, tokens of each answer) -> tokens of the first prompt that were cached, if it is told.
# Answers have exactly so many tokens, or the engine raises.
Ask = Callable[[Sequence[list[int]], int], int | None]


@dataclass(frozen=True, slots=True)
class PeerPlan:
    """What is read and asked, shortest document first: a longer one may not fit."""

    lengths: tuple[int, ...] = (150_000, 262_144)
    many_at: int = 150_000  # behind so many tokens, num_questions are asked at once
    num_questions: int = 120
    question_tokens: int = 64
    answer_tokens: int = 200
    decode_tokens: int = 64
    warm_up_tokens: int = 16_384

    def context(self, max_position: int) -> int:
        """Tokens of the longest prompt and its answer."""
        own = self.question_tokens + max(self.answer_tokens, self.decode_tokens)
        return min(self.lengths[-1] + own, max_position)


SMALL_PEER_PLAN = PeerPlan((128, 256), 128, 3, 8, 16, 16, 64)


def refused(plan: PeerPlan, setup: str, reason: str) -> Row:
    """The row of an engine that measures nothing, or nothing more."""
    return Row("all that is asked", plan.lengths[0], setup, None, "s", note=reason)


def measure_engine(
    ask: Ask, plan: PeerPlan, setup: str, *, vocab_size: int, max_position: int
) -> Iterator[Row]:
    """Read each document and ask behind it. What is raised ends the measurement of the engine."""
    yield from _Asking(ask, plan, setup, vocab_size, max_position).rows()


@dataclass
class _Asking:
    ask: Ask
    plan: PeerPlan
    setup: str
    vocab_size: int
    max_position: int
    _generator: torch.Generator = field(default_factory=lambda: torch.Generator().manual_seed(0))

    def rows(self) -> Iterator[Row]:
        plan = self.plan
        self._timed([self._ids(plan.warm_up_tokens)], 2)
        for length in plan.lengths:
            # a prompt of all positions leaves none for the token that is waited for
            document = self._ids(min(length, self.max_position - 1))
            took, cached = self._timed([document], 1)
            note = f"{cached:,} tokens were cached" if cached else ""
            yield Row("first token, dense", length, self.setup, took, "s", note=note)
            if length + plan.question_tokens + plan.decode_tokens > self.max_position:
                continue
            yield from self._one(document, length)
            if length == plan.many_at and plan.num_questions:
                yield from self._many(document, length)

    def _one(self, document: list[int], length: int) -> Iterator[Row]:
        found = [self._behind(document, 1, 1) for _ in range(3)]
        cached = found[-1][1]
        note = "" if cached is None else f"{cached:,} tokens were cached"
        first_s = min(took for took, _ in found)
        yield Row("next question, bf16", length, self.setup, first_s, "s", note=note)
        few, size = max(2, self.plan.decode_tokens // 8), self.plan.decode_tokens
        short = min(self._behind(document, 1, few)[0] for _ in range(2))
        long = min(self._behind(document, 1, size)[0] for _ in range(2))
        rate = (size - few) / max(long - short, 1e-9)
        yield Row("decode, 1 question, bf16", length, self.setup, rate, "tokens/s")

    def _many(self, document: list[int], length: int) -> Iterator[Row]:
        """Once each: an engine that reads the document for every question takes minutes."""
        many, size = self.plan.num_questions, self.plan.answer_tokens
        few = max(2, size // 8)
        self._behind(document, many, 1)
        took, _ = self._behind(document, many, size)
        yield Row(f"{many} answers of {size} tokens, bf16", length, self.setup, took, "s")
        short, _ = self._behind(document, many, few)
        rate = many * (size - few) / max(took - short, 1e-9)
        yield Row(f"decode, {many} questions, bf16", length, self.setup, rate, "tokens/s")

    def _behind(self, document: list[int], count: int, size: int) -> tuple[float, int | None]:
        """Questions that were never asked, so that at most the document is cached."""
        return self._timed(
            [document + self._ids(self.plan.question_tokens) for _ in range(count)], size
        )

    def _timed(self, prompts: list[list[int]], size: int) -> tuple[float, int | None]:
        began = time.perf_counter()
        cached = self.ask(prompts, size)
        return time.perf_counter() - began, cached

    def _ids(self, count: int) -> list[int]:
        return torch.randint(0, self.vocab_size, (count,), generator=self._generator).tolist()
