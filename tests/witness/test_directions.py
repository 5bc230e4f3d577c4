"""Which way a sentence says that a figure goes, and whether it contradicts itself."""

import pytest

from qa.figures import read_figures
from qa.witness.claims import read_claim
from qa.witness.directions import DOWN, NONE, UP, contradicts_itself, way_of


@pytest.mark.parametrize(
    ("text", "figure", "way"),
    [
        ("Costs decreased 85 basis points in one year and increased 51 in the other.", "85", DOWN),
        ("Costs decreased 85 basis points in one year and increased 51 in the other.", "51", UP),
        ("Driven by a 24% decrease in units, offset by a 19% increase in price.", "24%", DOWN),
        ("Driven by a 24% decrease in units, offset by a 19% increase in price.", "19%", UP),
        ("Profit fell 1 percent to $34 million on higher costs.", "$34 million", DOWN),
        ("Profit was $34 million, down from $40 million.", "$34 million", DOWN),
        ("Profit of $34 million rose by $2 million.", "$34 million", UP),
        ("Profit was $34 million, while costs increased.", "$34 million", NONE),
        ("Incentives recorded as a reduction of revenue rose by $9 million.", "$9 million", UP),
        ("Profit of $34 million as of June 30, 2025 rose by $2 million.", "$34 million", UP),
        ("营业收入为15.8亿元，同比增长40.4%。", "15.8亿元", NONE),
        ("营业收入为15.8亿元，同比增长40.4%。", "40.4%", UP),
        ("Contracted services were $84 million.", "$84 million", NONE),
    ],
)
def test_the_word_that_governs_a_figure_says_which_way_it_goes(
    text: str, figure: str, way: int
) -> None:
    start = text.index(figure)

    assert way_of(text, start, start + len(figure)) == way


@pytest.mark.parametrize(
    ("text", "does_it"),
    [
        ("Revenue fell from $4,230 million to $4,500 million.", True),
        ("Revenue rose from $4,230 million in 2024 to $4,500 million in 2025.", False),
        ("Revenue was $4,500 million in 2025, down from $4,230 million in 2024.", True),
        ("Revenue was $4,500 million, up from $4,230 million.", False),
        ("Revenue grew by $270 million, from $4,230 million to $4,500 million.", False),
        ("Net loss improved from $68 million to $5 million.", False),
        ("现金从2024年的3.33亿元降至2025年的5.21亿元。", True),
        ("现金从2024年的3.33亿元增至2025年的5.21亿元。", False),
    ],
)
def test_a_rise_to_less_and_a_fall_to_more_contradict_themselves(text: str, does_it: bool) -> None:
    figures = [claimed.figure for claimed in read_claim(text).figures]

    assert contradicts_itself(text, figures) == does_it


def test_amounts_of_different_kinds_are_not_held_against_each_other() -> None:
    text = "Revenue rose 12% from $2.8 billion to 31 shares."

    assert not contradicts_itself(text, list(read_figures(text)))
