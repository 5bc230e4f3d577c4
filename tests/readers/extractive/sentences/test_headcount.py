"""How many people work for the company, where a sentence says it."""

from pathlib import Path

import pytest

from qa.measures import WantedPeriod
from qa.readers.extractive.sentences.headcount import headcount
from tests.search.small_filing import COVER, RISKS, store

QUESTION = "How many employees did the company have in 2018?"


def number(folder: Path, *pages: str, year: int = 2018, question: str = QUESTION) -> int | None:
    """The headcount in a report on 2018."""
    document = store(folder, [COVER, RISKS, *pages])
    fact = headcount(document, question, WantedPeriod("instant", year), 2018)
    if fact is None:
        return None
    text = document.page(fact.page_number).text
    assert text[slice(*fact.value_span)] == fact.text
    return int(fact.value)


@pytest.mark.parametrize(
    "sentence",
    [
        "As of December 31, 2018, we employed approximately 4,120 people.",
        "At year end the Company had about 4,120 full-time employees.",
        "Our total workforce consists of 4,120 associates around the world.",
    ],
)
def test_a_sentence_says_how_many_people_work_there(tmp_path: Path, sentence: str) -> None:
    assert number(tmp_path, f"Employees\n{sentence}") == 4120


def test_millions_of_people_are_counted_in_millions(tmp_path: Path) -> None:
    page = "Employees\nWe had approximately 2.1 million associates as of December 31, 2018."

    assert number(tmp_path, page) == 2_100_000


def test_a_chinese_sentence_says_how_many_people_work_there(tmp_path: Path) -> None:
    page = "员工情况\n截至报告期末，公司员工总数为5,230人。"

    assert number(tmp_path, page, question="2018年公司员工总数是多少？") == 5230


def test_a_sentence_about_the_whole_world_wins_over_one_about_a_country(tmp_path: Path) -> None:
    page = (
        "Employees\nWe employed approximately 1,600 people in the U.S.\n"
        "We employed approximately 4,120 people worldwide."
    )

    assert number(tmp_path, page) == 4120


def test_the_part_that_a_sentence_names_behind_the_whole_is_not_read(tmp_path: Path) -> None:
    page = (
        "Employees\nAs of December 31, 2018, we employed approximately 4,120 people, including"
        "\nabout 1,600 employees in the U.S."
    )

    assert number(tmp_path, page) == 4120


@pytest.mark.parametrize(
    "part",
    [
        "The Company has about 900 employees covered by collective agreements.",
        "We have about 900 employees who are represented by unions.",
        "We terminated approximately 900 employees worldwide.",
        "Our Forge segment employed about 900 people as of December 31, 2018.",
        "We acquired a mill that had about 900 employees worldwide.",
    ],
)
def test_a_sentence_about_some_of_the_people_is_not_read(tmp_path: Path, part: str) -> None:
    assert number(tmp_path, f"Employees\n{part}") is None
    whole = "We employed approximately 4,120 people."
    assert number(tmp_path / "both", f"Employees\n{part}\n{whole}") == 4120


def test_what_is_said_of_some_of_them_behind_a_comma_leaves_the_whole(tmp_path: Path) -> None:
    page = "Employees\nWe employed about 4,120 people, of whom 900 are covered by agreements."

    assert number(tmp_path, page) == 4120


def test_a_sentence_about_another_year_is_not_read(tmp_path: Path) -> None:
    page = (
        "Employees\nAs of December 31, 2017, we employed approximately 3,900 people.\n"
        "As of December 31, 2018, we employed approximately 4,120 people."
    )

    assert number(tmp_path / "2018", page) == 4120
    assert number(tmp_path / "2017", page, year=2017) == 3900
    assert number(tmp_path / "2016", page, year=2016) is None


def test_a_sentence_that_names_no_year_is_of_the_reports_own(tmp_path: Path) -> None:
    page = "Employees\nWe employed approximately 4,120 people."

    assert number(tmp_path / "2018", page) == 4120
    assert number(tmp_path / "2017", page, year=2017) is None


def test_sentences_that_disagree_give_no_number(tmp_path: Path) -> None:
    page = "Employees\nWe employed about 4,120 people.\nThe Company had about 4,300 employees."

    assert number(tmp_path, page) is None


def test_members_of_a_union_are_not_all_people(tmp_path: Path) -> None:
    page = "Employees\nThe Company says that approximately 900 employees are union employees."

    assert number(tmp_path, page) is None
