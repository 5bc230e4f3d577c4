"""Which labels a question says word for word, and what it says beside them."""

import pytest

from qa.readers.extractive.rows.row_facts import content_terms
from qa.readers.extractive.rows.said import Said, unsaying_terms


def said(question: str, *words: str, company: tuple[str, ...] = ()) -> Said:
    return Said(question, words or (question,), company)


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("What were accrued marketing costs in 2022?", "Accrued marketing costs"),
        ("How much was spent on shipping and handling?", "Shipping and handling expense"),
        ("What was property and equipment in 2022?", "Property and equipment, net"),
        ("What were deferred grants?", "Less: Deferred grants (Note 4)"),
        ("What were deferred grants?", "Total deferred grants"),
    ],
)
def test_a_question_says_a_label_word_for_word(question: str, label: str) -> None:
    assert said(question).label(label)


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("What were marketing costs that accrued?", "Accrued marketing costs"),
        ("What were accrued costs?", "Accrued marketing costs"),
        ("What was the margin of 2022?", "2022"),
        ("What was handling?", "Shipping and handling expense"),
    ],
)
def test_a_label_in_other_words_or_another_order_is_not_said(question: str, label: str) -> None:
    assert not said(question).label(label)


def test_a_percentage_of_revenue_is_said_only_by_a_question_for_a_share() -> None:
    label = "Percentage of total revenue"

    assert not said("What was the percentage total revenue in 2022?").label(label)
    assert said("What was the percentage of total revenue?").label(label)


def test_an_expense_without_its_last_word_is_said_of_less_words() -> None:
    short = said("How much was spent on shipping and handling?").label(
        "Shipping and handling expense"
    )
    whole = said("What was shipping and handling expense?").label("Shipping and handling expense")

    assert short < whole


@pytest.mark.parametrize(
    ("question", "label", "is_said"),
    [
        ("2020年末预付土地款是多少？", "预付土地款", True),
        ("2020年末预付土地款是多少？", "其中：预付土地款", True),
        ("2020年末预付款是多少？", "预付土地款", False),
        ("2020年末预付土地款是多少？", "款", False),
    ],
)
def test_a_chinese_label_is_said_by_its_characters(
    question: str, label: str, is_said: bool
) -> None:
    assert bool(said(question).label(label)) is is_said


def test_what_is_said_beside_a_label_is_left() -> None:
    question = said(
        "What were accrued costs of the Alaska region?", "accrued costs", "Alaska region"
    )
    label = question.label("Accrued costs")

    assert question.rest(label, "Accrued costs") == content_terms("Alaska region")


def test_a_label_in_brackets_leaves_nothing_else_to_be_said() -> None:
    question = said(
        "What did the firm owe to its vendors (accounts payable) in 2022?",
        "owe vendors (accounts payable)",
    )
    label = question.label("Accounts payable")

    assert label
    assert question.rest(label, "Accounts payable") == frozenset()


def test_other_words_stay_where_brackets_hold_another_label() -> None:
    question = said("Trade balances of Alaska (as reported)", "trade balances Alaska")
    label = question.label("Trade balances")

    assert question.rest(label, "Trade balances") == content_terms("Alaska")


def test_the_companys_name_asks_for_nothing() -> None:
    question = said("Acme accrued costs", "Acme accrued costs", company=("Acme",))

    assert question.rest(question.label("Accrued costs"), "Accrued costs") == frozenset()


def test_people_are_their_country() -> None:
    question = said("What were the Canadian accrued costs?", "Canadian accrued costs")

    assert question.rest(question.label("Accrued costs"), "") == content_terms("Canada")


@pytest.mark.parametrize("context", ["maturities of debt", "amounts due"])
def test_words_of_falling_due_are_said_by_each_other(context: str) -> None:
    question = said("Notes that fall due in 2025")
    rest = content_terms("payable Alaska")

    assert question.without_due(rest, content_terms(context)) == content_terms("Alaska")
    assert question.without_due(rest, content_terms("carrying amounts")) == rest


def test_what_was_done_is_not_what_can_be_done() -> None:
    asked = said("average price of exercisable options", "exercisable")

    assert not asked.label("Exercised")
    assert asked.label("Exercisable")


@pytest.mark.parametrize("line", ["loss", "income"])
def test_a_row_of_a_gain_or_a_loss_is_said_by_either(line: str) -> None:
    question = said(f"What was accumulated hedging {line} in 2022?")
    assert question.label("Accumulated hedging income (loss)")
    assert not question.label("Accumulated other hedging income (loss)")


def test_operating_leases_are_not_those_that_somebody_operates() -> None:
    meant = content_terms("operating")
    assert not meant <= unsaying_terms("What did operating leases cost?")
    assert meant <= unsaying_terms("How many stores does it operate?")


def test_what_is_contributed_to_a_plan_is_meant() -> None:
    meant = content_terms("contributed")
    assert not meant <= unsaying_terms("How much will be contributed to pension plans in 2024?")
    assert meant <= unsaying_terms("How much did Bight contribute to revenue?")


@pytest.mark.parametrize(
    "question",
    ["What were service (costs) credits in 2022?", "What were service credits in 2022?"],
)
def test_a_label_with_brackets_is_said_with_what_they_hold_or_without(question: str) -> None:
    assert said(question).label("Service (costs) credits")
    assert said(question).is_whole("Service (costs) credits")
