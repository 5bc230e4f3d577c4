"""Which event calls which handler. One line each, no logic."""

from typing import Any

import gradio as gr

from ui.handlers import Handlers
from ui.layout import Screen

ANSWERS_AT_ONCE = 64  # nearly all of them wait for their turn, see AppState
STREAMS_AT_ONCE = 64  # they sleep nearly all the time
CALLS_AT_ONCE = 16
# What was chosen lives in the browser and goes along with the question.
WITH_CHOICE = "(question, document) => [pagewitness.sent(question), document, pagewitness.choice()]"


def wire(s: Screen, h: Handlers) -> None:
    """Connect the screen to the handlers. None of them is offered as an API: see ui/api."""
    opened = [s.document_id, s.facts, s.conversation, s.suggestions, s.running]
    asked = [s.question, s.conversation, s.suggestions, s.running]
    labels = [s.question, s.ask, s.stop]
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    call = {**quiet, "concurrency_limit": CALLS_AT_ONCE, "trigger_mode": "multiple"}
    answer = {**quiet, "concurrency_limit": ANSWERS_AT_ONCE, "concurrency_id": "answers"}
    stream = {**call, "concurrency_limit": STREAMS_AT_ONCE}

    s.page.arrive(h.on_arrival, None, [s.shelf, *opened], **call)
    s.page.set_language(h.on_language, None, labels, **call)
    s.page.open_document(h.on_open, None, opened, **call)
    s.page.remove_document(h.on_remove, s.document_id, [s.shelf, *opened], **call)
    s.page.rename_document(h.on_rename, s.document_id, [s.shelf, s.facts], **call)
    s.page.watch_readings(h.on_watch, None, s.shelf, **stream)
    s.page.cancel_reading(h.on_cancel_reading, None, s.shelf, **call)
    s.page.read_scans(h.on_read_scans, None, s.shelf, **call)
    s.page.unlock_reading(h.on_unlock, None, s.shelf, **call)

    # What is sent while an answer is under way is asked as soon as that one has ended.
    gr.on(
        [s.question.submit, s.ask.click],
        h.on_ask,
        [s.question, s.document_id, s.choice],
        asked,
        js=WITH_CHOICE,
        trigger_mode="always_last",
        **answer,
    )
    s.page.ask_this(h.on_ask_this, s.document_id, asked, **answer)
    s.page.ask_together(h.on_ask_together, None, s.compared, **answer)
    s.stop.click(h.on_stop, None, None, **call)  # queued: the guard knows no other way in
    s.page.read_all(h.on_read_all, None, s.shelf, **call)
    s.page.retry_model(h.on_retry_model, None, None, **call)
    s.page.delete_answer(h.on_delete_answer, s.document_id, s.conversation, **call)
    s.page.clear_answers(h.on_clear, s.document_id, opened, **call)
