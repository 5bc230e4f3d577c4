"""How far the model has come in reading, and what an answer took."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from qa.answer import Progress, Usage
from qa.engine.engine import PrefillJob
from qa.prompting.prompt import Prompt

BEAT_S = 0.25  # how often progress is reported while reading


@dataclass(slots=True)
class Clock:
    """When the words of an answer came."""

    started: float = field(default_factory=time.perf_counter)
    first_token: float = 0.0
    num_tokens: int = 0

    def tick(self) -> None:
        self.num_tokens += 1
        self.first_token = self.first_token or time.perf_counter()

    def usage(self, prompt: Prompt, reading: PrefillJob, *, was_there: bool) -> Usage:
        """was_there: the reading had ended before the question was asked."""
        now = time.perf_counter()
        first = self.first_token or now
        from_shelf = prompt.num_prefix_tokens if reading.was_restored and not was_there else 0
        return Usage(
            prompt_tokens=len(prompt.token_ids),
            cached_tokens=prompt.num_prefix_tokens if was_there else from_shelf,
            completion_tokens=self.num_tokens,
            time_to_first_token=first - self.started,
            time_per_output_token=(now - first) / max(1, self.num_tokens - 1),
            shelf_tokens=from_shelf,
        )


def watch(reading: PrefillJob) -> Iterator[Progress]:
    """Yield how far the reading has come, until it ends; the rate so far tells the time left."""
    began, first, was_restoring = time.perf_counter(), reading.num_done, reading.is_restoring
    while not reading.wait(BEAT_S):
        done, is_restoring = reading.num_done, reading.is_restoring
        if is_restoring != was_restoring:  # what could not be brought back is read from its start
            began, first, was_restoring = time.perf_counter(), done, is_restoring
        seconds, left = time.perf_counter() - began, reading.num_tokens - done
        eta = left * seconds / (done - first) if done > first else None
        yield Progress("restoring" if is_restoring else "reading", done, reading.num_tokens, eta)
