"""Log lines: two formats, the request's reference, and nothing that an exception says."""

import io
import json
import logging
import threading
from collections.abc import Iterator

import gradio as gr
import pytest
from starlette.requests import Request

from qa.answer import AnswerEvent
from qa.errors import DiskFull, UsageError
from qa.library import StoredDocument
from tests.ui.small_reports import OWNER
from ui.asking.asking import Asking
from ui.operations.handled import REFERENCE, handled
from ui.operations.logs import LogFormat, log_exception, start_logs
from ui.operations.references import current_reference, within
from ui.state.app_state import Session
from ui.state.event_stream import EventStream

log = logging.getLogger("pagewitness")


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is logged from `start` on; the logging of the tests comes back afterwards."""
    root, hook = logging.getLogger(), threading.excepthook
    handlers, level = list(root.handlers), root.level
    monkeypatch.setattr("logging.captureWarnings", lambda capture: None)
    for handler in handlers:  # or the new handlers would close them
        root.removeHandler(handler)
    yield io.StringIO()
    threading.excepthook = hook
    root.handlers[:], root.level = handlers, level


def visit(reference: str) -> gr.Request:
    scope = {"type": "http", "headers": [], REFERENCE: reference}
    return gr.Request(request=Request(scope), username=None, session_hash="tab")


def test_text_is_the_message_and_the_reference(logged: io.StringIO) -> None:
    start_logs("text", logged)
    log.info("Pagewitness is at %s", "http://127.0.0.1:7860")
    with within("3f2a"):
        log.warning("An answer is damaged")
    assert logged.getvalue() == (
        "Pagewitness is at http://127.0.0.1:7860\nAn answer is damaged [3f2a]\n"
    )


def test_json_is_an_object_a_line(logged: io.StringIO) -> None:
    start_logs("json", logged)
    with within("3f2a"):
        log.warning("two\nlines")
    log.info("no request")
    first, second = map(json.loads, logged.getvalue().splitlines())
    assert first["time"].endswith("+00:00")
    assert (first["level"], first["logger"], first["message"], first["reference"]) == (
        "warning",
        "pagewitness",
        "two\nlines",
        "3f2a",
    )
    assert "reference" not in second
    assert "failure" not in second


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_of_an_exception_only_type_place_and_the_systems_words_are_written(
    logged: io.StringIO, log_format: LogFormat
) -> None:
    start_logs(log_format, logged)
    try:
        try:
            try:
                raise OSError(28, "No space left on device", "/home/secret.pdf")
            except OSError as full:
                raise DiskFull(file_name="secret.pdf") from full
        except DiskFull:
            raise ValueError("secret") from None
    except ValueError:
        log_exception()
    try:
        raise DiskFull(file_name="secret.pdf") from OSError(28, "No space left", "secret.pdf")
    except DiskFull as error:
        log.error("The library failed: %s", error.code, exc_info=error)
    said = logged.getvalue()
    assert "secret" not in said
    assert "ValueError" in said
    assert "OSError: No space left" in said
    assert "qa.errors.DiskFull" in said
    assert "test_logs.py:" in said
    assert "Traceback" not in said


def test_a_thread_that_fails_is_logged_like_all_else(logged: io.StringIO) -> None:
    start_logs("text", logged)

    def fail() -> None:
        raise ValueError("secret")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert "A thread failed\n  ValueError" in logged.getvalue()
    assert "secret" not in logged.getvalue()


def test_each_step_of_a_handler_has_the_requests_reference() -> None:
    seen: list[str] = []

    def in_a_thread() -> Iterator[int]:
        seen.append(current_reference())
        yield 1

    @handled
    def steps(request: gr.Request) -> Iterator[int]:
        try:
            seen.append(current_reference())
            yield 1
            seen.append(current_reference())
            with EventStream(in_a_thread(), beat_seconds=1) as stream:
                list(stream)
            yield 2
        finally:
            seen.append(current_reference())

    events = steps(visit("3f2a"))
    assert next(events) == 1
    assert current_reference() == ""
    assert next(events) == 2
    events.close()  # type: ignore[attr-defined]
    assert seen == ["3f2a"] * 4


def test_a_handlers_fault_is_one_sentence_with_the_reference_of_the_log(
    logged: io.StringIO,
) -> None:
    start_logs("text", logged)

    @handled
    def call(request: gr.Request) -> None:
        raise ValueError("secret")

    @handled
    def steps(request: gr.Request) -> Iterator[int]:
        yield 1
        raise UsageError(reason="Ask a question first.")

    with pytest.raises(gr.Error) as fault:
        call(visit("3f2a"))
    assert "reference 3f2a" in str(fault.value)
    assert not fault.value.print_exception
    assert "reference 3f2a [3f2a]\n  ValueError" in logged.getvalue()
    assert "secret" not in logged.getvalue() + str(fault.value)
    with pytest.raises(gr.Error, match="Ask a question first"):
        list(steps(visit("3f2a")))


def test_a_failed_answer_on_screen_has_the_reference_of_its_request(
    logged: io.StringIO, document: StoredDocument
) -> None:
    class Fails:
        name = "fails"

        def answer(self, *_: object, **__: object) -> Iterator[AnswerEvent]:
            raise ValueError("secret")
            yield

    start_logs("text", logged)
    asking = Asking(document, Session(), Fails(), None, False, owner=OWNER)
    with within("3f2a"):
        *_, last = asking.answer("Why?")
    assert "reference 3f2a" in str(last.conversation)
    assert "reference 3f2a [3f2a]" in logged.getvalue()
