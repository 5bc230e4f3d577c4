"""An XBRL file handed in beside a report: its owner's exports say whether it agrees."""

import csv
import io
import re

import pytest
from starlette.testclient import TestClient

from qa.library import StoredDocument
from qa.library.folder_lock import LOCK_NAME
from qa.pipeline import ask, read_document
from tests.ui.statement_report import statement_report
from tests.ui.two_browsers import ANNA
from tests.xbrl.filings import companyfacts, inline, tagged
from ui.state.app_state import AppState
from ui.web.owner import browser_owner

DIFFERS = companyfacts(Revenues=[("2022-01-01", "2022-12-31", 1_100_000_000)])
FACTS = companyfacts(Revenues=[("2022-01-01", "2022-12-31", 1_000_000_000)])
BOMB = inline(tagged("us-gaap:Assets", "1"), before='<!DOCTYPE x [<!ENTITY a "aaaa">]>')


@pytest.fixture
def annas(desk: AppState) -> StoredDocument:
    document = read_document(statement_report(), library=desk.library, owner=browser_owner(ANNA))
    list(ask(document, "What was net revenue in 2022?"))
    return document


def address(document: StoredDocument, ending: str = "xbrl?name=facts.json") -> str:
    return f"/pw/documents/{document.document_id}/{ending}"


def test_a_file_beside_a_report_marks_its_answers_in_every_export(
    anna: TestClient, annas: StoredDocument
) -> None:
    response = anna.post(address(annas), content=FACTS)

    table = anna.get(address(annas, "conversation.csv")).text.removeprefix("\ufeff")
    (row,) = csv.DictReader(io.StringIO(table))
    english = anna.get(address(annas, "conversation.md")).text
    chinese = anna.get(address(annas, "conversation.md?language=zh")).text
    assert response.json() == {"num_facts": 1}
    assert row["xbrl"] == "agrees"
    assert "XBRL agrees" in english
    assert "与 XBRL 一致" in chinese


def test_the_statements_say_how_many_figures_agree_and_mark_what_differs(
    anna: TestClient, annas: StoredDocument
) -> None:
    before = anna.get(address(annas, "statements.json")).json()["html"]
    anna.post(address(annas), content=DIFFERS)

    html = anna.get(address(annas, "statements.json")).json()["html"]

    assert "XBRL" not in before
    said = re.search(r"XBRL, facts.json: 0 figures agree, 1 differ \(marked ≠\), (\d+) are", html)
    assert said is not None
    assert int(said[1]) > 20
    (mark,) = re.findall(r'<em class="pw-tie broken" data-xbrl="differs".*?</em>', html)
    assert "XBRL differs: 1,100,000,000" in mark
    assert html.index(mark) < html.index(">$ 1,000<")


def test_reports_asked_together_are_marked_too(anna: TestClient, annas: StoredDocument) -> None:
    question = "What was net revenue in 2022?"
    asked = {"question": question, "id": [annas.document_id]}
    anna.post(address(annas), content=DIFFERS)

    html = anna.get("/pw/together.json", params=asked)

    assert html.status_code == 200
    assert '<small class="pw-xbrl" data-xbrl="differs"' in html.json()["html"]


def test_a_file_larger_than_other_requests_comes_through(
    anna: TestClient, annas: StoredDocument
) -> None:
    large = FACTS[:-1] + b" " * 3_000_000 + b"}"

    assert anna.post(address(annas), content=large).json() == {"num_facts": 1}


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "neither markup nor JSON"), (b"%PDF-", "neither"), (BOMB, "declares entities")],
)
def test_what_is_no_xbrl_is_refused_in_both_languages_and_leaves_nothing(
    anna: TestClient, annas: StoredDocument, desk: AppState, data: bytes, reason: str
) -> None:
    response = anna.post(address(annas), content=data)

    sentence = response.json()["error"]
    assert response.status_code == 422
    assert reason in sentence["en"]
    assert sentence["zh"].startswith("facts.json 无法作为 XBRL 读取")
    assert desk.xbrl.beside(annas) is None
    assert [path.name for path in desk.room.new_file().parent.iterdir()] == [LOCK_NAME]


def test_nobody_puts_a_file_beside_somebody_elses_report(
    ben: TestClient, annas: StoredDocument, desk: AppState
) -> None:
    assert ben.post(address(annas), content=FACTS).status_code == 404
    assert desk.xbrl.beside(annas) is None
