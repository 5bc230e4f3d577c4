"""The card of a figure: the number first, its formula below, and no word of a report as markup."""

from dataclasses import replace

from qa.answer import Answer, AnswerFigure, Coverage
from tests.ui.small_reports import HOSTILE
from ui.views.figure_card import figure_card

FIGURE = AnswerFigure(
    label="gross margin",
    value="36.2",
    display="36.2%",
    unit="percent",
    period="2023",
    formula="gross profit ÷ revenue",
    workings="362 ÷ 1,000",
)


def answer(*figures: AnswerFigure) -> Answer:
    coverage = Coverage((1,), (), ())
    return Answer("margin?", "", (), coverage, "quotes", "stop", 0.1, figures=figures)


def test_the_number_stands_with_its_period_and_its_formula():
    html = figure_card(answer(FIGURE))

    for said in ("36.2%", "gross margin", "2023", "gross profit ÷ revenue", "362 ÷ 1,000"):
        assert said in html


def test_a_missing_operand_is_said_with_its_reason():
    html = figure_card(answer(replace(FIGURE, value=None, display="n/a", note="no revenue found")))

    assert "n/a" in html
    assert "no revenue found" in html


def test_an_answer_without_figures_has_no_card():
    assert figure_card(answer()) == ""


def test_words_of_a_report_are_never_markup():
    html = figure_card(answer(replace(FIGURE, label=HOSTILE, formula=HOSTILE), FIGURE))

    assert "<script>" not in html
    assert "<img" not in html
