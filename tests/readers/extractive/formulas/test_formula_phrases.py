"""Formulas in a question's own words, before any row is looked up."""

import pytest

from qa.readers.extractive.formulas.formula_phrases import formulas_in


@pytest.mark.parametrize(
    ("question", "expression", "phrases"),
    [
        (
            "order intake divided by net sales in 2024",
            "r0 / r1",
            ("order intake", "net sales in 2024"),
        ),
        (
            "Cash conversion: operating cash flow less capital spending, divided by net income",
            "(r0 - r1) / r2",
            ("operating cash flow", "capital spending", "net income"),
        ),
        (
            "Turns: merchandise costs over the average of beginning and ending inventories",
            "r0 / avg(r1)",
            ("merchandise costs", "inventories"),
        ),
        ("Fuel plus rentals in 2022", "(r0 + r1)", ("Fuel", "rentals in 2022")),
        (
            "What share of total inventories was finished goods?",
            "r0 / r1",
            ("finished goods", "total inventories"),
        ),
        (
            "How many percentage points of total revenue did EMEA account for?",
            "r0 / r1",
            ("EMEA", "total revenue"),
        ),
        ("Pet sales and Snacks sales combined", "r0 + r1", ("Pet sales", "Snacks sales")),
        (
            "ratio as (cash + receivables) / current liabilities",
            "(r0 + r1) / r2",
            ("cash", "receivables", "current liabilities"),
        ),
        (
            "Pet sales plus Snacks sales as a percentage of net sales",
            "(r0 + r1) / r2",
            ("Pet sales", "Snacks sales", "net sales"),
        ),
        ("Pet sales per store in 2022", "r0 / r1", ("Pet sales", "number of stores")),
        (
            "How much larger were Pet sales than Snacks sales?",
            "r0 - r1",
            ("Pet sales", "Snacks sales"),
        ),
    ],
)
def test_words_are_read_as_a_formula(
    question: str, expression: str, phrases: tuple[str, ...]
) -> None:
    first = formulas_in(question)[0]

    assert (first.expression, first.phrases) == (expression, phrases)


def test_what_stands_before_the_colon_is_whom_it_is_about() -> None:
    assert formulas_in("Gaming: operating income over net revenue")[0].subject == "Gaming"


@pytest.mark.parametrize(
    "question",
    ["What was revenue over the last three years?", "How did margins develop over fiscal 2022?"],
)
def test_a_span_of_time_is_no_division(question: str) -> None:
    assert not formulas_in(question)


@pytest.mark.parametrize(
    "question",
    ["dividends declared per share", "How much larger were Pet sales in 2022 than in 2021?"],
)
def test_a_line_per_share_and_two_years_of_one_line_are_no_formula_over_rows(question: str) -> None:
    assert not formulas_in(question)
