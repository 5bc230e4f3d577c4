"""A model that arrives behind the screen, or does not; and what the screen says meanwhile."""

import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import gradio as gr
import pytest
from starlette.requests import Request

import app
from qa.answer import Answer, AnswerEvent, Progress, TextDelta, Usage
from qa.errors import QAError
from qa.library import StoredDocument
from qa.models.errors import HubUnreachable, NoDiskSpace, NoModelFits, NotEnoughMemory
from qa.pipeline import read_document
from qa.question_list.asking import questions_at_once
from qa.readers.base import ContextBudget, Setup
from qa.readers.extractive.reader import QuoteReader
from tests.ui.small_reports import Parsed, small_report
from ui.asking.answer_progress import AnswerInProgress
from ui.asking.asking import ConversationUpdate
from ui.handlers import Handlers
from ui.state.app_state import AppState
from ui.state.model_host import ModelHost, Stage
from ui.state.prefill_queue import PrefillQueue
from ui.state.question_options import QuestionOptions
from ui.views import conversation_view
from ui.views.model_status import model_line, plan
from ui.web.owner import COOKIE_NAME, browser_owner

ANNA, BEN = "a" * 43, "b" * 43


def visit(cookie: str | None = ANNA) -> gr.Request:
    headers = [] if cookie is None else [(b"cookie", f"{COOKIE_NAME}={cookie}".encode())]
    request = Request({"type": "http", "headers": headers})
    return gr.Request(request=request, username=None, session_hash=f"tab-{cookie}")


def event(**details: object) -> gr.EventData:
    return gr.EventData(None, details)


def last(events: Iterator[ConversationUpdate]) -> ConversationUpdate:
    *_, final = events
    return final


@dataclass
class FakeReader:
    """Reads ten tokens in ten steps, each let through by `gate`, then says two words."""

    name: str = "Qwen3-fake"
    setup: Setup = field(default_factory=lambda: Setup("CPU", "int8", "kv4", is_sparse=True))
    quick: int = 100
    most: int = 1000
    gate: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(1000))
    asked: list[tuple[bool, Collection[int] | None]] = field(default_factory=list)
    read_all: list[bool] = field(default_factory=list)
    was_read: list[Collection[int] | None] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)

    def room(self, document: StoredDocument, focus: Collection[int] | None = None) -> ContextBudget:
        return ContextBudget(len(focus) if focus else 500, self.quick, self.most)

    def reading_seconds(self, num_tokens: int) -> float | None:
        return num_tokens / 2

    def has_read(self, document: StoredDocument, focus: Collection[int] | None = None) -> bool:
        return focus in self.was_read

    def forget(self, document_id: str) -> None:
        self.forgotten.append(document_id)

    def close(self) -> None:
        self.closed.append("reader")

    def read_ahead(
        self,
        document: StoredDocument,
        focus: Collection[int] | None = None,
        *,
        reads_all: bool = False,
    ) -> Iterator[Progress]:
        self.read_all.append(reads_all)
        try:
            for step in range(10):
                yield Progress("reading", step, 10, 10 - step)
                assert self.gate.acquire(timeout=10)
        finally:
            self.closed.append("reading")

    def answer(
        self,
        document: StoredDocument,
        question: str,
        *,
        history: Sequence[Answer] = (),
        focus: Collection[int] | None = None,
        reads_all: bool = False,
    ) -> Iterator[AnswerEvent]:
        self.asked.append((reads_all, focus))
        yield from self.read_ahead(document)
        yield TextDelta("Sales rose")
        read = tuple(sorted(focus)) if focus else document.coverage.read
        yield Answer(
            question=question,
            text="Sales rose",
            citations=(),
            coverage=document.coverage.within(read),
            reader=self.name,
            finish_reason="stop",
            seconds=1.0,
            usage=Usage(1200, 1000, 4, 0.5, 0.25),
        )


def settled(host: ModelHost) -> ModelHost:
    deadline = time.monotonic() + 30
    while not host.state.stage.is_settled and time.monotonic() < deadline:
        time.sleep(0.01)
    return host


def wait_until(is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert is_so()


def started(load: Callable[..., object]) -> ModelHost:
    host = ModelHost("auto", load=load)  # type: ignore[arg-type]
    host.page_shown()
    host.start()
    return host


@pytest.fixture
def reader() -> FakeReader:
    return FakeReader()


@pytest.fixture
def model_desk(desk: AppState, reader: FakeReader) -> Iterator[AppState]:
    with settled(started(lambda *_: reader)) as host, PrefillQueue(host) as ahead:
        yield AppState(desk.library, desk.room, desk.renderer, host, ahead)


@pytest.fixture
def annas(desk: AppState) -> StoredDocument:
    return read_document(small_report(), library=desk.library, owner=browser_owner(ANNA))


# -- arriving


def test_nothing_is_loaded_before_the_first_page_was_shown() -> None:
    loaded = threading.Event()
    with ModelHost("auto", load=lambda *_: loaded.set()) as host:
        host.start()
        assert not loaded.wait(0.2)
        host.page_shown()
        assert loaded.wait(5)


def test_the_line_says_each_stage_in_both_languages() -> None:
    def load(spec: str, context: int | None, on_loading: Callable[[object], None]) -> FakeReader:
        for stage, done, total in (("fetching", 1_200_000_000, 4_400_000_000), ("loading", 12, 36)):
            on_loading(SimpleNamespace(stage=stage, model="Qwen3-4B", done=done, total=total))
            said.append(Parsed(model_line(host.state)).words)
        return FakeReader()

    said: list[str] = []
    host = ModelHost("auto", load=load)
    with host:
        host.page_shown()
        host.start()
        settled(host)
        said.append(Parsed(model_line(host.state)).words)
    assert "Fetching Qwen3-4B: 1.2 of 4.4 GB" in said[0]
    assert "正在下载" in said[0]
    assert "layer 12 of 36" in said[1]
    assert "Qwen3-fake answers" in said[2]
    assert "INT8 weights on CPU" in said[2]
    assert "context kept in KV4" in said[2]
    assert "attention: int8 products" in said[2]
    assert "sparse reading" in said[2]


@pytest.mark.parametrize(
    "error",
    [
        HubUnreachable(host="hub", model="m"),
        NoDiskSpace(model="m", needed_gb="4.4", free_gb="1.0", folder="/"),
        NotEnoughMemory(tokens=5, needed_gb="9", free_gb="1"),
        NoModelFits(reason="slow"),
    ],
    ids=lambda error: error.code,
)
def test_a_failure_says_its_sentence_and_quotes_go_on(
    error: QAError, desk: AppState, annas: StoredDocument
) -> None:
    def fail(*_: object) -> None:
        raise error

    with settled(started(fail)) as host, PrefillQueue(host) as ahead:
        line = Parsed(model_line(host.state))
        assert str(error) in line.words
        assert ("data-do", "retry_model") in line.attributes
        with_failure = AppState(desk.library, desk.room, desk.renderer, host, ahead)
        final = last(Handlers(with_failure).on_ask("purchases", annas.document_id, "", visit()))
        assert "verbatim quotes" in final.conversation


def test_a_wrong_folder_is_a_sentence_too(tmp_path: Path) -> None:
    host = ModelHost(str(tmp_path))
    with host:
        host.page_shown()
        host.start()
        assert "config.json is missing" in model_line(settled(host).state)


@pytest.mark.parametrize(
    ("spec", "server"),
    [
        ("http://anna:secret@10.0.0.7:8000/v1#acme", "10.0.0.7:8000"),
        ("https://models.example/v1", "models.example"),
        ("http://[", ""),
        ("auto", ""),
        ("no/such/model", ""),
    ],
)
def test_where_text_will_be_sent_is_said_before_there_is_a_reader(spec: str, server: str) -> None:
    with ModelHost(spec) as host:
        assert host.reader is None
        assert host.state.server == server
        assert ("sent there" in model_line(host.state)) is bool(server)
        assert "secret" not in model_line(host.state)


def test_a_fault_of_ours_gets_a_reference(caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret detail")

    with settled(started(fail)) as host:
        assert f"a fault on our side, reference {host.state.fault}" in model_line(host.state)
        assert "secret detail" not in model_line(host.state)
    assert "secret detail" in caplog.text


def test_trying_again_can_succeed(desk: AppState) -> None:
    outcomes: list[Exception | FakeReader] = [HubUnreachable(host="h", model="m"), FakeReader()]

    def load(*_: object) -> FakeReader:
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    with settled(started(load)) as host, PrefillQueue(host) as ahead:
        handlers = Handlers(AppState(desk.library, desk.room, desk.renderer, host, ahead))
        handlers.on_retry_model(visit(cookie=None))
        assert host.state.stage is Stage.FAILED  # a stranger retries nothing
        handlers.on_retry_model(visit())
        assert settled(host).state.stage is Stage.READY


def test_closing_ends_a_loading_at_its_next_step() -> None:
    begun, steps = threading.Event(), []

    def load(spec: str, context: int | None, on_loading: Callable[[object], None]) -> None:
        while len(steps) < 1000:
            steps.append(1)
            begun.set()
            time.sleep(0.01)
            on_loading(SimpleNamespace(stage="loading", model="m", done=1, total=2))

    with started(load):
        assert begun.wait(5)
    assert len(steps) < 1000


# -- asking


def test_the_model_answers_from_when_it_is_there_and_says_what_it_cost(
    model_desk: AppState, annas: StoredDocument
) -> None:
    shown = [
        str(a.conversation)
        for a in Handlers(model_desk).on_ask("x", annas.document_id, "", visit())
    ]
    words = Parsed(shown[-1]).words
    for part in (
        "Qwen3-fake",
        "read 3 of 3 pages",
        "1,000 of 1,200 tokens reused",
        "first word after 0.5 s",
        "2.0 words/s",
    ):
        assert part in words


def test_a_user_may_choose_quotes_for_a_question(
    model_desk: AppState, annas: StoredDocument, reader: FakeReader
) -> None:
    final = last(
        Handlers(model_desk).on_ask(
            "purchases of property", annas.document_id, '{"reader": "quotes"}', visit()
        )
    )
    assert "verbatim quotes" in final.conversation
    assert reader.asked == []


def test_reading_shows_its_progress_and_stop_ends_it(
    model_desk: AppState, annas: StoredDocument, reader: FakeReader
) -> None:
    reader.gate = threading.Semaphore(2)
    asking = Handlers(model_desk).on_ask("x", annas.document_id, "", visit())
    shown = next(asked for asked in asking if "reading 2 of 10 tokens" in asked.running)
    assert "8 s left" in shown.running
    assert "<progress" in shown.running
    Handlers(model_desk).on_stop(visit())
    final = last(asking)
    assert "Stopped." in final.conversation
    assert "read 0 of 3 pages" in Parsed(final.conversation).words
    reader.gate.release(10)
    wait_until(lambda: reader.closed == ["reading"])  # the reader gave its slot back
    assert annas.answers()[0].reader == "Qwen3-fake"


def test_ticked_sections_and_reading_all_go_with_the_question(
    model_desk: AppState, reader: FakeReader, monkeypatch: pytest.MonkeyPatch, annas: StoredDocument
) -> None:
    monkeypatch.setattr(QuestionOptions, "focus", lambda *_: frozenset({2}))
    choice = '{"reader": "model", "reads_all": true, "sections": [0]}'
    final = last(Handlers(model_desk).on_ask("x", annas.document_id, choice, visit()))
    assert reader.asked == [(True, frozenset({2}))]
    assert "read 1 of 3 pages" in Parsed(final.conversation).words
    assert "2 left out" in Parsed(final.conversation).words


@pytest.mark.parametrize(
    "sent", ["", "{", "[]", "7", '{"sections": "x"}', '{"sections": [-1, "1", true, 999999]}']
)
def test_a_choice_may_be_anything(sent: str, annas: StoredDocument) -> None:
    choice = QuestionOptions.parse(sent)
    assert choice.wants_model
    assert choice.focus(annas) is None


# -- reading ahead


def test_a_report_is_read_ahead_with_progress_on_its_shelf_alone(
    model_desk: AppState, annas: StoredDocument, reader: FakeReader
) -> None:
    reader.gate = threading.Semaphore(3)
    model_desk.ahead.take(annas)
    wait_until(lambda: "reading 3 of 10 tokens" in Handlers(model_desk)._shelf(visit()))
    assert 'data-busy="1"' in Handlers(model_desk)._shelf(visit())
    assert "reading 3" not in Handlers(model_desk)._shelf(visit(BEN))
    reader.gate.release(10)
    wait_until(lambda: 'data-busy="0"' in Handlers(model_desk)._shelf(visit()))


def test_a_report_that_came_before_the_model_is_read_when_it_arrives(
    annas: StoredDocument, reader: FakeReader
) -> None:
    arrive = threading.Event()

    def load(*_: object) -> FakeReader:
        assert arrive.wait(10)
        return reader

    with started(load) as host, PrefillQueue(host) as ahead:
        ahead.take(annas)
        assert ahead.progress() == {}  # nobody is kept waiting by a model that is not there
        arrive.set()
        wait_until(lambda: reader.closed == ["reading"])


def test_a_removed_report_is_forgotten(
    model_desk: AppState, annas: StoredDocument, reader: FakeReader
) -> None:
    reader.gate = threading.Semaphore(1)
    model_desk.ahead.take(annas)
    wait_until(lambda: model_desk.ahead.progress())
    Handlers(model_desk).on_remove(None, visit(), event(document_id=annas.document_id))
    assert reader.forgotten == [annas.document_id]
    assert model_desk.ahead.progress() == {}
    reader.gate.release(10)
    wait_until(lambda: reader.closed == ["reading"])


def test_what_a_sweep_removes_is_forgotten_too(
    model_desk: AppState, annas: StoredDocument, reader: FakeReader
) -> None:
    app.sweep(model_desk, kept_s=3600)
    assert reader.forgotten == []
    app.sweep(model_desk, kept_s=-1)
    assert reader.forgotten == [annas.document_id]
    assert model_desk.library.documents(owner=annas.owner) == []


def test_nobody_removes_or_reads_what_is_not_theirs(
    model_desk: AppState, annas: StoredDocument, reader: FakeReader
) -> None:
    details = event(document_id=annas.document_id, choice="{}")
    Handlers(model_desk).on_remove(None, visit(BEN), details)
    Handlers(model_desk).on_read_all(visit(BEN), details)
    assert reader.forgotten == []
    assert model_desk.ahead.progress() == {}


def test_a_list_is_asked_as_many_at_once_as_the_model_takes_in_a_step(reader: FakeReader) -> None:
    assert questions_at_once(reader) == 8
    reader.setup = Setup(questions_at_once=120)
    assert questions_at_once(reader) == 120
    assert questions_at_once(None) == questions_at_once(QuoteReader()) == 1


def test_who_chose_to_wait_has_all_of_the_report_read(
    model_desk: AppState, annas: StoredDocument, reader: FakeReader
) -> None:
    details = event(document_id=annas.document_id, choice="{}")
    Handlers(model_desk).on_read_all(visit(), details)
    wait_until(lambda: reader.closed == ["reading"])
    assert reader.read_all == [True]


# -- what is read


def test_a_report_that_does_not_fit_is_offered_whole_with_the_time_first(
    annas: StoredDocument, reader: FakeReader
) -> None:
    offered = Parsed(plan(annas, QuestionOptions(), reader))
    assert "has 500 tokens; the model reads up to 100 at once" in offered.words
    assert "about 5 min" in offered.words
    assert ("data-do", "read_all") in offered.attributes
    chosen = Parsed(plan(annas, QuestionOptions(reads_all=True), reader))
    assert "up to 1,000 at once" in chosen.words
    assert ("data-do", "read_what_fits") in chosen.attributes
    reader.most = 400
    assert "allow 400 tokens at most" in Parsed(plan(annas, QuestionOptions(), reader)).words
    assert "read_all" not in plan(annas, QuestionOptions(), reader)


def test_a_report_that_was_read_before_is_offered_without_minutes(
    annas: StoredDocument, reader: FakeReader
) -> None:
    reader.was_read.append(None)
    offered = Parsed(plan(annas, QuestionOptions(), reader)).words
    assert "was read before, back in seconds" in offered
    assert "以前读过" in offered
    assert "min" not in offered


def test_what_comes_from_the_shelf_is_said_so_in_both_languages(annas: StoredDocument) -> None:
    usage = Usage(1200, 1000, 4, 0.5, 0.25, shelf_tokens=1000)
    answer = Answer("q", "a", (), annas.coverage, "m", "stop", 1.0, usage)
    words = Parsed(conversation_view.turn(annas, answer)).words
    assert "1,000 of 1,200 tokens taken from the shelf, not read again" in words
    assert "取自书架" in words
    draft = AnswerInProgress("q", reader="m")
    draft.take(Progress("restoring", 30, 100, 2.0))
    assert "taking 30 of 100 tokens from the shelf" in Parsed(draft.status).words


def test_a_receipt_of_a_model_hides_no_page(annas: StoredDocument) -> None:
    answer = Answer("q", "a", (), annas.coverage.within({2}), "m", "length", 1.0)
    turn = conversation_view.turn(annas, answer)
    assert "read 1 of 3 pages" in Parsed(turn).words
    assert (
        "[2]"
        in Parsed(turn).attributes[[n for n, _ in Parsed(turn).attributes].index("data-behind")][1]
    )
    assert "cut at its length limit" in turn
