"""Everyday words for a row of expenses are its names in filings; words for an amount are none."""

import pytest

from qa.glossary.spoken import amounts_asked, rows_named


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("what went on adverts?", "advertising"),
        ("wear and tear on equipment", "depreciation"),
        ("the taxman", "cash paid for income taxes"),
        ("laying people off", "severance"),
    ],
)
def test_a_row_is_known_by_everyday_words_for_it(text: str, called: str) -> None:
    assert [called in row.called for row in rows_named(text)] == [True]


def test_the_longest_phrase_is_taken() -> None:
    text = "adverts and marketing"

    assert [(row.start, row.end) for row in rows_named(text)] == [(0, len(text))]


def test_a_piece_of_a_word_names_nothing() -> None:
    assert not rows_named("currents and loads")
    assert not amounts_asked("unbilled receivables")


def test_words_for_an_amount_say_of_what_kind_it_is() -> None:
    kinds = {kind for amount in amounts_asked("set aside or laid out") for kind in amount.kinds}

    assert kinds == {"reserved", "spent"}
