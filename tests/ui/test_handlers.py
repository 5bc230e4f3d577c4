"""The handlers, called as Gradio would: what each event changes, and for whom."""

import time
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import gradio as gr
import pytest
from starlette.requests import Request

from qa.answer import AnswerEvent, Progress, TextDelta
from qa.cards.card import answer_key
from qa.library import SAMPLES_OWNER, StoredDocument
from qa.pipeline import read_document
from tests.ocr import stand_in
from tests.ui.scanned_reports import scanned_report
from tests.ui.small_reports import HOSTILE, finished, small_report
from ui.asking import asking as module
from ui.asking.asking import ConversationUpdate
from ui.handlers import UNCHANGED, Handlers, Opened
from ui.state.app_state import AppState
from ui.web.owner import COOKIE_NAME, browser_owner

ANNA, BEN = "a" * 43, "b" * 43


def visit(cookie: str | None = ANNA, *, user: str | None = None) -> gr.Request:
    headers = [] if cookie is None else [(b"cookie", f"{COOKIE_NAME}={cookie}".encode())]
    scope = {"type": "http", "headers": headers}
    return gr.Request(request=Request(scope), username=user, session_hash=f"tab-{cookie}")


def event(**details: object) -> gr.EventData:
    return gr.EventData(None, details)


@pytest.fixture
def handlers(desk: AppState) -> Handlers:
    return Handlers(desk)


@pytest.fixture
def annas(desk: AppState) -> StoredDocument:
    return read_document(small_report(), library=desk.library, owner=browser_owner(ANNA))


def last(events: Iterator[Any]) -> Any:
    *_, final = events
    return final


def test_opening_shows_the_report_first_and_suggestions_after(
    handlers: Handlers, annas: StoredDocument
) -> None:
    first, second = handlers.on_open(visit(), event(document_id=annas.document_id))
    assert first.document_id == annas.document_id
    assert "Meridian Tools 2024" in first.facts
    assert first.suggestions == ""
    assert "<button" in second.suggestions
    assert second.conversation == gr.skip()  # a question asked meanwhile stays


def test_an_answer_is_not_drawn_over_a_report_opened_meanwhile(
    handlers: Handlers, desk: AppState, annas: StoredDocument
) -> None:
    other = read_document(small_report(title="Other"), library=desk.library, owner=annas.owner)
    asking = handlers.on_ask("purchases of property", annas.document_id, "", visit())
    next(asking)
    list(handlers.on_open(visit(), event(document_id=other.document_id)))
    assert all(asked.conversation == gr.skip() for asked in asking)
    assert len(annas.answers()) == 1


def test_suggestions_never_overwrite_an_answer_to_somebody_quick(
    handlers: Handlers, annas: StoredDocument
) -> None:
    opening = handlers.on_open(visit(), event(document_id=annas.document_id))
    next(opening)
    last(handlers.on_ask("What was revenue?", annas.document_id, "", visit()))
    assert list(opening) == [UNCHANGED]


@pytest.mark.parametrize("cookie", [BEN, None])
def test_nobody_else_can_open_ask_or_remove_it(
    handlers: Handlers, desk: AppState, annas: StoredDocument, cookie: str | None
) -> None:
    details = event(document_id=annas.document_id)
    assert list(handlers.on_open(visit(cookie), details)) == [Opened()]
    refused = last(handlers.on_ask("Purchases?", annas.document_id, "", visit(cookie)))
    assert "Open a report first." in refused.conversation
    handlers.on_remove(None, visit(cookie), details)
    list(handlers.on_clear(annas.document_id, visit(cookie)))
    assert desk.documents(annas.owner) == [annas]


def test_a_login_has_its_documents_in_every_browser(handlers: Handlers, desk: AppState) -> None:
    document = read_document(small_report(), library=desk.library, owner="login:anna")
    details = event(document_id=document.document_id)
    for cookie in (ANNA, BEN):
        opened = next(iter(handlers.on_open(visit(cookie, user="anna"), details)))
        assert opened.document_id == document.document_id
    assert list(handlers.on_open(visit(ANNA, user="ben"), details)) == [Opened()]


def test_an_answer_has_chips_and_is_there_again_after_a_reload(
    handlers: Handlers, annas: StoredDocument
) -> None:
    shown = last(handlers.on_ask("purchases of property", annas.document_id, "", visit()))
    assert "Purchases of property, plant and equipment (157)" in shown.conversation
    assert "data-citation" in shown.conversation
    arrived = last(handlers.on_arrival(visit(), event(document_id=annas.document_id)))
    assert "Purchases of property, plant and equipment (157)" in arrived[3]


def test_clearing_forgets_the_answers_and_keeps_the_report(
    handlers: Handlers, annas: StoredDocument
) -> None:
    list(handlers.on_ask("purchases of property", annas.document_id, "", visit()))
    cleared = next(handlers.on_clear(annas.document_id, visit()))
    assert 'pw-turn"' not in cleared.conversation
    assert cleared.document_id == annas.document_id


def test_removing_the_open_report_closes_it(handlers: Handlers, annas: StoredDocument) -> None:
    shelf_html, *opened = handlers.on_remove(
        annas.document_id, visit(), event(document_id=annas.document_id)
    )
    assert annas.document_id not in str(shelf_html)
    assert opened == list(Opened())


def test_an_empty_question_changes_nothing(handlers: Handlers, annas: StoredDocument) -> None:
    (asked,) = handlers.on_ask("  \n ", annas.document_id, "", visit())
    assert asked == ConversationUpdate(gr.skip(), gr.skip(), gr.skip())


def test_a_hostile_question_is_shown_as_text(handlers: Handlers, annas: StoredDocument) -> None:
    for asked in handlers.on_ask(HOSTILE, annas.document_id, "", visit()):
        assert "<script" not in asked.conversation
        assert "<img" not in asked.conversation


def test_stop_ends_a_silent_answer_within_a_second_and_keeps_what_was_said(
    handlers: Handlers, annas: StoredDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[bool] = []

    def slow(*_: object, **__: object) -> Iterator[AnswerEvent]:
        try:
            yield TextDelta("Purchases of property")
            for _step in range(600):
                time.sleep(0.1)
                yield Progress("answering", 0, 1)
        finally:
            closed.append(True)

    monkeypatch.setattr(module, "ask", slow)
    asking = handlers.on_ask("capex?", annas.document_id, "", visit())
    next(asking)
    next(asking)
    started = time.monotonic()
    handlers.on_stop(visit())
    *_, final = asking
    assert time.monotonic() - started < 20
    assert "Stopped." in final.conversation
    assert annas.answers()[0].text == "Purchases of property"
    deadline = time.monotonic() + 60
    while not closed and time.monotonic() < deadline:
        time.sleep(0.02)
    assert closed


def test_a_silent_reader_does_not_silence_the_screen(
    handlers: Handlers, annas: StoredDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_: object, **__: object) -> Iterator[AnswerEvent]:
        time.sleep(1.1)
        yield TextDelta("late")

    monkeypatch.setattr(module, "ask", silent)
    times = [time.monotonic() for _ in handlers.on_ask("capex?", annas.document_id, "", visit())]
    gaps = [after - before for before, after in pairwise(times)]
    assert max(gaps) < 0.6


def test_a_fault_in_a_reader_gives_one_sentence_with_a_number(
    handlers: Handlers,
    annas: StoredDocument,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object, **__: object) -> Iterator[AnswerEvent]:
        raise RuntimeError("secret detail")
        yield

    monkeypatch.setattr(module, "ask", broken)
    final = last(handlers.on_ask("capex?", annas.document_id, "", visit()))
    assert "a fault on our side" in final.conversation
    assert "secret detail" not in final.conversation
    assert "secret detail" in caplog.text


def test_watching_shows_progress_until_all_is_read(handlers: Handlers, desk: AppState) -> None:
    path = desk.room.new_file()
    path.write_bytes(small_report())
    desk.room.take(path, owner=browser_owner(ANNA), file_name="annual.pdf")
    shelves = list(handlers.on_watch(visit()))
    assert 'data-busy="1"' in shelves[0]
    assert 'data-busy="0"' in shelves[-1]
    assert "data-reading-done" in shelves[-1]
    assert "annual.pdf" not in last(handlers.on_watch(visit(BEN)))


def test_details_from_a_browser_may_be_anything(handlers: Handlers) -> None:
    for details in (None, [], {"document_id": 7}, {"document_id": ["x"]}, {}):
        strange = gr.EventData(None, details)
        assert list(handlers.on_open(visit(), strange)) == [Opened()]
        handlers.on_cancel_reading(visit(), strange)
        handlers.on_unlock(visit(), strange)
        handlers.on_remove(None, visit(), strange)


def test_gradios_own_components_follow_the_language(handlers: Handlers) -> None:
    labels = handlers.on_language(event(language="zh"))
    assert "提问" in str(labels.ask)
    assert "Ask" in str(handlers.on_language(event(language="<b>")).ask)


def test_a_question_from_a_browser_may_be_anything(
    handlers: Handlers, document: StoredDocument
) -> None:
    for question, choice in ((None, None), ("", "["), ("Dividends?", "[" * 20_000), ("?", "null")):
        assert list(handlers.on_ask(question, document.document_id, choice, visit()))


def test_reports_of_two_owners_are_not_asked_together(
    handlers: Handlers, desk: AppState, annas: StoredDocument
) -> None:
    hers = read_document(
        small_report(title="Hers"), library=desk.library, owner=browser_owner(ANNA)
    )
    asked = event(question="dividends paid", ids=f"{annas.document_id},{hers.document_id}")

    assert "not in your library" in last(handlers.on_ask_together(visit(BEN), asked))
    assert not annas.answers()
    assert 'data-done="1"' in last(handlers.on_ask_together(visit(ANNA), asked))
    assert [len(document.answers()) for document in (annas, hers)] == [1, 1]


def test_a_browser_without_our_cookie_asks_no_sample(handlers: Handlers, desk: AppState) -> None:
    samples = [
        read_document(small_report(title=title), library=desk.library, owner=SAMPLES_OWNER)
        for title in ("One", "Two")
    ]
    ids = ",".join(sample.document_id for sample in samples)
    shown = last(handlers.on_ask_together(visit(None), event(question="capex", ids=ids)))

    assert "not in your library" in shown
    assert not any(sample.answers() for sample in samples)


@pytest.mark.parametrize(
    "details",
    [
        {},
        {"question": "capex"},
        {"question": 3, "ids": []},
        {"question": "capex", "ids": "," * 9_999},
    ],
)
def test_whatever_a_browser_sends_is_no_reason_to_fail(
    handlers: Handlers, details: dict[str, object]
) -> None:
    shown = last(handlers.on_ask_together(visit(ANNA), event(**details)))
    assert shown == gr.skip() or "pw-refusal" in shown


def test_one_answer_is_deleted_by_who_asked_it_alone(
    handlers: Handlers, annas: StoredDocument
) -> None:
    for question in ("What was gross margin?", "What were dividends paid?"):
        last(handlers.on_ask(question, annas.document_id, "", visit()))
    key = answer_key(annas.answers()[0])

    assert handlers.on_delete_answer(annas.document_id, visit(BEN), event(answer_key=key)) == (
        gr.skip()
    )
    assert len(annas.answers()) == 2
    shown = handlers.on_delete_answer(annas.document_id, visit(), event(answer_key=key))

    assert [answer.question for answer in annas.answers()] == ["What were dividends paid?"]
    assert "gross margin" not in str(shown)


def test_a_report_is_renamed_by_its_owner_alone(
    handlers: Handlers, desk: AppState, annas: StoredDocument
) -> None:
    def title() -> str:
        return desk.library.get(annas.document_id, owner=annas.owner).title

    before = title()
    for visitor in (visit(BEN), visit(None)):
        renamed = handlers.on_rename(annas.document_id, visitor, event(name="Mine"))
        assert renamed == (gr.skip(), gr.skip())
    assert title() == before
    shelf, facts = handlers.on_rename(
        annas.document_id, visit(), event(name=f" {HOSTILE}\n10-K/A ")
    )

    assert title() == f"{HOSTILE} 10-K/A"
    assert HOSTILE not in str(shelf) + str(facts)  # escaped
    handlers.on_rename(annas.document_id, visit(), event(name="  "))
    assert title() == before


def test_a_link_to_no_report_of_ones_own_opens_nothing_and_says_so(
    handlers: Handlers, annas: StoredDocument
) -> None:
    def opened(visitor: gr.Request, **details: object) -> Opened:
        return last(handlers.on_open(visitor, event(document_id=annas.document_id, **details)))

    assert "not in your library" in str(opened(visit(BEN), linked="yes").conversation)
    assert "not in your library" not in str(opened(visit(BEN)).conversation)
    assert opened(visit(BEN), linked="yes").document_id is None


def test_an_answer_that_grows_is_sent_without_those_before_it(
    handlers: Handlers, annas: StoredDocument
) -> None:
    last(handlers.on_ask("What was gross margin?", annas.document_id, "", visit()))
    first, *growing, final = handlers.on_ask("dividends paid", annas.document_id, "", visit())

    assert "gross margin" in first.conversation
    assert "dividends paid" in first.running
    assert "dividends paid" not in first.conversation
    for asked in growing:
        assert asked.conversation == gr.skip()
        assert "gross margin" not in asked.running
    assert final.running == ""
    assert final.conversation.count('class="pw-turn"') == 2


def test_scanned_pages_are_read_for_their_owner_alone(
    handlers: Handlers, desk: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in.use(monkeypatch)
    document = read_document(
        scanned_report(), library=desk.library, owner=browser_owner(ANNA), file_name="scan.pdf"
    )
    pressed = event(document_id=document.document_id)

    handlers.on_read_scans(visit(BEN), pressed)
    assert desk.room.readings(browser_owner(BEN), browser_owner(ANNA)) == []

    shelf_html = handlers.on_read_scans(visit(ANNA), pressed)
    assert f'data-scans-of="{document.document_id}"' in shelf_html
    (reading,) = desk.room.readings(browser_owner(ANNA))
    finished(reading)
    opened = next(handlers.on_open(visit(ANNA), pressed))  # by the id that the browser knows
    assert opened.document_id == reading.document_id
