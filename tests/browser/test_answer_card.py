"""A question that asks for a figure: the card, and each operand's words marked on its page."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from qa.cards.card_file import card_in
from tests.browser.asking import ask

SAMPLES = Path(__file__).parents[2] / "sample_docs"
CARD = ".pw-turn:last-child .pw-figure"
NARROW = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


def open_sample(page: Page, name: str) -> None:
    page.set_input_files("#pw-files", SAMPLES / name)
    page.wait_for_selector("#pw-document")


def wait_for_page(page: Page, page_number: int) -> None:
    page.wait_for_selector(
        f'.pw-sheet.current[data-page="{page_number}"] .pw-words span', state="attached"
    )
    expect(page.locator(".current .pw-marks .cited").first).to_be_visible()


def test_a_figure_comes_first_and_each_operand_opens_its_page(visit) -> None:
    page = visit()
    open_sample(page, "annual_report_en.pdf")
    ask(page, "days sales outstanding")
    expect(page.locator(f"{CARD} .pw-figure-value")).to_have_text("63.8 days", use_inner_text=True)
    operand = page.locator(f"{CARD} .pw-figure-formula .pw-chip", has_text="4,500,000,000")
    operand.click()
    wait_for_page(page, 42)
    expect(operand).to_have_attribute("aria-pressed", "true")
    page.locator(f"{CARD} td.asked .pw-chip", has_text="748").click()
    wait_for_page(page, 43)


def test_an_asked_cell_stands_under_its_own_head(visit) -> None:
    page = visit()
    open_sample(page, "annual_report_en.pdf")
    ask(page, "What was the gross margin in 2024?")
    cell = page.locator(f"{CARD} td.asked").bounding_box()
    head = page.locator(f"{CARD} th", has_text="2024").bounding_box()
    other = page.locator(f"{CARD} th", has_text="2025").bounding_box()
    assert cell and head and other
    assert cell["x"] + cell["width"] == pytest.approx(head["x"] + head["width"], abs=2)
    assert other["x"] + other["width"] < cell["x"] + 20


def test_a_table_that_is_cut_off_fades_there_until_its_end_is_seen(visit) -> None:
    page = visit(**NARROW)
    open_sample(page, "annual_report_en.pdf")
    ask(page, "What was the gross margin in 2024?")
    table = page.locator(f"{CARD} .pw-wide").last
    expect(table).to_have_class("pw-wide goes-on")
    table.evaluate("(place) => place.scrollTo(1000, 0)")
    expect(table).to_have_class("pw-wide")


def test_further_passages_open_by_the_keyboard(visit) -> None:
    page = visit()
    open_sample(page, "annual_report_en.pdf")
    ask(page, "Why did gross margin fall?")
    folded = page.locator(".pw-turn:last-child .pw-folded")
    expect(folded.locator(".pw-finding").first).to_be_hidden()
    folded.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(folded.locator(".pw-finding").first).to_be_visible()


@pytest.mark.parametrize("options", [{}, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize(
    ("report", "question", "locale"),
    [
        ("annual_report_en.pdf", "How did revenue change?", "en-US"),
        ("annual_report_zh.pdf", "资产负债率是多少？", "zh-CN"),
    ],
    ids=["english", "chinese"],
)
def test_nothing_of_a_card_hangs_over_its_edge(
    visit, options: dict[str, object], report: str, question: str, locale: str
) -> None:
    page = visit(locale=locale, color_scheme="dark", **options)
    open_sample(page, report)
    ask(page, question)
    card = page.locator(CARD)
    expect(card).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert card.evaluate("(card) => card.scrollWidth <= card.clientWidth + 1")


@pytest.mark.parametrize("options", [{}, NARROW], ids=["wide", "narrow"])
def test_an_answer_is_saved_as_a_card_that_names_its_page(visit, tmp_path, options) -> None:
    page = visit(**options)
    open_sample(page, "annual_report_en.pdf")
    ask(page, "days sales outstanding")
    for name in ("HTML", "JSON"):
        link = page.locator(".pw-turn:last-child .pw-save a", has_text=name)
        link.scroll_into_view_if_needed()
        with page.expect_download() as saving:
            link.click()
        assert saving.value.suggested_filename == f"days sales outstanding.{name.lower()}"
        path = tmp_path / name
        saving.value.save_as(path)
        card = card_in(path.read_bytes(), name).card
        assert card.is_unchanged
        assert card.answer.figures[0].display == "63.8 days"
    expect(page).to_have_url(page.url)  # the conversation is still there
    expect(page.locator(".pw-turn")).to_have_count(1)
