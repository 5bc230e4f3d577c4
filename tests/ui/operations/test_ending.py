"""Told to end, the app finishes what is under way within a time; a real process, real signals."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from tests.browser.running_app import ROOT, start_app
from tests.ui.small_reports import small_report
from ui.operations.ending import Work
from ui.web.owner import COOKIE_NAME

SLOW = ROOT / "tests/browser/slow_app.py"  # answers stand still until there is a file "answer-on"


class Visitor:
    """Asks one question of one report, and reads the stream of the answer in a thread."""

    def __init__(self, address: str) -> None:
        self.browser = httpx.Client(
            base_url=address, cookies={COOKIE_NAME: "a" * 43}, trust_env=False, timeout=60
        )
        self.heard = ""

    def hand_in(self, content: bytes) -> str:
        sent = self.browser.post("/pw/documents?name=a.pdf", content=content)
        return str(sent.json()["reading_id"])

    def call(self, name: str, *arguments: object) -> httpx.Response:
        return self.browser.post(f"/gradio_api/call/{name}", json={"data": list(arguments)})

    def result(self, name: str, *arguments: object) -> str:
        event = self.call(name, *arguments).json()["event_id"]
        return self.browser.get(f"/gradio_api/call/{name}/{event}").text

    def ask(self, document_id: str) -> threading.Thread:
        """Return once the first words have come."""
        event = self.call("ask", document_id, "Dividends paid?", False).json()["event_id"]

        def listen() -> None:
            with (
                suppress(httpx.HTTPError),  # the app may end in the middle
                self.browser.stream("GET", f"/gradio_api/call/ask/{event}") as stream,
            ):
                for text in stream.iter_text():
                    self.heard += text

        thread = threading.Thread(target=listen)
        thread.start()
        wait_until(lambda: "Dividends" in self.heard)
        return thread


@contextmanager
def answering(home: Path, *flags: str) -> Iterator[tuple[subprocess.Popen[bytes], Visitor, str]]:
    """Give the running app, a visitor, and the report that the visitor has opened."""
    (home / "read-on").touch()
    app, address = start_app(home, "--no-samples", *flags, script=SLOW, log=home / "log")
    visitor = Visitor(address)
    try:
        reading_id = visitor.hand_in(small_report())
        said = visitor.result("read_document", reading_id, "")
        document_id = said.rpartition('"document_id": "')[2].partition('"')[0]
        (home / "read-on").unlink()
        yield app, visitor, document_id
    finally:
        (home / "answer-on").touch()
        (home / "read-on").touch()
        app.kill()
        app.wait()


def logged(home: Path) -> str:
    return (home / "log").read_text("utf-8")


def wait_until(is_so: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_an_answer_under_way_is_finished_and_nothing_new_is_taken(tmp_path: Path) -> None:
    with answering(tmp_path, "--grace-seconds", "60") as (app, visitor, document_id):
        listening = visitor.ask(document_id)
        assert '"done": true' not in visitor.heard
        app.send_signal(signal.SIGTERM)
        wait_until(lambda: "Finishing what is under way" in logged(tmp_path))
        refused = visitor.call("ask", document_id, "Gross margin?", False)
        assert (refused.status_code, "ending" in refused.text) == (503, True)
        assert visitor.browser.get("/readyz").status_code == 503
        assert visitor.browser.get("/healthz").status_code == 200
        (tmp_path / "answer-on").touch()
        listening.join(30)
        assert app.wait(30) == 0
    assert '"done": true' in visitor.heard
    assert "event: complete" in visitor.heard
    assert "before they were done" not in logged(tmp_path)
    assert "failure" not in logged(tmp_path)


def test_what_takes_longer_is_ended_and_told(tmp_path: Path) -> None:
    with answering(tmp_path, "--grace-seconds", "0.5") as (app, visitor, document_id):
        listening = visitor.ask(document_id)
        many = tuple((f"Page {number}", "Words.") for number in range(400))
        visitor.hand_in(small_report(many))
        app.send_signal(signal.SIGINT)
        wait_until(lambda: "Ended before they were done" in logged(tmp_path))
        (tmp_path / "answer-on").touch()  # the reader of this test waits deaf
        assert app.wait(40) == 0
        listening.join(30)
    assert "Ended before they were done: 1 answers, 1 readings." in logged(tmp_path)
    assert "Traceback" not in logged(tmp_path)


def test_a_second_signal_ends_at_once(tmp_path: Path) -> None:
    with answering(tmp_path, "--grace-seconds", "600") as (app, visitor, document_id):
        listening = visitor.ask(document_id)
        app.send_signal(signal.SIGTERM)
        wait_until(lambda: "Finishing what is under way" in logged(tmp_path))
        app.send_signal(signal.SIGTERM)
        assert app.wait(10) == 128 + signal.SIGTERM
        listening.join(30)
    assert "at once" in logged(tmp_path)


def test_with_nothing_under_way_there_is_nothing_to_wait_for() -> None:
    began = time.monotonic()
    Work().finish(60, num_readings=lambda: 0, num_streams=lambda: 0)
    assert time.monotonic() - began < 5


def test_streams_that_never_close_are_not_waited_for_long() -> None:
    began = time.monotonic()
    Work().finish(60, num_readings=lambda: 0, num_streams=lambda: 1)
    assert time.monotonic() - began < 10


HEARD_BY_ANOTHER_THREAD = """
import signal, threading
from ui.operations.ending import LOOK_EVERY_S, end_on_signals
stopped = threading.Event()
end_on_signals(stopped)
def other():
    signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
thread = threading.Timer(0.3, other)
thread.start()
while not stopped.wait(LOOK_EVERY_S):
    pass
"""


def test_a_signal_that_another_thread_receives_ends_the_app_too() -> None:
    """The main thread, which alone acts on it, must not wait for it in one piece."""
    command = [sys.executable, "-c", HEARD_BY_ANOTHER_THREAD]
    assert subprocess.run(command, cwd=ROOT, timeout=60, check=False).returncode == 0
