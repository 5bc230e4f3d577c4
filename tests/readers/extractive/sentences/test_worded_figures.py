"""Figures of sentences that say a question in words of their own."""

from decimal import Decimal
from pathlib import Path

import pytest

from qa.measures import understand
from qa.readers.extractive.sentences.worded_figures import worded_fact
from tests.search.small_filing import COVER, RISKS, store


def given(folder: Path, question: str, page: str) -> Decimal | None:
    """The figure that a page gives."""
    document = store(folder, [COVER, RISKS, page])
    fact = worded_fact(document, understand(question), [], 2018, "USD")
    return fact.value if fact else None


STAFF = (
    "As of December 31, 2018, we had approximately 29,300 employees, of whom approximately 12,300"
    " were located outside the United States. Approximately 40% of our workforce is represented by"
    " unions."
)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("How many workers are based abroad?", 12_300),
        ("What proportion of the staff is unionised?", 40),
        ("How many workers are based in Brazil?", None),
        ("How many workers were based abroad in 2014?", None),
    ],
)
def test_a_part_is_counted_by_the_number_beside_it(
    tmp_path: Path, question: str, value: int | None
) -> None:
    assert given(tmp_path, question, STAFF) == value


def test_a_count_of_several_places_is_of_none_of_them(tmp_path: Path) -> None:
    page = "At the end of 2018 we employed 125,000 people in Canada, Mexico and Chile."

    assert given(tmp_path, "How many people do they employ in Canada?", page) is None


def test_what_is_planned_has_not_been_done(tmp_path: Path) -> None:
    page = "In 2018 we announced our intent to close all of our 257 kiosk stores."

    assert given(tmp_path, "How many kiosk shops were shut in 2018?", page) is None
    page = "In 2018 we closed 52 kiosk stores."
    assert given(tmp_path / "other", "How many kiosk shops were shut in 2018?", page) == 52


def test_what_was_paid_for_something_is_its_price_and_no_cost_beside_it(tmp_path: Path) -> None:
    page = (
        "In 2018 we acquired Dough Works, a maker of crusts, for a purchase price of $253 million."
        " We recorded $6 million of costs related to the acquisition of Dough Works in 2018."
    )

    assert given(tmp_path, "What did they pay for Dough Works?", page) == 253_000_000


def test_an_amount_that_the_question_names_is_not_the_one_asked_for(tmp_path: Path) -> None:
    page = "At year end, $3.0 billion of the $5.0 billion of repurchases authorized was available."
    question = "How much of the $5 billion buyback authorisation was unused?"

    assert given(tmp_path, question, page) == 3_000_000_000


def test_sentences_that_disagree_give_nothing(tmp_path: Path) -> None:
    page = "We operate 30,000 delivery vehicles. We operate 20,000 delivery vehicles."

    assert given(tmp_path, "How many delivery vans does the company run?", page) is None


def test_a_size_is_not_a_mean_and_cells_of_a_table_are_no_sentence(tmp_path: Path) -> None:
    page = "Our clubs contained 110 million square feet: 77.5 million in the U.S."
    assert given(tmp_path, "Average floor space of clubs in the U.S.", page) is None
    assert given(tmp_path / "all", "floor space of clubs in America", page) == 77_500_000


def test_years_are_those_over_which_a_cost_is_booked(tmp_path: Path) -> None:
    page = (
        "Unrecognized compensation cost related to RSUs was $5 million, which we expect to"
        " recognize over a remaining period of 1.7 years."
    )

    assert given(tmp_path, "Years left over which RSU expense gets booked", page) == Decimal("1.7")


def test_what_is_small_is_not_large(tmp_path: Path) -> None:
    page = "We had approximately 1,200 large-format and 300 small-format stores in 2018."

    assert given(tmp_path, "How many large-format stores are there?", page) is None
    assert given(tmp_path / "small", "How many small-format stores are there?", page) == 300


def test_a_name_above_a_sentence_is_not_what_it_names_itself(tmp_path: Path) -> None:
    page = (
        "We also hold stores of Bight Foods.\nThe average size of Cove stores in 2018 was 900"
        " square feet."
    )
    question = "Average size of Bight stores in square feet"

    assert given(tmp_path, question, page) is None
    page = page.replace("Cove stores", "these stores")
    assert given(tmp_path / "other", question, page) == 900


def test_square_feet_count_no_buildings(tmp_path: Path) -> None:
    page = (
        "At the end of 2018, our warehouses contained 110.7 million square feet of floor space:"
        " 77.5 million in the U.S.; 13.9 million in Canada; and 19.3 million elsewhere."
    )

    assert given(tmp_path, "How many warehouses are there in Canada?", page) is None
    question = "How many square feet of floor space are there in Canada?"
    assert given(tmp_path, question, page) == 13_900_000


def test_what_is_only_included_in_an_amount_has_another(tmp_path: Path) -> None:
    page = "At the end of 2018 we had cash including restricted cash totaling $7.8 billion."

    assert given(tmp_path, "How much restricted cash was there at the end of 2018?", page) is None


def test_what_stands_first_behind_a_number_is_counted(tmp_path: Path) -> None:
    page = (
        "At the end of 2018 we had contracts with 19 different unions representing our employees."
    )

    assert given(tmp_path, "How many employees are in unions?", page) is None
