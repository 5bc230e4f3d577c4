"""Markers out of the text, quotes to their claims, however the stream is cut."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.answer import TextDelta
from qa.quoting.markers import MAX_QUOTE_CHARACTERS, QuoteFound, parse_answer


def parse(*deltas):
    """Return the text, and for each quote (claim, quote)."""
    text, quotes = "", []
    for piece in parse_answer(deltas):
        match piece:
            case TextDelta(delta):
                text += delta
            case QuoteFound(quote, start, end):
                assert end <= len(text), "a quote comes after the words it supports"
                quotes.append((text[start:end], quote))
    return text, quotes


@pytest.mark.parametrize(
    ("answer", "text", "quotes"),
    [
        (
            "Sales rose [[Net sales increased]]. Costs fell [[costs fell 2%]] too.",
            "Sales rose. Costs fell too.",
            [("Sales rose", "Net sales increased"), ("Costs fell", "costs fell 2%")],
        ),
        ("Sales rose. [[sales up]] End", "Sales rose. End", [("Sales rose.", "sales up")]),
        (
            "Not shown here. It rose by 1.5% [[up 1.5%]].",
            "Not shown here. It rose by 1.5%.",
            [("It rose by 1.5%", "up 1.5%")],
        ),
        (
            "营业收入增长5%[[营业收入增长百分之五]]。利润下降。[[净利润下降]]",
            "营业收入增长5%。利润下降。",
            [("营业收入增长5%", "营业收入增长百分之五"), ("利润下降。", "净利润下降")],
        ),
        (
            "- Capex: $1,577 [[one two]] [[three four]]\n- Tax: 9 [[five six]]",
            "- Capex: $1,577\n- Tax: 9",
            [
                ("Capex: $1,577", "one two"),
                ("Capex: $1,577", "three four"),
                ("Tax: 9", "five six"),
            ],
        ),
        ("[[Net sales 5]]", "Net sales 5", [("Net sales 5", "Net sales 5")]),
        (
            "The rows:\n[[Net sales 5]]\n- [[Costs 4]]",
            "The rows:\nNet sales 5\n- Costs 4",
            [("Net sales 5", "Net sales 5"), ("Costs 4", "Costs 4")],
        ),
        ("Sales [[Net sales]](all)", "Sales (all)", [("Sales", "Net sales")]),
        ("Not stated in this document.", "Not stated in this document.", []),
    ],
)
def test_quotes_leave_the_text_and_point_at_their_claims(answer, text, quotes):
    assert parse(answer) == (text, quotes)


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("Sales rose [[Net sales incr", "Sales rose"),
        ("Sales rose [", "Sales rose ["),
        ("a [[b\nc]] d", "a [[b\nc]] d"),
        ("a ]] b", "a ]] b"),
        ("[[" + "x" * (MAX_QUOTE_CHARACTERS + 1) + "]]", "[[" + "x" * 2001 + "]]"),
    ],
)
def test_a_marker_left_open_takes_no_other_words_with_it(answer, text):
    assert parse(answer) == (text, [])


PARTS = st.sampled_from(
    ["[", "]", "[[", "]]", " ", "\n", ".", "。", "word", "net sales", "5%", "增长", "- ", "x" * 900]
)


@settings(max_examples=300, deadline=None)
@given(parts=st.lists(PARTS, max_size=15), data=st.data())
def test_the_result_does_not_depend_on_how_the_stream_is_cut(parts, data):
    answer = "".join(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(answer)), max_size=8)))
    deltas = [answer[a:b] for a, b in zip([0, *cuts], [*cuts, len(answer)], strict=True)]
    assert parse(*deltas) == parse(answer) == parse(*answer)
