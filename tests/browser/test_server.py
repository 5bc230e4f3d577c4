"""The app in front of a model server: it answers, and when it is away the screen says so."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.report import report
from tests.browser.running_app import keep_screenshot, start_app, stop_app

STANDIN = Path(__file__).parents[1] / "readers" / "server" / "standin_server.py"


@pytest.fixture
def server() -> Iterator[str]:
    """The address of a server that says the same to everybody."""
    program = subprocess.Popen(
        [sys.executable, str(STANDIN)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert program.stdin is not None
    assert program.stdout is not None
    yield f"http://127.0.0.1:{int(program.stdout.readline())}/v1"
    program.stdin.close()
    program.stdout.close()
    program.wait(timeout=60)


def open_report(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("body.pw-ready-to-use")
    data = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": report()}
    page.set_input_files("#pw-files", data)  # type: ignore[arg-type]
    page.wait_for_selector("#pw-document")


def ask(page: Page) -> None:
    page.fill("#pw-question textarea", "How did net sales change?")
    page.press("#pw-question textarea", "Enter")


def test_a_server_answers_in_the_app(chromium: Browser, tmp_path: Path, server: str) -> None:
    app, address = start_app(tmp_path, "--no-samples", model=server)
    try:
        page = chromium.new_page(locale="en-US")
        open_report(page, address)
        expect(page.locator("#pw-model")).to_contain_text(
            "the report's text is sent there", use_inner_text=True
        )
        ask(page)
        turn = page.locator(".pw-turn")
        expect(turn).to_contain_text("Net sales rose")
        expect(turn.locator(".pw-receipt")).to_contain_text("echo")
        # What it says and quotes stands on no page: folded, below what the search found.
        expect(turn.locator(".pw-unwitnessed")).to_contain_text("Net sales rose")
        keep_screenshot([page.context], "server")
        page.close()
    finally:
        stop_app(app)


def test_a_server_that_is_away_is_named_in_a_narrow_window_too(
    chromium: Browser, tmp_path: Path
) -> None:
    app, address = start_app(tmp_path, "--no-samples", model="http://127.0.0.1:9/v1")
    try:
        page = chromium.new_page(locale="en-US", viewport={"width": 390, "height": 844})
        open_report(page, address)
        line = page.locator("#pw-model")
        expect(line).to_contain_text("127.0.0.1:9 does not answer", use_inner_text=True)
        expect(line).to_be_in_viewport()
        ask(page)
        expect(page.locator(".pw-receipt")).to_contain_text("verbatim quotes")
        expect(line).to_be_in_viewport()
        expect(page.locator("#pw-question textarea")).to_be_in_viewport()
        keep_screenshot([page.context], "server_away")
        page.close()
    finally:
        stop_app(app)
