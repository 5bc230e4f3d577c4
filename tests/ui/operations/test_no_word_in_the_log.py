"""A canary: an unusual word of a report, its name and the questions about it goes all the ways that
the app has, also those that fail. It stands in no line of the log, in either format.
"""

import contextlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from tests.browser.running_app import start_app, stop_app
from tests.ui.small_reports import small_report
from ui.web.owner import COOKIE_NAME

WORD = "Zyzzogeton"
KEY = "a" * 43
SCRIPT = Path(__file__).with_name("failing_app.py")
PAGES = (
    (f"{WORD} Corporation", "Annual Report 2024"),
    (f"{WORD} sells tools", f"Sales of {WORD} tools rose 12 percent to 4,500 in 2024."),
)


@contextlib.contextmanager
def logged_by(home: Path, log_format: str) -> Iterator[tuple[str, list[str]]]:
    """Give the address of a running app, and the lines that it has logged once it has ended."""
    lines: list[str] = []
    log = home / "log"
    app, address = start_app(
        home, "--no-samples", "--log-format", log_format, script=SCRIPT, log=log
    )
    try:
        yield address, lines
    finally:
        stop_app(app)
        lines += log.read_text("utf-8").splitlines()


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_word_of_a_report_or_a_question_is_in_no_line_of_the_log(
    tmp_path: Path, log_format: str
) -> None:
    told: list[str] = []
    with logged_by(tmp_path, log_format) as (address, lines):
        cookies = {COOKIE_NAME: KEY}
        with (
            httpx.Client(base_url=address, cookies=cookies, trust_env=False) as browser,
            contextlib.closing(
                Client(
                    address, verbose=False, httpx_kwargs={"cookies": cookies, "trust_env": False}
                )
            ) as program,
        ):
            told += go_all_ways(browser, program)

    said = "\n".join(lines)
    assert "Pagewitness is at" in said
    assert WORD.lower() not in said.lower()
    references = set(re.findall(r"reference (\w{8})", " ".join(told)))
    assert len(references) >= 4, told  # a reading, an answer, a list, the statements
    assert all(reference in said for reference in references)
    assert "ValueError" in said
    assert "failing_app.py" in said
    if log_format == "json":
        entries = [json.loads(line) for line in lines]
        assert {entry.get("reference") for entry in entries} >= references
        assert all({"time", "level", "logger", "message"} <= entry.keys() for entry in entries)
    else:
        assert "Traceback" not in said


def go_all_ways(browser: httpx.Client, program: Client) -> Iterator[str]:
    """Read, ask, list, export, fail; yield what the visitor is told where something failed."""
    document_id = read(browser, program, f"{WORD}.pdf", small_report(PAGES, title=WORD))
    ask = f"How much were sales of {WORD}?"
    answer = program.predict(document_id, ask, api_name="/ask")["answer"]
    assert WORD in answer["citations"][0]["cited_text"]
    for name, content in (
        ("damaged", b"%PDF-1.7 " + WORD.encode()),
        ("locked", small_report(PAGES, password=WORD)),
        ("fault", small_report(PAGES)),
        ("full", small_report(PAGES)),
    ):
        with pytest.raises(AppError) as refused:
            read(browser, program, f"{WORD} {name}.pdf", content, password=f"no {WORD}")
        yield str(refused.value)
    for endpoint, arguments in (
        ("/ask", (document_id, f"Will {WORD} explode?")),
        ("/ask", (document_id, "")),
        ("/ask", (WORD, ask)),
        ("/ask", (document_id, {WORD: WORD})),
        ("/ask_many", (document_id, [WORD, {WORD: 1}])),
        ("/search_pages", (document_id, ask, WORD)),
        ("/get_page", (document_id, WORD)),
        ("/verify", (document_id, f"<html>{WORD}")),
    ):
        with pytest.raises(AppError) as failed:
            program.predict(*arguments, api_name=endpoint)
        yield str(failed.value)
    listed = program.predict(document_id, [ask, f"{WORD} explode"], api_name="/ask_many")
    yield listed["answers"][1]["error"]
    assert listed["answers"][0]["citations"]
    program.predict(document_id, api_name="/facts")
    program.predict(document_id, WORD, api_name="/search_pages")

    report = f"/pw/documents/{document_id}"
    for path in ("conversation.md", "conversation.csv", "statements.csv", "statements.xlsx"):
        assert browser.get(f"{report}/{path}").status_code == 200
    for path in ("pages/1.png", "pages/2.json", "plan.json"):
        assert browser.get(f"{report}/{path}", params={"choice": WORD}).status_code == 200
    fails = browser.get(f"{report}/statements.json")
    assert fails.status_code == 500
    assert fails.headers["x-request-id"] in fails.text
    yield fails.text
    browser.get(f"/{WORD}", headers={"referer": WORD})
    browser.post("/pw/questions", params={"name": WORD}, content=b"\xff" + WORD.encode())
    for body in ({"data": [WORD]}, {"data": WORD, "fn_index": WORD}, {WORD: WORD}, [WORD]):
        for path in ("/gradio_api/call/ask", "/gradio_api/queue/join"):
            browser.post(path, json=body)


def read(
    browser: httpx.Client, program: Client, name: str, content: bytes, password: str = ""
) -> str:
    sent = browser.post("/pw/documents", params={"name": name}, content=content).json()
    end = program.predict(sent["reading_id"], password, api_name="/read_document")
    return str(end["document"]["document_id"])
