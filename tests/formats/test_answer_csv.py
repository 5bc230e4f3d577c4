"""Answers as a table for spreadsheets."""

import csv
from dataclasses import replace

from qa.answer import AnswerSentence, CheckedFigure
from qa.formats.answer_csv import CSV_HEADER, answer_row, answer_text, answers_csv
from tests.library.small_documents import answer


def test_an_answer_without_a_citation_has_empty_cells():
    row = answer_row(
        replace(answer("Why?"), text="None", citations=(), sentences=(), finish_reason="not found")
    )

    assert row[:6] == ("Why?", "None", "", "", "", "not found")


def test_each_claim_is_followed_by_its_pages():
    first, second = answer().citations[0], replace(answer().citations[0], page_number=9)
    later = replace(first, answer_start=21, answer_end=23, printed_number=None)

    text = answer_text(replace(answer(), citations=(later, first, second, first), sentences=()))

    assert text == "Net sales grew 7.4% [p. F-1 (PDF 1), p. F-1 (PDF 9)]; 利润 [PDF p. 1]"


def test_the_file_is_one_that_excel_takes_for_utf8_and_keeps_lines_in_their_cells():
    without = replace(
        answer('说 "多少"?'), citations=(), figures=(), finish_reason="cancelled", sentences=()
    )
    two_lines = replace(without, text="=a\nb")

    table = answers_csv([two_lines])

    assert table.startswith("\ufeff")
    header, row = csv.reader(table.removeprefix("\ufeff").splitlines(keepends=True))
    assert tuple(header) == CSV_HEADER
    assert row == ['说 "多少"?', "'=a\nb", "", "", "", "stopped", "", "", "", "", "", ""]


def test_the_figure_that_answers_first_stands_behind_the_status():
    first = answer().figures[0]
    second = replace(first, value="3", label="another")

    row = answer_row(replace(answer(), figures=(first, second)))

    assert row[5:10] == ("found", "7.4", "percent", "2023", "sales ÷ sales − 1")
    assert row[10:] == ("1 of 1", "agrees")


def test_a_figure_that_is_missing_leaves_its_cells_empty():
    missing = replace(answer().figures[0], value=None, display="n/a", xbrl=None)

    assert answer_row(replace(answer(), figures=(missing,)))[6:] == ("", "", "", "", "1 of 1", "")


def test_every_cell_is_in_quotes_and_none_is_a_formula():
    cited = replace(answer().citations[0], cited_text="Net sales;=1+1", printed_number="＝1")
    figure = replace(answer().figures[0], formula="-sales", period="@2023")
    bad = replace(answer("+A1"), text="=HYPERLINK(1)", citations=(cited,), figures=(figure,))
    bad = replace(bad, sentences=())

    line = answers_csv([bad]).splitlines()[1]

    assert line == (
        '"\'+A1","\'=HYPERLINK(1) [p. ＝1 (PDF 1)]","1","\'＝1","Net sales;\'=1+1","found",'
        '"7.4","percent","\'@2023","\'-sales","","agrees"'
    )


def test_figures_that_hold_have_a_quiet_mark_and_sentences_without_a_witness_a_loud_one():
    text = "Net sales grew 7.4%. They were $9. So it is."
    holds, fails = CheckedFigure(15, 19, True, 0), CheckedFigure(31, 33, False)
    sentences = (
        AnswerSentence(0, 20, "witnessed", (0,), (holds,)),
        AnswerSentence(21, 34, "unwitnessed", (), (fails,)),
        AnswerSentence(35, 44, "no claim"),
    )
    said = replace(answer(), text=text, sentences=sentences)

    assert answer_text(said) == (
        "Net sales grew 7.4% [p. F-1 (PDF 1)] ✓. They were $9 ✗. [no witness in this report]"
        " So it is."
    )
    assert answer_row(said)[-2] == "1 of 2"
