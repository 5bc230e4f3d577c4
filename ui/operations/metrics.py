"""What has passed through the app since its start: counters and histograms.

A label is one of a few words of ours, or the name of an error's class: never a name or a word of a
report, a question or a visitor.
"""

import time
from collections.abc import Generator
from contextlib import closing
from types import TracebackType
from typing import Self

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.process_collector import ProcessCollector

from qa.answer import Answer, AnswerEvent, Progress, TextDelta
from qa.errors import QAError
from qa.question_list.asking import Failed
from qa.readers.base import Reader, ServerReader

SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)


class Metrics:
    """The figures of one app, in a registry of their own. Safe to use from many threads."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)  # memory, processor time, open files; on Linux
        self._readings = Counter(
            "pagewitness_readings",
            "Files that were read, or not, by how that ended",
            ["outcome"],
            registry=registry,
        )
        self._pages = Counter(
            "pagewitness_pages", "Pages of reports that were read", registry=registry
        )
        self._reading_seconds = Histogram(
            "pagewitness_reading_seconds",
            "From a file's turn until it could be asked",
            buckets=SECONDS,
            registry=registry,
        )
        self._questions = Counter(
            "pagewitness_questions", "Questions that had their turn", ["by"], registry=registry
        )
        self._answers = Counter(
            "pagewitness_answers",
            "Answers by who gave them, how they ended and whether they have a figure",
            ["by", "outcome", "figure"],
            registry=registry,
        )
        self._first = Histogram(
            "pagewitness_first_answer_seconds",
            "From a question's turn to its first word",
            ["by"],
            buckets=SECONDS,
            registry=registry,
        )
        self._whole = Histogram(
            "pagewitness_answer_seconds",
            "From a question's turn to the end of its answer",
            ["by"],
            buckets=SECONDS,
            registry=registry,
        )
        self._tokens = Counter(
            "pagewitness_tokens",
            "Tokens of a model: read or reused for questions, read ahead of them, written",
            ["what"],
            registry=registry,
        )
        self._refusals = Counter(
            "pagewitness_refusals", "What was refused, by its reason", ["reason"], registry=registry
        )

    def reading_ended(self, outcome: str, seconds: float, num_pages: int = 0) -> None:
        """outcome: done, refused, cancelled or fault."""
        self._readings.labels(outcome).inc()
        if outcome == "done":
            self._pages.inc(num_pages)
            self._reading_seconds.observe(seconds)

    def refused(self, reason: QAError | str) -> None:
        """reason: an error, of which its class counts, or a word of ours."""
        self._refusals.labels(reason if isinstance(reason, str) else reason.code).inc()

    def read_ahead(self, num_tokens: int) -> None:
        self._tokens.labels("read_ahead").inc(num_tokens)

    def answering(
        self, events: Generator[AnswerEvent], reader: Reader | None
    ) -> Generator[AnswerEvent]:
        """Yield the events of one answer, and count them."""
        with closing(events), _Question(self, _by(reader)) as question:
            for event in events:
                question.take(event)
                yield event

    def answering_together(
        self, events: Generator[tuple[int, AnswerEvent | Failed]], reader: Reader | None
    ) -> Generator[tuple[int, AnswerEvent | Failed]]:
        """Yield the events of a list's answers, and count them."""
        questions: dict[int, _Question] = {}
        try:
            with closing(events):
                for index, event in events:
                    if index not in questions:
                        questions[index] = _Question(self, _by(reader))
                    if isinstance(event, Failed):
                        questions[index].fail(event.error)
                    else:
                        questions[index].take(event)
                    yield index, event
        finally:
            for question in questions.values():
                question.end("cancelled")

    def _asked(self, by: str) -> None:
        self._questions.labels(by).inc()

    def _first_word(self, by: str, seconds: float) -> None:
        self._first.labels(by).observe(seconds)

    def _answered(self, by: str, answer: Answer | None, outcome: str, seconds: float) -> None:
        has_figure = answer is not None and any(f.value is not None for f in answer.figures)
        self._answers.labels(by, outcome.replace(" ", "_"), "yes" if has_figure else "no").inc()
        if answer is None:
            return
        self._whole.labels(by).observe(seconds)
        if (usage := answer.usage) is not None:
            tokens = {
                "read": usage.prompt_tokens - usage.cached_tokens,
                "reused": usage.cached_tokens - usage.shelf_tokens,
                "from_shelf": usage.shelf_tokens,
                "written": usage.completion_tokens,
            }
            for what, count in tokens.items():
                self._tokens.labels(what).inc(max(0, count))  # a server may count as it likes


class _Question:
    """One question on its way; how it ends is counted once. As a context, whatever ends it."""

    def __init__(self, metrics: Metrics, by: str) -> None:
        self._metrics = metrics
        self._by = by
        self._began = time.monotonic()
        self._has_words = self._has_ended = False
        metrics._asked(by)

    def take(self, event: AnswerEvent) -> None:
        if isinstance(event, TextDelta | Answer) and not self._has_words:
            self._has_words = True
            self._metrics._first_word(self._by, time.monotonic() - self._began)
        if isinstance(event, Answer):
            self.end(event.finish_reason, event)

    def fail(self, error: BaseException) -> None:
        if isinstance(error, QAError) and not self._has_ended:
            self._metrics.refused(error)
        self.end("failed")

    def end(self, outcome: str, answer: Answer | None = None) -> None:
        if not self._has_ended:
            self._has_ended = True
            seconds = time.monotonic() - self._began
            self._metrics._answered(self._by, answer, outcome, seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None or isinstance(error, GeneratorExit):
            self.end("cancelled")
        else:
            self.fail(error)


class TokensAhead:
    """Counts what the model reads before anybody asks, by how far it says to have come."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._last: Progress | None = None

    def take(self, progress: Progress) -> None:
        if progress.stage == "reading":
            before = self._last.done if self._last is not None else 0
            self._metrics.read_ahead(max(0, progress.done - before))
            self._last = progress

    def end(self) -> None:
        """Count the rest: the last that is heard comes a moment before the end."""
        if self._last is not None:
            self._metrics.read_ahead(max(0, self._last.total - self._last.done))


def _by(reader: Reader | None) -> str:
    if reader is None:
        return "quotes"
    return "server" if isinstance(reader, ServerReader) else "model"
