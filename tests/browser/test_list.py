"""A list of questions in a real browser: pasted or from a file, answered, stopped, taken away."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.report import HOSTILE, report
from tests.browser.running_app import keep_screenshot, start_app, stop_app

BOX = "#pw-question textarea"
LIST = (
    "purchases of property, plant and equipment",
    "Why did gross margin fall?",
    "Depreciation and amortization",
)


def open_report(page: Page) -> None:
    data = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": report()}
    page.set_input_files("#pw-files", data)  # type: ignore[arg-type]
    page.wait_for_selector("#pw-document")


def paste(page: Page, text: str) -> None:
    page.focus(BOX)
    page.keyboard.insert_text(text)


def expect_line(page: Page, words: str) -> None:
    expect(page.locator(".pw-list")).to_contain_text(words, use_inner_text=True)


def test_pasted_lines_are_answered_with_chips_and_taken_into_a_spreadsheet(visit) -> None:
    page = visit()
    open_report(page)
    paste(page, "\n".join([*LIST, "", LIST[0]]))
    hint = page.locator("#pw-list-hint")
    expect(hint).to_contain_text("3 questions, one a line. At once: up to 200, 2,000 characters")
    page.keyboard.press("Enter")

    expect_line(page, "3 of 3 answered")
    expect_line(page, "2 empty or repeated left out")
    expect(page.locator(".pw-question")).to_have_text(list(LIST))
    for turn, label in enumerate(("p. 10 (PDF 12)", "p. 3 (PDF 5)", "p. 10 (PDF 12)")):
        chips = page.locator(".pw-turn").nth(turn).locator(".pw-chip")
        expect(chips.first).to_have_text(label, use_inner_text=True)
    expect(page.locator(".current .pw-marks .cited").first).to_be_visible()
    expect(page.locator(BOX)).to_have_value("")
    expect(hint).to_be_empty()

    with page.expect_download() as download:
        page.click("#pw-table")
    table = Path(download.value.path()).read_text(encoding="utf-8")
    assert table.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"), newline="")))
    assert [row["question"] for row in rows] == list(LIST)
    assert (rows[0]["page"], rows[0]["printed page"], rows[0]["status"]) == ("12", "10", "found")
    assert "(457)" in rows[0]["quote"]


def test_shift_enter_begins_another_question_and_they_can_be_made_one(visit) -> None:
    page = visit(locale="zh-CN")
    open_report(page)
    page.focus(BOX)
    page.keyboard.type("Depreciation")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("and amortization")
    hint = page.locator("#pw-list-hint")
    expect(hint).to_contain_text("2 个问题，每行一个")
    hint.get_by_role("button").click()
    expect(page.locator(BOX)).to_have_value("Depreciation and amortization")
    expect(hint).to_be_empty()
    page.keyboard.press("Enter")
    expect(page.locator(".pw-receipt")).to_have_count(1)
    expect(page.locator(".pw-question")).to_have_text("Depreciation and amortization")


def test_a_file_of_questions_is_chosen_or_dropped_and_what_is_none_is_refused(visit) -> None:
    page = visit()
    open_report(page)
    table = f"Question;Owner\r\n{LIST[0]};Ann\r\n{HOSTILE};Ben\r\n"
    file = {"name": "q.csv", "mimeType": "text/csv", "buffer": table.encode("utf-16")}
    page.set_input_files("#pw-list-file", file)  # type: ignore[arg-type]
    expect(page.locator(BOX)).to_have_value(f"{LIST[0]}\n{HOSTILE}")
    drop = """(text) => {
        const files = new DataTransfer();
        files.items.add(new File([text], "more.txt", { type: "text/plain" }));
        const event = new DragEvent("drop", { dataTransfer: files, bubbles: true });
        document.querySelector("#pw-desk").dispatchEvent(event);
    }"""
    page.evaluate(drop, LIST[2])
    expect(page.locator("#pw-list-hint")).to_contain_text("3 questions")
    expect(page.locator("#pw-sending li, .pw-shelf .refused")).to_have_count(0)
    page.evaluate(drop, "\x00")
    refusal = page.locator("#pw-list-hint [role=alert]")
    expect(refusal).to_contain_text("more.txt is not UTF-8 text.", use_inner_text=True)
    page.press(BOX, "Enter")
    expect_line(page, "3 of 3 answered")
    assert page.locator("#pw-desk script, #pw-desk img:not(.pw-sheet img)").count() == 0


@pytest.mark.parametrize("width", [1440, 390])
def test_stop_in_the_middle_of_a_list_keeps_what_is_there_and_offers_the_rest(
    chromium: Browser, tmp_path: Path, width: int
) -> None:
    (tmp_path / "read-on").touch()
    script = Path(__file__).with_name("slow_app.py")
    app, address = start_app(tmp_path, "--no-samples", script=script)
    try:
        page = chromium.new_page(locale="en-US", viewport={"width": width, "height": 844})
        page.goto(address)
        page.wait_for_selector("body.pw-ready-to-use")
        open_report(page)
        paste(page, "\n".join([*LIST, "lions", "zebras"]))
        page.keyboard.press("Enter")
        expect_line(page, "0 of 5 answered")
        expect(page.locator(".pw-finding")).to_have_count(1)
        (tmp_path / "answer-on-once").touch()
        expect_line(page, "1 of 5 answered")
        page.focus(".pw-chip")
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        page.get_by_role("button", name="unanswered into the box").wait_for()
        keep_screenshot([page.context], f"list_stopped_{width}")
        expect(page.locator(".pw-ending").last).to_contain_text("Stopped.")
        expect_line(page, "1 of 5 answered")
        pressed = page.locator(".pw-chip[aria-pressed]")
        expect(pressed).to_have_count(1)  # though all was drawn anew
        expect(pressed).to_be_focused()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if width < 800:  # the page lies over the conversation there
            page.click("[data-pane=close]")
        page.get_by_role("button", name="unanswered into the box").click()
        expect(page.locator(BOX)).to_have_value("\n".join([*LIST[1:], "lions", "zebras"]))
        page.close()
    finally:
        (tmp_path / "answer-on").touch()
        stop_app(app)
