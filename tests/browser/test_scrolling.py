"""Pages below one another: the next one follows, the number follows, marks stay where they belong,
and of a long report few page images are there at once. The strip of small pages beside them.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.report import CASH_FLOW_PAGE, report
from tests.browser.test_app import ask, assert_shows, open_report, show, wait_for_page

LONG = 667
MOST_IMAGES = 12
AT_MOST = "document.querySelectorAll('#pw-pages img').length"
VIEW = "document.getElementById('pw-view')"


def scroll_to(page: Page, page_number: int) -> None:
    """Scroll as a hand would, to where this page fills the view."""
    page.evaluate(f"{VIEW}.scrollTop = pagewitness.view.places[{page_number} - 1].top + 5")


def wait_for_link(page: Page, page_number: int) -> None:
    page.wait_for_function(f"location.hash.includes('p={page_number}')")


def test_the_next_page_follows_and_the_number_follows_what_is_looked_at(visit) -> None:
    page = visit()
    open_report(page)
    show(page, 3)
    entries = page.evaluate("history.length")
    page.hover("#pw-view")
    for _ in range(200):
        page.mouse.wheel(0, 150)
        page.wait_for_timeout(50)
        if page.input_value("#pw-number") == "2":  # as it is printed on the fourth
            break

    wait_for_page(page, 4)
    assert_shows(page.locator("#pw-label"), "p. 2 (PDF 4)")
    expect(page.locator('.pw-strip button[data-page="4"]')).to_have_attribute("aria-current", "")
    wait_for_link(page, 4)
    assert page.evaluate("history.length") == entries
    expect(page.locator('.pw-sheet[data-page="5"]')).to_have_count(1)


def test_the_first_and_the_last_page_are_reached(visit) -> None:
    page = visit()
    open_report(page)
    show(page, 5)
    page.evaluate(f"{VIEW}.scrollTop = 1e9")
    wait_for_page(page, 16)
    page.evaluate(f"{VIEW}.scrollTop = 0")
    wait_for_page(page, 1)


def test_marks_stay_on_their_page_while_others_are_scrolled_past(visit) -> None:
    page = visit()
    open_report(page)
    ask(page)
    page.locator(".pw-finding", has_text="(457)").locator(".pw-chip").first.click()
    wait_for_page(page, CASH_FLOW_PAGE)
    marks = f'.pw-sheet[data-page="{CASH_FLOW_PAGE}"] .pw-marks .cited'
    expect(page.locator(marks)).to_have_count(1)

    scroll_to(page, CASH_FLOW_PAGE + 1)
    wait_for_page(page, CASH_FLOW_PAGE + 1)
    expect(page.locator("#pw-pages .cited")).to_have_count(1)
    expect(page.locator(marks)).to_have_count(1)
    scroll_to(page, 3)
    wait_for_page(page, 3)
    expect(page.locator("#pw-pages .cited")).to_have_count(0)
    scroll_to(page, CASH_FLOW_PAGE)
    wait_for_page(page, CASH_FLOW_PAGE)

    expect(page.locator(marks)).to_have_count(1)


def test_words_that_were_found_are_marked_on_each_page_that_comes_into_sight(visit) -> None:
    page = visit()
    open_report(page)
    page.click("[data-find=open]")
    page.fill("#pw-find-words", "forty countries")
    expect(page.locator(".current .pw-hits .shown")).to_have_count(1)
    scroll_to(page, 9)
    wait_for_page(page, 9)
    expect(page.locator(".current .pw-hits .hit")).to_have_count(1)
    expect(page.locator(".current .pw-hits .shown")).to_have_count(0)


def test_what_is_looked_at_stays_when_pages_grow_or_the_pane_changes(visit) -> None:
    page = visit()
    open_report(page)
    show(page, 6)
    for press in ("larger", "larger", "fit", "smaller", "smaller", "fit"):
        page.click(f"[data-pane={press}]")
        assert page.evaluate("pagewitness.view.pageNumber") == 6
    page.set_viewport_size({"width": 1000, "height": 700})
    page.wait_for_timeout(300)
    wait_for_page(page, 6)
    expect(page.locator(".pw-sheet.current")).to_be_in_viewport()


@pytest.mark.parametrize("zoom", [0.4, 1])
def test_of_a_long_report_few_pages_are_there_and_those_scrolled_past_are_not_asked_for(
    visit, zoom: float
) -> None:
    page = visit()
    open_report(page, report(LONG))
    page.evaluate(f"pagewitness.view.setZoom({zoom})")
    show(page, 2)
    images: set[str] = set()
    page.on("request", lambda sent: images.add(sent.url) if ".png" in sent.url else None)
    most = page.evaluate(
        """async () => {
          const view = document.getElementById('pw-view');
          let most = 0;
          for (let top = 0; top < view.scrollHeight; top += view.scrollHeight / 80) {
            view.scrollTop = top;
            await new Promise(requestAnimationFrame);
            await new Promise(requestAnimationFrame);
            most = Math.max(most, document.querySelectorAll('#pw-pages img').length);
          }
          view.scrollTop = view.scrollHeight;
          return most;
        }"""
    )
    wait_for_page(page, LONG)
    assert most <= MOST_IMAGES
    assert page.evaluate(AT_MOST) <= MOST_IMAGES
    assert len(images) < LONG / 2


def open_thumbs(page: Page) -> None:
    page.get_by_role("button", name="Small pages").click()
    expect(page.locator(".pw-thumb img").first).to_be_visible()


def test_small_pages_are_shown_for_those_in_sight_lead_there_and_are_remembered(visit) -> None:
    page = visit()
    open_report(page, report(120))
    expect(page.locator("#pw-thumbs")).to_be_hidden()
    open_thumbs(page)
    expect(page.locator(".pw-thumb")).to_have_count(120)
    expect(page.locator('.pw-thumb[data-page="1"]')).to_have_attribute("aria-current", "page")
    page.click('.pw-thumb[data-page="4"]')
    wait_for_page(page, 4)
    show(page, 100)
    expect(page.locator('.pw-thumb[data-page="100"] img')).to_be_visible()
    expect(page.locator('.pw-thumb[data-page="1"] img')).to_have_count(0)
    assert page.locator(".pw-thumb img").count() < 40
    page.reload()
    page.wait_for_selector("#pw-document")
    expect(page.locator('.pw-thumb[data-page="100"] img')).to_be_visible()
    page.get_by_role("button", name="Small pages").click()
    expect(page.locator("#pw-thumbs")).to_be_hidden()
    expect(page.locator(".pw-thumb")).to_have_count(0)


def test_small_pages_answer_to_keys_and_say_which_are_cited_or_have_found_words(visit) -> None:
    page = visit()
    open_report(page)
    open_thumbs(page)
    ask(page)
    cited = page.locator(f'.pw-thumb[data-page="{CASH_FLOW_PAGE}"]')
    expect(cited).to_have_attribute("aria-label", "p. 10 (PDF 12), cited")
    page.click("[data-find=open]")
    page.fill("#pw-find-words", "raw material")
    expect(page.locator(".pw-thumb.hit")).to_have_count(1)
    expect(page.locator('.pw-thumb[data-page="5"]')).to_have_attribute(
        "aria-label", "p. 3 (PDF 5), with words that were found"
    )
    wait_for_page(page, 5)

    page.locator(".pw-thumb[tabindex='0']").focus()
    for key, number in (("ArrowDown", 6), ("End", 16), ("ArrowUp", 15), ("Home", 1)):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.dataset.page") == str(number)
    page.keyboard.press("Enter")
    wait_for_page(page, 1)
    page.click("#pw-language")
    expect(cited).to_have_attribute("aria-label", "第 10 页 (PDF 12), 有引用")


def test_axe_finds_nothing_beside_small_pages(visit) -> None:
    page = visit(reduced_motion="reduce")
    open_report(page)
    open_thumbs(page)
    ask(page)
    for width, height in ((1440, 900), (1440, 500), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(300)
        for is_dark in (False, True):
            page.evaluate(f"document.body.classList.toggle('dark', {str(is_dark).lower()})")
            assert violations(page) == []
