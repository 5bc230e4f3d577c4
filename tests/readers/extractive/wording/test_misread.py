"""Figures that are plainly no answer, however they were found."""

import pytest

from qa.answer import AnswerFigure, FigureInput
from qa.measures import understand
from qa.readers.extractive.figure_writer import FigureAnswer
from qa.readers.extractive.wording.misread import is_misread


def figure(value: str, unit: str, period: str = "2022", **given) -> AnswerFigure:
    return AnswerFigure(
        label=given.get("label", "x"), value=value, display=value, unit=unit, period=period,
        entity=None,
        formula=given.get("formula"), inputs=given.get("inputs", ()), citation=0,
        is_stated="formula" not in given, note="",
    )  # fmt: skip


def share_of(whole: str) -> AnswerFigure:
    inputs = tuple(
        FigureInput(name=name, value="1", period="2022", citation=0) for name in ("Part", whole)
    )
    return figure("40.9", "percent", formula="Part ÷ whole", inputs=inputs)


@pytest.mark.parametrize(
    ("question", "found", "is_it"),
    [
        ("Senior notes 3.90% due 2028 amount", figure("3.90", "percent"), True),
        ("Interest rate of the notes due 2028", figure("3.90", "percent"), False),
        ("shares in treasury", figure("1346000000", "USD"), True),
        ("shares in treasury", figure("7589329", "shares"), False),
        ("How many employees left in 2022?", figure("92400", "count", label="employees"), True),
        ("How many employees are there?", figure("92400", "count", label="employees"), False),
        ("US revenue share 2022", figure("3866000000", "USD"), True),
        ("Shoes share in Brand revenue", figure("19871000000", "USD"), True),
        ("earnings per share in 2022", figure("3", "USD/share"), False),
        ("value of shares in treasury", figure("1346000000", "USD"), False),
        ("operating income 2021 vs 2022", figure("953", "USD"), True),
        ("operating income 2021 vs 2022", figure("2.0", "percent", "2021–2022"), False),
        ("Classifieds revenue share of total", share_of("Total marketing revenues"), True),
        ("Classifieds revenue share of total", share_of("Total net revenues"), False),
    ],
)
def test_what_is_plainly_no_answer(question: str, found: AnswerFigure, is_it: bool) -> None:
    assert is_misread(understand(question), FigureAnswer((found,), ())) == is_it
