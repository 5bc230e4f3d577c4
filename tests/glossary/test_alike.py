"""Words that say the same are one word, whichever of them is said."""

import pytest

from qa.glossary.alike import alike_terms, asking_terms, like


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("rental payments", "lease payment"),
        ("reserve for bad debts", "allowance for doubtful accounts"),
        ("shares bought back", "shares repurchased"),
        ("taxes on income", "income tax"),
        ("accounts written off", "accounts charged off"),
        ("401(k) contributions", "defined contribution contributions"),
    ],
)
def test_words_that_say_the_same_are_one(one: str, other: str) -> None:
    assert alike_terms(one) == alike_terms(other)


def test_words_that_say_something_else_are_not() -> None:
    assert alike_terms("lease payments") != alike_terms("pension payments")


def test_what_only_asks_is_no_word_of_a_row() -> None:
    assert not asking_terms() & (like("leases") | like("allowance"))


def test_the_name_of_a_group_is_no_phrase_of_it() -> None:
    assert "retir" in alike_terms("shares repurchased and retired")
