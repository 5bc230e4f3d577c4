"""A grid of two reports: made, filled, judged by keys, filtered, exported; both languages."""

import os
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.running_app import start_app, stop_app

LIST = b"Question,Owner\n1. What was revenue?,Ann\n2) What was the net margin?,Ann\n(3) Who is the auditor?,Ben\n"  # noqa: E501
CELLS = "#pw-grid td"


@pytest.fixture(scope="module")
def address(tmp_path_factory, chromium):
    app, address = start_app(tmp_path_factory.mktemp("home"))  # with both samples
    yield address
    stop_app(app)


def keep(page: Page, name: str) -> None:
    folder = os.environ.get("PAGEWITNESS_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"grid_{name}.png")


def made_grid(page: Page, ready_list: str = "") -> None:
    """Make a grid of both samples with three questions of a file, or a ready-made list, and wait
    until it is filled."""
    page.wait_for_function("document.querySelectorAll('.pw-document').length == 2")
    page.click("#pw-grids")
    page.wait_for_selector("body.pw-ready-to-use #pw-new-grid")
    for tick in page.locator('input[name="document"]').all():
        tick.check()
    if ready_list:
        page.check(f'input[name="list"][value="{ready_list}"]')
        page.click("#pw-new-grid .main")
        page.wait_for_url("**/grid/*")
        expect(page.locator(f'{CELLS}[data-kind="waiting"]')).to_have_count(0, timeout=60_000)
        return
    page.set_input_files(
        "#pw-own-file", {"name": "list.csv", "mimeType": "text/csv", "buffer": LIST}
    )
    expect(page.locator("textarea[name=questions]")).to_have_value(
        "What was revenue?\nWhat was the net margin?\nWho is the auditor?"
    )
    keep(page, "new")
    page.click("#pw-new-grid .main")
    page.wait_for_url("**/grid/*")
    expect(page.locator("#pw-grid-count")).to_contain_text("6 of 6")


def at(page: Page, report: int, question: int):
    return page.locator(f'{CELLS}[data-place="{report},{question}"]')


def test_a_grid_fills_and_is_judged_by_keys(visit) -> None:
    page = visit()
    made_grid(page)
    first = at(page, 0, 0)
    expect(first).to_have_attribute("data-kind", "figure")
    expect(first.locator(".page")).to_be_visible()

    first.click()
    expect(page.locator("#pw-panel .pw-figure-value")).to_be_visible()
    page.wait_for_function("document.querySelector('#pw-page-picture img').naturalWidth > 0")
    assert page.locator("#pw-page-picture .cited").count() >= 1
    page.keyboard.press("a")
    expect(first).to_have_attribute("data-state", "accepted")
    page.keyboard.press("ArrowRight")
    expect(at(page, 1, 0)).to_be_focused()
    page.keyboard.press("x")
    expect(at(page, 1, 0)).to_have_attribute("data-state", "wrong")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("e")
    page.keyboard.type("12.5%")
    page.keyboard.press("Enter")
    expect(at(page, 1, 1)).to_have_attribute("data-state", "edited")
    expect(at(page, 1, 1).locator(".value")).to_have_text("12.5%")
    page.keyboard.press("n")
    page.keyboard.type("by hand")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.type("asked the company")
    page.keyboard.press("Tab")
    expect(at(page, 1, 1).locator(".noted")).to_be_visible()
    keep(page, "light_1440_en")

    page.click('[data-filter="wrong"]')
    expect(page.locator("#pw-grid tbody tr:visible")).to_have_count(1)
    assert page.locator('[data-filter="wrong"] b').text_content() == "1"
    page.click('[data-filter="all"]')

    with page.expect_download() as started:
        page.click('.files a[href*="xlsx"]')
    book = openpyxl.load_workbook(BytesIO(Path(started.value.path()).read_bytes()))
    assert book.sheetnames == ["Grid", "Sources", "Coverage", "Notes"]
    assert book["Grid"]["D3"].value == 0.125
    assert [row[2].value for row in book["Notes"].iter_rows(min_row=2)] == [
        *("accepted", "wrong", "edited")
    ]

    page.reload()
    expect(at(page, 0, 0)).to_have_attribute("data-state", "accepted")
    page.click("#pw-header nav a >> nth=0")
    page.wait_for_selector("body.pw-ready-to-use #pw-drop")


def test_a_cell_asked_again_is_filled_again(visit) -> None:
    page = visit()
    made_grid(page)
    at(page, 0, 0).click()
    page.keyboard.press("a")
    expect(at(page, 0, 0)).to_have_attribute("data-state", "accepted")

    page.keyboard.press("r")

    expect(at(page, 0, 0)).to_have_attribute("data-state", "unchecked")
    expect(at(page, 0, 0)).to_have_attribute("data-kind", "figure")


@pytest.mark.parametrize(
    ("name", "width", "dark", "locale"),
    [
        ("dark_1440_zh", 1440, True, "zh-CN"),
        ("light_390_en", 390, False, "en-US"),
        ("dark_390_zh", 390, True, "zh-CN"),
    ],
)
def test_it_is_read_on_every_window_in_both_languages(visit, name, width, dark, locale) -> None:
    page = visit(
        viewport={"width": width, "height": 900},
        locale="en-US",
        color_scheme="dark" if dark else "light",
    )
    made_grid(page, "ratios")
    if locale == "zh-CN":
        page.click("#pw-language")
        expect(page.locator("#pw-grid-count")).to_contain_text("48 / 48")
        expect(page.locator("#pw-grid tbody th").first).to_contain_text("毛利率")
    question = page.locator("#pw-grid tbody th").last
    page.locator(".pw-grid-scroll").evaluate("(box) => box.scrollTo(500, 300)")
    assert question.bounding_box()["x"] >= 0  # in sight while the rest scrolls
    keep(page, f"{name}_table")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    at(page, 1, 1).click()
    expect(page.locator("#pw-panel .pw-figure-value")).to_be_visible()
    page.wait_for_function("document.querySelector('#pw-page-picture img').naturalWidth > 0")
    keep(page, f"{name}_cell")
    view, marked, label = (
        page.locator(f"#pw-page-picture {part}").first.bounding_box()
        for part in (".view", ".cited", ".context")
    )
    assert view["x"] <= marked["x"] < view["x"] + view["width"] - marked["width"]
    if marked["x"] + marked["width"] - label["x"] < view["width"] - 100:  # there is room for both
        assert label["x"] >= view["x"]
    if width == 390:
        page.click("#pw-panel .close")
        expect(page.locator("#pw-panel")).to_be_hidden()


def test_nobody_else_finds_it_and_it_can_be_removed(visit) -> None:
    page = visit()
    made_grid(page)
    other = visit()
    other.goto(page.url)
    expect(other.locator("#pw-desk")).to_contain_text("no such grid")

    page.click('#pw-header nav a[href="grids"]')
    page.wait_for_selector(".pw-grids li")
    keep(page, "all")
    remove = page.locator("[data-remove-grid]").first
    remove.click()
    remove.click()
    expect(page.locator(".pw-grids li")).to_have_count(0)
