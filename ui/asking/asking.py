"""Questions on their way to answers: events of readers in, what changes on screen out."""

import logging
import time
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import gradio as gr
from markupsafe import Markup

from qa.answer import Answer, AnswerEvent
from qa.errors import AnswerNotKept, QAError, TooManyQuestions
from qa.formats.question_list import QuestionList
from qa.library import StoredDocument
from qa.pdf.fair_turns import FairTurns, Ticket, TooManyWaiting
from qa.pipeline import ask, follow_up
from qa.question_list.asking import Failed, ask_together, questions_at_once
from qa.readers.base import Reader
from qa.readers.extractive.giving_way import giving_way
from ui.asking.answer_progress import AnswerInProgress
from ui.asking.list_progress import BatchInProgress
from ui.operations.metrics import Metrics
from ui.operations.references import needed_reference
from ui.state.app_state import LIST_TURNS, LONG_LIST, QUOTE_TURNS, Apart, Session
from ui.state.event_stream import EventStream
from ui.state.xbrl_files import XbrlFiles
from ui.views import conversation_view
from ui.views.i18n import both, error_html

UPDATE_SECONDS = 0.1  # at most ten updates a second
QUOTES_A_TURN = 2  # questions of a list: less than half a second
GIVES_WAY_S = 1.0  # so long a list lets others' single questions be done first, each turn
BEAT_SECONDS = 0.4  # at least one in half a second, which also notices a browser that has left

log = logging.getLogger("pagewitness")


class ConversationUpdate(NamedTuple):
    """What changes on screen while questions are answered.

    running: an answer as it grows, below the conversation, which is sent at its start and its end.
    """

    question: object
    conversation: object
    suggestions: object = ""
    running: object = gr.skip()


@dataclass(frozen=True)
class Asking:
    """Who asks what of which report, the reader and the chosen pages; see Reader.answer."""

    document: StoredDocument
    tab: Session
    reader: Reader | None  # None: nobody but the quotes
    focus: Collection[int] | None
    reads_all: bool
    owner: str = ""
    turns: FairTurns = field(default_factory=partial(FairTurns, **QUOTE_TURNS))
    list_turns: FairTurns = field(default_factory=partial(FairTurns, **LIST_TURNS))
    is_heard: Callable[[], bool] = lambda: True
    metrics: Metrics = field(default_factory=Metrics)
    xbrl: XbrlFiles = field(default_factory=XbrlFiles)
    apart: Apart | None = None  # who answers long lists without a model; None: as any question

    def answer(self, question: str) -> Iterator[ConversationUpdate]:
        """Stream one answer; whatever ends it, the reader's generator is closed.

        Raises TooManyQuestions.
        """
        document, tab = self.document, self.tab
        answers = self.xbrl.marked(document, document.answers())
        before = conversation_view.turns(document, answers)  # once: updates are many
        history = [answer for answer in answers if answer.finish_reason != "failed"]
        alone = follow_up(question, history)
        draft = AnswerInProgress(question, self._reader_name, read_as=alone)
        tab.showing = document.document_id
        earlier = conversation_view.framed(document, before, goes_on=True)
        yield ConversationUpdate("", earlier, running=_running(document, draft))
        events = ask(
            document,
            question,
            reader=self.reader,
            history=history,
            focus=self.focus,
            reads_all=self.reads_all,
            xbrl=self.xbrl.beside(document),
        )
        shown_at, error = 0.0, None
        with self._queue(self.turns) as ticket:
            while draft.answer is None and not ticket.wait(BEAT_SECONDS):
                if not self.is_heard():
                    return
                if tab.stop.is_set():
                    draft.answer = draft.cancelled(document)
                draft.status = both("waits", ahead=ticket.ahead)
                yield self._if_showing(running=_running(document, draft))
            if draft.answer is None:
                counted = self.metrics.answering(events, self.reader)
                with EventStream(counted, beat_seconds=BEAT_SECONDS) as stream:
                    for event in stream:
                        if not self.is_heard():
                            return
                        if tab.stop.is_set():
                            draft.answer = draft.cancelled(document)
                            break
                        draft.take(event)
                        if time.monotonic() - shown_at > UPDATE_SECONDS:
                            shown_at = time.monotonic()
                            yield self._if_showing(running=_running(document, draft))
                error = stream.error
        if draft.answer is not None and draft.answer.finish_reason == "cancelled":
            error = _kept(document, draft.answer)
        last = _finished(document, draft, error)
        yield self._if_showing(conversation_view.framed(document, before + last), running="")

    def answer_all(self, listed: QuestionList) -> Iterator[ConversationUpdate]:
        """Stream the answers of a list, each where its question stands in it.

        Without a model an owner's lists come one after the other. Raises TooManyQuestions.
        """
        if self.reader is not None:
            yield from self._answer_list(listed)
            return
        with self._queue(self.list_turns) as place:
            ahead = -1
            while not (place.wait(BEAT_SECONDS) or self.tab.stop.is_set()):
                if not self.is_heard():
                    return
                if place.ahead != ahead:
                    ahead = place.ahead
                    words = both("list_waits", ahead=ahead)
                    waits = Markup('<p class="pw-working" role="status">{}</p>').format(words)
                    yield ConversationUpdate("\n".join(listed.beyond), gr.skip(), running=waits)
            yield from self._answer_list(listed)

    def _answer_list(self, listed: QuestionList) -> Iterator[ConversationUpdate]:
        before = self.xbrl.marked(self.document, self.document.answers())
        draft = BatchInProgress(self.document, listed, self._reader_name, before)
        tab = self.tab
        tab.showing = self.document.document_id
        # What has no room in one list waits in the box.
        yield ConversationUpdate("\n".join(listed.beyond), draft.running(), running="")
        shown_at, is_new = time.monotonic(), False
        try:
            with closing(self._events_in_turns(listed.questions)) as events:
                for event in events:
                    if isinstance(event, int):
                        is_new |= event != draft.ahead
                        draft.ahead = event
                    elif event is not None:
                        is_new, draft.ahead = True, 0
                        draft.take(*event)
                    if tab.stop.is_set() or draft.is_gone or not self.is_heard():
                        break
                    # All of a conversation is drawn and sent: not for a beat that says nothing.
                    if is_new and time.monotonic() - shown_at > draft.seconds_between_updates:
                        yield self._if_showing(draft.running())
                        shown_at, is_new = time.monotonic(), False
        finally:  # also where the browser has left in the middle
            draft.end()
        if not draft.is_gone:
            yield self._if_showing(draft.ended())

    def _events_in_turns(
        self, questions: Sequence[str]
    ) -> Generator[tuple[int, AnswerEvent | Failed] | int | None]:
        """Yield the events of all questions, how many turns come before them, None for a beat.

        Without a model a few questions have a turn, then others have theirs. A model reads for all
        of them at once, so that they are one turn.
        """
        size = QUOTES_A_TURN if self.reader is None else max(len(questions), 1)
        turns, reader, gives_way_s = self.turns, self.reader, 0.0
        if self.reader is None and self.apart is not None and len(questions) >= LONG_LIST:
            turns, reader = self.apart
        elif self.reader is None:
            gives_way_s = GIVES_WAY_S
        for first in range(0, len(questions), size):
            with self._queue(turns, gives_way_s) as ticket:
                while not ticket.wait(BEAT_SECONDS):
                    yield ticket.ahead
                events = ask_together(
                    self.document,
                    questions[first : first + size],
                    reader=reader,
                    focus=self.focus,
                    reads_all=self.reads_all,
                    at_once=questions_at_once(self.reader),
                    xbrl=self.xbrl.beside(self.document),
                )
                counted = self.metrics.answering_together(events, self.reader)
                with giving_way(ticket.let_others_pass):
                    answers = EventStream(counted, beat_seconds=BEAT_SECONDS)
                with answers as stream:
                    for event in stream:
                        yield None if event is None else (first + event[0], event[1])
                if stream.error is not None:  # ours: what ends one question comes as Failed
                    raise stream.error

    @contextmanager
    def _queue(self, turns: FairTurns, gives_way_s: float = 0.0) -> Iterator[Ticket]:
        try:
            with turns.queue(self.owner, gives_way_s=gives_way_s) as ticket:
                yield ticket
        except TooManyWaiting as error:
            refusal = TooManyQuestions()
            self.metrics.refused(refusal)
            raise refusal from error

    @property
    def _reader_name(self) -> str:
        return self.reader.name if self.reader else "quotes"

    def _if_showing(
        self, conversation: object = gr.skip(), *, running: object = gr.skip()
    ) -> ConversationUpdate:
        """Return what the screen shows, or nothing when another report has been opened."""
        if self.tab.showing != self.document.document_id:
            return ConversationUpdate(gr.skip(), gr.skip(), gr.skip())
        return ConversationUpdate(gr.skip(), conversation, running=running)


def _kept(document: StoredDocument, stopped: Answer) -> QAError | None:
    """Keep what had been said; return why that was not possible."""
    try:
        document.save_answer(stopped)
    except AnswerNotKept as error:
        return error
    return None


def _running(document: StoredDocument, draft: AnswerInProgress) -> Markup:
    return conversation_view.running_turn(
        document,
        draft.question,
        *draft.shown,
        draft.status,
        draft.sentences,
        figures=draft.figures,
        read_as=draft.read_as,
    )


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
    reference = needed_reference()
    log.error("Answering failed, reference %s", reference, exc_info=error)
    message = both("answer_failed", reference=reference)
    return conversation_view.failed_turn(draft.question, message)
