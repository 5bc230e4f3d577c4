"""Of whom a figure is asked: a rival, a part of the group, or only a row that is written so."""

from pathlib import Path

import pytest

from qa.readers.extractive.wording.subjects import in_all_forms, is_of, other_subjects
from tests.search.small_filing import FILING, store

PARTS = "Our parts are Ferries North Coast (FNC) and Barges South Coast (BSC)."


@pytest.mark.parametrize(
    ("name", "passage", "is_there"),
    [
        ("Work-In-Process", "Work-in-process 200 191", True),
        ("Accrued Compensation And", "Accrued compensation and benefits 1,835", True),
        ("Acme", "Acme had sales of $5 million", True),
        ("Acme", "Sales were $5 million at the acme of summer", False),
        ("Acme Barges", "Barges 5", False),
    ],
)
def test_a_name_of_several_words_may_be_a_label(name: str, passage: str, is_there: bool) -> None:
    assert is_of((name,), f"What was {name} in 2018?", passage) is is_there


def test_a_part_is_told_of_under_its_short_form(tmp_path: Path) -> None:
    names = in_all_forms(store(tmp_path, [*FILING, PARTS]), ("Ferries North Coast",))

    assert names == ("Ferries North Coast", "FNC")
    assert is_of(names, "What was Ferries North Coast's net revenue?", "FNC $ 812 $ 790")


@pytest.mark.parametrize(
    "question",
    [
        "What is Acme's FY2018 operating margin?",
        "What was Acme's operating margin as of FY2018?",
        "What was the profit of FY 2018?",
        "What was revenue of Q3 2018 at Acme?",
        "What was the cash of March 2018?",
    ],
)
def test_a_time_is_nobody(question: str) -> None:
    assert other_subjects(question, ["Acme"]) == ()
