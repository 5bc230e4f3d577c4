"""Three tips at the first visit: turned and put away by keyboard, and never seen again."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.asking import ask
from tests.browser.axe import violations
from tests.browser.running_app import start_app, stop_app
from tests.browser.test_answer_card import open_sample

TOUR = "#pw-tour"


def tip(page: Page):
    return page.locator(f"{TOUR} li:visible")


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en-US", ("Drop a report", "Press the page number", "“Statements”")),
        ("zh-CN", ("把报告拖到上方", "点击页码", "“报表”")),
    ],
)
def test_tips_are_turned_by_keyboard_and_put_away_for_good(visit, locale, words) -> None:
    page = visit(is_first=True, locale=locale)
    expect(tip(page)).to_contain_text(words[0])
    assert not page.evaluate("document.getElementById('pw-tour').contains(document.activeElement)")

    page.locator("#pw-tour-next").focus()
    for number, said in enumerate(words[1:], start=2):
        page.keyboard.press("Enter")
        expect(tip(page)).to_contain_text(said)
        expect(page.locator("#pw-tour-count")).to_have_text(f"{number} / 3")
    expect(page.locator("#pw-tour-next")).to_be_hidden()
    expect(page.locator("#pw-tour-end")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator(TOUR)).to_be_hidden()
    expect(page.locator("#pw-files")).to_be_focused()  # the focus is not lost
    page.reload()
    page.wait_for_selector("body.pw-ready-to-use")
    expect(page.locator(TOUR)).to_be_hidden()
    assert page.evaluate("document.body.dataset.tip") is None


@pytest.mark.parametrize("flags", [(), ("--no-samples",)], ids=["samples", "none"])
def test_samples_are_named_where_there_are_some(
    chromium: Browser, tmp_path: Path, flags: tuple[str, ...]
) -> None:
    app, address = start_app(tmp_path, *flags)
    try:
        page = chromium.new_page(locale="en-US")
        page.goto(address)
        page.wait_for_selector("body.pw-ready-to-use")
        expect(page.locator('[data-group="samples"]')).to_have_count(0 if flags else 1)
        said = expect(tip(page)), expect(page.locator(".pw-empty li").first)
        for place, words in zip(said, ("The samples can be asked", "a sample report"), strict=True):
            if flags:
                place.not_to_contain_text(words, use_inner_text=True)
            else:
                place.to_contain_text(words, use_inner_text=True)
            place.to_contain_text("Drop ", use_inner_text=True)
        page.close()
    finally:
        stop_app(app)


def test_escape_puts_them_away_too(visit) -> None:
    page = visit(is_first=True)
    page.locator("#pw-tour-next").focus()
    page.keyboard.press("Escape")
    expect(page.locator(TOUR)).to_be_hidden()


def test_they_come_back_while_nobody_has_put_them_away(visit) -> None:
    page = visit(is_first=True)
    page.click("#pw-tour-next")
    page.reload()
    page.wait_for_selector("body.pw-ready-to-use")
    expect(tip(page)).to_contain_text("Drop a report")


def test_they_cover_nothing_and_a_report_is_asked_beside_them(visit) -> None:
    page = visit(is_first=True)
    open_sample(page, "annual_report_en.pdf")
    ask(page, "What was revenue?")
    page.click("#pw-tour-next")

    ring = page.locator(".pw-turn .pw-chip").first.evaluate("(e) => getComputedStyle(e).boxShadow")
    assert ring != "none"
    expect(page.locator(TOUR)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_in_any_tip(visit, width: int, scheme: str) -> None:
    page = visit(is_first=True, viewport={"width": width, "height": 900}, color_scheme=scheme)
    found = []
    for number in range(3):
        found += violations(page)
        if folder := os.environ.get("PAGEWITNESS_SCREENSHOTS"):
            page.screenshot(path=Path(folder) / f"tour_{number}_{width}_{scheme}.png")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if number < 2:
            page.click("#pw-tour-next")
    assert found == []
