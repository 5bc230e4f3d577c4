"""The routes of grids behind the guard, asked by two browsers."""

import csv
import io
import time

import openpyxl
import pytest
from starlette.testclient import TestClient

from qa.library import StoredDocument
from qa.library.grids import MAX_GRIDS
from qa.pipeline import read_document
from tests.ui.small_reports import HOSTILE, small_report
from tests.ui.statement_report import statement_report
from tests.ui.two_browsers import ANNA
from tests.xbrl.filings import companyfacts
from ui.state.app_state import AppState
from ui.web.owner import browser_owner

LIST = "1. What did purchases of property, plant and equipment cost?\n2. How many moons?"
PATIENCE_S = 30.0


@pytest.fixture
def annas(desk: AppState) -> StoredDocument:
    return read_document(small_report(), library=desk.library, owner=browser_owner(ANNA))


@pytest.fixture
def grid(anna: TestClient, annas: StoredDocument) -> str:
    return made(anna, annas)


def made(client: TestClient, *documents: StoredDocument, **others: object) -> str:
    sent = {"documents": [each.document_id for each in documents], "questions": LIST, **others}
    answer = client.post("/pw/grids", json=sent)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["grid_id"])


def filled(client: TestClient, grid: str) -> dict[tuple[int, int], dict[str, object]]:
    """Look at a grid until each cell is answered; return its cells."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        told = client.get(f"/pw/grids/{grid}/cells.json").json()
        if told["counts"]["answered"] == told["counts"]["total"]:
            return {tuple(cell["place"]): cell for cell in told["cells"]}
        time.sleep(0.05)
    raise AssertionError(told)


def test_a_grid_is_filled_while_somebody_looks_at_it(anna, grid):
    cells = filled(anna, grid)

    assert cells.keys() == {(0, 0), (0, 1)}
    assert "157" in cells[0, 0]["html"]
    assert cells[0, 1]["kind"] == "not found"


def test_nobody_looks_so_nothing_is_asked(anna, grid, desk):
    time.sleep(0.3)

    assert desk.library.grids.counts(grid)["answered"] == 0


def test_only_what_has_changed_is_told(anna, grid):
    filled(anna, grid)
    revision = anna.get(f"/pw/grids/{grid}/cells.json").json()["revision"]
    anna.post(f"/pw/grids/{grid}/cells/0/1", json={"state": "wrong", "note": "none"})

    told = anna.get(f"/pw/grids/{grid}/cells.json?since={revision}").json()

    assert [cell["place"] for cell in told["cells"]] == [[0, 1]]
    assert (told["cells"][0]["state"], told["cells"][0]["note"]) == ("wrong", "none")
    assert told["counts"]["wrong"] == 1


@pytest.mark.parametrize("since", ["", "-1", "x", "9" * 50, "１"])
def test_any_revision_may_be_asked_for(anna, grid, since):
    assert anna.get(f"/pw/grids/{grid}/cells.json?since={since}").status_code == 200


def test_the_panel_holds_the_answer_with_its_place(anna, grid, annas):
    filled(anna, grid)

    html = anna.get(f"/pw/grids/{grid}/cells/0/0.json").json()["html"]

    assert annas.document_id in html
    assert "data-citation=" in html
    assert "Purchases of property, plant and equipment" in html
    assert annas.answers() == []  # the conversation on the report is as it was


def test_cells_and_panel_say_whether_xbrl_agrees(anna, desk):
    owner = browser_owner(ANNA)
    document = read_document(statement_report(), library=desk.library, owner=owner)
    facts = {True: 1_000_000_000, False: 1_100_000_000}
    put = f"/pw/documents/{document.document_id}/xbrl?name=facts.json"

    def tagged(*, is_right: bool) -> None:
        year = ("2022-01-01", "2022-12-31", facts[is_right])
        assert anna.post(put, content=companyfacts(Revenues=[year])).status_code == 200

    tagged(is_right=True)
    grid = made(anna, document, questions="What was net revenue in 2022?")
    assert "XBRL agrees" in filled(anna, grid)[0, 0]["html"]

    tagged(is_right=False)
    panel = anna.get(f"/pw/grids/{grid}/cells/0/0.json").json()["html"]
    assert "XBRL differs: 1,100,000,000" in panel


def test_a_cell_asked_again_is_answered_again(anna, grid):
    filled(anna, grid)
    anna.post(f"/pw/grids/{grid}/cells/0/0", json={"state": "accepted"})

    anna.post(f"/pw/grids/{grid}/again", json={"place": [0, 0]})

    assert filled(anna, grid)[0, 0]["state"] == "unchecked"


def test_stop_holds_until_go_on(anna, grid, desk):
    anna.post(f"/pw/grids/{grid}/stop", json={"stopped": True})
    for _ in range(5):
        told = anna.get(f"/pw/grids/{grid}/cells.json").json()
        time.sleep(0.05)
    assert told["is_stopped"]
    assert told["counts"]["answered"] == 0

    anna.post(f"/pw/grids/{grid}/stop", json={"stopped": False})
    filled(anna, grid)


def test_everything_is_the_owners_alone(anna, ben, grid):
    for path in (
        *("cells.json", "cells/0/0.json"),
        *("grid.xlsx", "grid.csv", "grid.md"),
    ):
        assert ben.get(f"/pw/grids/{grid}/{path}").status_code == 404, path
    for path in ("cells/0/0", "again", "stop", "remove"):
        answer = ben.post(f"/pw/grids/{grid}/{path}", json={"state": "wrong"})
        assert answer.status_code == 404, path
    page = ben.get(f"/grid/{grid}")
    assert page.status_code == 404
    assert "no such grid" in page.text
    assert grid not in ben.get("/grids").text
    assert grid in anna.get("/grids").text


def test_another_owners_report_is_in_no_grid(ben, annas):
    sent = {"documents": [annas.document_id], "questions": LIST}

    assert ben.post("/pw/grids", json=sent).status_code == 404


def test_who_has_no_cookie_is_led_to_the_first_page(app):
    with TestClient(app, follow_redirects=False) as nobody:
        assert nobody.get("/grids").headers["location"] == "./"
        assert nobody.get("/grid/" + "0" * 32).status_code == 404
        assert nobody.post("/pw/grids", json={"documents": ["x"]}).status_code == 404


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"[" * 100_000, b'{"documents": 7}', b'{"documents": [7]}', b"\xff"]
)
def test_whatever_is_sent_makes_no_grid(anna, annas, body):
    assert anna.post("/pw/grids", content=body).status_code in (400, 404)
    assert anna.get("/grids").text.count("data-remove-grid") == 0


@pytest.mark.parametrize("sent", [{"state": "x"}, {}, {"state": ["wrong"]}, {"state": None}])
def test_no_other_state_is_kept(anna, grid, sent):
    assert anna.post(f"/pw/grids/{grid}/cells/0/0", json=sent).status_code == 400


@pytest.mark.parametrize("place", ["0/9", "9/0", f"0/{10**20}"])
def test_there_is_no_other_cell(anna, grid, place):
    assert anna.get(f"/pw/grids/{grid}/cells/{place}.json").status_code == 404
    assert anna.post(f"/pw/grids/{grid}/cells/{place}", json={"state": "wrong"}).status_code == 404


def test_limits_are_said_in_both_languages(anna, annas):
    def refused(**sent: object) -> str:
        answer = anna.post("/pw/grids", json={"documents": [annas.document_id], **sent})
        assert answer.status_code == 422
        assert answer.json()["error"]["zh"]
        return str(answer.json()["error"]["en"])

    many = "\n".join(f"How many of kind {number}?" for number in range(201))
    assert "200 questions" in refused(questions=many)
    assert "no question" in refused(questions="  \n")
    assert "There is no list" in refused(list="none")
    for _ in range(MAX_GRIDS):
        made(anna, annas)
    assert "50 grids" in refused(questions=LIST)


def test_a_ready_made_list_is_asked_and_shown_in_both_languages(anna, annas):
    grid = made(anna, annas, list="ratios", language="zh")

    page = anna.get(f"/grid/{grid}").text
    assert "Gross margin" in page
    assert "毛利率" in page
    assert "财务比率: " in page


def test_words_of_a_report_or_a_person_are_no_html(anna, annas):
    grid = made(anna, annas, title=HOSTILE, questions=HOSTILE)
    filled(anna, grid)
    anna.post(
        f"/pw/grids/{grid}/cells/0/0", json={"state": "edited", "edited": HOSTILE, "note": HOSTILE}
    )

    cell = anna.get(f"/pw/grids/{grid}/cells.json").json()["cells"][0]
    panel = anna.get(f"/pw/grids/{grid}/cells/0/0.json").json()["html"]
    for html in (anna.get(f"/grid/{grid}").text, anna.get("/grids").text, cell["html"], panel):
        assert "<img" not in html.replace('<img alt=""', "")
        assert "<script>" not in html


def test_the_files_hold_the_grid(anna, grid):
    filled(anna, grid)
    anna.post(f"/pw/grids/{grid}/cells/0/0", json={"state": "accepted"})

    table = anna.get(f"/pw/grids/{grid}/grid.csv")
    rows = list(csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff"))))
    assert rows[0]["state"] == "accepted"
    book = openpyxl.load_workbook(io.BytesIO(anna.get(f"/pw/grids/{grid}/grid.xlsx").content))
    assert book.sheetnames == ["Grid", "Sources", "Coverage", "Notes"]
    assert "未找到" in anna.get(f"/pw/grids/{grid}/grid.md?language=zh").text
    assert ".csv" in table.headers["content-disposition"]


def test_a_report_that_is_removed_leaves_the_others(anna, desk, annas):
    sample = read_document(small_report(), library=desk.library, owner="samples")
    grid = made(anna, annas, sample)
    filled(anna, grid)

    desk.library.remove(annas.document_id, owner=annas.owner)

    assert filled(anna, grid).keys() == {(1, 0), (1, 1)}
    assert anna.get(f"/grid/{grid}").text.count('role="gridcell"') == 2
    assert anna.get(f"/pw/grids/{grid}/grid.xlsx").status_code == 200


def test_a_removed_grid_is_gone(anna, grid):
    assert anna.post(f"/pw/grids/{grid}/remove", json={}).status_code == 200
    assert anna.get(f"/grid/{grid}").status_code == 404


def test_a_link_leads_to_a_grid_and_other_sites_reach_nothing_else(anna, grid):
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert anna.get(f"/grid/{grid}", headers=link).status_code == 200
    assert anna.get(f"/pw/grids/{grid}/grid.csv", headers=link).status_code == 403
    other = {"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"}
    assert anna.post(f"/pw/grids/{grid}/remove", json={}, headers=other).status_code == 403


def test_who_is_not_logged_in_is_asked_to_at_the_grid(app, anna, grid):
    app.auth = {"anna": "secret"}  # type: ignore[attr-defined]

    page = anna.get(f"/grid/{grid}")
    assert '<base href="../">' in page.text
    assert 'name="password"' in page.text
    assert '<base href="./">' in anna.get("/grids").text
    assert anna.get(f"/pw/grids/{grid}/cells.json").status_code == 404
