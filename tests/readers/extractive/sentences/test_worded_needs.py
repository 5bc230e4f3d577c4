"""What a sentence must say to answer a question in words of its own."""

import pytest

from qa.readers.extractive.sentences.worded_needs import need_of, says
from qa.text.terms import terms


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many vans does the company run?", "count"),
        ("US-based workers at the end of 2018", "count"),
        ("Floor space of shops in Canada", "area"),
        ("Years left over which the expense gets booked", "years"),
        ("Mean price of the stock bought back", "price"),
        ("What proportion of the staff is female?", "percent"),
        ("Upfront part of the money for Bight", "money"),
        ("Who runs the company?", None),
    ],
)
def test_the_kind_of_figure_is_told_by_how_it_is_asked_for(question: str, kind: str | None) -> None:
    need = need_of(question, [])

    assert (need.kind if need else None) == kind


def test_words_that_only_ask_need_not_be_said() -> None:
    need = need_of("How many kiosk shops were there in all at the close of 2018?", [])

    assert need is not None and need.noun is not None
    assert says(need.noun, terms("stores"), frozenset())
    assert [says(ways, terms("kiosk"), frozenset()) for ways in need.things] == [True]


def test_a_place_is_no_name_that_may_stand_elsewhere() -> None:
    need = need_of("Floor space of the Bight shops in Canada", [])

    assert need is not None
    assert [says(ways, ["bight"], frozenset()) for ways in need.names] == [True]
