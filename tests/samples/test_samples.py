"""The sample reports: complete, consistent, and made by the script that stands beside them."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
from generator import document, questions
from generator.figures import read_figures

from qa.text.token_estimate import estimate_tokens

ENGLISH, CHINESE = "annual_report_en.pdf", "annual_report_zh.pdf"
OFFSET = {ENGLISH: 2, CHINESE: 3}  # PDF page less printed page
BOTH = pytest.mark.parametrize("name", [ENGLISH, CHINESE])
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh"])


def test_the_english_report_has_about_200_pages_and_150_000_tokens(
    english_pages: list[str],
) -> None:
    assert 190 <= len(english_pages) <= 210
    assert 140_000 <= sum(map(estimate_tokens, english_pages)) <= 160_000


def test_the_chinese_report_has_about_100_pages(page_texts: dict[str, list[str]]) -> None:
    assert 90 <= len(page_texts[CHINESE]) <= 110


@BOTH
def test_exactly_one_page_is_a_picture_without_text(
    page_texts: dict[str, list[str]], name: str
) -> None:
    assert sum(not text for text in page_texts[name]) == 1


@BOTH
def test_a_report_is_smaller_than_2_5_megabytes(samples: Path, name: str) -> None:
    assert (samples / name).stat().st_size < 2_500_000


@BOTH
def test_the_printed_number_stands_at_the_foot_of_every_numbered_page(
    page_texts: dict[str, list[str]], name: str
) -> None:
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
    page_texts: dict[str, list[str]], name: str, materials: str, mix: str
) -> None:
    pages = page_texts[name]

    assert materials in pages[45 + OFFSET[name] - 1]
    assert mix in pages[12 + OFFSET[name] - 1]


@BOTH
def test_thirty_questions_of_every_kind_are_asked_of_each_report(
    records: list[dict[str, Any]], name: str
) -> None:
    kinds = Counter(record["kind"] for record in records if record["document"] == name)

    assert sum(kinds.values()) == 30
    assert set(kinds) == {"lookup", "cross-section", "ratio", "not in the document"}
    assert 4 <= kinds["not in the document"] <= 5


def test_every_quote_stands_on_the_pages_given_and_every_page_holds_a_quote(
    page_texts: dict[str, list[str]], records: list[dict[str, Any]]
) -> None:
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


@pytest.mark.parametrize(
    ("paragraphs", "least"), [("en", 120), ("zh", 50)], indirect=["paragraphs"]
)
def test_no_paragraph_is_told_twice(paragraphs: list[str], least: int) -> None:
    long = [p for p in paragraphs if len(p) > least]  # a Chinese character says more

    assert [p for p, times in Counter(long).items() if times > 1] == []
    assert len(long) > 200


@LANGUAGES
def test_a_report_made_anew_has_the_same_words_on_the_same_pages(
    remake: Callable[[str], Path], page_texts: dict[str, list[str]], language: str
) -> None:
    path = remake(language)

    assert questions.page_texts(path) == page_texts[path.name]


@LANGUAGES
def test_the_same_versions_of_the_typesetter_make_the_same_bytes(
    samples: Path, remake: Callable[[str], Path], language: str
) -> None:
    path = remake(language)
    committed = pypdf.PdfReader(samples / path.name).metadata
    if committed is None or committed.producer != document.PRODUCER:
        pytest.skip(f"the committed file was made with {committed and committed.producer}")

    assert path.read_bytes() == (samples / path.name).read_bytes()


@LANGUAGES
def test_the_questions_follow_from_their_source(
    source: Path, page_texts: dict[str, list[str]], records: list[dict[str, Any]], language: str
) -> None:
    name = f"annual_report_{language}.pdf"
    names = read_figures(source / language / "figures.toml")
    asked = questions.read_questions(source / language / "questions.toml", names)

    made = questions.locate(name, page_texts[name], asked, OFFSET[name])

    assert made == [record for record in records if record["document"] == name]


@pytest.mark.slow
def test_the_script_makes_all_three_files(
    samples: Path, remake: Callable[[str], Path], tmp_path: Path
) -> None:
    remake("zh")  # or skip where its font is missing
    script = samples / "source" / "make_samples.py"

    subprocess.run([sys.executable, str(script), str(tmp_path)], check=True)

    made = sorted(path.name for path in tmp_path.iterdir())
    assert made == [ENGLISH, CHINESE, "questions.jsonl"]
    questions_made = (tmp_path / "questions.jsonl").read_bytes()
    assert questions_made == (samples / "questions.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("paragraphs", "name"), [("en", ENGLISH), ("zh", CHINESE)], indirect=["paragraphs"]
)
def test_the_words_written_are_the_words_read_from_the_pdf(
    page_texts: dict[str, list[str]], paragraphs: list[str], name: str
) -> None:
    whole = "".join("".join(page_texts[name]).split())

    written = [re.sub(r"</?b>|\s", "", p) for p in paragraphs]

    missing = [p for p in written if p not in whole]
    assert len(missing) <= 0.08 * len(written)  # running heads cut what goes on over the page
    halves = [part for p in missing for part in (p[: len(p) // 3], p[-len(p) // 3 :])]
    assert sum(part in whole for part in halves) >= len(missing)
