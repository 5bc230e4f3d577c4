"""A question in its wrapping asks for the same as the bare one."""

import pytest

from qa.measures import understand
from qa.measures.wrapping import unwrap
from tests.measures.wrapped_questions import WRAPPED, wrapped


@pytest.mark.parametrize("measure", ["operating margin", "capital expenditure"])
@pytest.mark.parametrize("form", WRAPPED)
def test_wrapping_changes_nothing_of_what_is_asked(form: str, measure: str) -> None:
    bare = understand(f"{measure} 2018")
    question = wrapped(form, measure, "Hillside", 2018)
    asked = understand(question, company=["Hillside Tools, Inc.", "Hillside"])

    assert asked.wants_figure
    assert (asked.qualifiers, asked.manner) == ((), bare.manner)
    assert [period.year for period in asked.periods] == [2018]
    if asked.wishes.currency is None:  # a margin in dollars is the profit
        assert asked.key == bare.key


@pytest.mark.parametrize(
    "question",
    [
        "what was the balance of construction in progress in 2018?",
        "what are the assets held for sale?",
        "how much was included in accrued liabilities?",
    ],
)
def test_words_that_are_asked_for_are_no_wrapping(question: str) -> None:
    assert unwrap(question) == question


def test_construction_in_progress_keeps_its_name() -> None:
    assert "progress" in " ".join(understand("What was construction in progress in 2018?").words)


@pytest.mark.parametrize(
    "question",
    [
        "How did revenue develop in 2018?",
        "How has revenue evolved from 2017 to 2018?",
        "How does revenue compare between 2018 and 2017?",
        "How did revenue in FY2018 compare across FY2017 and FY2018?",
    ],
)
def test_how_a_figure_went_is_its_change(question: str) -> None:
    asked = understand(question)

    assert (asked.key, asked.manner, asked.qualifiers) == ("revenue", "change", ())


@pytest.mark.parametrize(
    ("question", "key", "manner"),
    [
        ("Is Acme healthy based on its quick ratio for FY22?", "quick_ratio", "value"),
        (
            "Is Acme a capital-intensive business based on FY2022 data?",
            "capital_intensity",
            "value",
        ),
        (
            "Retention ratio 2022 (using total dividends paid)? Round answer to 2 decimals",
            "retention_ratio",
            "value",
        ),
        ("How much did it pay its shareholders in dividends in 2022?", "dividends_paid", "value"),
        (
            "Are gross margins historically consistent (not fluctuating more than 2%)?",
            "gross_margin",
            "improve",
        ),
        ("Does it maintain a stable trend of dividend distribution?", "dividends_paid", "improve"),
    ],
)
def test_an_opinion_is_asked_by_its_figure(question: str, key: str, manner: str) -> None:
    asked = understand(question, company=["Acme"])

    assert (asked.key, asked.manner, asked.qualifiers) == (key, manner, ())


def test_top_products_are_the_largest_ones() -> None:
    assert understand("What were the top products by revenue in 2018?").manner == "largest"


def test_a_company_that_develops_something_is_asked_to_be_told() -> None:
    assert not understand("How did the company develop its private label?").wants_figure
