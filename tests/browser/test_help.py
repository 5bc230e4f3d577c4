"""By keyboard: past the head to the question, the list of keys, sections that unfold."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_answer_card import open_sample


def test_the_first_stop_of_tab_leads_to_the_question(visit) -> None:
    page = visit()
    page.keyboard.press("Tab")
    skip = page.locator(".pw-skip")
    expect(skip).to_be_focused()
    box = skip.bounding_box()
    assert box and box["y"] >= 0  # in sight while it has the focus
    page.keyboard.press("Enter")
    expect(page.locator("#pw-question textarea")).to_be_focused()
    assert skip.bounding_box()["y"] < 0


@pytest.mark.parametrize(
    ("locale", "title", "line"),
    [("en-US", "Keys", "Go to the question"), ("zh-CN", "快捷键", "转到提问框")],
)
def test_the_keys_are_listed_and_hold_the_focus(visit, locale, title, line) -> None:
    page = visit(locale=locale)
    page.locator("#pw-theme").focus()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name=title)
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text(line)
    for _ in range(3):
        page.keyboard.press("Tab")
        within = "!document.activeElement.closest('#pw-header header, #pw-desk')"
        assert page.evaluate(within)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("#pw-theme")).to_be_focused()

    page.click("#pw-keys-open")
    page.locator(".pw-dialog-close").click()
    expect(dialog).to_be_hidden()


def test_a_question_mark_in_a_question_opens_nothing(visit) -> None:
    page = visit()
    page.locator("#pw-question textarea").press_sequentially("why?")
    expect(page.locator("#pw-question textarea")).to_have_value("why?")
    expect(page.locator("#pw-keys")).to_be_hidden()


def test_a_section_unfolds_by_the_keyboard_and_is_ticked_beside_it(visit) -> None:
    page = visit()
    open_sample(page, "annual_report_en.pdf")
    fold = page.locator(".pw-fold").first
    parts = fold.locator("xpath=../ul")
    expect(parts).to_be_hidden()
    fold.focus()
    page.keyboard.press("Enter")
    expect(parts).to_be_visible()
    expect(fold).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(parts.locator(".pw-tick").first).to_be_checked()
    fold.click()
    expect(parts).to_be_hidden()
