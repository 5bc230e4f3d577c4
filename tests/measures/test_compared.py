"""A change against the period before: the newest period less the one before it, never earlier."""

import pytest

from qa.measures import understand


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("How does capex compare to 2022 in 2023?", [2022, 2023]),
        ("How did gross margin in 2023 compare to the prior year?", [2023]),
        ("How did operating margin compare to last year?", []),
        ("归母净利润比上年少了多少？", []),
        ("营业收入比去年多了多少？", []),
    ],
)
def test_a_period_compared_with_is_no_period_of_its_own(question: str, years: list[int]) -> None:
    asked = understand(question)

    assert (asked.manner, asked.operation) == ("change", "difference")
    assert [period.year for period in asked.periods] == years
    assert asked.qualifiers == () and asked.key is not None


@pytest.mark.parametrize(
    "question", ["How does Nike compare with Adidas?", "How does it compare to its competitors?"]
)
def test_another_company_is_no_period(question: str) -> None:
    assert understand(question).manner == "text"


def test_growth_in_the_year_before_is_that_years() -> None:
    assert [p.kind for p in understand("revenue growth in the prior year").periods] == ["previous"]
