"""Definitions that stand in a question win, and are read whole or not at all."""

import pytest

from qa.measures import understand
from qa.measures.definition import (
    MOST_CHARS,
    find_definition,
    find_definitions,
    read_formula,
)


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        (
            "365 x average inventory of the two year ends / cost of sales",
            "365 * avg(inventories) / cost_of_sales",
        ),
        ("365 times average inventory divided by cogs", "365 * avg(inventories) / cost_of_sales"),
        ("net income over average total assets", "net_income / avg(total_assets)"),
        (
            "total current assets less total current liabilities",
            "current_assets - current_liabilities",
        ),
        (
            "(cash + receivables) / current liabilities",
            "(cash + receivables) / current_liabilities",
        ),
        (
            "(fy2022 revenue - fy2021 revenue) / fy2021 revenue",
            "(revenue - prev(revenue)) / prev(revenue)",
        ),
        (
            "365 * (average accounts payable between fy2021 and fy2022) / (fy2022 cogs +"
            " change in inventory between fy2021 and fy2022)",
            "365 * (avg(payables)) / (cost_of_sales + (inventories - prev(inventories)))",
        ),
        (
            "short-term debt, notes receivable and long-term debt over total equity",
            "(short_term_debt + notes_receivable + long_term_debt) / total_equity",
        ),
        ("(流动资产-存货)/流动负债", "(current_assets - inventories) / current_liabilities"),
        ("营业收入除以期初期末应收账款平均数", "revenue / avg(receivables)"),
        ("经营活动现金流量净额减资本支出", "operating_cash_flow - capital_expenditure"),
        ("短期借款加长期借款", "short_term_debt + long_term_debt"),
    ],
)
def test_a_formula_in_words_is_read(text, expression):
    formula = read_formula(text)
    assert formula is not None
    assert formula.expression == expression


@pytest.mark.parametrize(
    "text",
    [
        "net income over average magic",
        "revenue less returns and allowances",
        "revenue over cost of sales over inventory",
        "revenue",
        "365 days",
        "cash less debt and inventory",
        "revenue / ",
    ],
)
def test_one_word_that_is_not_understood_makes_it_no_formula(text):
    assert read_formula(text) is None


def test_a_piece_of_a_longer_formula_is_no_definition():
    text = "x is defined as: magic / (revenue + inventory)"
    assert find_definition(text) is None


def test_the_questions_own_definition_wins():
    asked = understand("Inventory days 2022: take 365 x average inventory / cost of sales")
    assert (asked.key, asked.expression, asked.unit) == (
        "dio",
        "365 * avg(inventories) / cost_of_sales",
        "days",
    )


@pytest.mark.parametrize(
    ("question", "expression"),
    [
        (
            "Net debt at year-end 2022, i.e. long-term debt plus short-term debt less cash",
            "long_term_debt + short_term_debt - cash",
        ),
        ("EBITDA 2022, operating income plus depreciation", "operating_income + depreciation"),
    ],
)
def test_what_is_defined_is_no_part_of_its_definition(question: str, expression: str) -> None:
    assert understand(question).expression == expression


def test_parts_defined_in_the_question_are_put_into_the_whole():
    asked = understand(
        "What is the FY2019 EBITDA margin? Define EBITDA as operating income + interest expense."
    )
    assert asked.expression == "(operating_income + interest_expense) / revenue"
    asked = understand(
        "What is the FY2019 CCC? CCC is defined as: DIO - DPO. DIO is defined as: 365 * inventory /"
        " COGS. DPO is defined as: 365 * accounts payable / COGS."
    )
    assert asked.expression == (
        "(365 * inventories / cost_of_sales) - (365 * payables / cost_of_sales)"
    )


def test_a_definition_that_cannot_be_read_is_told():
    asked = understand("What is ROA in 2020? ROA is defined as: net income / tangible things.")
    assert asked.unread_definition is not None


def test_balances_at_the_years_end_are_asked_for():
    asked = understand("Days payable 2023 using year-end accounts payable and 365 days")
    assert (asked.key, asked.balances, asked.qualifiers) == ("dpo", "year end", ())


def test_a_division_that_cannot_be_read_gives_no_textbook_formula_instead():
    asked = understand("Debt to equity 2017. Use total long-term debt over total equity.")
    assert asked.unread_definition is not None


def test_a_sum_as_a_percentage_of_a_line_is_read_whole():
    asked = understand(
        "FCF margin 2022: (cash from operating activities less capex) as a percentage of revenue"
    )
    assert (asked.key, asked.unit) == ("fcf_margin", "percent")
    assert asked.expression == "((operating_cash_flow - capital_expenditure) / revenue)"


def test_two_parts_that_are_defined_in_one_sentence_are_both_put_in():
    asked = understand(
        "Net debt to EBITDA 2022, where net debt is long-term debt less cash and EBITDA is"
        " operating income plus depreciation plus amortization"
    )
    assert asked.expression == (
        "(long_term_debt - cash) / (operating_income + depreciation + amortization)"
    )
    assert asked.qualifiers == ()


def test_a_definition_is_of_the_name_right_before_it():
    asked = understand("Compute debt to EBITDA 2022 with EBITDA = operating income + depreciation.")
    assert asked.expression == "total_debt / (operating_income + depreciation)"


def test_an_average_of_opening_and_closing_balances_is_none_at_the_years_end():
    asked = understand("Inventory days 2022, average of opening and closing inventories, 365 days")
    assert asked.balances == "average"


def test_a_text_longer_than_any_definition_is_not_taken_apart() -> None:
    formula = "net margin is net income / revenue"
    assert find_definitions(formula)
    assert find_definitions(f"{formula}. " + "so it is. " * MOST_CHARS) == ()


def test_a_long_list_of_numbers_is_no_formula() -> None:
    assert understand("1," * 1990).expression is None  # was nested too deep to be read


def test_what_a_measure_is_built_from_is_its_sum():
    asked = understand(
        "EBITDA in 2022, built from pretax income, interest expense and depreciation"
    )
    assert asked.expression == "pretax_income + interest_expense + depreciation"
    assert not asked.qualifiers
