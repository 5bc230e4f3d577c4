"""Which of what a question names is asked for: a known line, or a row by its whole label."""

import pytest

from qa.measures import understand
from qa.readers.extractive.formulas.phrase_values import is_longer
from qa.readers.extractive.rows.row_facts import content_terms
from qa.readers.extractive.rows.row_figures import in_headings, in_label, may_name_a_row


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("What were assets held during the year?", "Assets held during the year"),
        (
            "What was comprehensive income attributable to Acme?",
            "Comprehensive income attributable to Acme",
        ),
        ("What were earnings after income taxes in 2022?", "Earnings after income taxes"),
        ("What were total liabilities and equity in 2022?", "Total liabilities and equity"),
    ],
)
def test_a_label_that_says_more_than_a_known_lines_name_is_another_line(
    question: str, label: str
) -> None:
    assert is_longer(understand(question, company=["Acme"]), content_terms(label))


def test_a_label_that_is_a_known_lines_name_is_that_line() -> None:
    asked = understand("What was comprehensive income in 2022?")

    assert not is_longer(asked, content_terms("Comprehensive income"))


def test_a_parts_name_is_no_longer_name_of_a_line() -> None:
    asked = understand("Data Centre operating margin in 2022")

    assert not is_longer(asked, content_terms("Data Centre"))


@pytest.mark.parametrize(
    ("question", "label"),
    [
        (
            "What was the change in unrecognized tax benefits in 2022?",
            "Change in unrecognized tax benefits",
        ),
        ("What was the risk-free interest rate in 2022?", "Risk-free interest rate"),
        (
            "How much increases for positions of the current year in 2022?",
            "Increases for positions of the current year",
        ),
    ],
)
def test_words_of_a_label_say_nothing_of_what_is_done_with_its_figure(
    question: str, label: str
) -> None:
    asked = in_label(understand(question), label)

    assert (asked.manner, asked.operation) == ("value", "none")
    assert [period.year for period in asked.periods] == [2022]
    assert may_name_a_row(asked)


def test_a_change_of_a_row_is_still_one() -> None:
    asked = in_label(understand("What was the change in tower rights in 2022?"), "Tower rights")

    assert asked.operation == "difference"


def test_a_change_that_a_heading_says_is_none_of_the_row_under_it() -> None:
    question = "What were accounts payable of changes in assets and liabilities in 2022?"
    headings = ["Cash flows", "Changes in assets and liabilities:"]

    asked = in_headings(understand(question), headings)

    assert (asked.operation, asked.key) == ("none", "payables")
    assert in_headings(understand(question), ["Cash flows"]).operation == "difference"
