"""What takes long is seen to go on, and Stop ends it."""

import signal
import time
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.report import report
from tests.browser.running_app import start_app, stop_app


def test_a_report_shows_how_far_it_is_read_and_stop_ends_the_reading(
    chromium: Browser, tmp_path: Path
) -> None:
    script = Path(__file__).with_name("slow_app.py")
    app, address = start_app(tmp_path, "--no-samples", script=script)
    try:
        page = chromium.new_page(locale="en-US")
        page.goto(address)
        page.wait_for_selector("body.pw-ready-to-use")
        data = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": report(400)}
        page.set_input_files("#pw-files", data)  # type: ignore[arg-type]
        readings = page.locator(".pw-shelf .pw-readings")
        expect(readings).to_contain_text("of 400 pages")
        readings.locator(".pw-remove").click()
        expect(readings.locator("li")).to_have_count(0)
        expect(page.locator(".pw-document")).to_have_count(0)
        page.set_input_files("#pw-files", data)  # type: ignore[arg-type]
        expect(readings).to_contain_text("of 400 pages")
        (tmp_path / "read-on").touch()
        page.wait_for_selector("#pw-document")
        expect(readings).not_to_contain_text("of 400 pages")
        page.close()
    finally:
        stop_app(app)


def test_stop_ends_an_answer_at_once_and_keeps_what_was_said(
    chromium: Browser, tmp_path: Path
) -> None:
    (tmp_path / "read-on").touch()
    script = Path(__file__).with_name("slow_app.py")
    app, address = start_app(tmp_path, "--no-samples", script=script)
    try:
        page = chromium.new_page(locale="en-US")
        page.goto(address)
        page.wait_for_selector("body.pw-ready-to-use")
        data = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": report()}
        page.set_input_files("#pw-files", data)  # type: ignore[arg-type]
        page.wait_for_selector("#pw-document")
        for turn, press in (
            (0, lambda: page.keyboard.press("Escape")),
            (1, lambda: page.click("#pw-stop")),
        ):
            page.fill("#pw-question textarea", "sales of tools in forty countries")
            page.press("#pw-question textarea", "Enter")
            newest = page.locator(".pw-turn").nth(turn)
            newest.locator(".pw-finding").first.wait_for()
            expect(page.locator("#pw-ask")).to_be_hidden()
            started = time.monotonic()
            press()
            expect(newest.locator(".pw-ending")).to_contain_text("Stopped.")
            assert time.monotonic() - started < 15
            expect(newest.locator(".pw-finding")).not_to_have_count(0)
            expect(page.locator("#pw-stop")).to_be_hidden()
        page.close()
    finally:
        (tmp_path / "answer-on").touch()
        stop_app(app, signal.SIGINT)
    assert list(tmp_path.glob("pagewitness-incoming-*")) == []
