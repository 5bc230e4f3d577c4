"""Any amount, in any form in which reports and models write figures, is read back exactly."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.figures import Kind, is_nil, is_without_meaning, parse_figure, read_figures

AMOUNTS = st.decimals(min_value=Decimal("0.01"), max_value=10**9, places=2)
WHOLE = st.integers(min_value=1, max_value=10**9)
BRACKETS = st.sampled_from([("(", ")"), ("（", "）")])
MINUSES = st.sampled_from(["-", "−", "–", "‐", "－", "﹣"])
CURRENCIES = st.sampled_from(
    [
        *[("$", "USD"), ("US$", "USD"), ("HK$", "HKD"), ("€", "EUR"), ("£", "GBP")],
        *[("RMB ", "CNY"), ("¥", "CNY"), ("￥", "CNY"), ("人民币", "CNY")],
    ]
)
SCALES = st.sampled_from(
    [
        *[(" thousand", 3), (" million", 6), (" billion", 9), (" trillion", 12), (" Million", 6)],
        *[("千", 3), ("万", 4), ("百万", 6), ("千万", 7), ("亿", 8), ("十亿", 9), ("万亿", 12)],
    ]
)
UNITS = st.sampled_from(
    [
        *[(word, Kind.PERCENT) for word in ("%", " %", "％", " percent", " percentage points")],
        *[(word, Kind.PERCENT) for word in ("个百分点", "百分点")],
        *[(word, Kind.BASIS_POINTS) for word in (" basis points", " bps")],
        *[(word, Kind.RATIO) for word in ("x", "倍")],
        *[(word, Kind.PER_SHARE) for word in ("元/股", " per share")],
        *[(word, Kind.SHARES) for word in (" shares", "股")],
        *[(word, Kind.DAYS) for word in (" days", "天")],
    ]
)


def written(amount: Decimal, *, commas: bool, wide: bool) -> str:
    number = f"{amount:,f}" if commas else f"{amount:f}"
    return "".join(chr(ord(c) + 0xFEE0) for c in number) if wide else number


@given(AMOUNTS, CURRENCIES, st.booleans(), st.booleans())
def test_a_currency_before_an_amount_is_its_currency(
    amount: Decimal, currency: tuple[str, str], commas: bool, wide: bool
) -> None:
    sign, code = currency
    figure = parse_figure(sign + written(amount, commas=commas, wide=wide))

    assert figure is not None
    assert (figure.value, figure.kind, figure.currency) == (amount, Kind.MONEY, code)


@given(AMOUNTS, BRACKETS, CURRENCIES, SCALES, st.booleans())
def test_brackets_around_an_amount_its_sign_and_its_scale_make_it_negative(
    amount: Decimal,
    brackets: tuple[str, str],
    currency: tuple[str, str],
    scale: tuple[str, int],
    is_inside: bool,
) -> None:
    left, right = brackets
    sign, (word, power) = currency[0], scale
    number = f"{amount:,f}{word}"

    figure = parse_figure(
        f"{left}{sign}{number}{right}" if is_inside else f"{sign}{left}{number}{right}"
    )

    assert figure is not None and figure.value == -amount * Decimal(10) ** power


@given(AMOUNTS, MINUSES, CURRENCIES, SCALES, st.booleans())
def test_any_minus_before_or_behind_a_currency_makes_an_amount_negative(
    amount: Decimal, minus: str, currency: tuple[str, str], scale: tuple[str, int], is_first: bool
) -> None:
    sign, (word, power) = currency[0].strip(), scale
    start = f"{minus}{sign}" if is_first and not sign[0].isalpha() else f"{sign}{minus}"

    figure = parse_figure(f"{start}{amount:,f}{word}")

    assert figure is not None and figure.value == -amount * Decimal(10) ** power


@given(AMOUNTS, UNITS, st.booleans(), st.booleans())
def test_a_unit_behind_an_amount_says_its_kind(
    amount: Decimal, unit: tuple[str, Kind], commas: bool, wide: bool
) -> None:
    word, kind = unit
    figure = parse_figure(written(amount, commas=commas, wide=wide) + word)

    assert figure is not None and (figure.value, figure.kind) == (amount, kind)


@given(WHOLE, WHOLE, st.sampled_from(["-", "–", " to ", "~", " 至 ", " and "]))
def test_both_ends_of_a_range_are_read_and_neither_is_negative(
    low: int, high: int, between: str
) -> None:
    found = read_figures(f"between {low:,}%{between}{high:,}% of sales")

    assert [figure.value for figure in found] == [low, high]


@given(
    st.lists(AMOUNTS, min_size=1, max_size=6), st.sampled_from([", ", "; ", " and ", "、", "元, "])
)
def test_all_figures_of_a_list_are_read_in_order(amounts: list[Decimal], between: str) -> None:
    found = read_figures(between.join(f"{amount:,f}" for amount in amounts))

    assert [figure.value for figure in found] == amounts


@given(
    st.sampled_from(["n.m.", "N.M.", "NM", "n/m", "N/A", "n/a", "不适用", "*"]),
    st.sampled_from(["", " "]),
)
def test_what_has_no_meaning_is_no_figure_and_no_zero(text: str, space: str) -> None:
    cell = f"{space}{text}{space}"

    assert is_without_meaning(cell) and not is_nil(cell) and parse_figure(cell) is None


@given(
    st.sampled_from(["—", "–", "-", "－", "--", "―"]),
    st.sampled_from(["", "$", "$ ", "¥"]),
    st.booleans(),
)
def test_a_dash_is_nil_with_or_without_a_currency_and_no_figure(
    dash: str, currency: str, is_percent: bool
) -> None:
    cell = f"{currency}{dash}{'%' if is_percent else ''}"

    assert is_nil(cell) and not is_without_meaning(cell) and parse_figure(cell) is None


@pytest.mark.parametrize("text", ["1,234(a)", "12.5% (1)", "$45*", "(1,234)†"])
def test_a_footnotes_mark_changes_no_figure(text: str) -> None:
    bare = parse_figure(text.rstrip("(a1)*† ") + (")" if text.startswith("(") else ""))
    figure = parse_figure(text)

    assert figure is not None and bare is not None and figure.value == bare.value
