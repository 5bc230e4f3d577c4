"""Figures that stand in sentences and in no table."""

from decimal import Decimal
from pathlib import Path

import pytest

from qa.measures import WantedPeriod, understand
from qa.readers.extractive.sentence_figures import sentence_figure
from tests.search.small_filing import COVER, RISKS, store


def given(folder: Path, question: str, page: str, year: int = 2018) -> Decimal | None:
    """What the sentences of a page give, its text checked against its place."""
    document = store(folder, [COVER, RISKS, page])
    fact = sentence_figure(
        document,
        understand(question),
        WantedPeriod("year", year, 12, None, str(year)),
        currency="USD",
        company=frozenset(),
    )
    if fact is None:
        return None
    text = document.page(fact.page_number).text
    assert text[slice(*fact.value_span)] == fact.text
    return fact.value


ADVERTISING = (
    "Advertising Costs\nAdvertising expenses were $776 million, $743 million and $742 million in"
    " fiscal 2018, 2017 and 2016, respectively."
)


@pytest.mark.parametrize(("year", "value"), [(2018, 776), (2017, 743), (2016, 742)])
def test_a_list_of_figures_is_read_with_its_list_of_years(
    tmp_path: Path, year: int, value: int
) -> None:
    question = f"How much was spent on advertising in {year}?"

    assert given(tmp_path, question, ADVERTISING, year) == value * 10**6


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("The fair value of the consideration transferred for Bight was $3.9 billion.", ""),
        ("In 2018 the consideration transferred for Bight was $3.9 billion.", "2018"),
    ],
)
def test_a_sentence_without_a_year_gives_no_period(
    tmp_path: Path, sentence: str, label: str
) -> None:
    fact = sentence_figure(
        store(tmp_path, [COVER, RISKS, sentence]),
        understand("How much was paid for Bight?"),
        WantedPeriod("year", 2018, 12, None, "2018"),
        currency="USD",
        company=frozenset(),
    )

    assert fact is not None
    assert fact.period.label == label


def test_a_year_that_no_sentence_names_has_no_figure(tmp_path: Path) -> None:
    assert given(tmp_path, "How much was spent on advertising in 2014?", ADVERTISING, 2014) is None


def test_shares_are_told_from_what_they_cost(tmp_path: Path) -> None:
    page = "During fiscal 2018, we repurchased 35.1 million shares at a cost of $2.0 billion."

    assert given(tmp_path, "How many shares were repurchased in 2018?", page) == 35_100_000


def test_a_change_is_no_amount(tmp_path: Path) -> None:
    page = "Advertising expenses increased by $33 million in fiscal 2018."

    assert given(tmp_path, "How much was spent on advertising in 2018?", page) is None


def test_euros_are_no_dollars(tmp_path: Path) -> None:
    page = "Advertising expenses in Ireland and Spain were €33 million in fiscal 2018."

    assert given(tmp_path, "How much was spent on advertising in 2018?", page) is None


def test_sentences_that_disagree_give_nothing(tmp_path: Path) -> None:
    page = (
        "Advertising expenses were $776 million in fiscal 2018.\n"
        "Advertising expenses were $801 million in fiscal 2018."
    )

    assert given(tmp_path, "How much was spent on advertising in 2018?", page) is None


@pytest.mark.parametrize(
    ("question", "page", "value"),
    [
        (
            "What did advertising cost in 2018?",
            "Advertising and promotion expenses were $43 million in 2019 and $470 million in 2018.",
            470,
        ),
        (
            "What was the reserve for doubtful accounts at December 31, 2018?",
            "Our allowance for credit losses was $472 million as of December 31, 2019 and"
            " $340 million at December 31, 2018.",
            340,
        ),
        (
            "Unrecognized stock compensation cost in 2018?",
            "As of May 31, 2018, there was $230 million of total unrecognized compensation cost,"
            " net of estimated forfeitures, related to share-based compensation arrangements.",
            230,
        ),
        (
            "What does it plan to spend on capital projects in 2018?",
            "Our capital expenditures for 2018 are expected to be approximately $5,700 million, a"
            " decrease of $500 million from 2017.",
            5700,
        ),
    ],
)
def test_other_words_for_the_same_are_found_in_a_sentence(
    tmp_path: Path, question: str, page: str, value: int
) -> None:
    assert given(tmp_path, question, page) == value * 10**6


def test_what_is_expected_is_no_answer_to_what_was_spent(tmp_path: Path) -> None:
    page = "Our capital expenditures for 2018 are expected to be approximately $5,700 million."

    assert given(tmp_path, "How much was spent on capital projects in 2018?", page) is None


def test_the_year_right_behind_a_figure_is_its_own(tmp_path: Path) -> None:
    page = (
        "The military agreements expire between 2051 and 2068 and have remaining contract revenue"
        " of $3,600 million as of December 31, 2018."
    )

    question = "remaining contract revenue of the military agreements in 2018"
    assert given(tmp_path, question, page) == 3600 * 10**6


def test_a_company_whose_name_is_a_word_leaves_that_word_its_sense(tmp_path: Path) -> None:
    page = "During fiscal 2018, Best Buy repurchased and retired 35.1 million shares."

    question = "How many shares did Best Buy repurchase and retire in fiscal 2018?"
    assert given(tmp_path, question, page) == 35_100_000


def test_one_word_of_three_may_stand_in_the_heading(tmp_path: Path) -> None:
    page = (
        "Employee Savings Plan\nWe have a plan under Section 401(k).\n"
        "Our total expense for these savings plans was $49 million and $51 million in 2018 and"
        " 2017."
    )

    question = "what was paid for employee savings plans in 2018"
    assert given(tmp_path, question, page) == 49 * 10**6


def test_what_was_spent_is_not_what_may_still_be_spent(tmp_path: Path) -> None:
    page = "During fiscal 2018, we repurchased common stock for $3.7 billion under the program."

    assert given(tmp_path, "How much was spent on buying back stock?", page) == 3_700_000_000
    assert given(tmp_path, "How much may still be spent on buying back stock?", page) is None
