"""Answers as a table for spreadsheets."""

import csv
from dataclasses import replace

import pytest

from qa.formats.answer_csv import CSV_HEADER, answer_row, answer_text, answers_csv
from tests.library.small_documents import answer

FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "=HYPERLINK(1)",
    "-cmd|' /C calc'!A0",
]
NUMBERS = ["-1", "+1,577.3", "-7.4%", "1,577", "(1,577)", "Net sales - total", ""]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text):
    cited = replace(answer().citations[0], cited_text=text, printed_number=text)

    row = answer_row(replace(answer(text), text=text, citations=(cited,)))

    assert row[0] == row[3] == row[4] == f"'{text}"


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers_and_words_stay_as_they_are(text):
    cited = replace(answer().citations[0], cited_text=text)

    assert answer_row(replace(answer(), citations=(cited,)))[4] == text


def test_an_answer_without_a_citation_has_empty_cells():
    row = answer_row(replace(answer("Why?"), text="None", citations=(), finish_reason="not found"))

    assert row == ("Why?", "None", "", "", "", "not found")


def test_each_claim_is_followed_by_its_pages():
    first, second = answer().citations[0], replace(answer().citations[0], page_number=9)
    later = replace(first, answer_start=21, answer_end=23, printed_number=None)

    text = answer_text(replace(answer(), citations=(later, first, second, first)))

    assert text == "Net sales grew 7.4% [p. F-1 (PDF 1), p. F-1 (PDF 9)]; 利润 [PDF p. 1]"


def test_the_file_is_one_that_excel_takes_for_utf8_and_keeps_lines_in_their_cells():
    two_lines = replace(answer('说 "多少"?'), text="=a\nb", citations=(), finish_reason="cancelled")

    table = answers_csv([two_lines])

    assert table.startswith("\ufeff")
    header, row = csv.reader(table.removeprefix("\ufeff").splitlines(keepends=True))
    assert tuple(header) == CSV_HEADER
    assert row == ['说 "多少"?', "'=a\nb", "", "", "", "stopped"]
