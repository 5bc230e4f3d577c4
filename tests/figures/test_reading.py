from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.figures import Kind, is_nil, is_without_meaning, parse_figure, read_figures


@pytest.mark.parametrize(
    ("text", "value", "kind", "currency"),
    [
        ("1,234", "1234", Kind.UNKNOWN, None),
        ("(1,234)", "-1234", Kind.UNKNOWN, None),
        ("$ (1,234)", "-1234", Kind.MONEY, "USD"),
        ("($1,234)", "-1234", Kind.MONEY, "USD"),
        ("（1,234）", "-1234", Kind.UNKNOWN, None),
        ("−3.2", "-3.2", Kind.UNKNOWN, None),
        ("(12.5)%", "-12.5", Kind.PERCENT, None),
        ("(12.5%)", "-12.5", Kind.PERCENT, None),
        ("50 bps", "50", Kind.BASIS_POINTS, None),
        ("1.2 个百分点", "1.2", Kind.PERCENT, None),
        ("2.5x", "2.5", Kind.RATIO, None),
        ("US$1.2 billion", "1200000000", Kind.MONEY, "USD"),
        ("1.2 million shares", "1200000", Kind.SHARES, None),
        ("１，２３４．５", "1234.5", Kind.UNKNOWN, None),
        ("1.2亿元", "120000000", Kind.MONEY, "CNY"),
        ("3.5万元", "35000", Kind.MONEY, "CNY"),
        ("RMB 500 million", "500000000", Kind.MONEY, "CNY"),
        ("0.85元/股", "0.85", Kind.PER_SHARE, "CNY"),
        (".05", "0.05", Kind.UNKNOWN, None),
        ("2022", "2022", Kind.YEAR, None),
        ("(2022)", "2022", Kind.YEAR, None),
    ],
)
def test_written_forms_are_read_exactly(
    text: str, value: str, kind: Kind, currency: str | None
) -> None:
    figure = parse_figure(text)
    assert figure is not None
    assert (figure.value, figure.kind, figure.currency) == (Decimal(value), kind, currency)


@pytest.mark.parametrize("text", ["1,234(a)", "1,234*", "1,234 (1)", "1,234†"])
def test_a_footnotes_mark_is_no_part_of_the_figure(text: str) -> None:
    figure = parse_figure(text)
    assert figure is not None and figure.text == "1,234" and figure.printed == 1234


@pytest.mark.parametrize(
    "text", ["abc", "3M", "10-K", "12,34", "—", "n.m.", "", "010111", "1,234,"]
)
def test_what_is_no_figure_is_none(text: str) -> None:
    assert parse_figure(text) is None


def test_dashes_and_words_without_meaning_are_told_from_figures() -> None:
    assert is_nil("—") and is_nil("$ —") and is_nil("—%")
    assert is_without_meaning("n.m.") and is_without_meaning("N/A") and is_without_meaning("不适用")
    assert not is_nil("-5") and not is_without_meaning("5")


def test_brackets_of_running_text_are_no_minus() -> None:
    found = read_figures("Treasury stock (122 and 118 shares, respectively) rose to $1.2 billion")
    assert [figure.printed for figure in found] == [122, 118, Decimal("1.2")]


AMOUNTS = st.decimals(min_value=0, max_value=10**12, places=2, allow_nan=False)
FORMS = st.sampled_from(
    [
        ("{}", 1, 0),
        ("({})", -1, 0),
        ("$ ({})", -1, 0),
        ("${}", 1, 0),
        ("-{}", -1, 0),
        ("−{}", -1, 0),
        ("{}%", 1, 0),
        ("({}%)", -1, 0),
        ("({} )", -1, 0),
        ("¥{}亿元", 1, 8),
        ("{}万元", 1, 4),
        ("$ {} million", 1, 6),
        ("({} billion)", -1, 9),
        ("{}(a)", 1, 0),
    ]
)


@given(AMOUNTS, FORMS, st.booleans(), st.booleans())
def test_any_amount_is_read_back_from_any_form(
    amount: Decimal, form: tuple[str, int, int], commas: bool, wide: bool
) -> None:
    pattern, sign, power = form
    number = f"{amount:,.2f}" if commas else f"{amount:.2f}"
    if wide:
        number = "".join(chr(ord(c) + 0xFEE0) for c in number)
    text = pattern.format(number)
    figure = parse_figure(f" {text}")
    assert figure is not None
    assert figure.value == sign * amount * Decimal(10) ** power
    assert f" {text}"[figure.start : figure.end] == figure.text


@given(st.text(max_size=60))
def test_spans_hold_the_figures_of_any_text(text: str) -> None:
    for figure in read_figures(text):
        assert text[figure.start : figure.end] == figure.text
