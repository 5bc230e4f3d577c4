"""The main job in a real browser: drop a report, ask, see the words marked on the page."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser import asking
from tests.browser.report import CASH_FLOW_PAGE, HOSTILE, report

QUESTION = "purchases of property, plant and equipment"
ROW = "Purchases of property, plant and equipment (457) (437) (442)"


def drop(page: Page, *files: tuple[str, bytes]) -> None:
    payload = [
        {"name": name, "mimeType": "application/pdf", "buffer": data} for name, data in files
    ]
    page.set_input_files("#pw-files", payload)  # type: ignore[arg-type]


def assert_shows(place: Locator, words: str | re.Pattern[str]) -> None:
    """Wait until these words, and not the other language's, are seen there."""
    expect(place).to_have_text(words, use_inner_text=True)


def open_report(page: Page, data: bytes | None = None) -> str:
    """Drop a report, wait until it is open, return its document id."""
    drop(page, ("report.pdf", data or report()))
    page.wait_for_selector("#pw-document")
    return str(page.evaluate("pagewitness.about.document_id"))


def ask(page: Page, question: str = QUESTION) -> None:
    asking.ask(page, question)


def show(page: Page, page_number: int) -> None:
    page.click(f'.pw-strip button[data-page="{page_number}"]')
    wait_for_page(page, page_number)


def wait_for_page(page: Page, page_number: int) -> None:
    page.wait_for_selector(
        f'.pw-sheet.current[data-page="{page_number}"] .pw-words span', state="attached"
    )
    page.wait_for_function("document.querySelector('.pw-sheet.current img')?.naturalWidth > 0")


def test_a_dropped_report_is_read_and_its_facts_are_shown(visit) -> None:
    page = visit()
    drop(page, ("annual.pdf", report(400)))
    page.wait_for_selector("#pw-document")
    expect(page.locator(".pw-strip button")).to_have_count(400)
    assert_shows(page.locator(".pw-size"), re.compile(re.escape("400 pages")))
    assert_shows(page.locator(".pw-size"), re.compile(re.escape("of 262,144 tokens")))
    assert_shows(page.locator("#pw-title"), "Meridian Tools 2024")
    expect(page.locator(".pw-suggestion:visible").first).to_be_visible()


def test_a_chip_opens_its_page_with_the_cited_words_marked(visit, tmp_path: Path) -> None:
    page = visit()
    open_report(page)
    ask(page)
    chip = page.locator(".pw-finding", has_text="(457)").locator(".pw-chip").first
    assert_shows(chip, "p. 10 (PDF 12)")
    chip.click()
    wait_for_page(page, CASH_FLOW_PAGE)
    assert_shows(page.locator("#pw-label"), "p. 10 (PDF 12)")
    marked = page.evaluate(
        """() => {
          const rect = (e) => e.getBoundingClientRect();
          const marks = [...document.querySelectorAll('.current .pw-marks .cited')].map(rect);
          const inside = (r, m) => {
            const x = (r.left + r.right) / 2, y = (r.top + r.bottom) / 2;
            return m.left <= x && x <= m.right && m.top <= y && y <= m.bottom;
          };
          return [...document.querySelectorAll('.current .pw-words span')]
            .filter((s) => marks.some((m) => inside(rect(s), m))).map((s) => s.textContent.trim());
        }"""
    )
    assert " ".join(marked) == ROW
    mark, view = (page.locator(s).bounding_box() for s in (".current .pw-marks .cited", "#pw-view"))
    assert mark is not None
    assert view is not None
    assert view["y"] < mark["y"] < view["y"] + view["height"]
    page.locator(".current .pw-marks .cited").screenshot(path=tmp_path / "mark.png")
    greys = Image.open(tmp_path / "mark.png").convert("L").histogram()
    assert sum(greys[:90]) > 100  # letters under the mark, not paper


def test_each_answer_opens_its_first_page_until_somebody_turns_to_another(visit) -> None:
    page = visit()
    open_report(page)
    ask(page)
    wait_for_page(page, CASH_FLOW_PAGE)
    expect(page.locator(".current .pw-marks .cited").first).to_be_visible()
    expect(page.locator(".pw-chip").first).to_have_attribute("aria-pressed", "true")

    margin = "Why did gross margin fall?"
    ask(page, margin)
    wait_for_page(page, 5)
    expect(page.locator(".pw-turn").last.locator(".pw-chip[aria-pressed]")).to_have_count(1)
    assert_shows(page.locator("#pw-marked button"), f"Marked for: {margin}")

    page.locator(".pw-turn").last.locator("[data-do=delete_answer]").dblclick()
    expect(page.locator(".pw-turn")).to_have_count(1)
    assert page.get_attribute(".pw-sheet.current", "data-page") == "5"  # nothing is new
    show(page, 3)
    ask(page, margin)
    expect(page.locator(".pw-turn")).to_have_count(2)
    assert page.get_attribute(".pw-sheet.current", "data-page") == "3"


def test_the_newest_question_comes_to_the_top_unless_somebody_scrolls(visit) -> None:
    page = visit()
    page.set_viewport_size({"width": 1000, "height": 420})
    open_report(page)
    ask(page)
    ask(page, "sales of tools in forty countries")
    missed = """() => {
      const view = document.getElementById("pw-scroll");
      const below = view.scrollHeight - view.clientHeight - view.scrollTop;
      const top = view.querySelector(".pw-turn:last-child").getBoundingClientRect().top;
      return Math.min(below, Math.abs(top - view.getBoundingClientRect().top));
    }"""
    page.wait_for_function(f"({missed})() < 30")  # at the top, or all of it is seen

    page.hover("#pw-scroll")
    place = "document.getElementById('pw-scroll').scrollTop"
    for _ in range(50):  # the browser may still be scrolling by itself
        page.mouse.wheel(0, -2000)
        page.wait_for_timeout(100)
        if page.evaluate(place) == 0:
            break
    page.evaluate("pagewitness.changed()")
    page.wait_for_timeout(300)

    assert page.evaluate(place) == 0


def test_the_page_answers_to_keys_buttons_and_both_numberings(visit) -> None:
    page = visit()
    open_report(page)
    show(page, 3)
    page.focus("#pw-pane")
    for key, expected in (("ArrowRight", 4), ("PageDown", 5), ("ArrowLeft", 4), ("End", 16)):
        page.keyboard.press(key)
        wait_for_page(page, expected)
    expect(page.locator("[data-pane=next]")).to_be_disabled()
    page.click("[data-pane=previous]")
    wait_for_page(page, 15)
    for typed, expected in (("PDF 2", 2), ("ii", 2), ("10", 12), ("16", 16)):
        page.fill("#pw-number", typed)
        page.press("#pw-number", "Enter")
        wait_for_page(page, expected)
    page.fill("#pw-number", "999")
    page.press("#pw-number", "Enter")
    assert_shows(page.locator("#pw-note"), "There is no page 999.")
    width = page.locator(".pw-sheet.current").bounding_box()["width"]
    page.click("[data-pane=larger]")
    assert page.locator(".pw-sheet.current").bounding_box()["width"] > width * 1.2
    page.click("[data-pane=fit]")
    assert page.locator(".pw-sheet.current").bounding_box()["width"] == pytest.approx(width, abs=2)


def test_everything_can_be_reached_without_a_mouse(visit) -> None:
    page = visit()
    open_report(page)
    page.locator("body").press("/")
    assert page.evaluate("document.activeElement.closest('#pw-question') !== null")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector(".pw-receipt")
    page.focus(".pw-chip >> nth=0")
    page.keyboard.press("Enter")
    page.wait_for_selector(".pw-sheet.current")
    page.focus(".pw-strip button[aria-current]")
    page.keyboard.press("Home")
    assert (
        page.evaluate("document.activeElement.getAttribute('aria-label')") == "p. i (PDF 1): read"
    )
    page.keyboard.press("Enter")
    wait_for_page(page, 1)


def test_selected_text_is_the_words_of_the_page(visit) -> None:
    page = visit()
    open_report(page)
    show(page, CASH_FLOW_PAGE)
    spans = page.locator(".current .pw-words span")
    words = [word.strip() for word in spans.all_text_contents()]
    first, last = words.index("Depreciation"), words.index("275")
    start, end = spans.nth(first).bounding_box(), spans.nth(last).bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 0.5, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] - 0.5, end["y"] + end["height"] / 2, steps=8)
    page.mouse.up()
    selected = page.evaluate("getSelection().toString()").split()
    assert selected == ["Depreciation", "and", "amortization", "312", "298", "275"]


def test_sections_lead_to_their_pages(visit) -> None:
    page = visit()
    open_report(page)
    row = page.locator(".pw-section", has_text="Part 7 of the report")
    if row.count() == 0:
        pytest.skip("no sections were found in this small report")
    row.first.click()
    wait_for_page(page, 7)


def test_language_and_theme_switch_at_once_and_stay(visit) -> None:
    page = visit()
    open_report(page)
    ask(page)
    page.click("#pw-language")
    assert_shows(page.locator("#pw-ask"), "提问")
    assert_shows(page.locator(".pw-drop b"), "把 PDF 报告拖到这里")
    chip = page.locator(".pw-finding", has_text="(457)").locator(".pw-chip").first
    assert_shows(chip, re.compile(re.escape("第 10 页 (PDF 12)")))
    assert page.locator("#pw-question textarea").get_attribute("placeholder") == "向这份报告提问…"
    page.click("#pw-theme")
    page.reload()
    page.wait_for_selector("body.pw-ready-to-use.dark")
    assert_shows(page.locator(".pw-drop b"), "把 PDF 报告拖到这里")
    expect(page.locator(".pw-finding").first).to_be_visible()


def test_the_browsers_own_language_and_theme_come_first(visit) -> None:
    page = visit(locale="zh-CN", color_scheme="dark")
    expect(page.locator(".pw-empty h2").first).to_have_text(
        "向长报告提问，直接看到原文", use_inner_text=True
    )
    assert page.evaluate("document.body.classList.contains('dark')")


def test_two_browsers_never_see_each_others_documents(visit, address: str) -> None:
    anna, ben = visit(), visit()
    document_id = open_report(anna)
    ben.reload()
    ben.wait_for_selector("body.pw-ready-to-use")
    expect(ben.locator(".pw-document")).to_have_count(0)
    for ending in ("pages/1.png", "pages/1.json", "conversation.md"):
        path = f"{address}pw/documents/{document_id}/{ending}"
        assert anna.request.get(path).status == 200
        assert ben.request.get(path).status == 404
    ben.evaluate("(id) => pagewitness.send('open_document', { document_id: id })", document_id)
    ben.evaluate("(id) => pagewitness.send('remove_document', { document_id: id })", document_id)
    ben.wait_for_timeout(500)
    expect(ben.locator("#pw-document")).to_have_count(0)
    anna.reload()
    expect(anna.locator(".pw-document")).to_have_count(1)


def test_a_refused_file_gives_one_sentence_and_the_next_one_is_read(visit) -> None:
    page = visit()
    drop(page, ("page.pdf", b"<html>hello</html>"), ("empty.pdf", b""), ("good.pdf", report()))
    page.wait_for_selector("#pw-document")
    refusals = page.locator(".pw-refusal:visible")
    expect(refusals).to_have_count(2)
    said = sorted(text.strip() for text in refusals.all_inner_texts())
    assert said[0].startswith("empty.pdf is empty.")
    assert said[1].startswith("page.pdf is not a PDF")
    page.locator(".pw-readings .pw-remove").first.click()
    expect(refusals).to_have_count(1)


def test_a_locked_report_asks_for_its_password(visit) -> None:
    page = visit()
    drop(page, ("locked.pdf", report(password="sesame")))
    field = page.locator(".pw-password input")
    field.fill("wrong")
    field.press("Enter")
    expect(page.locator(".pw-refusal:visible")).to_contain_text(
        "That password does not open", use_inner_text=True
    )
    field.fill("sesame")
    field.press("Enter")
    page.wait_for_selector("#pw-document")


def test_the_export_holds_quotes_and_pages(visit) -> None:
    page = visit()
    open_report(page)
    ask(page)
    with page.expect_download() as started:
        page.click("#pw-export")
    text = Path(started.value.path()).read_text("utf-8")
    assert started.value.suggested_filename == "Meridian Tools 2024.md"
    assert f"- p. 10 (PDF 12): “{ROW}”" in text
    with page.expect_download() as started:
        page.click("#pw-table")
    assert started.value.suggested_filename == "Meridian Tools 2024.csv"
    assert ROW in Path(started.value.path()).read_text("utf-8-sig")


def test_clear_asks_twice_and_remove_does_too(visit) -> None:
    page = visit()
    open_report(page)
    ask(page)
    clear = page.locator("[data-do=clear_answers]")
    clear.click()
    assert_shows(clear, "Clear all?")
    expect(page.locator(".pw-turn")).to_have_count(1)
    clear.click()
    expect(page.locator(".pw-turn")).to_have_count(0)
    remove = page.locator("[data-do=remove_document]")
    remove.click()
    remove.click()
    expect(page.locator(".pw-document")).to_have_count(0)
    expect(page.locator("#pw-document")).to_have_count(0)


def test_a_narrow_window_can_do_the_whole_job(visit) -> None:
    page = visit(viewport={"width": 390, "height": 844}, has_touch=True)
    open_report(page)
    ask(page)
    page.locator(".pw-finding", has_text="(457)").locator(".pw-chip").first.click()
    wait_for_page(page, CASH_FLOW_PAGE)
    assert page.locator(".current .pw-marks .cited").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.click("[data-pane=close]")
    expect(page.locator("#pw-question textarea")).to_be_in_viewport()


def test_hostile_text_is_shown_and_does_nothing(visit) -> None:
    page = visit()
    drop(page, (f"{HOSTILE}.pdf", report(title=HOSTILE)))
    page.wait_for_selector("#pw-document")
    ask(page, HOSTILE)
    ask(page, f"{QUESTION} {HOSTILE}")
    assert HOSTILE in page.locator("#pw-title").inner_text()
    assert HOSTILE in page.locator(".pw-question").first.inner_text()
    assert page.locator("#pw-desk script, #pw-desk img:not(.pw-sheet img)").count() == 0


def test_a_mark_that_cannot_be_placed_is_not_drawn_anywhere(visit) -> None:
    page = visit()
    open_report(page)
    page.evaluate(
        "pagewitness.view.go(3, { page_number: 3, boxes: [[0, -90, 10, -80]], context: [] })"
    )
    expect(page.locator("#pw-note")).to_have_text(
        "Page found, words not placed.", use_inner_text=True
    )
    expect(page.locator(".current .pw-marks i")).to_have_count(0)
