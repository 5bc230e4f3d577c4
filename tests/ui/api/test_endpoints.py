"""The endpoints through gradio_client and plain HTTP, as docs/api.md shows them."""

import json
import re
import time
from typing import Any

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from qa.cards.card import card_json, card_text
from qa.library import SAMPLES_OWNER
from qa.pipeline import read_document
from tests.compare.filings import first_filing, later_filing
from tests.ocr import stand_in
from tests.ui.api.conftest import ANNA, BEN, SAMPLE, client
from tests.ui.scanned_reports import scanned_report
from tests.ui.small_reports import small_report
from tests.ui.statement_report import statement_report
from tests.xbrl.filings import companyfacts
from ui.state.app_state import AppState
from ui.web.owner import COOKIE_NAME, browser_owner

# Gradio counts its events with what pandas has deprecated
pytestmark = pytest.mark.filterwarnings("ignore:.*(no_silent_downcasting|The copy keyword)")

NAMES = {
    "/documents", "/read_document", "/ask", "/ask_many", "/compare", "/facts", "/search_pages",
    "/get_page", "/verify", "/read_scanned_pages",
}  # fmt: skip
QUESTION = "What was the net margin in 2024?"


def send(address: str, data: bytes, key: str, name: str = "report.pdf") -> str:
    response = httpx.post(
        f"{address}pw/documents",
        params={"name": name},
        content=data,
        cookies={COOKIE_NAME: key},
        trust_env=False,
    )
    assert response.status_code == 200
    return str(response.json()["reading_id"])


def last(program: Client, *values: object, api_name: str, **named: object) -> Any:
    """The last thing that an endpoint streams."""
    job = program.submit(*values, api_name=api_name, **named)
    job.result(timeout=60)
    return job.outputs()[-1]


@pytest.fixture(scope="module")
def annas(address: str, anna: Client) -> str:
    reading_id = send(address, SAMPLE.read_bytes(), ANNA)
    return str(last(anna, reading_id, api_name="/read_document")["document"]["document_id"])


def test_the_endpoints_are_named_and_described_and_nothing_else_is_offered(anna: Client) -> None:
    offered = anna.view_api(return_format="dict", print_info=False)

    assert offered["named_endpoints"].keys() == NAMES
    assert not offered["unnamed_endpoints"]
    described = {
        name: [each["parameter_name"] for each in endpoint["parameters"]]
        for name, endpoint in offered["named_endpoints"].items()
    }
    assert described["/ask"] == ["document_id", "question", "quotes_only"]
    assert described["/verify"] == ["document_id", "card"]
    assert not any("request" in names or "path" in names for names in described.values())


def test_a_file_is_read_and_said_to_be_there(address: str, anna: Client) -> None:
    reading_id = send(address, small_report(title="Sent"), ANNA, "sent.pdf")

    found = last(anna, reading_id, api_name="/read_document")

    assert found["state"] == "done"
    assert found["document"]["title"] == "Sent"
    assert found["document"]["pages"] == 3
    listed = anna.predict(api_name="/documents")
    assert found["document"] in listed


def test_a_locked_file_is_refused_until_its_password_comes(address: str, anna: Client) -> None:
    reading_id = send(address, small_report(title="Locked", password="open me"), ANNA)

    with pytest.raises(AppError, match="is locked"):
        last(anna, reading_id, api_name="/read_document")
    with pytest.raises(AppError, match="does not open"):
        last(anna, reading_id, "wrong", api_name="/read_document")

    found = last(anna, reading_id, "open me", api_name="/read_document")
    assert found["document"]["title"] == "Locked"


def test_what_is_no_report_is_refused_with_the_sentence_of_the_screen(
    address: str, anna: Client
) -> None:
    reading_id = send(address, b"GIF89a" + bytes(100), ANNA, "a.pdf")

    with pytest.raises(AppError, match=r"a\.pdf is not a PDF"):
        last(anna, reading_id, api_name="/read_document")


def test_an_answer_streams_and_ends_with_its_quotes_and_figures(anna: Client, annas: str) -> None:
    job = anna.submit(annas, QUESTION, api_name="/ask")
    job.result(timeout=60)

    *growing, ended = job.outputs()
    assert all(not each["done"] and each["answer"] is None for each in growing)
    assert ended["done"]
    answer = ended["answer"]
    assert ended["text"] == answer["text"]
    assert answer["figures"][0]["display"] == "9.9%"
    assert answer["citations"][0]["page_number"] == 42


def test_an_answer_is_kept_in_the_conversation_on_screen(
    anna: Client, annas: str, served: AppState
) -> None:
    last(anna, annas, "Who is the auditor?", api_name="/ask")

    document = served.find(annas, browser_owner(ANNA))
    assert document.answers()[-1].question == "Who is the auditor?"


def test_many_questions_come_back_in_their_order_and_are_kept(
    anna: Client, annas: str, served: AppState
) -> None:
    questions = ["What were total assets?", "capital expenditure 2025", "Who signed the report?"]

    found = last(anna, annas, questions, api_name="/ask_many")

    assert (found["done"], found["total"]) == (3, 3)
    assert [answer["question"] for answer in found["answers"]] == questions
    kept = served.find(annas, browser_owner(ANNA)).answers()
    assert [answer.question for answer in kept][-3:] == questions


def test_reports_are_put_side_by_side_and_each_answer_is_kept_with_its_report(
    anna: Client, served: AppState
) -> None:
    owner = browser_owner(ANNA)
    documents = [
        read_document(make(), library=served.library, owner=owner)
        for make in (first_filing, later_filing)
    ]
    ids = [document.document_id for document in documents]

    found = last(anna, ids, "revenue", api_name="/compare")

    assert (found["done"], found["total"]) == (2, 2)
    rows = found["comparison"]["rows"]
    assert [row["value"] for row in rows] == ["1234000000", "1400000000"]
    assert found["comparison"]["restated"][0]["later"]["value"] == "1250000000"
    for document in documents:
        assert [answer.question for answer in document.answers()] == ["revenue"]
    with pytest.raises(AppError, match="The same report is there twice"):
        last(anna, [ids[0], ids[0]], "revenue", api_name="/compare")


def test_facts_pages_and_searches_are_those_of_the_command_line(anna: Client, annas: str) -> None:
    facts = anna.predict(annas, api_name="/facts")
    hits = anna.predict(annas, "total assets", 3, api_name="/search_pages")
    page = anna.predict(annas, 42, api_name="/get_page")

    assert [each["kind"] for each in facts["statements"]] == ["income", "balance", "cash_flow"]
    assert len(hits) == 3
    assert hits[0]["printed_number"] == str(hits[0]["page_number"] - 2)
    assert (page["printed_number"], page["status"]) == ("40", "text")
    assert "Net sales 3, 4 4,500 4,230" in page["text"]
    assert page["text"] == "\n".join(line["text"] for line in page["lines"])


def test_a_card_is_verified_by_its_text(anna: Client, annas: str, served: AppState) -> None:
    answer = last(anna, annas, QUESTION, api_name="/ask")["answer"]
    document = served.find(annas, browser_owner(ANNA))
    kept = next(each for each in reversed(document.answers()) if each.question == QUESTION)
    card = card_text(card_json(document, kept, answered_at=0, made_at=0))

    assert answer["figures"][0]["display"] == "9.9%"
    assert anna.predict(annas, card, api_name="/verify")["holds"] is True
    assert anna.predict(annas, card.replace("9.9%", "8.9%"), api_name="/verify")["holds"] is False
    with pytest.raises(AppError, match="is no answer card"):
        anna.predict(annas, "{}", api_name="/verify")


def calls(document_id: str, reading_id: str) -> list[tuple[str, list[object]]]:
    return [
        ("/read_document", [reading_id]),
        ("/ask", [document_id, "capex"]),
        ("/ask_many", [document_id, ["capex"]]),
        ("/compare", [[document_id, document_id], "capex"]),
        ("/facts", [document_id]),
        ("/search_pages", [document_id, "capex"]),
        ("/get_page", [document_id, 1]),
        ("/verify", [document_id, "{}"]),
    ]


def test_what_is_annas_does_not_exist_for_ben(
    address: str, ben: Client, annas: str, served: AppState
) -> None:
    reading_id = send(address, small_report(title="Hers"), ANNA)
    before = len(served.find(annas, browser_owner(ANNA)).answers())

    for name, values in calls(annas, reading_id):
        with pytest.raises(AppError, match="not in your library"):
            last(ben, *values, api_name=name)

    assert annas not in [each["document_id"] for each in ben.predict(api_name="/documents")]
    assert len(served.find(annas, browser_owner(ANNA)).answers()) == before


def test_who_sends_no_key_is_told_how(address: str, annas: str) -> None:
    nobody = client(address, None)
    try:
        for name, values in [*calls(annas, "x"), ("/documents", [])]:
            with pytest.raises(AppError, match="cookie named pagewitness"):
                last(nobody, *values, api_name=name)
    finally:
        nobody.close()


def test_samples_may_be_asked_by_all_with_a_conversation_of_their_own(
    anna: Client, ben: Client, served: AppState
) -> None:
    sample = read_document(
        small_report(title="Sample"), library=served.library, owner=SAMPLES_OWNER
    ).document_id

    last(ben, sample, "What are the dividends paid?", api_name="/ask")

    assert sample in [each["document_id"] for each in anna.predict(api_name="/documents")]
    assert served.find(sample, browser_owner(BEN)).answers()
    assert not served.find(sample, browser_owner(ANNA)).answers()


@pytest.mark.parametrize(
    "value", ["../../etc/passwd", "/etc/passwd", "", "0" * 32, "%00", "' OR 1"]
)
def test_a_path_is_no_document(anna: Client, value: str) -> None:
    with pytest.raises(AppError, match="not in your library"):
        anna.predict(value, api_name="/facts")


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        ("/facts", [{"a": 1}], "document_id is a text"),
        ("/facts", [None], "document_id is a text"),
        ("/get_page", ["ID", "two"], "page_number is a whole number"),
        ("/get_page", ["ID", True], "page_number is a whole number"),
        ("/get_page", ["ID", 0], "There is no page 0"),
        ("/get_page", ["ID", 9_999], "There is no page 9999"),
        ("/search_pages", ["ID", "capex", 0], "Ask for 1 to 100 pages"),
        ("/search_pages", ["ID", "", 5], "Ask a question first"),
        ("/ask", ["ID", " ", False], "Ask a question first"),
        ("/ask", ["ID", ["a"], False], "question is a text"),
        ("/ask", ["ID", "x" * 4_001, False], "the limit is 4,000"),
        ("/ask_many", ["ID", "capex", False], "Send a list of 1 to 200"),
        ("/ask_many", ["ID", [], False], "Send a list of 1 to 200"),
        ("/ask_many", ["ID", ["a"] * 201, False], "Send a list of 1 to 200"),
        ("/ask_many", ["ID", ["capex", 3], False], "question is a text"),
        ("/compare", ["ID", "capex", False], "document_ids is a list"),
        ("/compare", [["ID"], "capex", False], "Ask 2 to 10 reports together, not 1"),
        ("/verify", ["ID", 3], "card is a text"),
        ("/read_document", [3, ""], "reading_id is a text"),
    ],
)
def test_what_cannot_be_used_is_one_sentence(
    address: str, annas: str, name: str, values: list[object], said: str
) -> None:
    sent = [annas if value == "ID" else value for value in values]

    assert said in json.dumps(curl(address, name, sent, ANNA)[-1])


def curl(address: str, name: str, values: list[object], key: str) -> list[tuple[str, Any]]:
    """The two requests of a program without a client: (event, data) as they are streamed."""
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as http:
        http.cookies.set(COOKIE_NAME, key)
        begun = http.post(f"/gradio_api/call{name}", json={"data": values})
        assert begun.status_code == 200, begun.text
        stream = http.get(f"/gradio_api/call{name}/{begun.json()['event_id']}").text
    found = re.findall(r"^event: (\w+)\ndata: (.*)$", stream, re.M)
    return [(event, json.loads(data)) for event, data in found]


def test_curl_gets_the_same_stream(address: str, annas: str) -> None:
    *_, (event, data) = curl(address, "/ask", [annas, QUESTION, True], ANNA)

    assert event == "complete"
    assert data[0]["answer"]["figures"][0]["display"] == "9.9%"


def test_every_endpoint_is_open_to_programs_without_a_client(address: str, anna: Client) -> None:
    offered = list(anna.view_api(return_format="dict")["named_endpoints"])
    assert "/read_scanned_pages" in offered
    with httpx.Client(base_url=address, trust_env=False) as http:
        http.cookies.set(COOKIE_NAME, ANNA)
        for name in offered:
            begun = http.post(f"/gradio_api/call{name}", json={"data": []})
            assert begun.status_code != 404, name


def test_what_the_screen_calls_is_not_offered_to_programs(address: str) -> None:
    with httpx.Client(base_url=address, trust_env=False) as http:
        for name in ("on_ask", "on_arrival", "upload", "ask/../../upload"):
            assert http.post(f"/gradio_api/call/{name}", json={"data": []}).status_code == 404


def test_a_program_that_leaves_ends_what_it_asked_for(
    address: str, anna: Client, annas: str, served: AppState
) -> None:
    job = anna.submit(annas, ["capital expenditure 2025"] * 200, api_name="/ask_many")
    while not job.outputs():
        time.sleep(0.05)
    before = len(served.find(annas, browser_owner(ANNA)).answers())
    job.cancel()
    deadline = time.monotonic() + 30
    while served.find(annas, browser_owner(ANNA)).answers()[before:] == []:
        assert time.monotonic() < deadline
        time.sleep(0.1)

    assert len(served.find(annas, browser_owner(ANNA)).answers()) - before < 200


def test_scanned_pages_are_read_on_request_and_quoted_as_ocr(
    address: str, anna: Client, ben: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in.use(monkeypatch)
    reading_id = send(address, scanned_report(), ANNA, "scan.pdf")
    before = last(anna, reading_id, api_name="/read_document")["document"]
    assert before["pages_for_ocr"] == [2, 3, 4]
    with pytest.raises(AppError, match="not in your library"):
        last(ben, before["document_id"], api_name="/read_scanned_pages")

    after = last(anna, before["document_id"], api_name="/read_scanned_pages")["document"]

    assert (after["ocr_pages"], after["pages_for_ocr"]) == ([2, 3], [])
    asked = last(anna, before["document_id"], "What was gross profit?", api_name="/ask")["answer"]
    assert asked["citations"]
    assert all(quote["is_ocr"] for quote in asked["citations"])
    again = last(anna, after["document_id"], api_name="/read_scanned_pages")
    assert again == {"state": "done", "document": after}


def test_without_the_extra_scanned_pages_are_refused_in_a_sentence(
    address: str, anna: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.ocr.installed.PACKAGES", ("no_such_package_anywhere",))
    reading_id = send(address, scanned_report() + b"\n% 2", ANNA, "scan.pdf")
    document = last(anna, reading_id, api_name="/read_document")["document"]

    with pytest.raises(AppError, match="pip install"):
        last(anna, document["document_id"], api_name="/read_scanned_pages")


def test_an_xbrl_file_beside_a_document_marks_answers_and_facts(address: str, anna: Client) -> None:
    reading_id = send(address, statement_report(), ANNA, name="statements.pdf")
    document_id = last(anna, reading_id, api_name="/read_document")["document"]["document_id"]
    facts = companyfacts(Revenues=[("2022-01-01", "2022-12-31", 1_100_000_000)])
    question = "What was net revenue in 2022?"
    unmarked = last(anna, document_id, question, api_name="/ask")["answer"]
    sent = httpx.post(
        f"{address}pw/documents/{document_id}/xbrl?name=facts.json",
        content=facts,
        cookies={COOKIE_NAME: ANNA},
    )
    assert sent.json() == {"num_facts": 1}

    answer = last(anna, document_id, question, api_name="/ask")["answer"]
    (listed,) = last(anna, document_id, [question], api_name="/ask_many")["answers"]
    told = anna.predict(document_id, api_name="/facts")["facts"]

    assert unmarked["figures"][0]["xbrl"] is None
    for each in (answer, listed):
        assert each["figures"][0]["xbrl"]["status"] == "differs"
        assert each["figures"][0]["xbrl"]["value"] == "1100000000"
    assert {fact["xbrl"]["status"] for fact in told} == {"differs", "not tagged"}
