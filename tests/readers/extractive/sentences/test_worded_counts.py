"""Numbers of things in a sentence."""

import pytest

from qa.readers.extractive.sentences.worded_counts import counts_in, is_of_all, next_number
from qa.readers.extractive.sentences.worded_needs import need_of

NEED = need_of("How many workers are there in Ohio?", [])
NO_WORDS = frozenset[str]()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("We have 2.1 million associates.", ["2.1 million"]),
        ("We have 900 employees, of whom 120 are women.", ["900", "120"]),
        ("In 2018 employees drove 300 trucks.", []),
        ("We have 40 non-union employees and between 10 and 20 workers.", []),
        ("Headcount fell by 500 employees.", []),
    ],
)
def test_a_number_counts_the_noun_behind_or_before_it(text: str, numbers: list[str]) -> None:
    assert NEED is not None
    found = [text[each.start : each.end] for each in counts_in(text, NEED, NO_WORDS)]

    assert found == numbers


def test_a_count_ends_where_the_next_number_begins() -> None:
    assert NEED is not None
    text = "As of May 31, 2018 we had 900 employees at May 31, 2018 and 12 plants."
    (given,) = counts_in(text, NEED, NO_WORDS)

    assert text[next_number(text, given, (), of_money=False) :] == "12 plants."


def test_a_part_that_follows_a_count_makes_it_no_count_of_all() -> None:
    assert NEED is not None
    for text, is_all in (("900 employees worldwide", True), ("900 employees in Peru", False)):
        (given,) = counts_in(text, NEED, NO_WORDS)
        assert is_of_all(text, given, NO_WORDS) is is_all
