"""Our own routes behind the guard, asked by two browsers."""

import csv
import io
import threading
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import anyio
import httpx
import pytest
from openpyxl import load_workbook
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from qa.library import StoredDocument
from qa.library.folder_lock import LOCK_NAME
from qa.pipeline import ask, open_library, read_document
from tests.ui.small_reports import HOSTILE, finished, small_report
from tests.ui.two_browsers import ANNA
from ui.state.app_state import AppState
from ui.web.assets import SCRIPTS, STYLE
from ui.web.owner import COOKIE_NAME, browser_owner

SAMPLE = Path(__file__).parents[3] / "sample_docs/annual_report_en.pdf"


@pytest.fixture
def annas(desk: AppState) -> StoredDocument:
    return read_document(small_report(), library=desk.library, owner=browser_owner(ANNA))


def test_a_page_is_drawn_for_its_owner_at_the_wanted_size(
    anna: TestClient, annas: StoredDocument
) -> None:
    response = anna.get(f"/pw/documents/{annas.document_id}/pages/2.png?scale=1.4")
    assert response.headers["content-type"] == "image/png"
    assert response.headers["cache-control"].startswith("private")
    assert Image.open(BytesIO(response.content)).size == (918, 1188)  # 1.4 is drawn at 1.5


def test_pages_that_are_still_drawn_keep_nothing_else_waiting(
    app: Starlette, desk: AppState, annas: StoredDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given more of them than the server has threads for everything else
    drawn, begun = threading.Event(), []

    def png(*_: object, **__: object) -> bytes:
        begun.append(True)
        assert drawn.wait(60)
        return b"image"

    monkeypatch.setattr(desk.renderer, "png", png)
    page, cookies = f"/pw/documents/{annas.document_id}/pages/1", {COOKIE_NAME: ANNA}
    statuses: list[int] = []

    async def main() -> None:
        asgi = httpx.ASGITransport(app)
        async with httpx.AsyncClient(
            transport=asgi, base_url="http://testserver", cookies=cookies, timeout=None
        ) as client:

            async def image() -> None:
                statuses.append((await client.get(f"{page}.png")).status_code)

            async with anyio.create_task_group() as tasks:
                for _ in range(45):
                    tasks.start_soon(image)
                try:
                    with anyio.fail_after(20):
                        while len(begun) < 40:
                            await anyio.sleep(0.01)
                        # when, then
                        assert (await client.get(f"{page}.json")).status_code == 200
                    assert statuses == []
                finally:
                    drawn.set()

    anyio.run(main)
    assert statuses == [200] * 45


@pytest.mark.parametrize("scale", ["nan", "-1", "inf", "x", "1e9", "0"])
def test_a_strange_scale_is_kept_in_bounds(
    anna: TestClient, annas: StoredDocument, scale: str
) -> None:
    response = anna.get(f"/pw/documents/{annas.document_id}/pages/1.png?scale={scale}")
    assert response.status_code == 200
    width, height = Image.open(BytesIO(response.content)).size
    assert width * height <= 4_100_000


def test_words_come_with_their_places(anna: TestClient, annas: StoredDocument) -> None:
    page = anna.get(f"/pw/documents/{annas.document_id}/pages/2.json").json()
    words = {word: (x0, x1) for line in page["lines"] for word, x0, x1 in line["words"]}
    x0, x1 = words["Purchases"]
    assert x0 == pytest.approx(72, abs=1.5)
    assert 40 < x1 - x0 < 60


@pytest.mark.parametrize(
    "ending",
    [
        "pages/1.png",
        "pages/1.json",
        "conversation.md",
        "statements.json",
        "statements.csv",
        "statements.xlsx",
    ],
)
def test_what_is_annas_does_not_exist_for_ben(
    ben: TestClient, app: Starlette, annas: StoredDocument, ending: str
) -> None:
    address = f"/pw/documents/{annas.document_id}/{ending}"
    assert ben.get(address).status_code == 404
    with TestClient(app) as nobody:
        assert nobody.get(address).status_code == 404


def test_statements_come_as_html_and_as_a_table_for_a_spreadsheet(
    anna: TestClient, desk: AppState
) -> None:
    sample = read_document(SAMPLE, library=desk.library, owner=browser_owner(ANNA))
    address = f"/pw/documents/{sample.document_id}/statements"
    html = anna.get(f"{address}.json").json()["html"]
    assert html.count("<table") == 3
    download = anna.get(f"{address}.csv")
    assert download.headers["cache-control"] == "no-store"
    assert quote(".statements.csv") in download.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(download.content.decode("utf-8-sig"))))
    assert ["Net sales", "USD", "42", "40", "4500000000", "4230000000", "4046000000"] in rows
    book = load_workbook(BytesIO(anna.get(f"{address}.xlsx").content))
    values = [cell.value for row in book["Statements"] for cell in row]
    assert "Net sales" in values


@pytest.mark.parametrize("number", ["0", "4", "99999999999", "9" * 5000, "-1", "x"])
def test_a_page_that_is_not_there_is_not_found(
    anna: TestClient, annas: StoredDocument, number: str
) -> None:
    assert anna.get(f"/pw/documents/{annas.document_id}/pages/{number}.png").status_code == 404


def test_with_logins_a_cookie_alone_opens_nothing(
    app: Starlette, anna: TestClient, annas: StoredDocument, desk: AppState
) -> None:
    app.auth, app.tokens = {"anna": "x"}, {"token1": "anna"}  # type: ignore[attr-defined]
    page = f"/pw/documents/{annas.document_id}/pages/1.json"
    assert anna.get(page).status_code == 404
    assert anna.post("/pw/documents?name=a.pdf", content=b"x").status_code == 404
    own = read_document(small_report(), library=desk.library, owner="login:anna")
    with TestClient(app, cookies={"access-token-unsecure-x": "token1"}) as logged_in:
        assert logged_in.get(f"/pw/documents/{own.document_id}/pages/1.json").status_code == 200
        assert logged_in.get(page).status_code == 404


def test_a_file_handed_in_is_read_for_its_owner(anna: TestClient, desk: AppState) -> None:
    response = anna.post("/pw/documents?name=../annual%202024.pdf", content=small_report())
    reading = desk.room.find(response.json()["reading_id"], owner=browser_owner(ANNA))
    assert reading is not None
    assert reading.file_name == "annual 2024.pdf"
    assert finished(reading).document_id is not None


def test_an_empty_or_too_large_file_is_refused_in_both_languages(
    anna: TestClient, desk: AppState
) -> None:
    empty = anna.post("/pw/documents?name=a.pdf", content=b"")
    assert empty.status_code == 422
    assert "a.pdf is empty" in empty.json()["error"]["en"]
    assert "a.pdf 是空文件" in empty.json()["error"]["zh"]
    large = anna.post(
        "/pw/documents?name=a.pdf", content=b"x" * (desk.room.limits.max_file_bytes + 1)
    )
    assert "the limit is 100 MB" in large.json()["error"]["en"]
    assert [path.name for path in desk.room.new_file().parent.iterdir()] == [LOCK_NAME]


def test_the_export_is_a_file_that_nobody_caches(anna: TestClient, annas: StoredDocument) -> None:
    list(ask(annas, "purchases of property"))
    response = anna.get(f"/pw/documents/{annas.document_id}/conversation.md?language=zh")
    assert response.headers["content-disposition"].startswith("attachment")
    assert response.headers["cache-control"] == "no-store"
    assert "Purchases of property, plant and equipment (157)" in response.text
    assert "第 2 页" in response.text


def test_a_conversation_is_a_table_too_that_no_spreadsheet_runs(
    anna: TestClient, annas: StoredDocument
) -> None:
    list(ask(annas, "=purchases of property"))
    response = anna.get(f"/pw/documents/{annas.document_id}/conversation.csv")
    assert response.headers["content-disposition"].endswith(".csv")
    assert response.headers["cache-control"] == "no-store"
    (row,) = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))
    assert row["question"] == "'=purchases of property"
    assert "Purchases of property, plant and equipment (157)" in row["quote"]
    assert row["page"] == "2"
    unknown = anna.get("/pw/documents/nobodys/conversation.csv")
    assert unknown.status_code == 404


def test_a_file_of_questions_comes_back_as_lines_and_nothing_is_kept(
    anna: TestClient, desk: AppState
) -> None:
    table = "Question,Owner\r\n收入是多少？,Ann\r\n<b>Debt?</b>,Ben\r\n"
    response = anna.post("/pw/questions?name=q.csv", content=table.encode("utf-8-sig"))
    assert response.json() == {"text": "收入是多少？\n<b>Debt?</b>"}
    assert response.headers["cache-control"] == "no-store"
    assert desk.room.readings(browser_owner(ANNA)) == []


def test_what_is_no_list_of_questions_is_refused_in_both_languages(anna: TestClient) -> None:
    binary = anna.post("/pw/questions?name=q.txt", content=b"PK\x03\x04\x00")
    assert binary.status_code == 422
    assert binary.json()["error"]["en"].startswith("q.txt is not UTF-8 text.")
    assert binary.json()["error"]["zh"].startswith("q.txt 不是 UTF-8 文本。")
    empty = anna.post("/pw/questions?name=q.txt", content=b"\r\n")
    assert "holds no question" in empty.json()["error"]["en"]
    assert anna.post("/pw/questions?name=q.txt", content=b"?" * (2**20 + 1)).status_code == 413


def test_a_list_of_questions_is_taken_from_our_own_page_alone(
    app: Starlette, anna: TestClient
) -> None:
    foreign = {"origin": "https://evil.example"}
    refused = anna.post("/pw/questions?name=q.txt", content=b"Debt?", headers=foreign)
    assert refused.status_code == 403
    with TestClient(app) as nobody:
        assert nobody.post("/pw/questions?name=q.txt", content=b"Debt?").status_code == 404


def test_scripts_words_and_styles_are_served_without_asking_who(anna: TestClient) -> None:
    for name in (*SCRIPTS, STYLE, "words.json"):
        assert anna.get(f"/pw/{name}").status_code == 200
    assert anna.get("/pw/phrases.py").status_code == 404


def test_a_hostile_file_name_is_cleaned(anna: TestClient, desk: AppState) -> None:
    name = "\u202efdp.exe\n" + HOSTILE
    response = anna.post("/pw/documents", params={"name": name}, content=b"no pdf")
    reading = desk.room.find(response.json()["reading_id"], owner=browser_owner(ANNA))
    assert reading is not None
    assert "\u202e" not in reading.file_name
    assert "\n" not in finished(reading).file_name


def upload_scope() -> dict[str, object]:
    return {
        "type": "http",
        "method": "POST",
        "path": "/pw/documents",
        "query_string": b"name=half.pdf",
        "headers": [(b"host", b"testserver"), (b"cookie", f"{COOKIE_NAME}={ANNA}".encode())],
        "server": ("testserver", 80),
        "client": ("127.0.0.1", 1),
        "scheme": "http",
    }


def test_an_upload_that_breaks_off_leaves_nothing(app: Starlette, desk: AppState) -> None:
    """The browser goes away after the first bytes: no file, no reading, no room taken."""
    said = iter(
        [
            {"type": "http.request", "body": b"%PDF-1.7 ", "more_body": True},
            {"type": "http.disconnect"},
        ]
    )

    async def receive() -> dict[str, object]:
        return next(said)

    async def send(message: object) -> None:
        """Nobody listens any more."""

    anyio.run(app, upload_scope(), receive, send)  # raises nothing, so nothing is logged
    assert desk.room.readings(browser_owner(ANNA)) == []
    folder = desk.room.new_file().parent
    assert [path for path in folder.iterdir() if path.name != LOCK_NAME] == []


def test_of_sixty_uploads_at_one_moment_no_more_are_taken_than_one_after_the_other(
    app: Starlette, desk: AppState
) -> None:
    """Each has sent its first byte before any has ended: room is reserved, not looked at."""
    statuses: list[int] = []
    began = 0

    async def upload(all_began: anyio.Event) -> None:
        nonlocal began
        num_asked = 0

        async def receive() -> dict[str, object]:
            nonlocal began, num_asked
            num_asked += 1
            if num_asked == 1:
                began += 1
                return {"type": "http.request", "body": b"<html>", "more_body": True}
            await all_began.wait()
            return {"type": "http.request", "body": b"</html>", "more_body": False}

        async def send(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start":
                statuses.append(int(str(message["status"])))

        await app(upload_scope(), receive, send)  # type: ignore[arg-type]

    async def main() -> None:
        all_began = anyio.Event()
        async with anyio.create_task_group() as tasks:
            for _ in range(60):
                tasks.start_soon(upload, all_began)
            with anyio.move_on_after(30):
                while began + len(statuses) < 60:
                    await anyio.sleep(0.01)
            all_began.set()

    anyio.run(main)
    assert statuses.count(200) == 20
    assert statuses.count(422) == 40
    assert len(desk.room.readings(browser_owner(ANNA))) == 20


def test_a_damaged_report_is_one_sentence_without_a_path(
    anna: TestClient, annas: StoredDocument, caplog: pytest.LogCaptureFixture
) -> None:
    (annas.folder / "lines.sqlite").write_bytes(b"no database" * 1000)

    answer = anna.get(f"/pw/documents/{annas.document_id}/pages/2.json")

    assert answer.status_code == 422  # this library was opened without a way to read it again
    assert "Remove it and drop its file" in answer.json()["error"]["en"]
    assert str(annas.folder.parent) not in answer.text
    assert "database" not in answer.text


def test_a_damaged_report_is_read_again_by_itself(tmp_path: Path) -> None:
    with open_library(tmp_path / "again") as library:
        document = read_document(small_report(), library=library)
        before = document.pages()
        (document.folder / "lines.sqlite").write_bytes(b"no database" * 1000)
        assert document.pages() == before
        assert list(ask(document, "purchases of property"))


@pytest.mark.parametrize("choice", ["[" * 20_000, '{"sections":' * 3_000, "null", "7", ""])
def test_a_choice_that_makes_no_sense_chooses_nothing(
    anna: TestClient, annas: StoredDocument, choice: str
) -> None:
    address = f"/pw/documents/{annas.document_id}/plan.json"
    answer = anna.get(address, params={"choice": choice})
    assert answer.status_code == 200


def test_a_list_of_questions_that_breaks_off_is_not_logged(app: Starlette) -> None:
    async def receive() -> dict[str, object]:
        return {"type": "http.disconnect"}

    async def send(message: object) -> None:
        """Nobody listens any more."""

    anyio.run(app, {**upload_scope(), "path": "/pw/questions"}, receive, send)
