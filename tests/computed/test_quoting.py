"""A row's label is asked; the answer is the row, quoted, on its page: from the PDF to the citation.

The model is computed (quoting.py), so that its answer is known, and nothing is scripted: the
reader's prompt, the tokenizer, the engine, the constraint and the citations are the product's own.
"""

import csv
import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from qa.answer import Answer
from qa.engine.network.batch import Segment
from qa.library import Library
from qa.models.catalog import ModelFolder
from qa.pipeline import read_document
from qa.prompting.tokenizer import ModelTokenizer
from qa.readers.local.loading import load_reader
from qa.readers.local.options import ModelOptions
from tests.computed.quoting import make_quoting
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

ROOT = Path(__file__).parents[2]
NUM_ASKED = 12
CONTEXT = 6144  # tokens: the pages that fit a question best
LONGEST = 262_144  # tokens: all pages
LABEL_AND_FIGURES = re.compile(r"(\D{6,}?) [\d(-].*\d.*$")


def run(home: Path, *arguments: object, timeout: int = 120) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "qa", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"PAGEWITNESS_HOME": str(home)},
        encoding="utf-8",
        capture_output=True,
        timeout=timeout,
        check=False,
    )
    # 4: done, but a sample has a page without text, as the reader is told
    assert done.returncode in (0, 4), done.stderr
    return done.stdout


def assert_is(answer: Answer, row: Row) -> None:
    assert answer.text == row.text
    (citation,) = answer.citations
    assert (citation.page_number, citation.cited_text) == (row.page_number, row.text)
    assert answer.text[citation.answer_start : citation.answer_end] == row.text


def ask_for_rows(tmp_path: Path, *, fp8: bool) -> None:
    """Have a report of five pages read whole, ask for rows from its first to its last."""
    pdf, rows = report_of_rows(5)
    folder = make_quoting(tmp_path / "model", [row.text for row in rows], vocab_size=512, fp8=fp8)
    sure = sure_rows(rows, text_of(rows), ModelTokenizer.from_folder(folder))
    with Library(tmp_path / "library") as library:
        document = read_document(pdf, file_name="rows.pdf", library=library)
        reader = load_reader(ModelFolder(folder), options=ModelOptions(16_384))
        try:
            history: list[Answer] = []
            for row in spread(sure, NUM_ASKED):
                *_, answer = reader.answer(document, row.label, history=history)
                assert isinstance(answer, Answer)
                assert_is(answer, row)
                assert answer.coverage.read == tuple(range(1, 6))
                history = [answer]
        finally:
            reader.close()


def test_the_label_of_any_row_is_answered_with_the_row(tmp_path: Path) -> None:
    ask_for_rows(tmp_path, fp8=False)


def test_rows_are_found_250_000_positions_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if blank pages stood between: no machine without a GPU reads so many in time."""

    def far(segment: Segment) -> int:
        return segment.arena.length + (250_000 if segment.prefix else 0)

    monkeypatch.setattr(Segment, "first_position", property(far))
    ask_for_rows(tmp_path, fp8=True)


@pytest.mark.parametrize(
    ("report", "row"), [(ENGLISH, ENGLISH_ROW), (CHINESE, CHINESE_ROW)], ids=["english", "chinese"]
)
def test_the_command_line_answers_from_a_late_page_of_a_sample(
    quoting_model: Path, tmp_path: Path, report: Path, row: Row
) -> None:
    out = run(tmp_path, "ask", report, row.label, "--model", quoting_model, "--context", CONTEXT,
              "--json")  # fmt: skip
    answer = json.loads(out)
    said = answer["sentences"][0]  # the model's words; a figure may stand before them
    assert answer["text"][said["start"] : said["end"]] == row.text
    citation = answer["citations"][said["citations"][0]]
    assert (citation["page_number"], citation["cited_text"]) == (row.page_number, row.text)
    assert len(answer["coverage"]["read"]) < 30


def rows_of(report: Path, home: Path) -> tuple[list[Row], str]:
    """Return the rows of a report, words and then figures, that stand there once; and its text."""
    with Library(home) as library:
        pages = read_document(report.read_bytes(), file_name=report.name, library=library).pages()
    rows = [
        Row(match[1], line.text, page.page_number)
        for page in pages
        for line in page.lines
        if (match := LABEL_AND_FIGURES.match(line.text))
    ]
    number = Counter(row.text for row in rows)
    return [r for r in rows if number[r.text] == 1], "\n".join(page.text for page in pages)


def ask_all(model: Path, report: Path, rows: list[Row], folder: Path) -> list[tuple[str, str]]:
    """Read the whole report, ask for each row; return (quote, page) of each answer."""
    questions, table = folder / "questions.txt", folder / "answers.csv"
    questions.write_text("\n".join(row.label for row in rows), "utf-8")
    options = ("--csv", table, "--model", model, "--context", LONGEST)
    run(folder / "library", "batch", report, questions, *options, timeout=3600)
    with table.open(encoding="utf-8-sig", newline="") as file:
        return [(line["quote"], line["page"]) for line in csv.DictReader(file)]


@pytest.mark.parametrize(
    "num_pages",
    [pytest.param(33, marks=pytest.mark.slow), pytest.param(258, marks=pytest.mark.gpu)],
)
def test_every_row_of_a_long_report_read_whole_is_found(
    quoting_model: Path, tmp_path: Path, num_pages: int
) -> None:
    pdf, rows = report_of_rows(num_pages)
    report = tmp_path / "rows.pdf"
    report.write_bytes(pdf)
    sure = sure_rows(rows, text_of(rows), ModelTokenizer.from_folder(quoting_model))
    asked = spread(sure, NUM_ASKED)
    answers = ask_all(quoting_model, report, asked, tmp_path)
    assert answers == [(row.text, str(row.page_number)) for row in asked]


@pytest.mark.gpu  # a CPU can too, in minutes
@pytest.mark.parametrize("report", [ENGLISH, CHINESE], ids=["english", "chinese"])
def test_every_row_of_a_sample_read_whole_is_found(
    quoting_model: Path, tmp_path: Path, report: Path
) -> None:
    rows, text = rows_of(report, tmp_path / "library")
    asked = spread(sure_rows(rows, text, ModelTokenizer.from_folder(quoting_model)), NUM_ASKED)
    answers = ask_all(quoting_model, report, asked, tmp_path)
    assert answers == [(row.text, str(row.page_number)) for row in asked]
