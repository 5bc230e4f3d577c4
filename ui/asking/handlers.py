"""What happens when somebody asks, stops, or has an answer deleted."""

from collections.abc import Iterator
from functools import partial

import gradio as gr

from qa.cards.card import answer_key
from qa.errors import QAError, UnknownDocument
from qa.formats.question_list import QuestionList
from qa.library import StoredDocument
from qa.readers.base import Reader
from ui.asking.asking import Asking, ConversationUpdate
from ui.asking.together import asking_together
from ui.gradio_compat import event_detail
from ui.operations.handled import handled
from ui.state.question_options import QuestionOptions
from ui.tabs import TabHandlers, owner_of_event
from ui.views import conversation_view
from ui.views.i18n import both, error_html


class AskingHandlers(TabHandlers):
    """The handlers of questions."""

    @handled
    def on_ask(
        self,
        question: str | None,
        document_id: str | None,
        choice: str | None,
        request: gr.Request,
    ) -> Iterator[ConversationUpdate]:
        """Answer a question, or several of them: one a line."""
        listed = QuestionList.of(question or "")
        if not listed.questions or not self._is_heard(request):
            yield ConversationUpdate(gr.skip(), gr.skip(), gr.skip())
            return
        tab = self._tab(request)
        tab.stop.clear()
        try:
            document, chosen = (
                self._desk.find(document_id, owner_of_event(request)),
                QuestionOptions.parse(choice),
            )
            asking = self._asking(document, chosen, request)
            with self._desk.work.under_way("answer"):
                if len(listed.questions) == 1:
                    yield from asking.answer(listed.questions[0])
                else:
                    yield from asking.answer_all(listed)
        except QAError as error:
            key = "no_document" if isinstance(error, UnknownDocument) else None
            message = both(key) if key else error_html(error)
            yield ConversationUpdate(
                question,
                conversation_view.failed_turn(listed.questions[0], message),
                running="",
            )

    def _asking(
        self, document: StoredDocument, chosen: QuestionOptions, request: gr.Request
    ) -> Asking:
        reader, desk = self._reader(chosen), self._desk
        return Asking(
            document,
            self._tab(request),
            reader,
            chosen.focus(document),
            chosen.reads_all,
            owner=owner_of_event(request) or "",
            turns=desk.quote_turns if reader is None else desk.model_turns,
            list_turns=desk.list_turns,
            is_heard=partial(desk.listeners.is_heard, request.session_hash or ""),
            metrics=desk.metrics,
            xbrl=desk.xbrl,
            apart=desk.apart,
        )

    @handled
    def on_ask_this(
        self, document_id: str | None, request: gr.Request, event: gr.EventData
    ) -> Iterator[ConversationUpdate]:
        """Ask one of the suggested questions."""
        question, choice = event_detail(event, "question"), event_detail(event, "choice")
        yield from self.on_ask(question or "", document_id, choice or "", request)

    @handled
    def on_ask_together(self, request: gr.Request, event: gr.EventData) -> Iterator[object]:
        """Ask several reports one question; rows come as each has answered."""
        question, ids = event_detail(event, "question"), event_detail(event, "ids")
        if not question or not self._is_heard(request):
            yield gr.skip()
            return
        chosen = QuestionOptions.parse(event_detail(event, "choice"))
        self._tab(request).stop.clear()
        try:
            yield from asking_together(
                self._desk,
                question,
                (ids or "").split(","),
                self._tab(request),
                self._reader(chosen),
                owner=owner_of_event(request),
                is_heard=partial(self._desk.listeners.is_heard, request.session_hash or ""),
            ).stream()
        except QAError as error:
            yield conversation_view.notice(error_html(error))

    @handled
    def on_stop(self, request: gr.Request) -> None:
        self._tab(request).stop.set()

    @handled
    def on_delete_answer(
        self, document_id: str | None, request: gr.Request, event: gr.EventData
    ) -> object:
        """Forget one answer; the others stay."""
        key = event_detail(event, "answer_key")
        try:
            document = self._desk.find(document_id, owner_of_event(request))
            document.remove_answer(lambda answer: answer_key(answer) == key)
            answers = self._desk.xbrl.marked(document, document.answers())
            return conversation_view.conversation(document, answers)
        except UnknownDocument:
            return gr.skip()

    def _reader(self, choice: QuestionOptions) -> Reader | None:
        """Return who answers; None: nobody but the quotes."""
        return self._desk.model.reader if choice.wants_model else None
