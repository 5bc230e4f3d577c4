"""Several questions in one are told apart only where each can stand alone."""

import pytest

from qa.measures.question_parts import question_parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "What was the capex in 2023 and how does it compare to 2022?",
            ["What was the capex in 2023?", "How does capex compare to 2022 in 2023?"],
        ),
        (
            "How much inventory do they hold, and why did it go up?",
            ["How much inventory do they hold?", "Why did inventory go up?"],
        ),
        (
            "What was revenue in 2016, and what was net income?",
            ["What was revenue in 2016?", "What was net income in 2016?"],
        ),
        (
            "What was the effective tax rate in 2022? Did it increase? Why?",
            [
                "What was the effective tax rate in 2022?",
                "Did effective tax rate increase in 2022?",
                "Why did effective tax rate change in 2022?",
            ],
        ),
        (
            "归母净利润是多少，比上年少了多少？",
            ["归母净利润是多少？", "归母净利润比上年少了多少？"],
        ),
        ("2020年毛利率是多少，为什么下降？", ["2020年毛利率是多少？", "2020年毛利率为什么下降？"]),
    ],
)
def test_each_part_stands_alone(question: str, parts: list[str]) -> None:
    assert question_parts(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "Which segment is largest, and what is its margin?",  # leans on an answer
        "How leveraged are they, net debt to EBITDA?",
        "Did gross margin improve and by how much?",
        "Where did the plant close and how many jobs went?",
        "What is the quick ratio? Define it as cash over current liabilities, and is it above 1?",
        "What was net income and EPS in 2022?",
        "研发投入占收入多少？",
    ],
)
def test_one_question_is_left_as_it_is(question: str) -> None:
    assert question_parts(question) == [question]
