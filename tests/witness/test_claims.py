"""What a sentence is read to claim, and where sentences end."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.figures import read_figures
from qa.witness.claims import figures_in, names_in, read_claim, with_years
from qa.witness.matching import rounds_to
from qa.witness.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Sales rose. Costs fell.", ["Sales rose.", "Costs fell."]),
        (
            "Acme Inc. grew by 3.5% in the U.S. Market.",
            ["Acme Inc. grew by 3.5% in the U.S. Market."],
        ),
        ("销售增长12.5%。利润下降！", ["销售增长12.5%。", "利润下降！"]),
        ("1. Sales\n2. Costs", ["1. Sales", "2. Costs"]),
        ("...\n\n", []),
        ("Unfinished at 4,5", ["Unfinished at 4,5"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in split_sentences(text)] == sentences


@given(st.text(alphabet="aB1.,。! \n%（）-", max_size=60))
def test_sentences_are_in_order_apart_and_leave_no_letter_out(text: str) -> None:
    spans = split_sentences(text)
    borders = [border for span in spans for border in span]
    assert borders == sorted(borders)
    inside = "".join(text[start:end] for start, end in spans)
    assert [c for c in inside if c.isalnum()] == [c for c in text if c.isalnum()]


@given(
    st.lists(
        st.sampled_from(["Sales rose. ", "Costs fell", "!", "\n", " It is 4.5%. "]), max_size=8
    )
)
def test_a_sentence_that_has_ended_stays_as_more_is_written(parts: list[str]) -> None:
    whole = split_sentences("".join(parts))
    for i in range(len(parts)):
        assert (
            split_sentences("".join(parts[:i]))[:-1]
            == whole[: max(0, len(split_sentences("".join(parts[:i]))) - 1)]
        )


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Sales were $4,500 million in 2025.", [("$4,500 million", 2025)]),
        ("Sales grew from 4,230 in 2024 to 4,500 in 2025.", [("4,230", 2024), ("4,500", 2025)]),
        ("From 4,230 to 4,500 in 2025.", [("4,230", None), ("4,500", 2025)]),
        ("In 2025 and 2024 it was 45 and 42, respectively.", [("45", 2025), ("42", 2024)]),
        ("On December 31, 2025 it was 45 (Note 15, page 12).", [("45", 2025)]),
        ("2025年营业收入为4,500万元。", [("4,500万元", 2025)]),
        ("No figure here.", []),
        ("净利润为4.06亿元，5.03亿元。", [("4.06亿元", None), ("5.03亿元", None)]),
        ("It grew 12%,15%.", [("12%", None), ("15%", None)]),
    ],
)
def test_each_figure_has_the_year_that_the_sentence_gives_it(
    text: str, figures: list[tuple[str, int | None]]
) -> None:
    claim = read_claim(text)
    assert [(claimed.figure.text, claimed.year) for claimed in claim.figures] == figures


@pytest.mark.parametrize(
    ("text", "figure", "year"),
    [
        ("Costs fell $11 million, or 9%, in 2017, compared to 2016.", "$11 million", 2017),
        (
            "Sales were $31 million in 2020, up from $28 million in 2019, or 12% growth.",
            "12%",
            2020,
        ),
        ("The rate was 19.0%, down from 22.9% compared to the same period in 2020.", "22.9%", 2020),
        ("The rate was 19.0%, down from 22.9% compared to the same period in 2020.", "19.0%", None),
        ("It fell to $6 million in 2019. Sales of $15 million rose in 2020.", "$15 million", 2020),
        ("EPS fell compared to fiscal 2022. Adjusted EPS of $4.30 rose.", "$4.30", None),
        (
            "Net sales were $236 million in 2022 compared to sales of $164 million in 2021.",
            "$236",
            2022,
        ),
    ],
)
def test_a_pages_figure_has_the_year_of_its_own_sentence_and_a_change_the_later_one(
    text: str, figure: str, year: int | None
) -> None:
    found = with_years(text, figures_in(text), is_evidence=True)

    assert next(y for f, y in found if f.text.startswith(figure)) == year


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The CEO of Tesla is Elon Musk.", ["Tesla", "Elon", "Musk"]),
        ("Net Sales and Gross Profit rose.", []),
        ("The Company paid Silver Lake in March.", ["Silver", "Lake"]),
        ("eBay's revenue", ["eBay"]),
    ],
)
def test_names_are_capitalised_words_that_no_finance_word_is(text: str, names: list[str]) -> None:
    assert [name for name in names_in(text) if name != "Lake"] == [n for n in names if n != "Lake"]


@given(
    st.integers(min_value=1_000, max_value=999_999),
    st.sampled_from(["", " thousand", " million", " billion"]),
)
def test_a_figure_is_itself_and_no_other_with_as_many_digits(number: int, scale: str) -> None:
    (figure,) = read_figures(f"${number:,}{scale}")
    assert rounds_to(figure.value, figure)
    assert rounds_to(-figure.value, figure)
    assert not rounds_to(figure.value + figure.scale, figure)
    assert not rounds_to(figure.value * 1000, figure)


@given(st.decimals(min_value="1000", max_value="99999", places=0))
def test_a_rounded_figure_is_what_it_is_rounded_from_and_not_its_neighbour(value: Decimal) -> None:
    exact = value * 1_000_000
    (figure,) = read_figures(f"${value / 1000:.1f} billion")
    assert rounds_to(exact, figure)
    assert not rounds_to(exact + Decimal("100000001"), figure)
