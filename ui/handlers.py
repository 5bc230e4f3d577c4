"""What happens on each event: plain functions of values; components are wired in events.py."""

import contextlib
import time
from collections.abc import Iterator
from typing import NamedTuple

import gradio as gr
from markupsafe import Markup

from qa.errors import QAError, UnknownDocument
from qa.formats.question_list import QuestionList
from qa.library import SAMPLES_OWNER, StoredDocument
from qa.pipeline import suggest_questions
from qa.readers.base import Reader
from ui.asking.asking import BEAT_SECONDS, Asking, ConversationUpdate
from ui.state.app_state import AppState, Session
from ui.state.question_options import QuestionOptions
from ui.views import conversation_view
from ui.views.document_list import shelf
from ui.views.document_panel import facts
from ui.views.i18n import Language, both, error_html, say
from ui.web.owner import owner_of

WATCH_SECONDS = 0.2


class Opened(NamedTuple):
    """What changes on screen when a report is opened; no document_id: none is open."""

    document_id: object = None
    facts: object = ""
    conversation: object = conversation_view.empty()
    suggestions: object = ""


UNCHANGED = Opened(gr.skip(), gr.skip(), gr.skip(), gr.skip())


class Labels(NamedTuple):
    """The words on Gradio's own components."""

    question: object
    ask: object
    stop: object


class Handlers:
    """The handlers of one app; `desk` is all they share."""

    def __init__(self, desk: AppState) -> None:
        self._desk = desk

    # -- opening -------------------------------------------------------------------------------

    def on_arrival(self, request: gr.Request, event: gr.EventData) -> Iterator[tuple[object, ...]]:
        """Show the shelf and the report that was open before the page was loaded anew."""
        self._desk.model.page_shown()
        shelf_html: object = self._shelf(request)
        for opened in self._open(_text(event, "document_id"), request):
            yield (shelf_html, *opened)
            shelf_html = gr.skip()

    def on_open(self, request: gr.Request, event: gr.EventData) -> Iterator[Opened]:
        yield from self._open(_text(event, "document_id"), request)

    def on_remove(
        self, document_id: str | None, request: gr.Request, event: gr.EventData
    ) -> tuple[object, ...]:
        removed_id, owner = _text(event, "document_id"), _owner(request)
        if removed_id is not None and owner is not None:
            with contextlib.suppress(UnknownDocument):
                self._desk.library.remove(removed_id, owner=owner)
                self._desk.ahead.forget(removed_id)
        if removed_id == document_id:
            self._tab(request).showing = None  # an answer still on its way is not drawn
        return (self._shelf(request), *(Opened() if removed_id == document_id else UNCHANGED))

    def _open(self, document_id: str | None, request: gr.Request) -> Iterator[Opened]:
        tab = self._tab(request)
        tab.opening += 1
        mine = tab.opening
        try:
            document = self._desk.find(document_id, _owner(request))
            answers = document.answers()
        except UnknownDocument:
            tab.showing = None
            yield Opened()
            return
        tab.showing = document.document_id
        opened = Opened(
            document.document_id, facts(document), conversation_view.conversation(document, answers)
        )
        yield opened if tab.opening == mine else UNCHANGED
        if answers or tab.opening != mine:
            return
        suggestions = _suggestions(document)  # a search each, so the report is shown first
        # Gradio sends the last thing yielded once more at the end, and somebody quick may have
        # asked meanwhile: so the last thing yielded leaves the conversation alone.
        yield UNCHANGED if document.answers() else UNCHANGED._replace(suggestions=suggestions)

    # -- reading -------------------------------------------------------------------------------

    def on_watch(self, request: gr.Request) -> Iterator[str]:
        """Show how the readings of this owner get on, until there is none."""
        tab = self._tab(request)
        tab.watcher += 1
        mine, shown, shown_at = tab.watcher, "", 0.0
        while tab.watcher == mine:
            is_busy = self._is_busy(request)
            shelf_html = self._shelf(request)
            if shelf_html != shown or time.monotonic() - shown_at > BEAT_SECONDS:
                shown, shown_at = shelf_html, time.monotonic()
                yield shelf_html
            if not is_busy:
                return
            time.sleep(WATCH_SECONDS)

    def on_cancel_reading(self, request: gr.Request, event: gr.EventData) -> str:
        reading_id, owner = _text(event, "reading_id"), _owner(request)
        if reading_id is not None and owner is not None:
            self._desk.room.cancel(reading_id, owner=owner)
        return self._shelf(request)

    def on_unlock(self, request: gr.Request, event: gr.EventData) -> str:
        """Read a locked file again, now with its password."""
        reading_id, password = _text(event, "reading_id"), _text(event, "password")
        owner = _owner(request)
        if reading_id is not None and password is not None and owner is not None:
            self._desk.room.unlock(reading_id, password, owner=owner)
        return self._shelf(request)

    # -- asking --------------------------------------------------------------------------------

    def on_ask(
        self, question: str, document_id: str | None, choice: str, request: gr.Request
    ) -> Iterator[ConversationUpdate]:
        """Answer a question, or several of them: one a line."""
        listed = QuestionList.of(question)
        if not listed.questions:
            yield ConversationUpdate(gr.skip(), gr.skip(), gr.skip())
            return
        tab = self._tab(request)
        tab.stop.clear()
        try:
            document, chosen = (
                self._desk.find(document_id, _owner(request)),
                QuestionOptions.parse(choice),
            )
            asking = Asking(document, tab, self._reader(chosen), chosen.focus(document))
            if len(listed.questions) == 1:
                yield from asking.answer(listed.questions[0])
            else:
                yield from asking.answer_all(listed)
        except QAError as error:
            key = "no_document" if isinstance(error, UnknownDocument) else None
            message = both(key) if key else error_html(error)
            yield ConversationUpdate(
                question, conversation_view.failed_turn(listed.questions[0], message)
            )

    def on_ask_this(
        self, document_id: str | None, request: gr.Request, event: gr.EventData
    ) -> Iterator[ConversationUpdate]:
        """Ask one of the suggested questions."""
        question, choice = _text(event, "question") or "", _text(event, "choice") or ""
        yield from self.on_ask(question, document_id, choice, request)

    def on_stop(self, request: gr.Request) -> None:
        self._tab(request).stop.set()

    def on_clear(self, document_id: str | None, request: gr.Request) -> Iterator[Opened]:
        try:
            self._desk.find(document_id, _owner(request)).clear_answers()
        except UnknownDocument:
            yield Opened()
        else:
            yield from self._open(document_id, request)

    def _reader(self, choice: QuestionOptions) -> Reader | None:
        """Return who answers; None: nobody but the quotes."""
        model = self._desk.model
        if not choice.wants_model or model.reader is None:
            return None
        return model.keeper.unlimited() if choice.reads_all and model.keeper else model.reader

    # -- the model -----------------------------------------------------------------------------

    def on_read_all(self, request: gr.Request, event: gr.EventData) -> str:
        """Begin to read all of a report, as somebody chose who had seen how long it takes."""
        with contextlib.suppress(UnknownDocument):
            document = self._desk.find(_text(event, "document_id"), _owner(request))
            focus = QuestionOptions.parse(_text(event, "choice") or "").focus(document)
            self._desk.ahead.take(document, focus, is_unlimited=True)
        return self._shelf(request)

    def on_retry_model(self, request: gr.Request) -> None:
        if _owner(request) is not None:
            self._desk.model.retry()

    # -- the tab -------------------------------------------------------------------------------

    def on_language(self, event: gr.EventData) -> Labels:
        """Put Gradio's own components into a language; the HTML carries both."""
        language: Language = "zh" if _text(event, "language") == "zh" else "en"
        return Labels(
            gr.update(placeholder=say("question_hint", language), label=say("question", language)),
            gr.update(value=say("ask", language)),
            gr.update(value=say("stop", language)),
        )

    def on_leave(self, request: gr.Request) -> None:
        """The tab was closed: nothing goes on for it."""
        self._desk.tabs.close(request.session_hash or "")

    def _tab(self, request: gr.Request) -> Session:
        return self._desk.tabs.get(request.session_hash or "")

    def _is_busy(self, request: gr.Request) -> bool:
        owner = _owner(request) or ""
        if any(r.is_active for r in self._desk.room.readings(owner, SAMPLES_OWNER)):
            return True
        ahead = self._desk.ahead.progress()
        return bool(ahead) and any(d.document_id in ahead for d in self._desk.documents(owner))

    def _shelf(self, request: gr.Request) -> str:
        owner = _owner(request)
        if owner is None:
            return ""
        readings = self._desk.room.readings(owner, SAMPLES_OWNER)
        return shelf(readings, self._desk.documents(owner), self._desk.ahead.progress())


def _owner(request: gr.Request) -> str | None:
    """Return whose event this is. None (a browser without our cookie) owns nothing."""
    assert request.request is not None, "events come with their HTTP request"
    return owner_of(request.request.cookies, request.username)


def _text(event: gr.EventData, name: str) -> str | None:
    """Return one detail of an event. It comes from a browser, so it may be anything."""
    value = event._data.get(name) if isinstance(event._data, dict) else None
    return value if isinstance(value, str) else None


def _suggestions(document: StoredDocument) -> Markup:
    return conversation_view.suggestions(
        document,
        suggest_questions(document, language="en"),
        suggest_questions(document, language="zh"),
    )
