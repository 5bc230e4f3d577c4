"""axe-core finds nothing wrong on any page of the app: both languages, both themes, two widths."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.asking import ask
from tests.browser.axe import violations
from tests.browser.conftest import PATIENCE_MS
from tests.browser.running_app import start_app, stop_app
from tests.browser.test_answer_card import wait_for_page

pytest.importorskip("axe_playwright_python", reason="axe-core comes with the test extra")

# Every width with every language and theme, every language with every theme; the last stays.
LOOKS = (
    (390, "zh", "light"),
    (390, "en", "dark"),
    (1440, "zh", "dark"),
    (1440, "en", "light"),
)
# A message of Gradio's own passes by itself (the connection was slow): it is no part of a state.
NO_MESSAGE = "![...document.querySelectorAll('.toast-body')].some((toast) => toast.offsetParent)"
LOOK = """([language, theme, isUncovered]) => {
  const { classList } = document.body;
  classList.toggle("dark", theme === "dark");
  if (isUncovered) classList.remove("pw-page-open"); // a narrow window has the page over the rest
  if (document.documentElement.lang !== language) document.getElementById("pw-language")?.click();
  document.documentElement.lang = language;
}"""


@pytest.fixture(scope="module")
def login_page(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Page]:
    """The app with both samples, behind a login."""
    app, address = start_app(tmp_path_factory.mktemp("home"), "--auth", "anna:1")
    context = chromium.new_context(locale="en-US", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()
    stop_app(app)


@pytest.fixture(scope="module")
def page(login_page: Page) -> Page:
    """The same page, logged in; both samples are read."""
    assert_clean(login_page, "login")
    login_page.set_viewport_size({"width": 1440, "height": 900})
    login_page.get_by_label("Name").fill("anna")
    login_page.get_by_label("Password").fill("1")
    login_page.get_by_role("button", name="Log in").click()
    login_page.wait_for_selector("body.pw-ready-to-use")
    login_page.wait_for_function("document.querySelectorAll('.pw-document').length == 2")
    return login_page


def start(page: Page) -> None:
    expect(page.locator(".pw-empty").first).to_be_visible()


def report_with_answers(page: Page) -> None:
    page.locator(".pw-document", has_text="annual_report_en.pdf").click()
    page.wait_for_selector("#pw-document")
    asked = (
        "days sales outstanding",
        "Why did gross margin fall?",
        "How many penguins live on Mars?",
    )
    for question in asked:
        ask(page, question)
    expect(page.locator(".pw-turn .pw-folded")).not_to_have_count(0)
    expect(page.locator(".pw-turn .pw-table")).not_to_have_count(0)


def marked_page(page: Page) -> None:
    page.locator(".pw-turn .pw-folded summary").first.click()
    page.locator(".pw-figure-formula .pw-chip").first.click()
    wait_for_page(page, 43)


def list_of_keys(page: Page) -> None:
    page.click("#pw-keys-open")
    expect(page.locator("#pw-keys")).to_be_visible()


def statements(page: Page) -> None:
    page.keyboard.press("Escape")
    page.click("[data-view=statements]")
    page.wait_for_selector(".pw-statement")


def comparison(page: Page) -> None:
    for tick in page.locator(".pw-pick-box").all():
        tick.check()
    page.fill("#pw-question textarea", "revenue")
    page.press("#pw-question textarea", "Enter")
    page.wait_for_selector("#pw-comparing .pw-comparison[data-done='1']")


def grid_list(page: Page) -> None:
    page.click("#pw-grids")
    page.wait_for_selector("body.pw-ready-to-use #pw-new-grid")


def grid(page: Page) -> None:
    for tick in page.locator('input[name="document"]').all():
        tick.check()
    page.check('input[name="list"][value=""]')
    page.fill("textarea[name=questions]", "What was revenue?\nWho is the auditor?")
    page.click("#pw-new-grid .main")
    page.wait_for_url("**/grid/*")
    expect(page.locator("#pw-grid-count")).to_contain_text("4 of 4")
    cell = page.locator('#pw-grid td[data-place="0,0"]')
    cell.click()
    page.keyboard.press("a")
    expect(cell).to_have_attribute("data-state", "accepted")
    page.wait_for_function("document.querySelector('#pw-page-picture img').naturalWidth > 0")


STATES: tuple[Callable[[Page], None], ...] = (
    start,
    report_with_answers,
    marked_page,
    list_of_keys,
    statements,
    comparison,
    grid_list,
    grid,
)


def assert_clean(page: Page, name: str) -> None:
    """Look at the page in each look."""
    found = []
    for width, language, theme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900 if width > 800 else 844})
        page.evaluate(LOOK, [language, theme, name != "marked_page"])
        page.wait_for_function(NO_MESSAGE)
        found += [f"{name} {width} {language} {theme}: {line}" for line in violations(page)]
        if folder := os.environ.get("PAGEWITNESS_SCREENSHOTS"):
            page.screenshot(path=Path(folder) / f"axe_{name}_{width}_{language}_{theme}.png")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_nothing(page: Page, state: Callable[[Page], None]) -> None:
    """The states follow one another in one browser, as they do for a visitor."""
    state(page)
    assert_clean(page, state.__name__)
