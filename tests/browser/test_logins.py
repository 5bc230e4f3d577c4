"""The app behind a login: who is not in sees nothing, and who is in has their own shelf."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.report import report
from tests.browser.running_app import keep_screenshot, start_app, stop_app


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
            expect(page.get_by_role("heading", name="Pagewitness")).to_be_visible()
            page.get_by_label("Name").fill(name)
            page.get_by_label("Password").fill(password + "?")
            page.get_by_role("button", name="Log in").click()
            expect(page.get_by_role("alert")).to_have_text(
                "Name and password do not match.", use_inner_text=True
            )
            page.get_by_label("Password").fill(password)
            page.get_by_role("button", name="Log in").click()
            page.wait_for_selector("body.pw-ready-to-use")
            if not shelves:
                data = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": report()}
                page.set_input_files("#pw-files", data)  # type: ignore[arg-type]
                page.wait_for_selector("#pw-document")
            else:
                expect(page.locator(".pw-drop b")).to_be_visible()
                page.wait_for_timeout(500)
            shelves[name] = page.locator(".pw-document").count()
            page.get_by_role("button", name="Log out").click()
            expect(page.get_by_label("Password")).to_be_visible()
            assert page.request.get(f"{address}pw/model.json").status == 404
            context.close()
    finally:
        stop_app(app)
    assert shelves == {"anna": 1, "ben": 0}


def test_the_login_page_speaks_chinese_and_says_when_a_name_is_locked(
    chromium: Browser, tmp_path: Path
) -> None:
    app, address = start_app(tmp_path, "--no-samples", "--auth", "anna:1")
    try:
        narrow = {"width": 390, "height": 844}
        context = chromium.new_context(locale="zh-CN", color_scheme="dark", viewport=narrow)
        page = context.new_page()
        page.goto(address)
        page.get_by_label("用户名").fill("anna")
        for _ in range(6):
            page.get_by_label("密码").fill("wrong")
            with page.expect_response("**/login"):
                page.get_by_role("button", name="登录").click()
        expect(page.get_by_text("每个答案都指到原文那一页")).to_be_visible()
        expect(page.get_by_role("alert")).to_have_text(
            "尝试次数过多，请一分钟后再试。", use_inner_text=True
        )
        keep_screenshot([context], "login")
        context.close()
    finally:
        stop_app(app)
