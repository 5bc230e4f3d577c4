"""What a question wants worked out of two things, or of one thing at two times."""

import pytest

from qa.measures.operations import derivations_in


@pytest.mark.parametrize(
    ("question", "operation", "phrases", "times"),
    [
        (
            "Gaming and Embedded revenue added up, 2022",
            "sum",
            ("Gaming", "Embedded revenue"),
            ("in 2022",),
        ),
        (
            "For every dollar of Asian sales, how many cents were operating income in 2022?",
            "percent",
            ("operating income", "Asian sales"),
            ("in 2022",),
        ),
        (
            "Who paid more tax: what multiple of state tax was federal tax in fiscal 2018?",
            "ratio",
            ("federal tax", "state tax"),
            ("in fiscal 2018",),
        ),
        (
            "Delivery revenue grew by what factor between 2019 and 2021?",
            "factor",
            ("Delivery revenue",),
            ("in 2019", "in 2021"),
        ),
        (
            "Average advertising bill across 2020, 2021 and 2022",
            "average",
            ("advertising expense",),
            ("in 2020", "in 2021", "in 2022"),
        ),
        (
            "Gap between Europe's and Asia's sales at the end of 2021, in dollars",
            "difference",
            ("Europe's", "Asia's sales"),
            ("at the end of 2021",),
        ),
        (
            "Which share of sales went to customers outside Japan in 2022?",
            "share",
            ("customers outside Japan", "sales"),
            ("in 2022",),
        ),
    ],
)
def test_a_question_says_what_is_to_be_done(question, operation, phrases, times):
    found = next(derivations_in(question, 2022))

    assert (found.operation, found.phrases, found.times) == (operation, phrases, times)


def test_a_line_is_compared_of_both():
    found = next(derivations_in("How much more did Games earn in profit than Apps in 2022?", 2022))

    assert found.operation == "difference"
    assert (found.phrases, found.line) == (("Games", "Apps"), "profit")


def test_a_growth_in_percent_is_no_amount():
    every = derivations_in("How much did sales in Asia grow in 2022, in percent?", 2022)

    assert [each.operation for each in every] == ["growth"]


def test_without_a_time_the_latest_year_is_meant():
    assert next(derivations_in("capex relative to depreciation", 2021)).times == ("in 2021",)


@pytest.mark.parametrize(
    "question",
    [
        "What was net income in 2022?",
        "Orders relative to sales in the second quarter of 2022",  # no year's
        "What is capex as a multiple of the average depreciation, and why in 2022?",
    ],
)
def test_what_no_form_says_in_full_is_none(question):
    assert not list(derivations_in(question, 2022))


def test_whom_a_question_is_about_is_no_piece_of_a_thing():
    every = list(derivations_in("Margin of Freight 2022: profit divided by net sales", 2022))

    assert [each.phrases for each in every] == [("profit", "net sales")]
    assert every[0].subject == "Margin of Freight"


def test_what_a_label_may_say_is_not_sure():
    found = list(derivations_in("net income attributable to shareholders in 2022", 2022))

    assert found
    assert not any(each.is_sure for each in found)
