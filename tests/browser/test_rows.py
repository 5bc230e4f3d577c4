"""The whole chain on the screen: a row's label is asked of a model, and the row is marked on its
page.

The model is computed (tests/computed/quoting.py): it knows nothing but what it reads, so that the
right row on the right page shows that the report was read, kept, found, quoted and cited rightly.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from qa.prompting.tokenizer import ModelTokenizer
from tests.browser.running_app import start_app, stop_app
from tests.computed.rows import (
    CHINESE,
    CHINESE_ROW,
    ENGLISH,
    ENGLISH_ROW,
    Row,
    report_of_rows,
    spread,
    sure_rows,
    text_of,
)

CONTEXT_TOKENS = 6144
PATIENCE_MS = 120_000  # for some seconds of reading, on a busy machine
MARKED = """() => {
    const rect = (e) => e.getBoundingClientRect();
    const marks = [...document.querySelectorAll('.current .pw-marks .cited')].map(rect);
    const inside = (r, m) => {
        const x = (r.left + r.right) / 2, y = (r.top + r.bottom) / 2;
        return m.left <= x && x <= m.right && m.top <= y && y <= m.bottom;
    };
    return [...document.querySelectorAll('.current .pw-words span')]
        .filter((s) => marks.some((m) => inside(rect(s), m))).map((s) => s.textContent);
}"""


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    expect.set_options(timeout=PATIENCE_MS)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def address(
    chromium: Browser, quoting_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    app, address = start_app(
        tmp_path_factory.mktemp("home"),
        "--no-samples",
        "--context",
        str(CONTEXT_TOKENS),
        model=str(quoting_model),
    )
    yield address
    stop_app(app)


def open_report(page: Page, data: bytes) -> None:
    expect(page.locator("#pw-model")).to_contain_text("computed", use_inner_text=True)
    page.set_input_files(
        "#pw-files",
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": data},  # type: ignore[arg-type]
    )
    page.wait_for_selector("#pw-document")


def ask(page: Page, row: Row) -> None:
    page.fill("#pw-question textarea", row.label)
    page.press("#pw-question textarea", "Enter")


def assert_answered(page: Page, row: Row) -> None:
    """The last answer begins with the row; its chip leads to the page, where the row is marked."""
    finding = page.locator(".pw-turn:last-child .pw-finding").first
    expect(page.locator(".pw-turn:last-child .pw-receipt")).to_contain_text(
        "computed", use_inner_text=True
    )
    chip = finding.locator(".pw-chip")
    expect(chip).to_have_count(1)
    expect(chip).to_contain_text(
        re.compile(rf"PDF (p\. )?{row.page_number}\b"), use_inner_text=True
    )
    expect(finding).to_contain_text(row.text, use_inner_text=True)
    chip.click()
    page.wait_for_selector(
        f'.pw-sheet.current[data-page="{row.page_number}"] .pw-words span', state="attached"
    )
    page.wait_for_selector(".current .pw-marks .cited")
    assert "".join("".join(page.evaluate(MARKED)).split()) == "".join(row.text.split())


@pytest.mark.parametrize(
    ("report", "row", "locale"),
    [(ENGLISH, ENGLISH_ROW, "en-US"), (CHINESE, CHINESE_ROW, "zh-CN")],
    ids=["english", "chinese"],
)
def test_a_row_of_a_late_page_is_the_answer_and_is_marked(
    visit, report: Path, row: Row, locale: str
) -> None:
    page = visit(locale=locale)
    open_report(page, report.read_bytes())
    ask(page, row)
    assert_answered(page, row)


def read_whole(page: Page) -> None:
    """Choose to wait: all of the report is read, not the pages that fit."""
    offer = page.locator(".pw-offer")
    expect(offer).to_contain_text(re.compile(r"\d+ (s|min)"), use_inner_text=True)
    offer.click()
    expect(page.get_by_text("Read only what fits")).to_be_visible()


@pytest.mark.parametrize(
    "num_pages",
    [
        7,
        pytest.param(33, marks=pytest.mark.slow),
        pytest.param(258, marks=pytest.mark.gpu),
    ],
)
def test_rows_of_the_first_and_the_last_page_are_found_in_a_report_read_whole(
    visit, quoting_model: Path, num_pages: int
) -> None:
    pdf, rows = report_of_rows(num_pages)
    sure = sure_rows(rows, text_of(rows), ModelTokenizer.from_folder(quoting_model))
    page = visit()
    open_report(page, pdf)
    read_whole(page)
    for row in spread(sure, 2):
        ask(page, row)
        assert_answered(page, row)
        expect(page.locator(".pw-turn:last-child .pw-receipt")).to_contain_text(
            f"read {num_pages} of {num_pages} pages", use_inner_text=True
        )
