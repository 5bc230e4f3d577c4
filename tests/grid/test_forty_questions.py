"""An analyst's list of forty questions over three reports, from the command to the workbook as
another program opens it.
"""

import csv
import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from qa import __main__ as command_line
from tests.compare.filings import later_filing
from tests.formats.formulas import worked_out
from tests.formats.recalculated import needs_libreoffice, recalculated

SAMPLES = Path(__file__).parents[2] / "sample_docs"
LIST = Path(__file__).with_name("forty_questions.txt")
ENGLISH = 2  # its column in the sheet Grid, from 0; the other reports follow


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The list asked once of both samples and of a small filing, in quotes."""
    folder = tmp_path_factory.mktemp("grid")
    third = folder / "third.pdf"
    third.write_bytes(later_filing())
    reports = [*(SAMPLES / f"annual_report_{language}.pdf" for language in ("en", "zh")), third]
    out = {kind: folder / f"out.{kind}" for kind in ("xlsx", "csv", "md")}
    flags = [part for kind, path in out.items() for part in (f"--{kind}", str(path))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAGEWITNESS_HOME", str(folder / "library"))
        code = command_line.main(["grid", *map(str, reports), "--questions", str(LIST), *flags])
    assert code == os.EX_OK
    return out


@pytest.fixture(scope="module")
def book(files: dict[str, Path]) -> openpyxl.Workbook:
    return openpyxl.load_workbook(files["xlsx"])


def test_every_question_stands_in_the_workbook_with_an_end_for_each_report(book) -> None:
    rows = [[cell.value for cell in row] for row in book["Grid"].iter_rows(min_row=2)]

    asked = [line.split(". ", 1)[1] for line in LIST.read_text("utf-8").splitlines()]
    assert [row[0] for row in rows] == asked
    assert len(asked) == 40
    assert all(value is not None and value != "" for row in rows for value in row[ENGLISH:])
    heads, *reports = ([cell.value for cell in row] for row in book["Coverage"].iter_rows())
    for report in reports:
        told = dict(zip(heads, report, strict=True))
        assert told["answered"] + told["not found"] + told["failed"] == 40
        assert told["failed"] == 0


def test_figures_are_those_of_the_reports(book) -> None:
    sheet = {row[0].value: row for row in book["Grid"].iter_rows(min_row=2)}

    def value(question: str, column: int) -> object:
        return sheet[question][column].value

    assert value("What was revenue?", ENGLISH) == 4_500_000_000
    assert value("What was capital expenditure?", ENGLISH) == 262_000_000
    assert value("What was the current ratio?", ENGLISH).startswith("=Sources!")
    assert value("Who is the auditor?", ENGLISH).find("Thackeray Moss LLP") >= 0


def test_each_formula_gives_the_value_that_is_stored_with_it(files) -> None:
    found = worked_out(files["xlsx"].read_bytes())

    assert len(found) >= 10
    assert Counter(sheet for sheet, _ in found).keys() == {"Grid"}
    for place, (value, stored) in found.items():
        assert value == pytest.approx(stored, rel=1e-9), place


@needs_libreoffice
def test_a_spreadsheet_program_works_out_the_same(files, tmp_path) -> None:
    data = files["xlsx"].read_bytes()
    again = recalculated(data, tmp_path)

    for (sheet, cell), (_, stored) in worked_out(data).items():
        assert again[sheet][cell].value == pytest.approx(stored, rel=1e-9)


def test_each_quote_of_the_csv_has_its_page_and_each_report_speaks_for_itself(files) -> None:
    rows = list(csv.DictReader(files["csv"].read_text("utf-8-sig").splitlines()))

    assert len({row["document"] for row in rows}) == 3
    assert {row["question"] for row in rows} == {
        line.split(". ", 1)[1] for line in LIST.read_text("utf-8").splitlines()
    }
    quoted = [row for row in rows if row["quote"]]
    assert len(quoted) > 100
    assert all(int(row["page"]) >= 1 for row in quoted)
    for row in rows:
        if row["value"]:
            Decimal(row["value"])


def test_the_workbook_and_markdown_say_the_same_ends(book, files) -> None:
    cells = [cell.value for row in book["Grid"].iter_rows(min_row=2) for cell in row[ENGLISH:]]
    text = files["md"].read_text("utf-8")

    assert text.count("**: not found\n") == cells.count("not found")
