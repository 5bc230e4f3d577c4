"""Questions on their way to answers: events of readers in, what changes on screen out."""

import logging
import secrets
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import gradio as gr
from markupsafe import Markup

from qa.answer import Answer
from qa.errors import AnswerNotKept, QAError
from qa.formats.question_list import QuestionList
from qa.library import StoredDocument
from qa.pipeline import ask, ask_together, questions_at_once
from qa.readers.base import Reader
from ui.asking.answer_progress import AnswerInProgress
from ui.asking.list_progress import BatchInProgress
from ui.state.app_state import Session
from ui.state.event_stream import EventStream
from ui.views import conversation_view
from ui.views.i18n import both, error_html

UPDATE_SECONDS = 0.1  # at most ten updates a second
BEAT_SECONDS = 0.4  # at least one in half a second, which also notices a browser that has left

log = logging.getLogger("pagewitness")


class ConversationUpdate(NamedTuple):
    """What changes on screen while questions are answered."""

    question: object
    conversation: object
    suggestions: object = ""


@dataclass(frozen=True)
class Asking:
    """Who asks what of which report: the document, the tab, the reader and the chosen pages."""

    document: StoredDocument
    tab: Session
    reader: Reader | None  # None: nobody but the quotes
    focus: Collection[int] | None

    def answer(self, question: str) -> Iterator[ConversationUpdate]:
        """Stream one answer; whatever ends it, the reader's generator is closed."""
        document, tab = self.document, self.tab
        answers = document.answers()
        draft = AnswerInProgress(question, self._reader_name)
        tab.showing = document.document_id
        yield ConversationUpdate("", _running(document, answers, draft))
        history = [answer for answer in answers if answer.finish_reason != "failed"]
        events = ask(document, question, reader=self.reader, history=history, focus=self.focus)
        shown_at = 0.0
        with EventStream(events, beat_seconds=BEAT_SECONDS) as stream:
            for event in stream:
                if tab.stop.is_set():
                    draft.answer = draft.cancelled(document)
                    break
                draft.take(event)
                if time.monotonic() - shown_at > UPDATE_SECONDS:
                    shown_at = time.monotonic()
                    yield self._if_showing(_running(document, answers, draft))
        error = stream.error
        if draft.answer is not None and draft.answer.finish_reason == "cancelled":
            error = _kept(document, draft.answer)
        last = _finished(document, draft, error)
        yield self._if_showing(conversation_view.conversation(document, answers, last))

    def answer_all(self, listed: QuestionList) -> Iterator[ConversationUpdate]:
        """Stream the answers of a list, each where its question stands in it."""
        tab, draft = self.tab, BatchInProgress(self.document, listed, self._reader_name)
        tab.showing = self.document.document_id
        # What has no room in one list waits in the box.
        yield ConversationUpdate("\n".join(listed.beyond), draft.running())
        events = ask_together(
            self.document,
            listed.questions,
            reader=self.reader,
            focus=self.focus,
            at_once=questions_at_once(self.reader),
        )
        shown_at = time.monotonic()
        try:
            with EventStream(events, beat_seconds=BEAT_SECONDS) as stream:
                for event in stream:
                    if event is not None:
                        draft.take(*event)
                    if tab.stop.is_set() or draft.is_gone:
                        break
                    if time.monotonic() - shown_at > draft.seconds_between_updates:
                        yield self._if_showing(draft.running())
                        shown_at = time.monotonic()
        finally:  # also where the browser has left in the middle
            draft.end()
        if stream.error is not None:  # ours: what ends one question comes as Failed
            raise stream.error
        if not draft.is_gone:
            yield self._if_showing(draft.ended())

    @property
    def _reader_name(self) -> str:
        return self.reader.name if self.reader else "quotes"

    def _if_showing(self, conversation: Markup) -> ConversationUpdate:
        """Return what the screen shows, or nothing when another report has been opened."""
        if self.tab.showing != self.document.document_id:
            return ConversationUpdate(gr.skip(), gr.skip(), gr.skip())
        return ConversationUpdate(gr.skip(), conversation)


def _kept(document: StoredDocument, stopped: Answer) -> QAError | None:
    """Keep what had been said; return why that was not possible."""
    try:
        document.save_answer(stopped)
    except AnswerNotKept as error:
        return error
    return None


def _running(document: StoredDocument, answers: list[Answer], draft: AnswerInProgress) -> Markup:
    turn = conversation_view.running_turn(
        document, draft.question, draft.text, draft.citations, draft.status
    )
    return conversation_view.conversation(document, answers, turn)


def _finished(
    document: StoredDocument, draft: AnswerInProgress, error: BaseException | None
) -> Markup:
    if draft.answer is not None:
        last = conversation_view.turn(document, draft.answer)
        if isinstance(error, QAError):  # said, but not kept
            last += conversation_view.notice(error_html(error))
        return last
    if isinstance(error, QAError):
        return conversation_view.failed_turn(draft.question, error_html(error))
    number = secrets.token_hex(4)
    log.error("Answering failed, number %s", number, exc_info=error)
    return conversation_view.failed_turn(draft.question, both("answer_failed", number=number))
