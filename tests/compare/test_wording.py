"""What each report is asked, where the question names several companies."""

import pytest

from qa.compare.wording import question_for

NAMES = {"nike": ["nike"], "adobe": ["adobe"], "costco": ["costco wholesale", "costco"]}


def asked(question: str, of: str) -> str:
    others = [name for key, names in NAMES.items() if key != of for name in names]
    return question_for(question, NAMES[of], others)


@pytest.mark.parametrize(
    ("question", "nike", "adobe", "costco"),
    [
        ("revenue growth", *["revenue growth"] * 3),
        (
            "Compare Nike's and Adobe's gross margin",
            "Nike's gross margin",
            "Adobe's gross margin",
            "gross margin",
        ),
        (
            "What is the net debt of Nike, Adobe and Costco?",
            "What is the net debt of Nike?",
            "What is the net debt of Adobe?",
            "What is the net debt of Costco?",
        ),
        (
            "gross margin of Nike vs Costco Wholesale in 2016",
            "gross margin of Nike in 2016",
            "gross margin in 2016",
            "gross margin of Costco Wholesale in 2016",
        ),
        ("Which company has the higher net margin?", *["net margin?"] * 3),
        ("Which of them reported the largest net debt in 2016?", *["net debt in 2016?"] * 3),
        ("哪家公司的毛利率更高？", *["毛利率"] * 3),
        ("比较Nike和Adobe的毛利率", "Nike的毛利率", "Adobe的毛利率", "毛利率"),
    ],
)
def test_other_companies_are_no_part_of_what_a_report_is_asked(
    question: str, nike: str, adobe: str, costco: str
) -> None:
    assert [asked(question, of) for of in ("nike", "adobe", "costco")] == [nike, adobe, costco]


def test_a_part_of_another_company_is_not_asked_of_this_one() -> None:
    question = "What were Costco Canada sales?"
    assert asked(question, "nike") == question


def test_a_question_about_a_segment_is_left_as_it_is() -> None:
    question = "Which segment has the highest operating income?"
    assert asked(question, "nike") == question


def test_two_years_stay_to_be_compared() -> None:
    question = "Compare gross margin in 2015 and 2016"
    assert asked(question, "nike") == question


def test_a_question_of_nothing_but_names_is_left_as_it_is() -> None:
    assert asked("Adobe?", "nike") == "Adobe?"
