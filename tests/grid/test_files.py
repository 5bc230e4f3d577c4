"""A grid as CSV, Markdown and workbook."""

import csv
import io
from dataclasses import replace

import openpyxl
import pytest

from qa.grid.csv_file import HEADER, grid_csv
from qa.grid.edited import edited_number
from qa.grid.markdown_file import grid_markdown
from qa.grid.workbook_file import grid_xlsx
from qa.library.grids import GridCell
from tests.formats.recalculated import needs_libreoffice, recalculated
from tests.grid.cells_for_tests import computed, content, ended, stated, words

GRID = content(
    GridCell(0, 0, stated(), "accepted", note="checked\nby Ann"),
    GridCell(1, 0, ended("not found")),
    GridCell(0, 1, computed()),
    GridCell(1, 1, computed(), "edited", edited="12.5%"),
    GridCell(0, 2, words()),
    GridCell(1, 2, ended("failed", "The disk is full.")),
)


def table(text):
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert tuple(lines[0]) == HEADER
    return [dict(zip(HEADER, line, strict=True)) for line in lines[1:]]


def of(rows, document, question):
    return [row for row in rows if (row["document"], row["question"]) == (document, question)]


def test_csv_has_a_row_a_quote_with_the_value_that_is_read_in_it():
    rows = of(table(grid_csv(GRID)), "One", "Net margin")

    assert [(row["name"], row["value"], row["unit"], row["page"]) for row in rows] == [
        ("net margin", "11", "percent", ""),
        ("net income", "110000000", "USD", "2"),
        ("revenue", "1000000000", "USD", "2"),
    ]
    assert {row["answer"] for row in rows} == {"11.0%"}
    assert rows[1]["quote"] == "Net income 110"
    assert rows[1]["printed page"] == "F-2"


def test_csv_has_the_review_and_a_row_for_what_has_no_quote():
    rows = table(grid_csv(GRID))

    (accepted,) = of(rows, "One", "What was revenue?")
    assert (accepted["state"], accepted["note"]) == ("accepted", "checked\nby Ann")
    (missing,) = of(rows, "Two", "What was revenue?")
    assert (missing["answer"], missing["quote"]) == ("not found", "")
    edited, *sources = of(rows, "Two", "Net margin")
    assert (edited["name"], edited["value"], edited["unit"]) == ("edited", "12.5", "percent")
    assert {row["answer"] for row in sources} == {"12.5%"}


def test_no_cell_of_the_csv_is_a_formula():
    (row,) = of(table(grid_csv(GRID)), "One", "Who is the auditor?")

    assert row["quote"] == row["answer"] == "'=HYPERLINK(1)"


def test_a_cell_that_is_not_asked_yet_is_in_no_row():
    assert table(grid_csv(content(GridCell(0, 0)))) == []


def test_markdown_has_each_quote_once():
    text = grid_markdown(GRID)

    assert text.count("“Net sales 1,000”") == 2  # once of each report
    assert "p. F-2 (PDF 2) (quoted above)" in text
    assert "- **One**: $1,000 million, 2022 (accepted)\n  - Note: checked by Ann" in text
    assert "- **Two**: 12.5% (edited)" in text
    assert "# A \\| grid" in text
    assert text.count("=HYPERLINK(1)") == 1  # words that are quotes stand there alone


def test_markdown_in_chinese():
    text = grid_markdown(GRID, chinese=True)

    assert "## 营业收入是多少？" in text
    assert "- **Two**: 未找到" in text
    assert "第 F-2 页 (PDF 2)" in text


@pytest.fixture(scope="module")
def book():
    return openpyxl.load_workbook(io.BytesIO(grid_xlsx(GRID)))


def test_the_workbook_has_numbers_with_their_place(book):
    sheet = book["Grid"]

    assert [cell.value for cell in sheet[1]] == ["question", "expected", "One", "Two"]
    assert sheet["C2"].value == 1_000_000_000
    assert sheet["C2"].number_format == '#,##0,," m USD";-#,##0,," m USD";0" USD"'
    assert "p. F-2 (PDF 2): Net sales 1,000" in sheet["C2"].comment.text
    assert sheet["C2"].comment.text.endswith("accepted\nchecked\nby Ann")
    assert sheet["D2"].value == "not found"


def test_the_workbook_has_live_formulas_over_its_sources(book):
    formula = book["Grid"]["C3"]

    assert formula.data_type == "f"
    assert formula.value == "=Sources!D4/Sources!D5"
    sources = book["Sources"]
    assert [sources[f"C{row}"].value for row in (4, 5)] == ["net income", "revenue"]
    assert [sources[f"D{row}"].value for row in (4, 5)] == [110_000_000, 1_000_000_000]
    assert sources["I4"].value == "Net income 110"


@needs_libreoffice
def test_a_program_works_out_the_same(tmp_path):
    assert recalculated(grid_xlsx(GRID), tmp_path)["Grid"]["C3"].value == pytest.approx(0.11)


def test_text_of_a_report_is_text_in_the_workbook(book):
    cell = book["Grid"]["C4"]

    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", "=HYPERLINK(1)", True)


def test_a_typed_number_is_a_number(book):
    cell = book["Grid"]["D3"]

    assert (cell.value, cell.number_format) == (0.125, "0.0%")
    assert "typed by hand" in cell.comment.text


def test_coverage_counts_what_has_become_of_each_report(book):
    heads, one, two = ([cell.value for cell in row] for row in book["Coverage"].iter_rows())

    counts = dict(zip(heads, two, strict=True))
    assert (counts["answered"], counts["not found"]) == (1, 1)
    assert (counts["failed"], counts["edited"], counts["unchecked"]) == (1, 1, 2)
    assert dict(zip(heads, one, strict=True))["accepted"] == 1


def test_notes_hold_what_a_person_has_said(book):
    rows = [[cell.value for cell in row] for row in book["Notes"].iter_rows(min_row=2)]

    assert rows == [
        ["What was revenue?", "One", "accepted", "$1,000 million", None, "checked\nby Ann"],
        ["Net margin", "Two", "edited", "11.0%", "12.5%", None],
    ]


@pytest.mark.parametrize("written", ["12 m", "$3", "", "1.2.3", "--5", "five"])
def test_what_is_typed_is_no_number_unless_it_is_one(written):
    assert edited_number(written) is None


def test_a_figure_whose_formula_cannot_be_followed_is_a_number():
    figure = replace(computed().figures[0], formula="something else")
    one = content(GridCell(0, 1, replace(computed(), figures=(figure,))))

    assert openpyxl.load_workbook(io.BytesIO(grid_xlsx(one)))["Grid"]["C3"].value == 0.11


def test_a_figure_in_another_unit_than_expected_says_so():
    one = content(GridCell(0, 1, stated()))

    comment = openpyxl.load_workbook(io.BytesIO(grid_xlsx(one)))["Grid"]["C3"].comment.text

    assert comment.endswith("expected: percent")
