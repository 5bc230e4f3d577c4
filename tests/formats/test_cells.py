"""Cells of CSV files, whichever sign a spreadsheet separates by."""

import csv
import re

import pytest

from qa.formats.cells import csv_line, safe_cell

FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1+1",
    "\u3000=1+1",
    "\xa0@SUM(A1)",
    "=HYPERLINK(1)",
    "-cmd|' /C calc'!A0",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(A1)",
    "Net sales;=1+1",
    "Net sales; ＝1+1",
    "a\n=1+1",
    "a\t@SUM(A1)",
    'a";=1+1;"b',
    "-1;-1+1",
]
NUMBERS = [
    "-1",
    "+1,577.3",
    "-7.4%",
    "1,577",
    "(1,577)",
    "Net sales - total",
    "",
    "up; -7.4%",
    "a;b",
]
STARTS = re.compile(r"[ \xa0\u3000\"]*[=+\-@＝＋－＠]")
PLAIN = re.compile(r"[ \"]*[+-]?[\d,.]+%?[\" ]*")


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_begins_with_a_formula(text):
    assert not STARTS.match(safe_cell(text).lstrip())


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_piece_of_a_line_begins_with_a_formula_whatever_separates(text, separator):
    line = csv_line(["first", text, "last"])

    rows = csv.reader(line.splitlines(keepends=True), delimiter=separator)

    pieces = [piece for row in rows for cell in row for piece in cell.splitlines() or [""]]
    assert "first" in pieces[0]
    assert [p for p in pieces if STARTS.match(p) and not PLAIN.fullmatch(p)] == []


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers_and_words_stay_as_they_are(text):
    assert safe_cell(text) == text
    assert next(csv.reader([csv_line([text])])) == [text]
