"""A list over three reports with a trained model, from the command to the workbook as another
program opens it.
"""

import os
from pathlib import Path

import openpyxl
import pytest

from qa import __main__ as command_line
from qa.engine.sampling import SamplingParams
from qa.readers.local.reader import ModelReader
from tests.compare.filings import later_filing, other_filing
from tests.formats.formulas import worked_out
from tests.weights.conftest import CONTEXT_TOKENS, SAMPLES

QUESTIONS = ("What was revenue?", "What was the net margin?", "Who audits the books?")


@pytest.fixture(scope="module")
def book_path(path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("grid")
    reports = [str(SAMPLES / "annual_report_en.pdf")]
    for name, content in (("second.pdf", later_filing()), ("third.pdf", other_filing())):
        (folder / name).write_bytes(content)
        reports.append(str(folder / name))
    questions, out = folder / "list.txt", folder / "out.xlsx"
    questions.write_text("\n".join(QUESTIONS), "utf-8")
    flags = ["--questions", questions, "--xlsx", out, "--model", path, "--context", CONTEXT_TOKENS]
    as_it_is = ModelReader.__init__

    def brief(reader: ModelReader, *arguments: object, **options: object) -> None:
        as_it_is(reader, *arguments, **options)  # type: ignore[arg-type]
        reader._params = SamplingParams(max_tokens=16)  # it is small and tends to go on

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAGEWITNESS_HOME", str(folder / "library"))
        patch.setattr(ModelReader, "__init__", brief)
        code = command_line.main(["grid", *reports, *map(str, flags), "--shelf-gb", "0"])
    assert code == os.EX_OK
    return out


def test_every_cell_has_an_end_and_the_model_has_read_every_report(book_path: Path) -> None:
    book = openpyxl.load_workbook(book_path)

    rows = [[cell.value for cell in row] for row in book["Grid"].iter_rows(min_row=2)]
    assert tuple(row[0] for row in rows) == QUESTIONS
    assert all(value is not None for row in rows for value in row[2:])
    heads, *reports = ([cell.value for cell in row] for row in book["Coverage"].iter_rows())
    for report in reports:
        told = dict(zip(heads, report, strict=True))
        assert told["failed"] == 0
        assert "SmolLM2" in told["readers"]


def test_figures_beside_a_model_are_those_of_the_reports(book_path: Path) -> None:
    sheet = openpyxl.load_workbook(book_path)["Grid"]

    assert sheet["C2"].value == 4_500_000_000
    assert sheet["D2"].value == 1_400_000_000
    formulas = worked_out(book_path.read_bytes())
    assert {cell for _, cell in formulas} >= {"C3", "D3"}
    for value, stored in formulas.values():
        assert value == pytest.approx(stored, rel=1e-9)
