"""The app behind a login: who is not in sees nothing, and who is in has their own shelf."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.report import report
from tests.browser.running_app import start_app, stop_app


def test_documents_belong_to_the_login_not_to_the_browser(
    chromium: Browser, tmp_path: Path
) -> None:
    app, address = start_app(tmp_path, "--no-samples", "--auth", "anna:1", "--auth", "ben:2")
    try:
        shelves = {}
        for name, password in (("anna", "1"), ("ben", "2"), ("anna", "1")):
            context = chromium.new_context(locale="en-US")
            page = context.new_page()
            page.goto(address)
            assert page.request.get(f"{address}pw/documents/{'0' * 32}/pages/1.png").status == 404
            page.get_by_label("username").fill(name)
            page.get_by_label("password").fill(password)
            page.get_by_role("button", name="Login").click()
            page.wait_for_selector("body.pw-ready-to-use")
            if not shelves:
                data = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": report()}
                page.set_input_files("#pw-files", data)  # type: ignore[arg-type]
                page.wait_for_selector("#pw-document")
            else:
                expect(page.locator(".pw-drop b")).to_be_visible()
                page.wait_for_timeout(500)
            shelves[name] = page.locator(".pw-document").count()
            context.close()
    finally:
        stop_app(app)
    assert shelves == {"anna": 1, "ben": 0}
