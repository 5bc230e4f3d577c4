"""How many rows of a long document the engine finds, and how surely.

A document of random tokens is read. Some of its rows are then asked for, by their first tokens, in
questions that share the document; others stand in the document a second time, at its end, so that
reading itself has to find the first. A row is exact when all tokens that follow are right.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from unittest.mock import patch

import torch
from torch import Tensor

from qa.engine.engine import Engine
from qa.engine.kv_cache.slots import SlotPlan
from qa.engine.network.batch import Batch
from qa.engine.network.network import Qwen3
from qa.engine.sampling import Sampler, SamplingParams

NUM_ROWS = 64
REPEATED_EVERY = 4  # of them, one stands again at the end of the document
ROW = 8  # tokens that must follow
FIRST_ID = 16  # below: control tokens
MEMORY_BYTES = 4 * 2**30


@dataclass(frozen=True, slots=True)
class Row:
    """start: its place. margin: by how much the right token's logit is ahead of the best other, at
    the least, in standard deviations of the logits; below zero where the row is lost.
    while_reading: found while the document was read, not in a question.
    """

    start: int
    is_exact: bool
    margin: float
    while_reading: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """length: tokens of the document. rows: by their place."""

    length: int
    rows: tuple[Row, ...]

    @property
    def exact(self) -> float:
        """Percent of the rows."""
        return _percent(self.rows)

    @property
    def while_reading(self) -> float:
        """Percent of the rows that the document repeats."""
        return _percent([row for row in self.rows if row.while_reading])

    @property
    def margin(self) -> float:
        return min(row.margin for row in self.rows)

    @property
    def thirds(self) -> tuple[float, float, float]:
        """Percent of the rows in the first, the middle and the last third of the document."""
        in_third = [[r for r in self.rows if r.start * 3 // self.length == i] for i in range(3)]
        first, middle, last = (_percent(rows) for rows in in_third)
        return first, middle, last


def _percent(rows: Sequence[Row]) -> float:
    return 100 * sum(row.is_exact for row in rows) / len(rows)


@dataclass(frozen=True, slots=True)
class Task:
    """A document and what to look for in it.

    The row at `begun` is begun at the document's very end and ended in a question, whose first
    token so looks back over the border between them.
    """

    body: tuple[int, ...]
    window: int
    asked: tuple[int, ...]  # starts of rows
    repeated: tuple[int, ...]
    begun: int

    @property
    def document(self) -> list[int]:
        again = [token for start in self.repeated for token in self.row(start)]
        return [*self.body, *again, *self.row(self.begun)[: self.window - 1]]

    def row(self, start: int) -> tuple[int, ...]:
        return self.body[start : start + self.window + ROW]

    def question(self, start: int) -> tuple[int, ...]:
        return self.row(start)[: self.window]

    def rest(self, start: int) -> tuple[int, ...]:
        """What must follow a question."""
        return self.row(start)[self.window :]


def make_task(vocab_size: int, length: int, *, window: int, chunk: int, seed: int = 0) -> Task:
    """Rows from the first to the last, and some that lie across borders of chunks.

    length: of document, question and answer together.
    """
    row = window + ROW
    size = length - NUM_ROWS // REPEATED_EVERY * row - (window - 1) - row
    generator = torch.Generator().manual_seed(seed)
    body = torch.randint(FIRST_ID, vocab_size, (size,), generator=generator).tolist()
    last = size - row
    spread = [last * i // (NUM_ROWS - 1) for i in range(NUM_ROWS)]
    repeated = spread[1::REPEATED_EVERY]
    borders = range(chunk, last, max(chunk, size // 4 // chunk * chunk))
    across = [border - window - 1 for border in borders]
    # A row that shares tokens with a repeated one would have two ways to go on.
    across = [start for start in across if all(abs(start - r) >= row for r in repeated)]
    asked = {*spread, *across} - set(repeated)
    begun = spread[NUM_ROWS // 2]
    return Task(tuple(body), window, tuple(sorted(asked - {begun})), tuple(repeated), begun)


def measure(
    model: Qwen3,
    length: int,
    *,
    window: int = 4,
    chunk: int = 512,
    together: int = 32,
    slots: SlotPlan | None = None,
) -> Score:
    """Read a document in chunks, then ask for its rows, so many at once. slots: as in Engine.

    Where questions are decoded on the device, only each answer's first logits give its margin.
    """
    task = make_task(model.config.vocab_size, length, window=window, chunk=chunk)
    reading = _Reading(model, task)
    questions = [(task.begun, task.row(task.begun)[window - 1 : window])]
    questions += [(start, task.question(start)) for start in task.asked]
    params = SamplingParams(max_tokens=ROW)
    rows: list[Row] = []
    with (
        _recorded_logits() as logits,
        Engine(
            reading, memory_bytes=MEMORY_BYTES, prefill_chunk=chunk, slots=slots, drafts=False
        ) as engine,  # a pass for each token, which is what a fault must show in
    ):
        prefix = engine.read(task.document).result()
        for first in range(0, len(questions), together):
            some = questions[first : first + together]
            logits.clear()
            answers = [tuple(s) for s in [engine.ask(prefix, ids, params) for _, ids in some]]
            for (start, _), answer, seen in zip(some, answers, logits, strict=True):
                row = judge_row(start, torch.stack(seen), task.rest(start))
                is_exact = answer == task.rest(start)
                margin = row.margin if is_exact else min(row.margin, 0.0)
                rows.append(Row(start, is_exact, margin))
    rows += reading.rows()
    return Score(length, tuple(sorted(rows, key=lambda row: row.start)))


def judge_row(start: int, logits: Tensor, expected: Sequence[int]) -> Row:
    """logits [tokens written, vocab]: what follows the first wrong token does not count."""
    wrong = (logits.argmax(dim=-1) != torch.tensor(expected)[: len(logits)]).nonzero()
    seen = int(wrong[0]) + 1 if len(wrong) else len(logits)
    logits = logits[:seen].double()
    right = torch.tensor(expected)[:seen, None]
    best_other = logits.scatter(1, right, -torch.inf).amax(dim=1)
    margins = (logits.gather(1, right)[:, 0] - best_other) / logits.std(dim=1)
    return Row(start, is_exact=seen == ROW and not len(wrong), margin=float(margins.min()))


def judge_repeated(task: Task, logits: Tensor) -> list[Row]:
    """logits [tokens behind the body, vocab], of the document itself."""
    size = task.window + ROW
    rows = []
    for i, start in enumerate(task.repeated):
        seen = logits[i * size + task.window - 1 :][:ROW]
        rows.append(replace(judge_row(start, seen, task.rest(start)), while_reading=True))
    return rows


@contextmanager
def _recorded_logits() -> Iterator[list[list[Tensor]]]:
    """The logits that each question's sampler sees, in the order in which they are asked."""
    questions: list[list[Tensor]] = []

    class Recorder(Sampler):
        def __init__(self, *args: object) -> None:
            super().__init__(*args)
            self.logits: list[Tensor] = []
            questions.append(self.logits)

        def choose(self, logits: Tensor) -> int:
            self.logits.append(logits.cpu().clone())
            return super().choose(logits)

    with patch("qa.engine.engine.Sampler", Recorder):
        yield questions


class _Reading:
    """A model that keeps the logits of the rows that a document repeats."""

    def __init__(self, model: Qwen3, task: Task) -> None:
        self._model = model
        self._task = task
        self._kept: list[Tensor] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._model, name)

    def forward(self, batch: Batch) -> Tensor:
        segment = batch.segments[0]
        skipped = max(0, len(self._task.body) - segment.arena.length)
        if segment.prefix is not None or skipped >= len(segment.token_ids):
            return self._model.forward(batch)
        logits = self._model.forward(batch, all_logits=True)
        self._kept.append(logits[skipped:].cpu())
        return logits[batch.logit_rows]

    def rows(self) -> list[Row]:
        return judge_repeated(self._task, torch.cat(self._kept))
