"""The page pane: words found in the report, the file itself, the borders, whose the marks are."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.report import CASH_FLOW_PAGE, report
from tests.browser.test_app import QUESTION, ask, assert_shows, open_report, show, wait_for_page


def find(page: Page, words: str) -> None:
    if not page.locator("#pw-find").is_visible():
        page.click("[data-find=open]")
    page.fill("#pw-find-words", words)


def test_a_report_opens_at_its_first_page(visit) -> None:
    page = visit()
    open_report(page)

    wait_for_page(page, 1)
    assert "p=" not in page.evaluate("location.hash")


def test_words_are_found_on_all_pages_counted_and_stepped_through(visit) -> None:
    page = visit()
    open_report(page)
    find(page, "raw  MATERIAL costs")
    assert_shows(page.locator("#pw-find-count"), "1 of 1 on 1 page")
    wait_for_page(page, 5)
    expect(page.locator(".current .pw-hits .shown")).to_be_visible()

    find(page, "forty countries")
    assert_shows(page.locator("#pw-find-count"), "5 of 15 on 15 pages")
    wait_for_page(page, 5)
    expect(page.locator(".pw-strip .hit")).to_have_count(15)
    page.press("#pw-find-words", "Enter")
    wait_for_page(page, 6)
    page.press("#pw-find-words", "Shift+Enter")
    page.click("[data-find=previous]")
    wait_for_page(page, 4)
    assert_shows(page.locator("#pw-find-count"), "4 of 15 on 15 pages")

    find(page, "nowhere")
    assert_shows(page.locator("#pw-find-count"), "not found")
    expect(page.locator(".pw-strip .hit")).to_have_count(0)
    find(page, "forty")
    expect(page.locator(".current .pw-hits .hit").first).to_be_visible()
    page.press("#pw-find-words", "Escape")
    expect(page.locator("#pw-find")).to_be_hidden()
    expect(page.locator(".current .pw-hits i")).to_have_count(0)


def test_the_name_of_a_button_covers_nothing_of_what_it_has_opened(visit) -> None:
    page = visit()
    open_report(page)
    page.hover("[data-find=open]")
    name = page.locator("[data-find=open] .pw-tip")
    expect(name).to_have_css("opacity", "1")
    page.click("[data-find=open]")
    expect(name).to_have_css("opacity", "0")
    page.hover("#pw-find-words")
    page.hover("[data-find=open]")
    expect(name).to_have_css("opacity", "1")


def test_what_the_pane_says_follows_the_language(visit) -> None:
    page = visit()
    open_report(page)
    page.fill("#pw-number", "999")
    page.press("#pw-number", "Enter")
    assert_shows(page.locator("#pw-note"), "There is no page 999.")
    page.click("#pw-language")
    assert_shows(page.locator("#pw-note"), "没有第 999 页。")


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_a_narrow_pane_names_its_page_whole(visit, locale: str) -> None:
    page = visit(locale=locale, viewport={"width": 390, "height": 844}, has_touch=True)
    open_report(page, report(160))
    page.evaluate("pagewitness.view.go(152)")
    label = page.locator("#pw-label")
    expect(label).to_contain_text("150")
    assert label.evaluate("(name) => name.scrollWidth <= name.clientWidth")


def test_the_search_opens_by_its_key_in_the_pane_and_knows_chinese(visit) -> None:
    page = visit(locale="zh-CN")
    open_report(page)
    page.focus("#pw-pane")
    page.keyboard.press("Control+f")
    page.keyboard.type("dealers")
    assert_shows(page.locator("#pw-find-count"), "第 1 处，共 15 处，15 页")


def test_the_report_is_downloaded_as_it_came(visit) -> None:
    page = visit()
    data = report()
    open_report(page, data)
    with page.expect_download() as started:
        page.click("#pw-original")

    assert started.value.suggested_filename == "report.pdf"
    assert Path(started.value.path()).read_bytes() == data


def test_marks_say_which_answer_they_belong_to_and_lead_back(visit) -> None:
    page = visit()
    page.set_viewport_size({"width": 1100, "height": 420})
    open_report(page)
    expect(page.locator("#pw-marked")).to_be_hidden()
    ask(page)
    ask(page, "sales of tools in forty countries")
    page.locator(".pw-turn").first.locator(".pw-chip").first.click()
    wait_for_page(page, CASH_FLOW_PAGE)
    assert_shows(page.locator("#pw-marked button"), f"Marked for: {QUESTION}")
    page.click("#pw-marked button")
    expect(page.locator(".pw-turn").first.locator(".pw-question")).to_be_in_viewport()

    show(page, 3)

    expect(page.locator("#pw-marked")).to_be_hidden()


def test_what_explains_a_quote_is_marked_on_the_page_beside_it_too(visit) -> None:
    page = visit()
    open_report(page)
    page.evaluate(
        "pagewitness.view.go(12, { page_number: 12, boxes: [[72, 100, 200, 110]],"
        " context: [{ page_number: 11, boxes: [[72, 100, 200, 110]] }] })"
    )
    wait_for_page(page, 12)
    page.click("[data-pane=previous]")
    wait_for_page(page, 11)
    expect(page.locator(".current .pw-marks .context")).to_have_count(1)
    expect(page.locator("#pw-note")).to_be_hidden()
    page.click("[data-pane=next]")
    wait_for_page(page, 12)
    expect(page.locator(".current .pw-marks .cited")).to_have_count(1)
    page.click("[data-pane=next]")
    wait_for_page(page, 13)
    expect(page.locator(".current .pw-marks i")).to_have_count(0)


def test_borders_are_moved_by_pointer_and_keys_and_remembered(visit) -> None:
    page = visit()
    open_report(page)
    width = "document.getElementById('pw-{}').getBoundingClientRect().width"
    before = page.evaluate(width.format("left"))
    page.focus("#pw-border-left")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    wider = page.evaluate(width.format("left"))
    assert wider == before + 48
    assert page.get_attribute("#pw-border-left", "aria-valuenow") == str(round(wider))

    box = page.locator("#pw-border-right").bounding_box()
    assert box is not None
    right = page.evaluate(width.format("right"))
    page.mouse.move(box["x"] + 5, 300)
    page.mouse.down()
    page.mouse.move(box["x"] + 105, 300, steps=4)
    page.mouse.up()
    narrower = page.evaluate(width.format("right"))
    assert abs(narrower - (right - 100)) <= 2

    page.reload()
    page.wait_for_selector("#pw-document")
    assert page.evaluate(width.format("left")) == wider
    assert page.evaluate(width.format("right")) == narrower
    page.focus("#pw-border-left")
    page.keyboard.press("Home")
    assert page.evaluate(width.format("left")) == before
