"""A model in the app: it arrives while the app runs, reads, answers, stops, serves two users."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.report import report
from tests.browser.running_app import keep_screenshot, start_app, stop_app
from tests.engine.tiny_checkpoint import make_checkpoint
from tests.prompting.tiny_tokenizer import make_tokenizer

QUESTION = "purchases of property, plant and equipment"
CONTEXT_TOKENS = 4096
PATIENCE_MS = 120_000  # events are waited for: only a failure takes this long
NOTE_WHAT_IS_READ_AHEAD = """
    new MutationObserver(() => { window.ahead ||= document.querySelector(".pw-ahead") !== null })
        .observe(document.body, { childList: true, subtree: true })
"""  # it is over sooner than one can look twice


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    expect.set_options(timeout=PATIENCE_MS)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("gate") / "open"


@pytest.fixture(scope="module")
def address(
    chromium: Browser, gate: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("model") / "tiny"
    control = make_tokenizer(folder)
    make_checkpoint(
        folder,
        eos_token_id=control["<|im_end|>"],
        max_position_embeddings=40_960,
        tie_word_embeddings=False,
        num_hidden_layers=2,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAGEWITNESS_GATE", str(gate))
        app, address = start_app(
            tmp_path_factory.mktemp("home"),
            "--no-samples",
            "--context",
            str(CONTEXT_TOKENS),
            script=Path(__file__).with_name("model_app.py"),
            model=str(folder),
        )
    yield address
    stop_app(app)


def drop(page: Page, data: bytes) -> None:
    page.set_input_files(
        "#pw-files",
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": data},  # type: ignore[arg-type]
    )
    page.wait_for_selector("#pw-document")


def begin_to_ask(page: Page, question: str = QUESTION) -> None:
    page.fill("#pw-question textarea", question)
    page.press("#pw-question textarea", "Enter")


def expect_receipt(page: Page, *parts: str) -> None:
    receipt = page.locator(".pw-turn:last-child .pw-receipt")
    for part in parts:
        expect(receipt).to_contain_text(part, use_inner_text=True)


def test_a_model_that_arrives_answers_from_then_on(visit, gate: Path) -> None:
    page = visit()
    expect(page.locator("#pw-model")).to_contain_text("answers are quotes", use_inner_text=True)
    drop(page, report())
    begin_to_ask(page)
    expect_receipt(page, "verbatim quotes")
    expect(page.locator("#pw-switch")).to_be_hidden()

    page.evaluate(NOTE_WHAT_IS_READ_AHEAD)
    gate.touch()

    expect(page.locator("#pw-model")).to_contain_text("tiny answers", use_inner_text=True)
    page.wait_for_function("window.ahead && !document.querySelector('.pw-ahead')")
    begin_to_ask(page, "And dividends?")
    # A model of random weights says nothing that the report bears out: folded, whatever it was.
    page.locator(".pw-turn").nth(1).locator(".pw-unwitnessed").first.wait_for()
    expect_receipt(page, "tiny", "read 16 of 16 pages", "tokens reused", "first word after")
    assert not re.search(
        r"· 0 of [\d,]+ tokens reused", page.locator(".pw-receipt").last.inner_text()
    )
    expect(page.locator(".pw-receipt").first).to_contain_text("verbatim quotes")

    page.click("[data-reader=quotes]")
    page.reload()
    page.wait_for_selector("body.pw-has-answers")
    begin_to_ask(page)
    expect(page.locator(".pw-turn")).to_have_count(3)
    expect_receipt(page, "verbatim quotes")


def test_only_ticked_sections_are_read(visit, gate: Path) -> None:
    gate.touch()
    page = visit()
    expect(page.locator("#pw-model")).to_contain_text("tiny answers", use_inner_text=True)
    drop(page, report())
    if page.locator(".pw-tick").count() == 0:
        pytest.skip("no sections were found in this small report")
    page.locator(".pw-tick").nth(3).check()
    expect(page.locator("#pw-plan")).to_contain_text(
        "The ticked sections have", use_inner_text=True
    )
    begin_to_ask(page)
    expect_receipt(page, "of 16 pages", "left out")
    expect(page.locator(".pw-strip .unread")).not_to_have_count(0)
    page.get_by_text("Untick all").click()
    expect(page.locator(".pw-tick:checked")).to_have_count(0)


def test_a_long_report_is_read_whole_by_choice_and_stop_ends_it(visit, gate: Path) -> None:
    gate.touch()
    page = visit()
    expect(page.locator("#pw-model")).to_contain_text("tiny answers", use_inner_text=True)
    drop(page, report(60))
    expect(page.locator("#pw-plan")).to_contain_text(
        "takes the pages that fit", use_inner_text=True
    )
    offer = page.locator(".pw-offer")
    expect(offer).to_contain_text(re.compile(r"about \d+ (s|min)"), use_inner_text=True)
    offer.click()
    begin_to_ask(page)
    working = page.locator(".pw-working")
    expect(working).to_contain_text(re.compile(r"reading [\d,]+ of [\d,]+ tokens"))
    keep_screenshot([page.context], "reading_a_long_report")
    started = time.monotonic()
    page.click("#pw-stop")
    expect(page.locator(".pw-ending")).to_contain_text("Stopped.")
    assert time.monotonic() - started < 10
    page.get_by_text("Read only what fits").click()
    begin_to_ask(page)
    expect_receipt(page, "tiny", "left out")


def test_two_users_are_answered_at_once(visit, gate: Path) -> None:
    gate.touch()
    anna, ben = visit(), visit(locale="zh-CN", color_scheme="dark")
    for page in (anna, ben):
        drop(page, report())
    for page in (anna, ben):
        begin_to_ask(page)
    for page in (anna, ben):
        expect_receipt(page, "tiny")
        assert page.locator(".pw-turn").count() == 1


def test_an_answer_is_asked_again_of_the_other_reader(visit, gate: Path) -> None:
    gate.touch()
    page = visit()
    expect(page.locator("#pw-model")).to_contain_text("tiny answers", use_inner_text=True)
    drop(page, report())
    begin_to_ask(page)
    expect_receipt(page, "tiny")
    page.locator(".pw-turn:last-child .pw-other-reader").click()
    expect(page.locator(".pw-turn")).to_have_count(2)
    expect_receipt(page, "verbatim quotes")
    page.locator(".pw-turn:last-child .pw-other-reader").click()
    expect(page.locator(".pw-turn")).to_have_count(3)
    expect_receipt(page, "tiny")
    expect(page.locator("[data-reader=model]")).to_have_attribute("aria-pressed", "true")
