"""Workbooks read back: exact numbers with their place, live formulas, and no text that runs."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest

from qa.answer import AnswerFigure, FigureInput, XbrlMark
from qa.formats.statements_sheet import sum_formula
from qa.formats.workbook import cell_name, is_exact
from qa.formats.xlsx import answers_xlsx, statements_xlsx
from qa.statements import DocumentFacts
from tests.formats.recalculated import formulas_and_values, needs_libreoffice, recalculated
from tests.formats.small_report import small_report
from tests.library.small_documents import answer

M = 10**6
LABEL, VALUE, UNIT, PAGE, NOTE = 1, 2, 3, 6, 7


@pytest.fixture(scope="module")
def small():
    return small_report()


def read(data):
    return openpyxl.load_workbook(BytesIO(data))


def figure(value, formula, *inputs, unit="ratio", note=""):
    given = tuple(FigureInput(*each, 0) for each in inputs)
    return AnswerFigure(
        "measure", value, value, unit, "2022", formula=formula, inputs=given, note=note
    )


def answered(*figures, quote="Net sales 7"):
    """Return an answer with figures whose inputs stand on page F-1."""
    cited = replace(answer().citations[0], cited_text=quote)
    return replace(answer("What is it?"), citations=(cited,), figures=figures)


MARGIN = figure(
    "40", "gross profit ÷ revenue", ("gross profit", "4", "2022"), ("revenue", "10", "2022"),
    unit="percent",
)  # fmt: skip
DAYS = figure(
    "36.5", "365 × average(inventory 2022; inventory 2021) ÷ cost of sales 2022",
    ("inventory", "30", "2022"), ("inventory", "10", "2021"), ("cost of sales", "200", "2022"),
    unit="days",
)  # fmt: skip
ANSWERS = [answered(MARGIN), answered(DAYS), replace(answer("Who?"), figures=())]


def rows(sheet):
    return list(sheet.iter_rows())


def test_the_sheets_of_both_workbooks(small):
    document, facts = small

    assert read(statements_xlsx(facts, document)).sheetnames == [
        "Statements",
        "Sources",
        "Coverage",
    ]
    assert read(answers_xlsx(ANSWERS, document, facts)).sheetnames == [
        "Statements", "Answers", "Sources", "Coverage",
    ]  # fmt: skip
    assert read(answers_xlsx(ANSWERS, document)).sheetnames == ["Answers", "Sources", "Coverage"]


def test_every_printed_cell_is_an_exact_number_with_its_page_and_row(small):
    document, facts = small
    sheet = read(statements_xlsx(facts, document))["Statements"]

    found = {row[0].value: row for row in rows(sheet) if isinstance(row[3].value, int | float)}

    revenue = found["Net revenue"]
    assert [cell.value for cell in revenue[1:5]] == [
        "USD, millions", "p. F-2 (PDF 2)", 1000 * M, 900 * M,
    ]  # fmt: skip
    assert revenue[3].comment.text == "p. F-2 (PDF 2): Net revenue $ 1,000 $ 900"
    assert revenue[3].number_format == "#,##0,,;(#,##0,,);0"
    assert (found["Interest expense"][3].value, found["Net income"][4].value) == (-20 * M, 110 * M)
    numbers = [cell.value for row in found.values() for cell in row[3:5]]
    exact = [cell.value for s in facts.statements for row in s.rows for cell in row.cells]
    assert {Decimal(str(number)) for number in numbers} <= set(exact)


def test_tie_outs_are_formulas_over_both_sides(small):
    document, facts = small
    sheet = read(statements_xlsx(facts, document))["Statements"]

    ties = [row for row in rows(sheet) if row[0].value in {tie.name for tie in facts.tie_outs}]

    assert len(ties) == len(facts.tie_outs)
    assert {row[column].data_type for row in ties for column in (3, 4, 5, 6)} == {"f"}


def test_a_dash_in_a_sum_leaves_it_a_formula_and_a_missing_part_does_not(small):
    _, facts = small
    tie = next(tie for tie in facts.tie_outs if tie.name == "assets = liabilities + equity")
    whole, *parts = (*tie.left_facts, *tie.right_facts)
    dash = replace(parts[0], value=Decimal(0), value_span=(0, 1))
    places = {
        (fact.page_number, fact.value_span): (f"D{number}", fact.value)
        for number, fact in enumerate((whole, *parts))
    }

    assert sum_formula(tie.right, [*parts, dash], places) == "=D1+D2"
    assert sum_formula(parts[0].value, [whole, parts[1]], places) == "=D0-D2"
    assert sum_formula(tie.right, [parts[0], replace(parts[1], value_span=(0, 1))], places) is None
    assert sum_formula(tie.right + 1, parts, places) is None


def test_a_computed_figure_is_a_formula_over_its_inputs(small):
    sheet = read(answers_xlsx(ANSWERS, small[0]))["Answers"]

    found = [[cell.value for cell in row] for row in rows(sheet)]

    assert [row[VALUE] for row in found[1:8]] == [
        "=C3/C4", 4, 10, "=365*AVERAGE(C6,C7)/ABS(C8)", 30, 10, 200,
    ]  # fmt: skip
    assert sheet["C3"].comment.text == "p. F-1 (PDF 1): Net sales 7"
    assert sheet["C2"].number_format == "0.0%"
    assert [row[NOTE] for row in found][-1] == "found"


def test_stored_values_are_those_of_the_figures(small):
    stored = formulas_and_values(answers_xlsx(ANSWERS, small[0]))

    assert {cell: value for (_, cell), (_, value) in stored.items()} == {"C2": 0.4, "C5": 36.5}


def test_a_figure_whose_formula_cannot_be_followed_keeps_its_value_and_says_so(small):
    odd = replace(MARGIN, value="41")

    row = rows(read(answers_xlsx([answered(odd)], small[0]))["Answers"])[1]

    assert row[VALUE].value == 0.41
    assert "the value is fixed" in row[NOTE].value


def test_what_an_xbrl_file_says_is_noted_beside_the_figure_and_its_inputs(small):
    said = XbrlMark("differs", "us-gaap:Revenues", "11")
    inputs = (MARGIN.inputs[0], replace(MARGIN.inputs[1], xbrl=said))
    marked = replace(MARGIN, inputs=inputs, xbrl=XbrlMark("differs"))

    written = rows(read(answers_xlsx([answered(marked)], small[0]))["Answers"])

    assert [row[NOTE].value for row in written[1:4]] == [
        "XBRL differs: revenue 11", None, "XBRL differs: 11",
    ]  # fmt: skip


def test_a_missing_figure_says_why_and_is_no_number(small):
    missing = AnswerFigure("x", None, "n/a", "", "2022", note="no inventories")

    row = rows(read(answers_xlsx([answered(missing)], small[0]))["Answers"])[1]

    assert (row[VALUE].value, row[NOTE].value) == ("n/a", "no inventories")


def test_more_than_15_digits_stay_exact_as_text_with_a_note(small):
    long = figure("1234567890123456790", "a + b", ("a", "1234567890123456789", "2022"),
                  ("b", "1", "2022"), unit="count")  # fmt: skip

    sheet = read(answers_xlsx([answered(long)], small[0]))["Answers"]

    assert (sheet["C3"].value, sheet["C3"].data_type) == ("1234567890123456789", "s")
    assert "15 digits" in sheet["C3"].comment.text
    assert sheet["C2"].value == '=_xlfn.NUMBERVALUE(C3,".",",")+C4'


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("123456789012345", True),
        ("1234567890123456", False),
        ("67161000000000000000", True),  # zeros at the end need no digits
        ("6278282683.24", True),
        ("0.1234567890123456", False),
        ("0", True),
        ("-0.36", True),
    ],
)
def test_15_digits_are_exact(number, expected):
    assert is_exact(Decimal(number)) is expected


EVIL = [
    "=1+1", "+1", "-1+1", "@SUM(A1)", "＝1+1", "=HYPERLINK(\"http://x\")", "http://example.com",
    "mailto:a@b.c", "{=1}", "internal:Sheet1!A1", "\t=1", "\x00=\x0b1", "\ud800", "_x0041_",
]  # fmt: skip


@pytest.mark.parametrize("evil", EVIL)
def test_no_text_becomes_a_formula_or_a_link(small, evil):
    document, facts = small
    cited = replace(
        answer().citations[0], cited_text=evil, printed_number=evil,
        context=(replace(answer().citations[0].context[0], text=evil),),
    )  # fmt: skip
    bad = AnswerFigure(evil, "7", evil, evil, evil, entity=evil, note=evil, citation=0)
    given = FigureInput(evil, "8", evil, 0)
    worked = AnswerFigure(evil, "7", evil, evil, evil, formula=evil, inputs=(given,))
    answers = [
        replace(answer(evil), text=evil, citations=(cited,), figures=(bad, worked), reader=evil)
    ]
    first = facts.statements[0]
    statement = replace(first, title=evil, rows=(replace(first.rows[0], label=evil),))
    facts = DocumentFacts(statements=(statement,), currency=evil)

    data = answers_xlsx(answers, replace(document, title=evil, file_name=evil), facts)

    book = read(data)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)
    parts = ZipFile(BytesIO(data))
    assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


@pytest.mark.parametrize(
    ("place", "name"), [((0, 0), "A1"), ((1, 25), "Z2"), ((9, 26), "AA10"), ((0, 16_383), "XFD1")]
)
def test_cells_are_named_as_spreadsheets_name_them(place, name):
    assert cell_name(*place) == name


def test_very_long_text_is_cut_with_a_sign(small):
    long = replace(answer("Why?"), text="x" * 40_000, citations=(), figures=())

    row = rows(read(answers_xlsx([long], small[0]))["Answers"])[1]

    assert row[8].value.endswith("x…") and len(row[8].value) == 32_000


def test_sources_and_coverage_account_for_all_pages(small):
    document, facts = small
    book = read(answers_xlsx(ANSWERS, document, facts))

    sources = [[cell.value for cell in row] for row in rows(book["Sources"])]
    assert sources[1][2:5] == [1, "F-1", "Net sales 7"]
    assert ["Income statement", "Net revenue", 2, "F-2", "Net revenue $ 1,000 $ 900"] in [
        row[:5] for row in sources
    ]
    coverage = [[cell.value for cell in row] for row in rows(book["Coverage"])]
    assert coverage[5][:4] == ["the whole report", len(document.pages), 0, 0]
    assert coverage[6][:6] == ["What is it?", 2, 1, 1, "quotes", "3-4"]


def test_the_same_answers_are_the_same_file(small):
    document, facts = small

    assert answers_xlsx(ANSWERS, document, facts) == answers_xlsx(ANSWERS, document, facts)


@needs_libreoffice
def test_a_spreadsheet_program_works_out_the_same_values(small, tmp_path):
    document, facts = small
    long = figure("1234567890123456790", "a + b", ("a", "1234567890123456789", "2022"),
                  ("b", "1", "2022"), unit="count")  # fmt: skip
    wrong = replace(facts.tie_outs[0], right=facts.tie_outs[0].right + M)
    facts = replace(facts, tie_outs=(*facts.tie_outs, wrong))
    data = answers_xlsx([*ANSWERS, answered(long)], document, facts)

    book = recalculated(data, tmp_path)

    stored = formulas_and_values(data)
    assert len(stored) > 4 * len(facts.tie_outs)
    for (sheet, cell), (formula, value) in stored.items():
        found = book[sheet][cell].value
        expected = pytest.approx(value, rel=1e-12) if isinstance(value, int | float) else value
        assert found == expected, (cell, formula)
