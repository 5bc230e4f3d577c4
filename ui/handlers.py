"""What happens on each event: plain functions of values; components are wired in events.py."""

import contextlib
import time
from collections.abc import Iterator
from typing import NamedTuple

import gradio as gr
from markupsafe import Markup

from qa.errors import QAError, UnknownDocument
from qa.library import SAMPLES_OWNER, StoredDocument
from qa.pipeline import suggest_questions
from qa.text.display_name import display_line
from ui.asking.asking import BEAT_SECONDS
from ui.asking.handlers import AskingHandlers
from ui.gradio_compat import event_detail
from ui.operations.handled import handled
from ui.state.question_options import QuestionOptions
from ui.tabs import owner_of_event
from ui.views import conversation_view
from ui.views.document_list import shelf
from ui.views.document_panel import facts
from ui.views.i18n import Language, both, error_html, say

WATCH_SECONDS = 0.2


class Opened(NamedTuple):
    """What changes on screen when a report is opened; no document_id: none is open."""

    document_id: object = None
    facts: object = ""
    conversation: object = conversation_view.empty()
    suggestions: object = ""
    running: object = ""  # an answer still on its way is not drawn any more


UNCHANGED = Opened(gr.skip(), gr.skip(), gr.skip(), gr.skip(), gr.skip())


class Labels(NamedTuple):
    """The words on Gradio's own components."""

    question: object
    ask: object
    stop: object


class Handlers(AskingHandlers):
    """The handlers of one app; `desk` is all they share."""

    # -- opening -------------------------------------------------------------------------------

    @handled
    def on_arrival(self, request: gr.Request, event: gr.EventData) -> Iterator[tuple[object, ...]]:
        """Show the shelf and the report that was open before the page was loaded anew."""
        self._desk.model.page_shown()
        if not self._is_heard(request):
            yield (gr.skip(), *UNCHANGED)
            return
        shelf_html: object = self._shelf(request)
        for opened in self._open(*_wanted(event), request):
            yield (shelf_html, *opened)
            shelf_html = gr.skip()

    @handled
    def on_open(self, request: gr.Request, event: gr.EventData) -> Iterator[Opened]:
        if not self._is_heard(request):
            yield UNCHANGED
            return
        yield from self._open(*_wanted(event), request)

    @handled
    def on_remove(
        self, document_id: str | None, request: gr.Request, event: gr.EventData
    ) -> tuple[object, ...]:
        removed_id, owner = event_detail(event, "document_id"), owner_of_event(request)
        if removed_id is not None and owner is not None:
            with contextlib.suppress(UnknownDocument):
                self._desk.library.remove(removed_id, owner=owner)
                self._desk.forget(removed_id)
        if removed_id == document_id:
            self._tab(request).showing = None  # an answer still on its way is not drawn
        return (self._shelf(request), *(Opened() if removed_id == document_id else UNCHANGED))

    def on_rename(
        self, document_id: str | None, request: gr.Request, event: gr.EventData
    ) -> tuple[object, object]:
        """Give the open report another name, or its own back. Samples keep theirs."""
        owner, name = owner_of_event(request), display_line(event_detail(event, "name") or "")
        try:
            if document_id is None or owner is None:
                raise UnknownDocument
            self._desk.library.get(document_id, owner=owner).rename(name or None)
            document = self._desk.find(document_id, owner)
        except UnknownDocument:
            return gr.skip(), gr.skip()
        return self._shelf(request), facts(document, self._desk.xbrl.beside(document))

    def _open(
        self, document_id: str | None, is_linked: bool, request: gr.Request
    ) -> Iterator[Opened]:
        """Show a report; of a link that leads to none of this owner's, say so."""
        tab = self._tab(request)
        tab.opening += 1
        mine = tab.opening
        try:
            with self._passing():
                document = self._desk.find(document_id, owner_of_event(request))
                answers = self._desk.xbrl.marked(document, document.answers())
                opened = Opened(
                    document.document_id,
                    facts(document, self._desk.xbrl.beside(document)),
                    conversation_view.conversation(document, answers),
                )
        except UnknownDocument:
            tab.showing = None
            gone = both("link_opens_nothing") if is_linked else ""
            yield Opened(conversation=conversation_view.empty(gone))
            return
        tab.showing = document.document_id
        yield opened if tab.opening == mine else UNCHANGED
        if answers or tab.opening != mine:
            return
        try:  # a search each, so the report is shown first
            with self._passing():
                suggestions = _suggestions(document)
        except QAError as error:
            suggestions = conversation_view.notice(error_html(error))
        # Gradio sends the last thing yielded once more at the end, and somebody quick may have
        # asked meanwhile: so the last thing yielded leaves the conversation alone.
        yield UNCHANGED if document.answers() else UNCHANGED._replace(suggestions=suggestions)

    @handled
    def on_clear(self, document_id: str | None, request: gr.Request) -> Iterator[Opened]:
        try:
            self._desk.find(document_id, owner_of_event(request)).clear_answers()
        except UnknownDocument:
            yield Opened()
        else:
            yield from self._open(document_id, False, request)

    # -- reading -------------------------------------------------------------------------------

    @handled
    def on_watch(self, request: gr.Request) -> Iterator[str]:
        """Show how the readings of this owner get on, until there is none."""
        tab = self._tab(request)
        tab.watcher += 1
        mine, shown, shown_at = tab.watcher, "", 0.0
        while tab.watcher == mine and self._is_heard(request):
            is_busy = self._is_busy(request)
            shelf_html = self._shelf(request)
            if shelf_html != shown or time.monotonic() - shown_at > BEAT_SECONDS:
                shown, shown_at = shelf_html, time.monotonic()
                yield shelf_html
            if not is_busy:
                return
            time.sleep(WATCH_SECONDS)

    @handled
    def on_cancel_reading(self, request: gr.Request, event: gr.EventData) -> str:
        reading_id, owner = event_detail(event, "reading_id"), owner_of_event(request)
        if reading_id is not None and owner is not None:
            self._desk.room.cancel(reading_id, owner=owner)
        return self._shelf(request)

    @handled
    def on_read_scans(self, request: gr.Request, event: gr.EventData) -> str:
        """Have OCR read the pages of a report that have no text."""
        try:
            document = self._desk.library.get(
                event_detail(event, "document_id") or "", owner=owner_of_event(request) or ""
            )
            self._desk.room.read_scans(document)
        except UnknownDocument:
            pass
        except QAError as error:
            raise gr.Error(error_html(error), print_exception=False) from error
        return self._shelf(request)

    @handled
    def on_unlock(self, request: gr.Request, event: gr.EventData) -> str:
        """Read a locked file again, now with its password."""
        reading_id, password = event_detail(event, "reading_id"), event_detail(event, "password")
        owner = owner_of_event(request)
        if reading_id is not None and password is not None and owner is not None:
            self._desk.room.unlock(reading_id, password, owner=owner)
        return self._shelf(request)

    # -- the model -----------------------------------------------------------------------------

    @handled
    def on_read_all(self, request: gr.Request, event: gr.EventData) -> str:
        """Begin to read all of a report, as somebody chose who had seen how long it takes."""
        with contextlib.suppress(UnknownDocument):
            document = self._desk.find(event_detail(event, "document_id"), owner_of_event(request))
            focus = QuestionOptions.parse(event_detail(event, "choice") or "").focus(document)
            self._desk.ahead.take(document, focus, reads_all=True)
        return self._shelf(request)

    @handled
    def on_retry_model(self, request: gr.Request) -> None:
        if owner_of_event(request) is not None:
            self._desk.model.retry()

    # -- the tab -------------------------------------------------------------------------------

    @handled
    def on_language(self, event: gr.EventData) -> Labels:
        """Put Gradio's own components into a language; the HTML carries both."""
        language: Language = "zh" if event_detail(event, "language") == "zh" else "en"
        return Labels(
            gr.update(placeholder=say("question_hint", language), label=say("question", language)),
            gr.update(value=say("ask", language)),
            gr.update(value=say("stop", language)),
        )

    def _is_busy(self, request: gr.Request) -> bool:
        owner = owner_of_event(request) or ""
        if any(r.is_active for r in self._desk.room.readings(owner, SAMPLES_OWNER)):
            return True
        ahead = self._desk.ahead.progress()
        return bool(ahead) and any(d.document_id in ahead for d in self._desk.documents(owner))

    def _shelf(self, request: gr.Request) -> str:
        owner = owner_of_event(request)
        if owner is None:
            return ""
        with self._passing():
            readings = self._desk.room.readings(owner, SAMPLES_OWNER)
            return shelf(readings, self._desk.documents(owner), self._desk.ahead.progress())


def _wanted(event: gr.EventData) -> tuple[str | None, bool]:
    """Return the report that an event is to open, and whether a link asks for it."""
    return event_detail(event, "document_id"), event_detail(event, "linked") == "yes"


def _suggestions(document: StoredDocument) -> Markup:
    return conversation_view.suggestions(
        document,
        suggest_questions(document, language="en"),
        suggest_questions(document, language="zh"),
    )
