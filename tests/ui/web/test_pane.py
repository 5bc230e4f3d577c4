"""What the page pane asks for: words of a report, and the file as it came."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from qa.library import StoredDocument
from qa.pipeline import read_document
from tests.ui.small_reports import small_report
from tests.ui.two_browsers import ANNA, BEN
from ui.state.app_state import AppState
from ui.web.owner import COOKIE_NAME, browser_owner


@pytest.fixture
def annas(desk: AppState) -> StoredDocument:
    owner = browser_owner(ANNA)
    return read_document(small_report(), library=desk.library, owner=owner, file_name="ré port")


def find(client: TestClient, document: StoredDocument, **asked: object) -> dict[str, object]:
    answer = client.get(f"/pw/documents/{document.document_id}/find.json", params=asked)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    return dict(answer.json())


def test_words_are_counted_page_by_page(anna: TestClient, annas: StoredDocument) -> None:
    assert find(anna, annas, q="MERIDIAN  tools") == {"pages": [[1, 1]], "count": 1, "is_all": True}
    assert find(anna, annas, q="20")["pages"] == [[1, 1], [2, 3]]
    assert find(anna, annas, q="nowhere")["count"] == 0
    assert find(anna, annas)["count"] == 0


def test_each_place_on_a_page_has_its_boxes(anna: TestClient, annas: StoredDocument) -> None:
    boxes = find(anna, annas, q="20", page=2)["boxes"]

    assert isinstance(boxes, list)
    assert len(boxes) == 3
    line = annas.page(2).lines[1].bbox
    for ((x0, top, x1, bottom),) in boxes:
        assert line.x0 < x0 < x1 <= line.x1 + 0.01
        assert (top, bottom) == pytest.approx((line.top, line.bottom), abs=0.01)
    for page in ("0", "9", "-1", "x", "9" * 300):
        assert find(anna, annas, q="20", page=page)["boxes"] == []


def test_the_report_comes_back_as_it_was_sent(anna: TestClient, annas: StoredDocument) -> None:
    answer = anna.get(f"/pw/documents/{annas.document_id}/report.pdf")

    assert answer.content == small_report()
    assert answer.headers["content-type"] == "application/pdf"
    assert "r%C3%A9%20port.pdf" in answer.headers["content-disposition"]
    assert answer.headers["content-disposition"].startswith("attachment")


def test_nobody_else_finds_or_gets_anything(app: Starlette, annas: StoredDocument) -> None:
    with TestClient(app, cookies={COOKIE_NAME: BEN}) as ben:
        for ending in ("find.json?q=20", "report.pdf"):
            assert ben.get(f"/pw/documents/{annas.document_id}/{ending}").status_code == 404
