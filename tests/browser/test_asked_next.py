"""A question that is sent while an answer is under way is asked when that one has ended."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.asking import BOX, send
from tests.browser.report import report
from tests.browser.running_app import ROOT, start_app, stop_app
from tests.browser.test_app import assert_shows, open_report

FIRST, NEXT = "purchases of property, plant and equipment", "Why did gross margin fall?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    (home / "read-on").touch()
    return home


@pytest.fixture(scope="module")
def address(home: Path, chromium: Browser) -> Iterator[str]:
    app, address = start_app(home, "--no-samples", script=ROOT / "tests/browser/slow_app.py")
    yield address
    (home / "answer-on").touch()
    stop_app(app)


@pytest.fixture
def page(visit, home: Path) -> Page:
    """A page where an answer is under way, until "answer-on" is there."""
    (home / "answer-on").unlink(missing_ok=True)
    page = visit()
    open_report(page)
    send(page, FIRST)
    expect(page.locator(".pw-working")).to_be_visible()
    return page


def questions(page: Page) -> list[str]:
    return page.locator(".pw-question").all_inner_texts()


def test_it_waits_in_the_box_says_so_and_is_asked(page: Page, home: Path) -> None:
    page.fill(BOX, NEXT)
    page.press(BOX, "Enter")
    page.press(BOX, "Enter")  # twice is once
    assert_shows(page.locator("#pw-list-hint"), "Asked as soon as this answer is done.")
    expect(page.locator(BOX)).to_have_value(NEXT)

    (home / "answer-on").touch()

    expect(page.locator(".pw-receipt")).to_have_count(2)
    assert questions(page) == [FIRST, NEXT]
    expect(page.locator(BOX)).to_have_value("")
    expect(page.locator("#pw-list-hint")).to_be_empty()


def test_it_is_not_asked_of_another_report_that_was_opened_meanwhile(
    page: Page, home: Path
) -> None:
    page.fill(BOX, NEXT)
    page.press(BOX, "Enter")
    data = report(title="Another Report")
    page.set_input_files(
        "#pw-files", [{"name": "b.pdf", "mimeType": "application/pdf", "buffer": data}]
    )
    expect(page.locator("#pw-title")).to_have_text("Another Report")

    (home / "answer-on").touch()

    page.locator(".pw-document", has_text="report.pdf").click()
    expect(page.locator(".pw-receipt")).to_have_count(1)
    expect(page.locator(BOX)).to_have_value(NEXT)


def test_one_that_somebody_goes_on_writing_is_not_asked(page: Page, home: Path) -> None:
    page.fill(BOX, "Why did")
    page.press(BOX, "Enter")
    page.fill(BOX, "Why did gross")
    expect(page.locator("#pw-list-hint")).to_be_empty()

    (home / "answer-on").touch()

    expect(page.locator(".pw-receipt")).to_have_count(1)
    page.wait_for_timeout(1000)
    assert questions(page) == [FIRST]
    page.fill(BOX, NEXT)
    page.press(BOX, "Enter")
    expect(page.locator(".pw-receipt")).to_have_count(2)
    assert questions(page) == [FIRST, NEXT]
