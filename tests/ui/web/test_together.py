"""What reports asked together answered, asked for again: by their owner alone, and as files."""

import csv
import re
from io import BytesIO, StringIO
from urllib.parse import unquote

import pytest
from httpx import Response
from openpyxl import load_workbook
from starlette.testclient import TestClient

from qa.compare.asking import ask_each
from qa.library import StoredDocument
from qa.pipeline import read_document
from tests.compare.filings import first_filing, later_filing
from tests.ui.small_reports import HOSTILE
from tests.ui.two_browsers import ANNA
from ui.state.app_state import AppState
from ui.web.owner import browser_owner


@pytest.fixture
def annas(desk: AppState) -> list[StoredDocument]:
    owner = browser_owner(ANNA)
    documents = [
        read_document(make(), library=desk.library, owner=owner, file_name=f"{make.__name__}.pdf")
        for make in (first_filing, later_filing)
    ]
    for question in ("revenue", HOSTILE):
        list(ask_each(documents, question))
    return documents


def get(
    client: TestClient, suffix: str, question: str, documents: list[StoredDocument]
) -> Response:
    ids = [document.document_id for document in documents]
    return client.get(f"/pw/together.{suffix}", params={"question": question, "id": ids})


def test_the_table_is_made_again_of_the_answers_that_are_kept(
    anna: TestClient, annas: list[StoredDocument]
) -> None:
    html = get(anna, "json", "revenue", annas).json()["html"]
    assert "$1,234 million" in html
    assert "1,250" in html

    annas[0].clear_answers()
    html = get(anna, "json", "revenue", annas).json()["html"]
    assert "No answer of this report is kept." in html
    assert "$1,400 million" in html


def test_the_files_say_the_same(anna: TestClient, annas: list[StoredDocument]) -> None:
    text = get(anna, "csv", "revenue", annas)
    rows = list(csv.DictReader(StringIO(text.text.removeprefix("\ufeff"))))
    assert [row["value"] for row in rows[:2]] == ["1234000000", "1400000000"]
    assert unquote(text.headers["content-disposition"]).endswith("revenue.csv")
    assert text.headers["cache-control"] == "no-store"

    book = load_workbook(BytesIO(get(anna, "xlsx", "revenue", annas).content))
    assert book.sheetnames == ["Comparison", "Restated", "Sources"]

    markdown = get(anna, "md", "revenue", annas).text
    assert "| Borealis Tools 2021 | $1,234 million |" in markdown
    assert "restated: 1,234 million (first\\_filing.pdf, p. 2) → 1,250 million" in markdown


def test_nobody_else_sees_them(
    anna: TestClient, ben: TestClient, annas: list[StoredDocument]
) -> None:
    for suffix in ("json", "md", "csv", "xlsx"):
        response = get(ben, suffix, "revenue", annas)
        assert response.status_code == 404
        assert b"1,234" not in response.content
        assert get(anna, suffix, "revenue", []).status_code == 404


def test_a_report_that_is_gone_leaves_the_others(
    anna: TestClient, desk: AppState, annas: list[StoredDocument]
) -> None:
    desk.library.remove(annas[0].document_id, owner=browser_owner(ANNA))
    html = get(anna, "json", "revenue", annas).json()["html"]
    assert "$1,400 million" in html
    assert "Reports removed since then: 1." in html


def test_a_hostile_question_stays_text(anna: TestClient, annas: list[StoredDocument]) -> None:
    html = get(anna, "json", HOSTILE, annas).json()["html"]
    assert "<img" not in html
    assert "<script" not in html
    markdown = get(anna, "md", HOSTILE, annas).text
    assert not re.search(r"(?<!\\)<script", markdown)


@pytest.mark.parametrize("question", ["", " ", "x" * 5000])
def test_no_question_is_one_sentence(
    anna: TestClient, annas: list[StoredDocument], question: str
) -> None:
    response = get(anna, "json", question, annas)
    assert response.status_code == 422
    sentences = response.json()["error"]
    assert sentences.keys() == {"en", "zh"} and all(sentences.values())
