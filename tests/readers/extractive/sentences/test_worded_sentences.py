"""Sentences of a page, and what stands beside each of their figures."""

from decimal import Decimal

from qa.readers.extractive.sentences.sentence_amounts import Given
from qa.readers.extractive.sentences.worded_sentences import (
    is_of_list,
    is_price,
    last_year,
    prose_of,
    unsaid,
    zones_of,
)

US = frozenset({("usa",), ("unit", "state")})
TEXT = "267,000 people worldwide, including 116,000 people in the U.S."


def at(text: str, number: str) -> Given:
    start = text.index(number)
    return Given(Decimal(1), "count", start, start + len(number))


def test_rows_of_a_table_are_no_part_of_the_sentence_below_them() -> None:
    text = "Pension benefits $ 39 $ 12 $ 4\nWe employ 300 people."

    assert [text[a:b].strip() for a, b in prose_of(text)] == ["We employ 300 people."]


def test_each_figure_has_the_words_up_to_the_last_sign_before_the_next() -> None:
    one, other = zones_of(TEXT, [at(TEXT, "267,000"), at(TEXT, "116,000")])

    assert unsaid([US], one) == [US]
    assert not unsaid([US], other)


def test_what_is_outside_or_left_out_is_not_said() -> None:
    assert unsaid([US], "people outside of the U.S.") == [US]
    assert unsaid([US], "people excluding those in the United States") == [US]


def test_one_of_several_places_is_not_what_a_figure_is_of() -> None:
    assert is_of_list(
        "in Canada, Mexico and Chile", [frozenset({("canada",)})], frozenset({"canada"})
    )


def test_the_last_year_before_a_figure_or_the_one_behind_it_is_its_year() -> None:
    text = "from 159 people in 2012 to 300 people, of whom 40 women"

    assert last_year(text, at(text, "40")) == 2012
    assert last_year(text + " in 2018", at(text, "women")) == 2018


def test_a_price_is_not_net_of_cash() -> None:
    text = "acquired it for $252 million"

    assert is_price(text, at(text, "$252 million"))
    assert not is_price(text + " cash, net of cash acquired", at(text, "$252 million"))
