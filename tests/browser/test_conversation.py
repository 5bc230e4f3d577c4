"""A conversation one can live in: ask again, change, delete, copy, recall, follow up, select."""

import re

from playwright.sync_api import Page, expect

from tests.browser.report import CASH_FLOW_PAGE
from tests.browser.test_app import QUESTION, ROW, ask, assert_shows, open_report, wait_for_page

BOX = "#pw-question textarea"
OTHER = "sales of tools in forty countries"


def questions(page: Page) -> list[str]:
    return page.locator(".pw-question").all_inner_texts()


def act(page: Page, name: str, turn: int = 0) -> None:
    page.locator(".pw-turn").nth(turn).locator(f"[data-do={name}]:visible").first.click()


def test_a_question_is_asked_again_changed_and_deleted(visit) -> None:
    page = visit()
    open_report(page)
    ask(page)
    act(page, "ask_this")
    expect(page.locator(".pw-turn")).to_have_count(2)
    page.wait_for_selector(".pw-turn:last-child .pw-receipt")

    act(page, "edit_question")
    expect(page.locator(BOX)).to_have_value(QUESTION)
    expect(page.locator(BOX)).to_be_focused()
    ask(page, OTHER)
    expect(page.locator(".pw-turn")).to_have_count(3)

    act(page, "delete_answer")
    expect(page.locator(".pw-turn")).to_have_count(3)  # asked once more first
    act(page, "delete_answer")
    expect(page.locator(".pw-turn")).to_have_count(2)
    assert questions(page) == [QUESTION, OTHER]
    page.reload()
    expect(page.locator(".pw-turn")).to_have_count(2)
    expect(page.locator(".pw-other-reader").first).to_be_hidden()  # there is no model


def test_an_answer_is_copied_with_its_report_and_pages(visit, address: str) -> None:
    page = visit()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    open_report(page)
    ask(page)
    act(page, "copy_answer")
    assert_shows(page.locator("[data-do=copy_answer]"), "Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "(Meridian Tools 2024, p. 10, PDF 12)" in copied
    assert ROW in copied

    page.click("#pw-language")
    act(page, "copy_answer")
    cited = "（Meridian Tools 2024，第 10 页，PDF 12）"
    page.wait_for_function(
        "(cited) => navigator.clipboard.readText().then((text) => text.includes(cited))", arg=cited
    )


def test_arrow_up_in_an_empty_box_brings_back_what_was_asked(visit) -> None:
    page = visit()
    open_report(page)
    ask(page)
    ask(page, OTHER)
    expect(page.locator(".pw-receipt")).to_have_count(2)
    expect(page.locator(BOX)).to_have_value("")
    page.focus(BOX)
    for key, value in (
        ("ArrowUp", OTHER),
        ("ArrowUp", QUESTION),
        ("ArrowUp", QUESTION),
        ("ArrowDown", OTHER),
        ("ArrowDown", ""),
        ("ArrowUp", OTHER),
    ):
        page.keyboard.press(key)
        expect(page.locator(BOX)).to_have_value(value)
    page.keyboard.type(" and more")
    page.keyboard.press("ArrowUp")
    expect(page.locator(BOX)).to_have_value(f"{OTHER} and more")


def test_a_follow_up_says_what_it_was_read_as(visit) -> None:
    page = visit()
    open_report(page)
    ask(page, "What was net income in 2024?")
    ask(page, "and in 2023?")

    turn = page.locator(".pw-turn").last
    assert_shows(turn.locator(".pw-question"), "and in 2023?")
    assert_shows(turn.locator(".pw-read-as"), "read as: What was net income in 2023?")
    expect(turn).to_contain_text("1,105")
    page.reload()
    page.wait_for_selector(".pw-read-as")
    act(page, "edit_question", turn=1)
    expect(page.locator(BOX)).to_have_value("What was net income in 2023?")


def test_words_selected_on_the_page_are_asked_about(visit) -> None:
    page = visit()
    open_report(page)
    page.evaluate(f"pagewitness.view.go({CASH_FLOW_PAGE})")
    wait_for_page(page, CASH_FLOW_PAGE)
    page.evaluate(
        """() => {
          const rows = [...document.querySelectorAll('.current .pw-words div')];
          const row = rows.find((each) => each.textContent.startsWith('Depreciation'));
          const [first, last] = [row.children[0].firstChild, row.children[2].firstChild];
          getSelection().setBaseAndExtent(first, 0, last, 12);
        }"""
    )
    button = page.locator("#pw-ask-selected")
    assert_shows(button, "Ask about this")
    button.click()

    expect(page.locator(BOX)).to_have_value(
        "What does the report say about “Depreciation and amortization”?"
    )
    expect(button).to_be_hidden()


def test_a_picked_file_that_is_no_text_says_so_whatever_its_size(visit) -> None:
    page = visit()
    open_report(page)
    for data in (b"%PDF-1.3\n1 0 obj", b"%PDF-1.3\n" + b"x" * 1_100_000):
        page.set_input_files(
            "#pw-list-file", [{"name": "r.txt", "mimeType": "text/plain", "buffer": data}]
        )
        expect(page.locator("#pw-list-hint .pw-refusal")).to_contain_text(
            re.compile("r.txt is no(t UTF-8)? text"), use_inner_text=True
        )
        page.fill(BOX, "")
    numbered = b"1. What is revenue?\n2) What is capex?\n- Who is the auditor?"
    page.set_input_files(
        "#pw-list-file", [{"name": "q.txt", "mimeType": "text/plain", "buffer": numbered}]
    )
    expect(page.locator(BOX)).to_have_value("What is revenue?\nWhat is capex?\nWho is the auditor?")
