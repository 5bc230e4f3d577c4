"""What Gradio's page in the browser does for ours; the other half of ui/gradio_compat.py."""

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Visit
from ui.web.assets import SCRIPTS

LATE_MS = 1000
GRADIOS_ELEMENTS = (
    "body > gradio-app",
    ".gradio-container > .main",
    ".gradio-container main",
    ".gradio-container .wrap",
    ".gradio-container .contain > .column",
    "#pw-page > .html-container > div",
    "#pw-question textarea",
)


@pytest.fixture
def page(visit: Visit) -> Page:
    return visit()


def test_gradios_page_has_the_elements_that_styles_and_scripts_name(page: Page) -> None:
    missing = [selector for selector in GRADIOS_ELEMENTS if page.locator(selector).count() == 0]

    assert missing == [], "the page looks wrong or a box is not found"


def test_the_page_starts_only_when_the_last_script_is_there(
    chromium: Browser, address: str
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    errors: list[str] = []
    arrived: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("requestfinished", lambda sent: arrived.append(sent.url.rpartition("/")[2]))

    def late(route: Route) -> None:
        page.wait_for_timeout(LATE_MS)
        route.continue_()

    page.route("**/pw/appearance.js", late)
    page.goto(address)
    page.wait_for_selector("body.pw-ready-to-use")
    context.close()

    assert errors == [], "a script was called before it was there"
    assert {*SCRIPTS, "words.json"} <= set(arrived)
    assert max(map(arrived.index, SCRIPTS)) < arrived.index("words.json")


def test_gradio_takes_what_a_script_writes_into_the_question_box(page: Page) -> None:
    page.evaluate("pagewitness.setQuestion('What is the capex?')")
    page.locator("#pw-ask").click()

    expect(page.locator("#pw-conversation")).to_contain_text("What is the capex?")


def test_eight_tabs_of_one_browser_all_load(visit: Visit) -> None:
    first = visit()
    for _ in range(7):
        tab = first.context.new_page()
        tab.goto(first.url)
        tab.wait_for_selector("body.pw-ready-to-use")

    tab.evaluate("pagewitness.setQuestion('What is the capex?')")
    tab.locator("#pw-ask").click()
    expect(tab.locator("#pw-conversation")).to_contain_text("What is the capex?")
