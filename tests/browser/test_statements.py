"""The statements of the open report: real tables, every cell leads to its place on the page."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.asking import ask
from tests.browser.report import report
from tests.browser.test_answer_card import NARROW, open_sample, wait_for_page


def show_statements(page: Page, name: str = "annual_report_en.pdf") -> None:
    open_sample(page, name)
    page.click("[data-view=statements]")
    page.wait_for_selector(".pw-statement")


def test_a_cell_opens_its_page_with_the_words_marked(visit) -> None:
    page = visit()
    show_statements(page)
    expect(page.locator(".pw-statement")).to_have_count(3)
    button = page.locator('.pw-statement .pw-place[aria-label^="Trade receivables, net"]').first
    button.click()
    wait_for_page(page, 43)
    for table in page.locator(".pw-statements .pw-wide").all():
        assert table.evaluate("(place) => place.scrollWidth <= place.clientWidth")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert (
        page.locator(".current .pw-marks .context").count() >= 2
    )  # the row's label, the column's head


def test_cells_are_reached_and_opened_by_the_keyboard(visit) -> None:
    page = visit()
    show_statements(page)
    first = page.locator(".pw-statement .pw-place").first
    first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused == "Cost of sales, 2024: (2,699)"
    page.keyboard.press("Enter")
    wait_for_page(page, 42)


def test_a_table_is_copied_as_text_that_a_spreadsheet_takes(visit) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    show_statements(page)
    page.locator(".pw-copy").first.click()
    expect(page.locator(".pw-copy.copied")).to_have_count(1)
    rows = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert rows[0] == "\t2025\t2024\t2023"
    assert "Net sales\t4,500\t4,230\t4,046" in rows


def test_the_statements_come_as_a_file(visit) -> None:
    page = visit()
    show_statements(page)
    with page.expect_download() as started:
        page.get_by_role("link", name="CSV").locator("visible=true").click()
    assert started.value.suggested_filename.endswith(".statements.csv")
    rows = list(csv.reader(Path(started.value.path()).read_text("utf-8-sig").splitlines()))
    assert any(row[:1] == ["Net sales"] and "4500000000" in row for row in rows)
    with page.expect_download() as started:
        page.get_by_role("link", name="XLSX").click()
    assert started.value.suggested_filename.endswith(".statements.xlsx")


def test_a_new_question_and_another_report_bring_the_conversation_back(visit) -> None:
    page = visit()
    show_statements(page)
    ask(page, "days sales outstanding")
    expect(page.locator(".pw-figure")).to_be_visible()
    expect(page.locator(".pw-statement").first).to_be_hidden()
    page.click("[data-view=statements]")
    expect(page.locator(".pw-statement").first).to_be_visible()
    page.set_input_files(
        "#pw-files",
        {"name": "other.pdf", "mimeType": "application/pdf", "buffer": report()},  # type: ignore[arg-type]
    )
    expect(page.locator("#pw-title")).to_have_text("Meridian Tools 2024")
    expect(page.locator(".pw-ready")).to_be_visible()
    page.click("[data-view=statements]")
    expect(page.locator(".pw-missing").first).to_contain_text(
        "was not found in this report", use_inner_text=True
    )


@pytest.mark.parametrize("options", [{}, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize(
    ("name", "locale"),
    [("annual_report_en.pdf", "en-US"), ("annual_report_zh.pdf", "zh-CN")],
    ids=["english", "chinese"],
)
def test_nothing_of_the_statements_hangs_over_the_window(
    visit, options: dict[str, object], name: str, locale: str
) -> None:
    page = visit(locale=locale, color_scheme="dark", **options)
    show_statements(page, name)
    expect(page.locator(".pw-tie-outs").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(
        """[...document.querySelectorAll('.pw-statements section')]
           .every((part) => part.scrollWidth <= part.clientWidth + 1)"""
    )
