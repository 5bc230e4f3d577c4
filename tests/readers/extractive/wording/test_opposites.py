"""Labels that say the opposite of what a question says."""

import pytest

from qa.readers.extractive.wording.opposites import are_opposites


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("What was the statutory tax rate in 2022?", "Effective income tax rate"),
        ("diluted shares in 2022", "Basic shares"),
        ("proceeds from long-term debt in 2022", "Repayments of long-term debt"),
        ("unvested awards at the end of 2022", "Vested"),
        ("noncurrent assets", "Current assets"),
        ("vested options", "Nonvested, end of year"),
        ("maximum borrowings in 2022", "Average borrowings"),
        ("interest income", "Interest expense"),
        ("interest earned in 2022", "Interest expense"),
        ("value of options exercised", "Options exercisable"),
    ],
)
def test_a_thing_is_one_or_the_other(question: str, label: str) -> None:
    assert are_opposites(question, label)


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("interest expense", "Interest (income) expense, net"),
        ("income tax expense in 2022", "Income taxes"),
        ("gross margin on net sales", "Net sales"),
        ("current portion of deferred revenue", "Deferred revenue"),
        ("total assets in the current year", "Deferred items and total assets"),
        ("return on assets", "net income"),
    ],
)
def test_both_or_neither_is_no_opposite(question: str, label: str) -> None:
    assert not are_opposites(question, label)
