"""What passes through the app is counted, and no word of it is in the figures."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from qa.answer import Answer, AnswerEvent, Coverage, Progress, TextDelta, Usage
from qa.errors import TooManyQuestions
from qa.library import StoredDocument
from qa.models.errors import NothingFits
from qa.pipeline import ask
from qa.question_list.asking import Failed, ask_together
from qa.readers.base import Reader
from tests.ui.small_reports import OWNER, small_report
from ui.asking.asking import Asking
from ui.operations.metrics import Metrics, TokensAhead
from ui.state.app_state import AppState, Session
from ui.state.upload import Upload
from ui.web.door import Door
from ui.web.guard import Guard
from ui.web.routes import own_routes

LOCAL = ("127.0.0.1", 50_000)
LABELS = {"outcome", "by", "figure", "what", "reason", "of", "state", "le"}


class TwoWords:
    """A reader that says two words, as a model that counts its tokens does, or fails."""

    name = "Secretname-7B"

    def __init__(self, fails: bool = False) -> None:
        self._fails = fails

    def answer(self, document: StoredDocument, question: str, **_: object) -> Iterator[AnswerEvent]:
        yield Progress("answering", 0, 1)
        if self._fails:
            raise NothingFits(tokens=7)
        yield TextDelta("two words")
        usage = Usage(100, 90, 2, 0.1, 0.1, shelf_tokens=60)
        coverage = Coverage((), (), ())
        yield Answer(question, "two words", (), coverage, self.name, "stop", 0.1, usage)


def served(desk: AppState, token: str | None = None, *, is_shared: bool = False) -> Starlette:
    door = Door(names=["app.example"], is_shared=is_shared)
    guard = Middleware(Guard, door=door, metrics=desk.metrics)
    app = Starlette(routes=own_routes(desk, token), middleware=[guard])
    app.auth, app.tokens, app.cookie_id = None, {}, "x"  # type: ignore[attr-defined]
    return app


def client(
    app: Starlette, *, address: tuple[str, int] = LOCAL, host: str = "localhost"
) -> TestClient:
    return TestClient(app, client=address, base_url=f"http://{host}")


def text_of(desk: AppState) -> str:
    said = client(served(desk)).get("/metrics")
    assert said.status_code == 200
    assert said.headers["content-type"].startswith("text/plain; version=0.0.4")
    return said.text


def figures(desk: AppState) -> dict[tuple[str, ...], float]:
    """(name, label values in the order of their names) -> value."""
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(text_of(desk))
        for sample in family.samples
    }


def test_readings_are_counted_by_how_they_end(
    desk: AppState, hand_in: Callable[..., Upload]
) -> None:
    hand_in(small_report())
    hand_in(b"no pdf at all")
    hand_in(small_report(password="secret"))
    now = figures(desk)
    assert now["pagewitness_readings_total", "done"] == 1
    assert now["pagewitness_readings_total", "refused"] == 2
    assert now["pagewitness_pages_total",] == 3
    assert now["pagewitness_reading_seconds_count",] == 1
    assert now["pagewitness_reading_seconds_sum",] > 0
    assert now["pagewitness_refusals_total", "NotAPdf"] == 1
    assert now["pagewitness_refusals_total", "NeedsPassword"] == 1
    assert now["pagewitness_documents",] == 1
    assert now["pagewitness_queue", "readings", "waiting"] == 0


def test_an_answer_is_counted_with_its_seconds_and_tokens(
    desk: AppState, document: StoredDocument
) -> None:
    model: Reader = TwoWords()
    list(desk.metrics.answering(ask(document, "Dividends paid?"), None))
    list(desk.metrics.answering(ask(document, "Dividends paid?", reader=model), model))
    now = figures(desk)
    assert now["pagewitness_questions_total", "quotes"] == 1
    assert now["pagewitness_questions_total", "model"] == 1
    assert now["pagewitness_answers_total", "model", "no", "stop"] == 1
    assert now["pagewitness_first_answer_seconds_count", "model"] == 1
    assert now["pagewitness_answer_seconds_count", "quotes"] == 1
    tokens = {what: now["pagewitness_tokens_total", what] for what in ("read", "reused", "written")}
    assert tokens == {"read": 10, "reused": 30, "written": 2}
    assert now["pagewitness_tokens_total", "from_shelf"] == 60


def test_failed_and_broken_off_answers_are_counted_once(
    desk: AppState, document: StoredDocument
) -> None:
    fails: Reader = TwoWords(fails=True)
    with pytest.raises(NothingFits):
        list(desk.metrics.answering(ask(document, "Why?", reader=fails), fails))
    with closing(desk.metrics.answering(ask(document, "Why?"), None)) as broken_off:
        next(broken_off)
    now = figures(desk)
    assert now["pagewitness_answers_total", "model", "no", "failed"] == 1
    assert now["pagewitness_refusals_total", "NothingFits"] == 1
    assert now["pagewitness_answers_total", "quotes", "no", "cancelled"] == 1
    assert ("pagewitness_answer_seconds_count", "model") not in now


def test_each_question_of_a_list_is_counted(desk: AppState, document: StoredDocument) -> None:
    questions = ["Dividends paid?", "", "Gross margin?"]
    events = desk.metrics.answering_together(ask_together(document, questions), None)
    ends = [event for _, event in events if isinstance(event, Answer | Failed)]
    now = figures(desk)
    assert len(ends) == 3
    assert now["pagewitness_questions_total", "quotes"] == 3
    assert now["pagewitness_answers_total", "quotes", "no", "failed"] == 1
    assert now["pagewitness_refusals_total", "UsageError"] == 1
    assert sum(v for key, v in now.items() if key[0] == "pagewitness_answers_total") == 3


def test_questions_on_the_screen_pass_the_counters(
    desk: AppState, document: StoredDocument
) -> None:
    asking = Asking(document, Session(), None, None, False, metrics=desk.metrics)
    list(asking.answer("Dividends paid?"))
    assert figures(desk)["pagewitness_questions_total", "quotes"] == 1


def test_who_asks_too_much_is_counted_as_refused(desk: AppState, document: StoredDocument) -> None:
    asking = Asking(document, Session(), None, None, False, owner=OWNER, metrics=desk.metrics)
    full = [asking.turns.queue(OWNER) for _ in range(16)]
    for place in full:
        place.__enter__()
    with pytest.raises(TooManyQuestions):
        list(asking.answer("Dividends paid?"))
    assert figures(desk)["pagewitness_refusals_total", "TooManyQuestions"] == 1


def test_reading_ahead_counts_to_its_end() -> None:
    metrics = Metrics()
    ahead = TokensAhead(metrics)

    def counted() -> float | None:
        return metrics.registry.get_sample_value("pagewitness_tokens_total", {"what": "read_ahead"})

    events: Sequence[Progress] = [
        Progress("restoring", 900, 1000),
        Progress("reading", 100, 1000),
        Progress("reading", 700, 1000),
    ]
    for event in events:
        ahead.take(event)
    assert counted() == 700
    ahead.end()
    assert counted() == 1000


def test_what_the_guard_refuses_is_counted(desk: AppState) -> None:
    with client(served(desk)) as visitor:
        visitor.get("/gradio_api/file=/etc/passwd")
        visitor.get("/pw/words.json", headers={"sec-fetch-site": "cross-site"})
    now = figures(desk)
    assert now["pagewitness_refusals_total", "nothing_here"] == 1
    assert now["pagewitness_refusals_total", "other_site"] == 1


def test_memory_and_open_reports_are_told(desk: AppState, document: StoredDocument) -> None:
    desk.tabs.get("tab-1").showing = document.document_id
    desk.tabs.get("tab-2").showing = document.document_id
    desk.tabs.get("tab-3")
    desk.renderer.png(document.pdf_path, 1, scale=1.0)
    now = figures(desk)
    assert now["pagewitness_documents_open",] == 1
    assert now["pagewitness_page_images_bytes",] > 1000
    assert now["process_resident_memory_bytes",] > 1e6


def test_labels_are_a_few_words_of_ours_and_no_text_of_a_report_is_there(
    desk: AppState, hand_in: Callable[..., Upload]
) -> None:
    reading = hand_in(small_report(title="Zyzzyva Holdings"), file_name="zyzzyva.pdf")
    document = desk.find(reading.document_id, OWNER)
    model: Reader = TwoWords()
    list(desk.metrics.answering(ask(document, "What is a zyzzyva?", reader=model), model))
    text = text_of(desk)
    for word in ("zyzzyva", "meridian", "dividends", "secretname", "anna", document.document_id):
        assert word not in text.lower()
    found = {
        name
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        for name in sample.labels
    }
    assert found <= LABELS


def test_only_this_machine_is_answered_without_a_token(desk: AppState) -> None:
    app = served(desk)
    forwarded = {"x-forwarded-for": "203.0.113.9"}
    assert client(app).get("/metrics").status_code == 200
    assert client(app, address=("10.0.0.7", 1)).get("/metrics").status_code == 404
    assert client(app, host="app.example").get("/metrics").status_code == 404
    assert client(app).get("/metrics", headers=forwarded).status_code == 404
    assert client(served(desk, is_shared=True)).get("/metrics").status_code == 404
    empty = client(served(desk, "", is_shared=True))
    assert empty.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_with_a_token_whoever_sends_it_is_answered_and_nobody_else(desk: AppState) -> None:
    app = served(desk, "sesame", is_shared=True)
    far = client(app, address=("10.0.0.7", 1), host="app.example")
    assert far.get("/metrics", headers={"authorization": "Bearer sesame"}).status_code == 200
    assert far.get("/metrics", headers={"authorization": "Bearer sesam"}).status_code == 404
    assert client(app).get("/metrics").status_code == 404
