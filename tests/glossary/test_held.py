"""What a company owns and owes is known by everyday words, in any order."""

import pytest

from qa.glossary.held import held_in, unmeasured
from qa.text.terms import terms


def known_in(question: str) -> list[tuple[str, list[str]]]:
    """Return the entries that a question may mean, each with the terms left beside it."""
    asked = terms(question)
    return [(match.held.key, [asked[i] for i in match.rest]) for match in held_in(asked)]


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("goods still being made", "work_in_process"),
        ("what products were only half finished?", "work_in_process"),
        ("bonuses that had not yet been paid", "accrued_bonuses"),
        ("the cushion against doubtful debts", "allowance_for_doubtful_accounts"),
        ("how much interest was owed", "accrued_interest"),
        ("depreciation piled up so far on the property", "accumulated_depreciation"),
    ],
)
def test_a_thing_is_known_by_everyday_words_in_any_order(question, key):
    assert known_in(question)[0] == (key, [])


def test_what_else_is_said_is_left():
    assert known_in("bonuses owed to directors")[0] == ("accrued_bonuses", ["director"])


def test_a_thing_needs_all_its_words():
    assert not known_in("bonuses")


def test_how_much_there_is_says_nothing_more():
    asked = terms("how much was tied up in plots at the close of the year")

    assert [asked[i] for i in unmeasured(asked)] == ["plot"]


def test_what_flows_is_no_measure():
    assert unmeasured(terms("spent on plots"))[0] == 0
