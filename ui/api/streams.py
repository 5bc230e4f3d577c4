"""Readings and answers as they grow, as JSON; a beat in silence, which notices who has left."""

import contextlib
import logging
import time
from collections.abc import Callable, Iterator, Sequence

import gradio as gr

from qa.answer import Answer, Progress, TextDelta
from qa.compare.asking import answered, ask_each
from qa.compare.compare import compare
from qa.compare.comparison_json import comparison_json
from qa.errors import AnswerNotKept, QAError, UnknownDocument
from qa.formats.answer_json import JsonObject, answer_to_json
from qa.library import StoredDocument
from qa.pipeline import ask
from qa.question_list.asking import Failed, ask_together, questions_at_once
from qa.readers.base import Reader
from qa.xbrl import TaggedFile
from ui.operations.metrics import Metrics
from ui.operations.references import needed_reference
from ui.state.event_stream import EventStream
from ui.state.upload import State, Upload
from ui.views.i18n import say

BEAT_SECONDS = 0.5
UPDATE_SECONDS = 0.1
WATCH_SECONDS = 0.1

log = logging.getLogger("pagewitness")


def reading_stream(reading: Upload) -> Iterator[JsonObject]:
    """Yield {state, file_name, progress} until a reading is done; raises what refused the file."""
    shown: JsonObject = {}
    shown_at = 0.0
    while reading.is_active:
        state: JsonObject = {
            "state": reading.state.value,
            "file_name": reading.file_name,
            "progress": _progress(reading.progress),
        }
        if state != shown or time.monotonic() - shown_at > BEAT_SECONDS:
            shown, shown_at = state, time.monotonic()
            yield state
        time.sleep(WATCH_SECONDS)
    if reading.state is State.REFUSED and reading.error is not None:
        raise reading.error
    if reading.fault is not None:
        sentence = say("internal_error", "en", file_name=reading.file_name, reference=reading.fault)
        raise gr.Error(sentence, print_exception=False)
    if reading.document_id is None and reading.scans_of is None:
        raise UnknownDocument


def answer_stream(
    document: StoredDocument,
    question: str,
    reader: Reader | None,
    metrics: Metrics,
    xbrl: TaggedFile | None = None,
) -> Iterator[JsonObject]:
    """Yield {done, text, progress, answer}: the text as it grows, then the whole answer.

    xbrl: what its figures are compared with.
    """
    text, answer, progress = "", None, None
    shown_at = 0.0
    events = metrics.answering(ask(document, question, reader=reader, xbrl=xbrl), reader)
    with EventStream(events, beat_seconds=BEAT_SECONDS) as stream:
        for event in stream:
            match event:
                case TextDelta(text=more):
                    text += more
                case Progress():
                    progress = event
                case Answer():
                    answer = event
            is_late = event is None or time.monotonic() - shown_at > UPDATE_SECONDS
            if answer is None and is_late:
                shown_at = time.monotonic()
                yield _growing(text, progress)
    if stream.error is not None and not isinstance(stream.error, AnswerNotKept):
        raise stream.error
    assert answer is not None, "every reader ends with an answer"
    yield {"done": True, "text": answer.text, "progress": None, "answer": answer_to_json(answer)}


def answers_stream(
    document: StoredDocument,
    questions: Sequence[str],
    reader: Reader | None,
    metrics: Metrics,
    xbrl: TaggedFile | None = None,
) -> Iterator[JsonObject]:
    """Yield {done, total, answers}: how many there are, and at the end all in their order.

    One that failed has an `error` in its place. Answers are kept as those of the screen are.
    """
    ended: dict[int, Answer | Failed] = {}
    events = metrics.answering_together(
        ask_together(
            document, questions, reader=reader, at_once=questions_at_once(reader), xbrl=xbrl
        ),
        reader,
    )
    try:
        with EventStream(events, beat_seconds=BEAT_SECONDS) as stream:
            for found in stream:
                if found is not None and isinstance(found[1], Answer | Failed):
                    ended[found[0]] = found[1]
                if found is None or isinstance(found[1], Answer | Failed):
                    yield {"done": len(ended), "total": len(questions), "answers": []}
    finally:  # also where who asked has left in the middle
        for answer in (ended[index] for index in sorted(ended)):
            if isinstance(answer, Answer):
                with contextlib.suppress(
                    AnswerNotKept, UnknownDocument
                ):  # it is given all the same
                    document.save_answer(answer)
    if stream.error is not None:
        raise stream.error
    shown = [_ended(question, ended[index]) for index, question in enumerate(questions)]
    yield {"done": len(ended), "total": len(questions), "answers": shown}


def comparison_stream(
    documents: Sequence[StoredDocument],
    question: str,
    reader: Reader | None,
    xbrl: Callable[[StoredDocument], TaggedFile | None] = lambda _: None,
) -> Iterator[JsonObject]:
    """Yield {done, total, comparison}: how many reports answered, and at the end all side by side.

    Each answer is kept in its report's conversation.
    """
    ends: dict[int, Answer | Failed] = {}
    events = ask_each(documents, question, reader=reader, xbrl=xbrl)
    with EventStream(events, beat_seconds=BEAT_SECONDS) as stream:
        for found in stream:
            if found is not None and isinstance(found[1], Answer | Failed):
                ends[found[0]] = found[1]
            if found is None or isinstance(found[1], Answer | Failed):
                yield {"done": len(ends), "total": len(documents), "comparison": None}
    if stream.error is not None:
        raise stream.error
    comparison = comparison_json(compare(question, answered(documents, question, ends)))
    yield {"done": len(ends), "total": len(documents), "comparison": comparison}


def _ended(question: str, end: Answer | Failed) -> JsonObject:
    if isinstance(end, Answer):
        return answer_to_json(end)
    if isinstance(end.error, QAError):
        return {"question": question, "error": str(end.error)}
    reference = needed_reference()
    log.error("Answering failed, reference %s", reference, exc_info=end.error)
    return {"question": question, "error": say("answer_failed", "en", reference=reference)}


def _growing(text: str, progress: Progress | None) -> JsonObject:
    return {"done": False, "text": text, "progress": _progress(progress), "answer": None}


def _progress(progress: Progress | None) -> JsonObject | None:
    if progress is None:
        return None
    return {"stage": progress.stage, "done": progress.done, "total": progress.total}
