"""Sentences that say all the words of a question, and their figure of something else."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.readers.extractive.sentences.test_sentence_figures import given


def test_cash_paid_is_no_cost(tmp_path: Path) -> None:
    page = "In 2018, cash paid for operating leases included in cash flows was $67 million."
    assert given(tmp_path, "How much did operating leases cost it in 2018?", page) is None
    paid = given(tmp_path, "cash paid for operating leases in 2018", page)
    assert paid == 67 * 10**6


def test_the_figure_of_a_year_stands_behind_its_year(tmp_path: Path) -> None:
    page = (
        "Effective February 21, 2018, we approved the fiscal 2019 annual dividend of $2.28 per"
        " share, an increase over the fiscal 2018 annual dividend of $2.24 per share."
    )
    question = "What dividend per share has been approved for fiscal 2019?"
    assert given(tmp_path, question, page, 2019) == Decimal("2.28")
    assert given(tmp_path, question.replace("2019", "2018"), page) == Decimal("2.24")


def test_what_is_expected_needs_no_past_verb(tmp_path: Path) -> None:
    page = "We expect to make voluntary pension contributions of $800 million to the plans in 2019."
    question = "What voluntary pension contributions are planned for 2019?"
    assert given(tmp_path, question, page, 2019) == 800 * 10**6


@pytest.mark.parametrize(
    "page",
    [
        "The notional amount of instruments that are investment hedges was $2.5 billion in 2018.",
        "Cash, cash equivalents, receivables and investments held by subsidiaries were $5.9 billion"
        " in 2018.",
    ],
)
def test_one_word_of_a_sentence_is_not_what_it_is_about(tmp_path: Path, page: str) -> None:
    assert given(tmp_path, "What did the company earn on its investments in 2018?", page) is None


def test_a_piece_of_what_is_asked_for_is_not_it(tmp_path: Path) -> None:
    page = (
        "Of the total projected pension liability in 2018, $847 million relates to plans that we do"
        " not fund."
    )
    assert given(tmp_path, "projected pension liability in 2018", page) is None


def test_a_part_of_these_is_of_what_is_said_behind_it(tmp_path: Path) -> None:
    page = "Of these restructuring charges, $31 million was employee severance in 2018."
    assert given(tmp_path, "restructuring charges in 2018", page) is None
    assert given(tmp_path, "employee severance in 2018", page) == 31 * 10**6


def test_a_share_of_something_is_no_rate(tmp_path: Path) -> None:
    page = "In 2018, our commercial paper at variable interest rates represented 21% of our debt."
    assert given(tmp_path, "interest rate on commercial paper in 2018", page) is None


@pytest.mark.parametrize(
    ("question", "page"),
    [
        (
            "deferred tax liabilities at the end of 2018",
            "As of December 31, 2018, we realized $1.2 billion of our federal, state and foreign"
            " assets of this kind in the course of business, as a result of long-lived deferred tax"
            " liabilities.",
        ),
        (
            "unrecognized compensation cost at the end of 2018",
            "As of December 31, 2018, total unrecognized compensation cost related to the ESPP was"
            " $39 million.",
        ),
        (
            "What was the statutory tax rate in 2018?",
            "The Act lowered the statutory tax rate from 35% to 21% effective January 1, 2018.",
        ),
    ],
)
def test_what_is_far_behind_of_a_kind_or_a_change_is_not_asked_for(
    tmp_path: Path, question: str, page: str
) -> None:
    assert given(tmp_path, question, page) is None


@pytest.mark.parametrize(
    ("question", "page"),
    [
        (
            "How much did the company borrow in 2018?",
            "As of December 31, 2018, no borrowings were outstanding under our $2 billion credit"
            " agreement.",
        ),
        (
            "unrecognized tax benefits at the end of 2018",
            "The unrecognized tax benefits that would impact the tax rate were $215 million as of"
            " December 31, 2018.",
        ),
        (
            "available-for-sale securities at the end of 2018",
            "Included in expense was interest income related to available-for-sale securities of"
            " $12 million in 2018.",
        ),
        (
            "short-term lease cost 2018",
            "For 2018, we recorded $118 million of operating lease expense, including short-term"
            " lease expense.",
        ),
    ],
)
def test_a_figure_of_something_larger_or_beside_is_not_asked_for(
    tmp_path: Path, question: str, page: str
) -> None:
    assert given(tmp_path, question, page) is None


def test_an_expense_related_to_plans_is_theirs(tmp_path: Path) -> None:
    page = "Our recognized expense related to defined contribution plans was $90 million in 2018."
    question = "cost of the defined contribution plans in 2018"
    assert given(tmp_path, question, page) == 90 * 10**6


def test_a_price_of_what_was_bought_is_no_cost_of_buying_it(tmp_path: Path) -> None:
    page = "In 2018, integration costs of Bight were $350 million for the year in all its parts."
    assert given(tmp_path, "What did they pay for Bight in 2018?", page) is None


def test_a_mean_is_said_to_be_one(tmp_path: Path) -> None:
    page = "Our warehouse space in Ohio was 110,700,000 square feet in 2018."
    question = "What is the average warehouse space in Ohio in square feet?"
    assert given(tmp_path, question, page) is None
    assert given(tmp_path, question.replace("average ", ""), page) == 110_700_000


def test_prices_of_two_years_are_both_prices(tmp_path: Path) -> None:
    page = (
        "During 2018 and 2017, we repurchased common stock at average prices of $183.13 and"
        " $157.87, respectively."
    )
    question = "What was the average price of the stock repurchased in 2017?"
    assert given(tmp_path, question, page, 2017) == Decimal("157.87")


def test_what_is_requested_is_not_yet_earned(tmp_path: Path) -> None:
    page = (
        "In 2018, our subsidiary filed a general rate case requesting $129 million in additional"
        " annualized water revenues."
    )
    assert given(tmp_path, "water revenues in 2018", page) is None
