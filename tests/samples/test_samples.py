"""The sample reports: complete, consistent, and made by the script that stands beside them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pypdf
import pytest

from qa.text.token_estimate import estimate_tokens

ENGLISH, CHINESE = "annual_report_en.pdf", "annual_report_zh.pdf"
OFFSET = {ENGLISH: 2, CHINESE: 3}  # PDF page less printed page
BOTH = pytest.mark.parametrize("name", [ENGLISH, CHINESE])


def test_the_english_report_has_about_200_pages_and_150_000_tokens(english_pages):
    assert 190 <= len(english_pages) <= 210
    assert 140_000 <= sum(map(estimate_tokens, english_pages)) <= 160_000


def test_the_chinese_report_has_about_100_pages(page_texts):
    assert 90 <= len(page_texts[CHINESE]) <= 110


@BOTH
def test_exactly_one_page_is_a_picture_without_text(page_texts, name):
    assert sum(not text for text in page_texts[name]) == 1


@BOTH
def test_a_report_is_smaller_than_2_5_megabytes(samples, name):
    assert (samples / name).stat().st_size < 2_500_000


@BOTH
def test_the_printed_number_stands_at_the_foot_of_every_numbered_page(page_texts, name):
    for page_number, text in enumerate(page_texts[name], start=1):
        printed = page_number - OFFSET[name]
        if printed > 0 and text:
            assert re.search(rf"\D{printed}\D*$|^{printed}\D|\D{printed}$", text), page_number


@pytest.mark.parametrize(
    ("name", "materials", "mix"),
    [
        (ENGLISH, "Raw material costs rose by 12%", "Low-margin lines reached 38% of sales"),
        (CHINESE, "原材料成本同比上升12%", "低毛利产品收入占营业收入的比例上升至38%"),
    ],
)
def test_the_fall_of_gross_margin_is_told_on_printed_pages_12_and_45(
    page_texts, name, materials, mix
):
    pages = page_texts[name]

    assert materials in pages[45 + OFFSET[name] - 1]
    assert mix in pages[12 + OFFSET[name] - 1]


@BOTH
def test_thirty_questions_of_every_kind_are_asked_of_each_report(records, name):
    kinds = Counter(record["kind"] for record in records if record["document"] == name)

    assert sum(kinds.values()) == 30
    assert set(kinds) == {"lookup", "cross-section", "ratio", "not in the document"}
    assert 4 <= kinds["not in the document"] <= 5


def test_every_quote_stands_on_the_pages_given_and_every_page_holds_a_quote(page_texts, records):
    import questions

    for record in records:
        pages = page_texts[record["document"]]
        found = {
            number
            for quote in record["quote"]
            for number, text in enumerate(pages, start=1)
            if questions.fold(quote) in text
        }
        assert sorted(found) == record["pages"], record["question"]
        offset = OFFSET[record["document"]]
        assert record["printed_pages"] == [str(page - offset) for page in record["pages"]]
        assert bool(record["pages"]) == (record["kind"] != "not in the document")


@pytest.mark.parametrize("company", ["en_model", "zh_model"])
def test_the_statements_tie(samples, company):
    model = __import__(company)

    for year in model.YEARS:
        assert year.after.assets == year.after.liabilities + year.after.equity
        assert year.before.cash + year.cash_change == year.after.cash
        assert sum(s.sales[year.year - 2023] for s in model.SEGMENTS) == year.d.sales
    for earlier, later in zip(model.YEARS, model.YEARS[1:], strict=False):
        assert earlier.after == later.before


def test_the_notes_of_the_english_report_tie_to_its_statements(samples):
    from en_model import CORPORATE, SEGMENTS, Y25, YEARS

    for index, year in enumerate(YEARS):
        profit = sum(s.profit[index] for s in SEGMENTS) + CORPORATE[year.year]
        assert profit - year.d.restructuring == year.operating_income
        assert sum(s.capex[index] for s in SEGMENTS) == year.d.capex
        assert sum(s.depreciation[index] for s in SEGMENTS) == year.d.total_depreciation
    assert sum(s.goodwill for s in SEGMENTS) == Y25.after.goodwill


@pytest.mark.parametrize("report", ["en_report", "zh_report"])
def test_no_paragraph_is_told_twice(samples, report):
    pytest.importorskip("reportlab")
    module = __import__(report)
    if report == "zh_report" and not module.FONT.exists():
        pytest.skip("needs the font of fonts-droid-fallback")

    written = module.write({}).paragraphs

    least = 120 if report == "en_report" else 50  # a Chinese character says more
    assert [p for p, times in Counter(written).items() if times > 1 and len(p) > least] == []
    assert sum(len(p) > least for p in written) > 200


def test_the_script_makes_the_same_bytes_again(samples, tmp_path: Path):
    layout = pytest.importorskip("layout")
    committed = pypdf.PdfReader(samples / ENGLISH).metadata
    if committed is None or committed.producer != layout.PRODUCER:
        pytest.skip(f"the committed file was made with {committed and committed.producer}")

    script = [sys.executable, str(samples / "make_samples.py"), str(tmp_path)]
    done = subprocess.run(script, capture_output=True, text=True, env=dict(os.environ))

    assert (tmp_path / ENGLISH).read_bytes() == (samples / ENGLISH).read_bytes(), done.stderr
    if done.returncode == 0:  # 1: the Chinese font is missing
        assert (tmp_path / CHINESE).read_bytes() == (samples / CHINESE).read_bytes()
        made = (tmp_path / "questions.jsonl").read_bytes()
        assert made == (samples / "questions.jsonl").read_bytes()
    else:
        assert "fonts-droid-fallback" in done.stderr


@pytest.mark.parametrize(("report", "name"), [("en_report", ENGLISH), ("zh_report", CHINESE)])
def test_the_words_written_are_the_words_read_from_the_pdf(page_texts, report, name):
    pytest.importorskip("reportlab")
    module = __import__(report)
    if report == "zh_report" and not module.FONT.exists():
        pytest.skip("needs the font of fonts-droid-fallback")
    whole = "".join("".join(page_texts[name]).split())

    written = [re.sub(r"</?b>|\s", "", p) for p in module.write({}).paragraphs]

    missing = [p for p in written if p not in whole]
    assert len(missing) <= 0.08 * len(written)  # running heads cut what goes on over the page
    halves = [part for p in missing for part in (p[: len(p) // 3], p[-len(p) // 3 :])]
    assert sum(part in whole for part in halves) >= len(missing)
