"""A comparison as JSON, CSV, XLSX and text: opened again by a program."""

import csv
import json
from io import BytesIO, StringIO

from openpyxl import load_workbook

from qa.compare.comparison_json import comparison_json
from qa.compare.comparison_sheet import comparison_xlsx
from qa.compare.comparison_table import comparison_csv, comparison_text
from tests.compare.conftest import Together


def test_json_has_rows_years_changes_and_restatements(together: Together) -> None:
    text = json.dumps(comparison_json(together("revenue", "first", "later", "yuan")))
    found = json.loads(text)

    first, _, yuan = found["rows"]
    assert (first["value"], first["unit"], first["page_number"]) == ("1234000000", "USD", 2)
    assert [year["column"] for year in first["years"]] == [2019, 2020, 2021]
    assert first["change"] == {
        "value": "12.1818181818182",
        "unit": "percent",
        "from": 2020,
        "to": 2021,
    }
    assert yuan["reason"] == {"key": "unit", "text": "USD and CNY are not compared."}
    restated = found["restated"][0]
    assert (restated["earlier"]["value"], restated["later"]["value"]) == (
        "1234000000",
        "1250000000",
    )


def test_csv_has_a_row_a_report_and_two_a_restated_figure(together: Together) -> None:
    rows = list(csv.DictReader(StringIO(comparison_csv(together("revenue", "first", "later"))[1:])))

    answers = [row for row in rows if row["kind"] == "answer"]
    assert [(row["report"], row["value"], row["2021"]) for row in answers] == [
        ("first.pdf", "1234000000", "1234000000"),
        ("later.pdf", "1400000000", "1250000000"),
    ]
    restated = [row for row in rows if row["kind"] != "answer"]
    assert [(row["kind"], row["value"], row["page"]) for row in restated[:2]] == [
        ("restated from", "1234000000", "2"),
        ("restated to", "1250000000", "2"),
    ]


def test_a_workbook_has_numbers_with_their_pages_and_live_changes(together: Together) -> None:
    data = comparison_xlsx(together("revenue", "first", "later"))
    book = load_workbook(BytesIO(data))
    values = load_workbook(BytesIO(data), data_only=True)

    assert book.sheetnames == ["Comparison", "Restated", "Sources"]
    sheet = book["Comparison"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    cell = sheet.cell(2, heads["2021"])
    assert cell.value == 1234000000
    assert "p. 2" in cell.comment.text
    assert "1,234" in cell.comment.text
    change = sheet.cell(2, heads["change"]).value
    assert change == f"={cell.coordinate}/{sheet.cell(2, heads['2020']).coordinate}-1"
    assert abs(values["Comparison"].cell(2, heads["change"]).value - (1234 / 1100 - 1)) < 1e-12
    assert [c.value for c in book["Restated"][2]][4:6] == [1234000000, 1250000000]


def test_a_terminal_shows_why_not_and_what_was_restated(together: Together) -> None:
    text = comparison_text(together("revenue", "first", "later", "yuan"))

    assert "Borealis Tools 2021" in text
    assert "Meridional Bio: USD and CNY are not compared." in text
    assert "Revenues 2021: restated: 1,234 → 1,250 (first.pdf, p. 2 → later.pdf, p. 2)" in text
