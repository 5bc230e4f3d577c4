"""A row's label is asked; the answer is the row, quoted, on its page: from the PDF to the citation.

The model is computed (quoting.py), so that its answer is known, and nothing is scripted: the
reader's prompt, the tokenizer, the engine, the constraint and the citations are the product's own.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from qa.answer import Answer  # noqa: E402
from qa.known_models import ModelFolder  # noqa: E402
from qa.library import Library  # noqa: E402
from qa.model_tokenizer import ModelTokenizer  # noqa: E402
from qa.pipeline import read_document  # noqa: E402
from qa.readers.loading import load_reader  # noqa: E402
from qa.tokenized_document import TokenizedDocument  # noqa: E402
from tests.computed.quoting import make_quoting  # noqa: E402
from tests.computed.rows import (  # noqa: E402
    CHINESE,
    CHINESE_ROW,
    ENGLISH,
    ENGLISH_ROW,
    Row,
    report_of_rows,
    sure_rows,
)

ROOT = Path(__file__).parents[2]
NUM_ASKED = 12
CONTEXT = 6144  # tokens: the pages that fit a question best


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


def spread(rows: Sequence[Row], number: int) -> list[Row]:
    """Rows from the first to the last."""
    return [rows[i * (len(rows) - 1) // (number - 1)] for i in range(number)]


def assert_is(answer: Answer, row: Row) -> None:
    assert answer.text == row.text
    (citation,) = answer.citations
    assert (citation.page_number, citation.cited_text) == (row.page_number, row.text)
    assert answer.text[citation.answer_start : citation.answer_end] == row.text


@pytest.mark.parametrize("fp8", [False, True], ids=["bf16", "fp8"])
def test_the_label_of_any_row_is_answered_with_the_row(tmp_path: Path, fp8: bool) -> None:
    pdf, rows = report_of_rows(5)
    folder = make_quoting(tmp_path / "model", [row.text for row in rows], vocab_size=512, fp8=fp8)
    with Library(tmp_path / "library") as library:
        document = read_document(pdf, file_name="rows.pdf", library=library)
        reader = load_reader(ModelFolder(folder), context_tokens=16_384)
        try:
            tokens = TokenizedDocument.of(document.pages(), ModelTokenizer.from_folder(folder))
            sure = sure_rows(rows, tokens.token_ids.tolist(), ModelTokenizer.from_folder(folder))
            history: list[Answer] = []
            for row in spread(sure, NUM_ASKED):
                *_, answer = reader.answer(document, row.label, history=history)
                assert isinstance(answer, Answer)
                assert_is(answer, row)
                assert answer.coverage.read == tuple(range(1, 6))
                history = [answer]
        finally:
            reader.close()


@pytest.mark.parametrize(
    ("report", "row"), [(ENGLISH, ENGLISH_ROW), (CHINESE, CHINESE_ROW)], ids=["english", "chinese"]
)
def test_the_command_line_answers_from_a_late_page_of_a_sample(
    quoting_model: Path, tmp_path: Path, report: Path, row: Row
) -> None:
    out = run(tmp_path, "ask", report, row.label, "--model", quoting_model, "--context", CONTEXT,
              "--json")  # fmt: skip
    answer = json.loads(out)
    assert answer["text"] == row.text
    (citation,) = answer["citations"]
    assert (citation["page_number"], citation["cited_text"]) == (row.page_number, row.text)
    assert len(answer["coverage"]["read"]) < 30
