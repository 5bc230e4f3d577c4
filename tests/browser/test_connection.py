"""A connection that is lost is said in both languages; when it is back, so is what was typed."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [("en-US", "No connection to the app."), ("zh-CN", "与应用的连接已断开")],
)
def test_it_is_said_and_the_page_comes_back_with_what_was_typed(visit, locale, sentence) -> None:
    page = visit(locale=locale)
    page.fill("#pw-question textarea", "What was revenue?")
    page.evaluate("window.isTheSame = true")

    page.context.set_offline(True)

    bar = page.get_by_role("alert").filter(has_text=sentence)
    expect(bar).to_be_visible()
    expect(page.get_by_text("Attempting reconnection")).to_be_hidden()  # Gradio's, English alone

    page.evaluate("pagewitness.send('set_language', { language: 'en' })")  # it cannot be sent
    page.get_by_text("Connection to the server was lost").wait_for(state="attached")
    expect(page.get_by_text("Connection to the server was lost")).to_be_hidden()

    page.context.set_offline(False)

    page.wait_for_function("window.isTheSame === undefined")
    page.wait_for_selector("body.pw-ready-to-use")
    expect(page.locator("#pw-lost")).to_have_count(0)
    expect(page.locator("#pw-question textarea")).to_have_value("What was revenue?")
