"""Numbers and bullets before the lines of a list."""

import pytest

from qa.text.numbering import without_numbering


@pytest.mark.parametrize(
    "line",
    [
        *("1. Revenue?", "12) Revenue?", "(3) Revenue?", "1.2. Revenue?", "Q4: Revenue?"),
        *("a) Revenue?", "b. Revenue?", "(C) Revenue?", "iv) Revenue?", "①Revenue?"),
        *("• Revenue?", "- Revenue?", "– Revenue?", "* Revenue?", "  7.\tRevenue?"),
        *("1、Revenue?", "一、Revenue?", "（二）Revenue?", "问题3：Revenue?"),
    ],
)
def test_a_number_or_bullet_is_no_part_of_the_line(line):
    assert without_numbering(line) == "Revenue?"


@pytest.mark.parametrize(
    "line",
    [
        *("1.5 million shares?", "3M revenue?", "2016: revenue?", "10-K date?", "8.5% notes?"),
        *("A. O. Smith's revenue?", "U.S. sales?", "-7% margin?", "Q1 revenue?", "5", "1."),
        *("2023年营业收入", "前五名客户", "一年内到期的非流动负债"),
    ],
)
def test_a_line_that_begins_with_a_number_of_its_own_stays(line):
    assert without_numbering(line) == line


def test_a_chinese_question_right_behind_its_number():
    assert without_numbering("1.营业收入是多少？") == "营业收入是多少？"
