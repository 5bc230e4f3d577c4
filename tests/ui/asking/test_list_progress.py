"""A list of questions, as the screen asks and answers it."""

import threading
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice

import gradio as gr
import pytest

from qa.answer import Answer, AnswerEvent, Progress, TextDelta
from qa.errors import AnswerNotKept, DiskFull
from qa.library import StoredDocument
from qa.models.errors import NothingFits
from qa.pipeline import read_document
from tests.ui.small_reports import HOSTILE, small_report
from tests.ui.test_handlers import ANNA, BEN, event, last, visit
from ui.asking import asking, list_progress
from ui.asking.asking import ConversationUpdate
from ui.handlers import Handlers
from ui.state.app_state import AppState
from ui.web.owner import browser_owner

CAPEX, DIVIDENDS, NOWHERE = "purchases of property", "dividends paid", "zebra?"


@pytest.fixture
def handlers(desk: AppState) -> Handlers:
    return Handlers(desk)


@pytest.fixture
def annas(desk: AppState) -> StoredDocument:
    return read_document(small_report(), library=desk.library, owner=browser_owner(ANNA))


@dataclass
class SharingReader:
    """Reads a report once, however many ask; what is asked of it can be held and can fail."""

    name: str = "Qwen3-fake"
    num_readings: int = 0
    most_at_once: int = 0
    may_read: threading.Event = field(default_factory=threading.Event)
    may_answer: dict[str, threading.Event] = field(default_factory=dict)
    failing: dict[str, Exception] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    histories: list[list[str]] = field(default_factory=list)
    _read: set[str] = field(default_factory=set)
    _reading: threading.Lock = field(default_factory=threading.Lock)
    _num_asking: int = 0

    def answer(
        self,
        document: StoredDocument,
        question: str,
        *,
        history: Sequence[Answer] = (),
        focus: Collection[int] | None = None,
        reads_all: bool = False,
    ) -> Iterator[AnswerEvent]:
        self.histories.append([answer.question for answer in history])
        self.asked.append(question)
        self._num_asking += 1
        self.most_at_once = max(self.most_at_once, self._num_asking)
        try:
            yield Progress("reading", 30, 100)
            with self._reading:
                if document.document_id not in self._read:
                    assert self.may_read.wait(30)
                    self._read.add(document.document_id)
                    self.num_readings += 1
            yield TextDelta("So much")
            gate = self.may_answer.get(question)
            while gate is not None and not gate.wait(0.02):
                yield Progress("answering", 0, 1)
            if question in self.failing:
                raise self.failing[question]
        finally:
            self._num_asking -= 1
        yield Answer(question, "So much", (), document.coverage, self.name, "stop", 0.1)


@pytest.fixture
def reader(desk: AppState, monkeypatch: pytest.MonkeyPatch) -> SharingReader:
    reader = SharingReader()
    reader.may_read.set()
    monkeypatch.setattr(Handlers, "_reader", lambda *_: reader)
    return reader


def until(asking: Iterator[ConversationUpdate], words: str) -> str:
    deadline = time.monotonic() + 60
    for asked in asking:
        assert time.monotonic() < deadline, asked.conversation
        shown = f"{asked.conversation}{asked.running}"
        if words in shown:
            return shown
    raise AssertionError(words)


def test_several_lines_are_several_questions_answered_in_their_order(
    handlers: Handlers, annas: StoredDocument
) -> None:
    pasted = f"{DIVIDENDS}\n\n{CAPEX}\n{NOWHERE}\n{CAPEX}"

    first, *_, final = handlers.on_ask(pasted, annas.document_id, "", visit())

    assert first.question == ""
    assert "0 of 3 answered" in first.conversation
    html = final.conversation
    assert "3 of 3 answered" in html
    assert "1 without a finding" in html
    assert "2 empty or repeated left out" in html
    assert html.index(DIVIDENDS) < html.index("(40)") < html.index(CAPEX) < html.index("(157)")
    assert html.count("data-citation") >= 2
    assert "pw-working" not in html
    assert [answer.question for answer in annas.answers()] == [DIVIDENDS, CAPEX, NOWHERE]


def test_a_model_reads_once_for_all_questions_and_answers_several_at_once(
    handlers: Handlers, annas: StoredDocument, reader: SharingReader
) -> None:
    questions = [f"Question {n}?" for n in range(20)]

    reader.may_read.clear()
    asking = handlers.on_ask("\n".join(questions), annas.document_id, "", visit())
    until(asking, ">Question 7?<")
    reader.may_read.set()
    final = last(asking)

    assert "20 of 20 answered" in final.conversation
    assert reader.num_readings == 1
    assert reader.most_at_once == 8
    assert [answer.question for answer in annas.answers()] == questions


def test_while_the_report_is_read_that_is_said_once(
    handlers: Handlers, annas: StoredDocument, reader: SharingReader
) -> None:
    reader.may_read.clear()
    asking = handlers.on_ask("1?\n2?\n3?", annas.document_id, "", visit())

    html = until(asking, "reading 30 of 100 tokens")

    assert html.count("reading 30 of 100 tokens") == 1
    assert html.index("0 of 3 answered") < html.index("reading 30") < html.index(">1?<")
    reader.may_read.set()
    last(asking)


def test_an_answer_is_shown_as_soon_as_it_is_there_and_where_its_question_stands(
    handlers: Handlers, annas: StoredDocument, reader: SharingReader
) -> None:
    reader.may_answer = {"1?": threading.Event()}
    asking = handlers.on_ask("1?\n2?\n3?", annas.document_id, "", visit())

    html = until(asking, "2 of 3 answered")

    assert html.index(">1?<") < html.index(">2?<") < html.index(">3?<")
    assert annas.answers() == []
    reader.may_answer["1?"].set()
    last(asking)
    assert [answer.question for answer in annas.answers()] == ["1?", "2?", "3?"]


def test_an_answer_is_kept_before_the_list_has_ended(
    handlers: Handlers, annas: StoredDocument, reader: SharingReader
) -> None:
    reader.may_answer = {"3?": threading.Event()}
    asking = handlers.on_ask("1?\n2?\n3?", annas.document_id, "", visit())

    until(asking, "2 of 3 answered")

    assert [answer.question for answer in annas.answers()] == ["1?", "2?"]
    reader.may_answer["3?"].set()
    last(asking)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (NothingFits(tokens=9), "The model may read 9 tokens here"),
        (RuntimeError("secret detail"), "a fault on our side"),
    ],
)
def test_one_that_fails_leaves_the_others_alone_and_is_kept_as_failed(
    handlers: Handlers,
    annas: StoredDocument,
    reader: SharingReader,
    error: Exception,
    sentence: str,
) -> None:
    reader.failing = {"2?": error}

    final = last(handlers.on_ask("1?\n2?\n3?", annas.document_id, "", visit()))

    assert "2 of 3 answered" in final.conversation
    assert "1 failed" in final.conversation
    assert sentence in final.conversation
    assert "secret" not in final.conversation
    kept = [(answer.question, answer.finish_reason) for answer in annas.answers()]
    assert kept == [("1?", "stop"), ("2?", "failed"), ("3?", "stop")]
    arrived = last(handlers.on_arrival(visit(), event(document_id=annas.document_id)))
    assert sentence in arrived[3]


def test_stop_ends_a_list_keeps_what_is_there_and_offers_the_rest(
    handlers: Handlers, annas: StoredDocument, reader: SharingReader
) -> None:
    questions = [f"Question {n}?" for n in range(20)]
    reader.may_answer = {question: threading.Event() for question in questions[3:]}
    asking = handlers.on_ask("\n".join(questions), annas.document_id, "", visit())
    until(asking, "3 of 20 answered")

    started = time.monotonic()
    handlers.on_stop(visit())
    html = str(last(asking).conversation)

    assert time.monotonic() - started < 10
    assert "3 of 20 answered" in html
    assert "Put the 17 unanswered into the box" in html
    assert "pw-working" not in html
    kept = annas.answers()
    assert [answer.finish_reason for answer in kept[:3]] == ["stop"] * 3
    assert {answer.finish_reason for answer in kept[3:]} == {"cancelled"}
    assert [answer.question for answer in kept] == questions[: len(kept)]
    assert len(reader.asked) < 20


def test_leaving_the_page_ends_a_list_and_keeps_what_is_there(
    handlers: Handlers, annas: StoredDocument, reader: SharingReader
) -> None:
    reader.may_answer = {"2?": threading.Event()}
    asking = handlers.on_ask("1?\n2?", annas.document_id, "", visit())
    until(asking, "1 of 2 answered")

    asking.close()  # type: ignore[attr-defined] # as Gradio does when the browser has gone

    assert [answer.finish_reason for answer in annas.answers()] == ["stop", "cancelled"]


def test_a_list_goes_on_while_another_report_is_looked_at(
    handlers: Handlers, desk: AppState, annas: StoredDocument
) -> None:
    other = read_document(small_report(title="Other"), library=desk.library, owner=annas.owner)
    asking = handlers.on_ask(f"{CAPEX}\n{DIVIDENDS}", annas.document_id, "", visit())
    next(asking)
    list(handlers.on_open(visit(), event(document_id=other.document_id)))

    assert all(asked.conversation == gr.skip() for asked in asking)
    assert len(annas.answers()) == 2
    assert other.answers() == []


def test_a_report_removed_in_the_middle_ends_its_list(
    handlers: Handlers, desk: AppState, annas: StoredDocument, reader: SharingReader
) -> None:
    reader.may_answer = dict.fromkeys(("1?", "2?", "3?"), threading.Event())
    asking = handlers.on_ask("1?\n2?\n3?", annas.document_id, "", visit())
    until(asking, "of 3 answered")
    handlers.on_remove(annas.document_id, visit(), event(document_id=annas.document_id))
    meanwhile = list(islice(asking, 2))
    reader.may_answer["2?"].set()

    assert all(asked.conversation == gr.skip() for asked in [*meanwhile, *asking])


def test_nobody_asks_a_list_of_somebody_elses_report(
    handlers: Handlers, annas: StoredDocument
) -> None:
    refused = last(handlers.on_ask(f"{CAPEX}\n{DIVIDENDS}", annas.document_id, "", visit(BEN)))

    assert "Open a report first." in refused.conversation
    assert refused.question == f"{CAPEX}\n{DIVIDENDS}"
    assert annas.answers() == []


def test_hostile_questions_are_shown_as_text(
    handlers: Handlers, annas: StoredDocument, reader: SharingReader
) -> None:
    reader.failing = {f"{HOSTILE}2": NothingFits(tokens=1)}
    reader.may_answer = {f"{HOSTILE}3": threading.Event()}
    asking = handlers.on_ask(
        "\n".join(f"{HOSTILE}{n}" for n in (1, 2, 3)), annas.document_id, "", visit()
    )
    shown = [until(asking, "1 failed")]
    handlers.on_stop(visit())

    for html in [*shown, str(last(asking).conversation)]:
        assert "<script" not in html
        assert "<img" not in html
        assert 'onerror="' not in html


def test_what_has_no_room_at_once_waits_in_the_box(
    handlers: Handlers, annas: StoredDocument, reader: SharingReader
) -> None:
    questions = [f"Question {n}?" for n in range(203)]

    first, *_, final = handlers.on_ask("\n".join(questions), annas.document_id, "", visit())

    assert first.question == "\n".join(questions[200:])
    assert "200 of 200 answered" in final.conversation
    assert "3 more than the 200 asked at once wait in the box below" in final.conversation


def test_an_answer_that_cannot_be_kept_is_shown_and_said(
    handlers: Handlers, annas: StoredDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: StoredDocument, answer: Answer) -> None:
        raise AnswerNotKept from DiskFull(file_name="it")

    monkeypatch.setattr(StoredDocument, "save_answer", full)

    final = last(handlers.on_ask(f"{CAPEX}\n{DIVIDENDS}", annas.document_id, "", visit()))

    assert final.conversation.count("(157)") >= 1
    assert final.conversation.count('role="alert"') == 2


def test_each_question_of_a_list_stands_alone_and_a_failed_one_is_no_history(
    handlers: Handlers, annas: StoredDocument, reader: SharingReader
) -> None:
    reader.failing = {"2?": NothingFits(tokens=1)}
    last(handlers.on_ask("1?\n2?\n3?", annas.document_id, "", visit()))
    assert reader.histories == [[], [], []]

    last(handlers.on_ask("And then?", annas.document_id, "", visit()))

    assert reader.histories[-1] == ["1?", "3?"]


def test_who_waits_for_others_sees_the_place_in_the_queue(
    handlers: Handlers, annas: StoredDocument, desk: AppState
) -> None:
    with ExitStack() as others:
        for number in range(5):  # three have their turn, two wait
            ticket = others.enter_context(desk.quote_turns.queue(f"browser:{number}"))
            assert ticket.wait(0.01) is (number < 3)
        for question in (CAPEX, f"{CAPEX}\n{DIVIDENDS}"):
            asking = handlers.on_ask(question, annas.document_id, "", visit())
            assert "2 before you" in until(asking, "before you")
            desk.tabs.get("tab-" + ANNA).stop.set()
            list(asking)
            asking.close()  # type: ignore[attr-defined]
    assert CAPEX in last(handlers.on_ask(CAPEX, annas.document_id, "", visit())).conversation


def test_a_list_that_waits_sends_nothing_until_something_changes(
    handlers: Handlers, annas: StoredDocument, desk: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "BEAT_SECONDS", 0.01)
    monkeypatch.setattr(list_progress, "UPDATE_SECONDS", 0.0)
    heard = iter([True] * 30)
    monkeypatch.setattr(desk.listeners, "is_heard", lambda tab: next(heard, False))
    with ExitStack() as others:
        for number in range(3):
            others.enter_context(desk.quote_turns.turn(f"browser:{number}"))
        others.enter_context(desk.quote_turns.queue("browser:4"))
        updates = list(handlers.on_ask(f"{CAPEX}\n{DIVIDENDS}", annas.document_id, "", visit()))
    assert next(heard, None) is None, "it had as many occasions"
    assert sum("1 before you" in str(update.conversation) for update in updates) <= 2


def test_stop_is_heard_in_the_queue_too(
    handlers: Handlers, annas: StoredDocument, desk: AppState
) -> None:
    with ExitStack() as others:
        for number in range(3):
            others.enter_context(desk.quote_turns.turn(f"browser:{number}"))
        asking = handlers.on_ask(CAPEX, annas.document_id, "", visit())
        until(asking, "before you")
        desk.tabs.get("tab-" + ANNA).stop.set()
        list(asking)
    assert [answer.finish_reason for answer in annas.answers()] == ["cancelled"]


def test_an_owner_waits_for_only_so_many_answers(
    handlers: Handlers, annas: StoredDocument, desk: AppState
) -> None:
    with ExitStack() as others:
        for number in range(3):
            others.enter_context(desk.quote_turns.turn(f"browser:{number}"))
        for _ in range(16):
            others.enter_context(desk.quote_turns.queue(browser_owner(ANNA)))
        refused = last(handlers.on_ask(CAPEX, annas.document_id, "", visit()))
    assert "Many of your questions wait already" in str(refused.conversation)


def test_an_answer_that_nobody_listens_to_any_more_ends(
    handlers: Handlers, annas: StoredDocument, desk: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = iter([True, True])
    monkeypatch.setattr(desk.listeners, "is_heard", lambda tab: next(heard, False))
    monkeypatch.setattr(desk.listeners, "wait", lambda tab: False)
    questions = "\n".join([CAPEX, DIVIDENDS] * 20)
    list(handlers.on_ask(questions, annas.document_id, "", visit()))
    assert len(annas.answers()) < 40
