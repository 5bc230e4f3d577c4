"""How many rows of a long document the engine finds, and how surely."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from qa.engine.engine import Engine
from qa.engine.model import Qwen3
from qa.engine.sampling import SamplingParams

NUM_ROWS = 16
ROW = 8  # tokens that must follow
FIRST_ID = 16  # below: control tokens
MEMORY_BYTES = 4 * 2**30


@dataclass(frozen=True, slots=True)
class Score:
    """exact: share of rows reproduced to the last token. margin: the smallest distance of the best
    logit to the next, in standard deviations of the logits. starts: of the rows that failed.
    """

    exact: float
    margin: float
    failed: tuple[int, ...]


def random_document(model: Qwen3, length: int, seed: int = 0) -> list[int]:
    generator = torch.Generator().manual_seed(seed)
    ids = torch.randint(FIRST_ID, model.config.vocab_size, (length,), generator=generator)
    return ids.tolist()


def row_starts(length: int, window: int, chunk: int) -> list[int]:
    """Rows from the first to the last, and some that lie across borders of chunks."""
    last = length - window - ROW
    spread = [last * i // (NUM_ROWS - 1) for i in range(NUM_ROWS)]
    borders = range(chunk, length, max(chunk, length // 4 // chunk * chunk))
    return sorted({*spread, *(b - window - 1 for b in borders if b - window - 1 <= last)})


def measure(
    model: Qwen3, length: int, *, window: int = 4, chunk: int = 512, together: int = 32
) -> Score:
    """Read a random document of `length` tokens, then ask for rows of it, so many at once.

    One more row is begun in the document itself and ended in the question, so that the question's
    first token looks back over the border between them.
    """
    ids = random_document(model, length)
    starts = row_starts(length, window, chunk)
    begun = starts[len(starts) // 2]
    document = [*ids, *ids[begun : begun + window - 1]]
    questions = [ids[s : s + window] for s in starts]
    params = SamplingParams(max_tokens=ROW)
    margins: list[float] = []
    with Engine(
        _Recorded(model, margins), memory_bytes=MEMORY_BYTES, prefill_chunk=chunk
    ) as engine:
        prefix = engine.read(document).result()
        margins.clear()
        answers = [list(engine.ask(prefix, [ids[begun + window - 1]], params))]
        for i in range(0, len(questions), together):
            streams = [engine.ask(prefix, q, params) for q in questions[i : i + together]]
            answers += [list(stream) for stream in streams]
    failed = _failed(ids, answers, [begun, *starts], window)
    return Score(1 - len(failed) / len(answers), min(margins), failed)


def _failed(
    ids: list[int], answers: Sequence[list[int]], starts: Sequence[int], window: int
) -> tuple[int, ...]:
    return tuple(
        start
        for start, answer in zip(starts, answers, strict=True)
        if answer != ids[start + window : start + window + ROW]
    )


class _Recorded:
    """A model that notes the margin of each token it predicts."""

    def __init__(self, model: Qwen3, margins: list[float]) -> None:
        self._model = model
        self._margins = margins

    def __getattr__(self, name: str) -> object:
        return getattr(self._model, name)

    def forward(self, batch: object) -> torch.Tensor:
        logits = self._model.forward(batch)
        best = logits.topk(2).values
        self._margins += ((best[:, 0] - best[:, 1]) / logits.std(dim=-1)).tolist()
        return logits
