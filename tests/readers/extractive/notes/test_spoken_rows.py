"""Loosely worded questions for a cost are read as rows and answered by those that tell a cost."""

from pathlib import Path

import pytest

from qa.answer import Answer
from qa.pipeline import ask
from qa.readers.extractive.notes.spoken_rows import in_row_words
from tests.search.small_filing import store_pages
from tests.statements.build_statements import report
from tests.tables.build_table import stacked

C, D = 440.0, 540.0
NOTE = stacked(
    ("Note 9. Operating costs",),
    ("Operating costs were as follows (in millions):",),
    ("", ("2022", C), ("2021", D)),
    ("Waste disposal", ("$ 12", C), ("$ 11", D)),
    ("Advertising", ("9", C), ("7", D)),
    ("Arbitration fees", ("(5)", C), ("(4)", D)),
    page_number=5,
)
STOCKS = stacked(
    ("Note 10. Inventories",),
    ("Inventories consist of the following (in millions):",),
    ("", ("2022", C), ("2021", D)),
    ("Sheet steel", ("$ 31", C), ("$ 30", D)),
    ("Copper wire", ("6", C), ("5", D)),
    page_number=6,
)


@pytest.mark.parametrize(
    ("question", "reading"),
    [
        ("What went on adverts in 2021?", "advertising expense, in 2021"),
        ("mass arbitration bill, 2021", "mass arbitration fees, in 2021"),
        ("Warranty money set aside over 2021", "Warranty provisions, in 2021"),
        ("How much was invested in trucks in 2021?", "capital expenditures on trucks, in 2021"),
        ("Interest handed over in cash, FY21", "cash paid for Interest, in FY21"),
        (
            "How big a hit from retiring debt early, 2021?",
            "loss on extinguishment of debt, in 2021",
        ),
    ],
)
def test_a_question_is_read_as_the_name_of_a_row_and_its_time(question: str, reading: str) -> None:
    assert reading in in_row_words(question, [])


def test_what_is_neither_a_row_nor_an_amount_stays() -> None:
    assert in_row_words("TV adverts bill, 2021", []) == ["TV advertising expense, in 2021"]


def test_the_cost_of_something_that_the_glossary_knows_is_left_as_it_is() -> None:
    assert in_row_words("cost of sales of adverts, 2021", []) == [
        "cost of sales of advertising expense, in 2021"
    ]


def test_nothing_is_read_into_a_question_for_two_years_or_without_one() -> None:
    assert in_row_words("adverts bill", []) == []
    assert in_row_words("adverts bill, 2021 and 2022", []) == []


def answer(folder: Path, question: str) -> Answer:
    *_, given = ask(store_pages(folder, [*report(), NOTE, STOCKS]), question)
    assert isinstance(given, Answer)
    return given


def values(folder: Path, question: str) -> list[str | None]:
    return [figure.value for figure in answer(folder, question).figures]


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("How much was shelled out for getting rid of waste in 2021?", "11000000"),
        ("the tab for adverts, 2022", "9000000"),
        ("arbitration: what did it set them back in 2022?", "5000000"),
    ],
)
def test_the_row_that_tells_the_cost_answers(tmp_path: Path, question: str, value: str) -> None:
    assert values(tmp_path, question) == [value]


@pytest.mark.parametrize(
    "question",
    [
        "How much was spent on sheet steel in 2022?",  # is held, and not what was spent
        "the tab for adverts on television alone, 2022",
        "the tab for adverts, 2016",
        "percent of the bill that went on adverts, 2022",
    ],
)
def test_no_figure_is_given_for_what_no_row_tells(tmp_path: Path, question: str) -> None:
    assert not [value for value in values(tmp_path, question) if value is not None]
