"""Pages without text: said, read by OCR on request, shown as OCR, stopped; or how to install it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.browser.running_app import ROOT, keep_screenshot, start_app, stop_app
from tests.browser.test_app import ask, assert_shows, open_report, show, wait_for_page
from tests.ui.scanned_reports import scanned_report

SCRIPT = ROOT / "tests/browser/ocr_app.py"
SLOW_MS = 60_000


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def address(home: Path, chromium: Browser) -> Iterator[str]:
    app, address = start_app(home, "--no-samples", script=SCRIPT)
    yield address
    stop_app(app)


@pytest.fixture
def gate(home: Path) -> Iterator[Callable[[str], None]]:
    """Let OCR go on: "ocr-once" by one page, "ocr-on" to the end."""
    for name in ("ocr-on", "ocr-once"):
        (home / name).unlink(missing_ok=True)
    yield lambda name: (home / name).touch()
    (home / "ocr-on").touch()


def test_pages_without_text_are_said_read_by_ocr_and_shown_as_such(visit, gate) -> None:
    page = visit()
    before = open_report(page, scanned_report())
    assert_shows(
        page.locator(".pw-without-text p"), "3 pages have no text that can be searched or quoted."
    )
    show(page, 1)
    page.get_by_role("button", name="Read them by OCR").click()

    assert_shows(page.locator("#pw-scans small"), "OCR: page 1 of 3")
    expect(page.locator(".pw-scans-offer")).to_be_hidden()
    assert_shows(page.locator(".pw-shelf .reading small"), "OCR: page 1 of 3")
    assert violations(page) == []
    gate("ocr-once")
    assert_shows(page.locator("#pw-scans small"), re.compile("OCR: page 2 of 3"))
    ask(page, "Who is Meridian Tools?")  # meanwhile
    gate("ocr-on")

    page.wait_for_function(f"pagewitness.about?.document_id !== '{before}'", timeout=SLOW_MS)
    wait_for_page(page, 1)
    expect(page.locator(".pw-strip .with-ocr")).to_have_count(2)
    assert_shows(page.locator(".pw-legend"), re.compile("2 of them read by OCR"))
    assert_shows(
        page.locator(".pw-quiet", has_text="OCR found none"),
        "1 page has no text; OCR found none there either.",
    )
    expect(page.locator(".pw-turn")).to_have_count(1)  # what was asked before stays
    expect(page.locator(".pw-documents li")).to_have_count(1)
    ask(page, "What was gross profit?")
    chip = page.locator(".pw-turn:last-child .pw-chip", has_text="OCR").first
    expect(chip).to_be_visible()
    chip.click()
    expect(page.locator(".current .pw-marks .cited").first).to_be_visible()
    page.goto(page.url.replace(str(page.evaluate("pagewitness.about.document_id")), before))
    page.reload()  # the address of before still leads there
    page.wait_for_selector("body.pw-ready-to-use")
    expect(page.locator(".pw-strip .with-ocr")).to_have_count(2)


def test_stop_keeps_what_was_read_and_offers_the_rest(visit, gate) -> None:
    page = visit(locale="zh-CN")
    open_report(page, scanned_report())
    assert_shows(page.locator(".pw-without-text p"), "3 页没有可搜索或引用的文字。")
    page.get_by_role("button", name="用 OCR 识别这些页").click()
    gate("ocr-once")
    assert_shows(page.locator("#pw-scans small"), re.compile("OCR：第 2 页，共 3 页"))

    page.locator("#pw-scans").get_by_role("button", name="停止 OCR，保留已识别的内容").click()

    expect(page.locator(".pw-strip .with-ocr")).to_have_count(1, timeout=SLOW_MS)
    assert_shows(page.locator(".pw-without-text p"), "2 页没有可搜索或引用的文字。")
    page.get_by_role("button", name="用 OCR 识别这些页").click()
    gate("ocr-on")
    expect(page.locator(".pw-strip .with-ocr")).to_have_count(2, timeout=SLOW_MS)


def test_a_report_that_is_read_by_ocr_goes_on_while_another_is_looked_at(visit, gate) -> None:
    page = visit()
    open_report(page, scanned_report())
    page.get_by_role("button", name="Read them by OCR").click()
    expect(page.locator("#pw-scans small")).to_be_visible()
    other = scanned_report() + b"\n% another"
    page.set_input_files(
        "#pw-files", [{"name": "other.pdf", "mimeType": "application/pdf", "buffer": other}]
    )
    expect(page.locator(".pw-documents li")).to_have_count(2, timeout=SLOW_MS)
    expect(page.locator(".pw-documents li[aria-current]")).to_contain_text("other.pdf")
    showing = page.evaluate("pagewitness.about.document_id")
    expect(page.locator(".pw-scans-offer")).to_be_visible()
    gate("ocr-on")
    expect(page.locator(".pw-shelf .reading")).to_have_count(0, timeout=SLOW_MS)
    assert page.evaluate("pagewitness.about.document_id") == showing


def test_where_the_extra_is_not_installed_the_way_to_it_is_said(
    chromium: Browser, tmp_path: Path
) -> None:
    app, address = start_app(tmp_path, "--no-samples", "--without-ocr", script=SCRIPT)
    context = chromium.new_context(locale="en-US", viewport={"width": 1440, "height": 900})
    page: Page = context.new_page()
    page.goto(address)
    page.wait_for_selector("body.pw-ready-to-use")
    open_report(page, scanned_report())
    expect(page.locator(".pw-without-text")).to_contain_text(
        'is not installed here: pip install "pagewitness[ocr]"'
    )
    assert page.locator("[data-do=read_scans]").count() == 0
    assert violations(page) == []
    context.close()
    stop_app(app)


@pytest.mark.parametrize(
    ("locale", "said", "unsaid"),
    [
        ("en-US", "files are waiting to be read", "个文件在等待读取"),
        ("zh-CN", "个文件在等待读取", "files are waiting"),
    ],
)
def test_a_refusal_is_said_in_the_language_of_the_page(
    chromium: Browser, tmp_path: Path, locale: str, said: str, unsaid: str
) -> None:
    app, address = start_app(tmp_path, "--no-samples", "--no-room", script=SCRIPT)
    context = chromium.new_context(locale=locale, viewport={"width": 1440, "height": 900})
    page: Page = context.new_page()
    page.goto(address)
    page.wait_for_selector("body.pw-ready-to-use")
    open_report(page, scanned_report())
    page.click("[data-do=read_scans]")
    toast = page.get_by_test_id("toast-body")
    expect(toast.get_by_text(said)).to_be_visible()
    expect(toast.get_by_text(unsaid)).to_be_hidden()
    keep_screenshot([context], f"refused_{locale}")
    context.close()
    stop_app(app)
