"""A shown formula becomes a formula of a spreadsheet, or nothing where it would be another one."""

from dataclasses import replace

import pytest

from qa.answer import AnswerFigure, FigureInput
from qa.formats.excel_formula import excel_formula
from qa.formats.shown_formula import input_formula


def figure(value, formula, *inputs, unit="ratio", period="2022", note=""):
    """Return a figure with inputs of (name, value, period)."""
    given = tuple(FigureInput(*each, None) for each in inputs)
    return AnswerFigure("x", value, value, unit, period, formula=formula, inputs=given, note=note)


def excel(of):
    percents = [i for i, given in enumerate(of.inputs) if given.name.endswith("margin")]
    found = input_formula(of, percents)
    assert found is not None
    cells = [f"C{row}" for row in range(2, 2 + len(of.inputs))]
    return excel_formula(found, cells, is_percent=of.unit == "percent")


CASES = [
    (
        figure("40", "gross profit ÷ revenue", ("gross profit", "4", "2022"),
               ("revenue", "10", "2022"), unit="percent"),
        "=C2/C3",
    ),
    (  # gross profit is none of the inputs: its own formula stands in its place
        figure("40", "gross profit ÷ revenue", ("revenue", "10", "2022"),
               ("cost of sales", "6", "2022"), unit="percent"),
        "=(C2-ABS(C3))/C2",
    ),
    (
        figure("36.5", "365 × average(inventories 2022; inventories 2021) ÷ cost of sales 2022",
               ("inventories", "30", "2022"), ("inventories", "10", "2021"),
               ("cost of sales", "200", "2022"), unit="days"),
        "=365*AVERAGE(C2,C3)/ABS(C4)",
    ),
    (  # the heads of a fiscal year that ends in the next one
        figure("25", "revenue FY2016 ÷ revenue FY2015 − 1", ("revenue", "100", "January 28, 2017"),
               ("revenue", "80", "January 30, 2016"), unit="percent", period="FY2015–FY2016"),
        "=C2/C3-1",
    ),
    (
        figure("10", "(revenue 2022 ÷ revenue 2020) ^ (1/2) − 1", ("revenue", "121", "2022"),
               ("revenue", "100", "2020"), unit="percent", period="2020–2022"),
        "=(C2/C3)^(1/2)-1",
    ),
    (
        figure("15", "(revenue 2021 + revenue 2022) ÷ 2", ("revenue", "10", "2021"),
               ("revenue", "20", "2022"), unit="USD", period="2021–2022"),
        "=(C2+C3)/2",
    ),
    (  # a stated margin in percent less a computed one
        figure("6.2", "gross margin 2022 − gross margin 2021", ("gross margin", "46.2", "2022"),
               ("gross profit", "4", "2021"), ("revenue", "10", "2021"), unit="percent"),
        "=C2-C3/C4",
    ),
    (
        figure("0.4", "毛利 ÷ 营业收入", ("毛利", "4", "2022年"), ("营业收入", "10", "2022年")),
        "=C2/C3",
    ),
    (
        figure("3", "a (1) − (b − c)", ("a (1)", "6", "2022"), ("b", "5", "2022"),
               ("c", "2", "2022")),
        "=C2-(C3-C4)",
    ),
    (
        figure("7", "cash + goodwill", ("cash", "7", "2022"),
               note="no row for goodwill: counted as zero"),
        "=C2",
    ),
    (figure("2", "|a|", ("a", "-2", "2022")), "=ABS(C2)"),
]  # fmt: skip


@pytest.mark.parametrize(("of", "expected"), CASES, ids=[case[0].formula for case in CASES])
def test_a_formula_refers_to_the_cells_of_its_inputs(of, expected):
    assert excel(of) == expected


@pytest.mark.parametrize(
    "change",
    [
        {"value": "41"},  # the inputs do not give it
        {"formula": "gross profit ÷ something else"},
        {"formula": "gross profit ÷ ("},
        {"formula": "__import__('os').system('x')"},
        {"formula": None},
        {"value": None},
        {"inputs": ()},
    ],
)
def test_no_formula_is_given_that_is_not_the_figures(change):
    assert input_formula(replace(CASES[0][0], **change)) is None


def test_nothing_is_divided_by_zero():
    assert input_formula(figure("1", "a ÷ b", ("a", "1", "2022"), ("b", "0", "2022"))) is None
