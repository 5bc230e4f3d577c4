"""Several reports asked together: ticks, rows with pages of each report, reload, files, leaving."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.test_answer_card import NARROW, wait_for_page
from tests.compare.filings import first_filing, later_filing, other_filing

CARD = "#pw-comparing .pw-comparison"
DONE = f"{CARD}[data-done='1']"


def filings() -> list[FilePayload]:
    made = (("first.pdf", first_filing), ("later.pdf", later_filing), ("other.pdf", other_filing))
    return [{"name": name, "mimeType": "application/pdf", "buffer": make()} for name, make in made]


def box(page: Page, name: str):  # type: ignore[no-untyped-def]
    return page.locator(".pw-documents li", has_text=name).locator(".pw-pick-box")


def open_all(page: Page) -> None:
    page.set_input_files("#pw-files", filings())
    for filing in filings():
        expect(box(page, filing["name"])).to_be_visible()
    page.wait_for_selector("#pw-document")


def tick(page: Page, *names: str) -> None:
    for name in names:
        box(page, name).focus()
        page.keyboard.press("Space")
        expect(box(page, name)).to_be_checked()


def ask(page: Page, question: str) -> None:
    page.fill("#pw-question textarea", question)
    page.press("#pw-question textarea", "Enter")
    expect(page.locator(f"{DONE} .pw-question")).to_have_text(question)


def test_ticked_reports_are_asked_together_and_every_page_is_a_press_away(visit) -> None:
    page = visit()
    open_all(page)
    tick(page, "first.pdf")
    expect(page.locator("#pw-together")).to_contain_text("Tick another one")
    tick(page, "later.pdf", "other.pdf")
    expect(page.locator("#pw-together")).to_contain_text("Asking 3 reports together")

    ask(page, "revenue")

    rows = page.locator(f"{CARD} tbody tr:has(th)")
    expect(rows).to_have_count(3)
    expect(rows.nth(2)).to_contain_text("Austral Foods")
    expect(page.locator(f"{CARD} .pw-chart svg")).to_be_visible()
    opened = page.locator(".pw-documents li[aria-current]").get_attribute("data-document-id")
    for row in (0, 2):
        rows.nth(row).locator(".pw-look").first.click()
        wait_for_page(page, 2)
        expect(rows.nth(row).locator(".pw-look[aria-pressed]")).to_have_count(1)
    current = page.locator(".pw-documents li[aria-current]")
    expect(current).to_contain_text("other.pdf")
    assert current.get_attribute("data-document-id") != opened
    expect(rows.first).to_be_visible()  # opening a page does not end the comparison


def test_a_restated_figure_shows_both_places(visit) -> None:
    page = visit()
    open_all(page)
    tick(page, "later.pdf", "first.pdf")
    ask(page, "revenue")

    restated = page.locator(f"{CARD} .pw-restated > ul li").first
    expect(restated).to_contain_text("Revenues")
    expect(restated).to_contain_text("restated:")
    for value, name in (("1,234", "first.pdf"), ("1,250", "later.pdf")):
        restated.locator(".pw-look", has_text=value).click()
        wait_for_page(page, 2)
        expect(page.locator(".pw-documents li[aria-current]")).to_contain_text(name)


def test_the_table_is_there_after_a_reload_and_comes_as_a_file(visit) -> None:
    page = visit()
    open_all(page)
    tick(page, "first.pdf", "other.pdf")
    ask(page, "revenue")
    ask(page, "Who is the auditor?")

    page.reload()
    page.wait_for_selector("body.pw-ready-to-use")

    kept = page.locator("#pw-compared .pw-comparison")
    expect(kept).to_have_count(2)
    expect(kept.first).to_contain_text("$1,234 million")
    expect(page.locator("#pw-together")).to_contain_text("Asking 2 reports together")
    with page.expect_download() as started:
        kept.first.get_by_role("link", name="CSV").click()
    text = Path(started.value.path()).read_text("utf-8-sig")
    assert next(csv.DictReader(text.splitlines()))["value"] == "1234000000"
    kept.first.locator("[data-take-off]").click()
    expect(kept).to_have_count(1)


def test_leaving_shows_the_reports_own_conversation_with_its_answer(visit) -> None:
    page = visit()
    open_all(page)
    tick(page, "first.pdf", "other.pdf")
    ask(page, "revenue")

    page.locator(".pw-document", has_text="other.pdf").click()

    expect(page.locator(".pw-turn")).to_have_count(1)
    expect(page.locator(".pw-turn")).to_contain_text("$5,000 million")
    expect(page.locator("#pw-together-view")).to_be_hidden()
    expect(page.locator("#pw-together")).to_contain_text("2 reports ticked")
    page.locator("[data-together-do=untick]").click()
    expect(box(page, "first.pdf")).not_to_be_checked()
    page.fill("#pw-question textarea", "net income")
    page.press("#pw-question textarea", "Enter")
    expect(page.locator(".pw-turn")).to_have_count(2)  # asked of one report again


@pytest.mark.parametrize("options", [{}, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("locale", "asking"), [("en-US", "Asking 3 reports"), ("zh-CN", "正在向 3 份报告")]
)
def test_nothing_hangs_over_the_window(
    visit, options, theme: str, locale: str, asking: str
) -> None:
    page = visit(locale=locale, color_scheme=theme, **options)
    open_all(page)
    tick(page, "first.pdf", "later.pdf", "other.pdf")
    expect(page.locator("#pw-together")).to_contain_text(asking)
    hint = page.locator("#pw-question textarea")
    expect(hint).to_have_attribute(
        "placeholder", "Ask these reports…" if locale == "en-US" else "向这些报告提问……"
    )
    ask(page, "gross margin")
    page.locator(DONE).scroll_into_view_if_needed()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
