"""A question is one for a part's sales where it says so, and for nothing else."""

import pytest

from qa.readers.extractive.wording.asked_sales import asked_sales


@pytest.mark.parametrize(
    ("question", "kind", "wanted"),
    [
        ("what did xylo make in 2022", "amount", [{"xylo"}]),
        ("Xylo takings, 2022", "amount", [{"xylo"}]),
        ("How heavily does Acme lean on Xylo for its 2022 sales?", "share", [{"xylo"}]),
        ("Xylo: what percent of 2022 revenue?", "share", [{"xylo"}]),
        ("How fast did Xylo climb in 2022?", "growth", [{"xylo"}]),
        ("By how many dollars did Xylo sales shrink in 2022?", "difference", [{"xylo"}]),
        ("Xylo plus Zanto: 2022 turnover", "sum", [{"xylo"}, {"zanto"}]),
        ("Xylo and Zanto brought in how much together in 2022?", "sum", [{"xylo"}, {"zanto"}]),
    ],
)
def test_everyday_words_say_what_is_asked_of_a_part(
    question: str, kind: str, wanted: list[set[str]]
) -> None:
    asked = asked_sales(question, ["Acme Inc."])

    assert asked is not None
    assert (asked.kind, [set(words) for words in asked.wanted]) == (kind, wanted)


@pytest.mark.parametrize(
    "question",
    [
        "How much did Acme bring in in 2022?",  # no part is named
        "What did Xylo bring in per customer in 2022?",
        "What did Xylo sell in the first quarter of 2022?",
        "What is Xylo's profit in 2022?",
        "How much will Xylo bring in next year?",
        "Did Xylo's share of sales grow in 2022?",
        "Which brand brought in most in 2022?",
        "By how much did Xylo sales rise in 2022?",  # dollars or percent
        "Where is Xylo sold in 2022?",
        "How many Xylos were sold in 2022?",
        "What was Xylo sold for in 2022?",
        "What is Xylo's market share in 2022?",
        "What is the Xylo brand worth in 2022?",
        "Was Xylo sold in 2022?",
        "How much of 2022 sales came from Xylo?",
        "Xylo as a share of product sales in 2022",
        "How much does Xylo bring in?",  # when is not said
    ],
)
def test_other_questions_are_none_of_a_part_s_sales(question: str) -> None:
    assert asked_sales(question, ["Acme Inc."]) is None
