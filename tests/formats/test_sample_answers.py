"""Answers about the sample reports as workbooks: each computed figure is a live formula."""

from decimal import Decimal
from pathlib import Path

import pytest

from qa.document_facts import facts_in
from qa.formats.shown_formula import input_formula
from qa.formats.xlsx import answers_xlsx
from qa.library import Library
from qa.pipeline import read_document
from qa.question_list.asking import ask_many
from tests.formats.recalculated import formulas_and_values, needs_libreoffice, recalculated

SAMPLES = Path(__file__).parents[2] / "sample_docs"
QUESTIONS = {
    "en": [
        "gross margin", "days sales outstanding", "cash conversion cycle", "quick ratio", "ROIC",
        "free cash flow", "EBITDA margin", "revenue CAGR over the last two years", "net debt",
        "average operating margin of the last three years", "Did the gross margin improve?",
        "inventory days: 365 x average inventories / cost of sales", "change in inventories",
    ],
    "zh": [
        "流动比率", "速动比率", "应收账款周转率", "总资产周转率", "营业收入增长率", "存货周转天数",
        "自由现金流", "销售净利率", "净利润变动",
    ],
}  # fmt: skip


@pytest.fixture(scope="module", params=sorted(QUESTIONS))
def asked(request, tmp_path_factory):
    """Return a sample report and the answers to its questions."""
    with Library.open(tmp_path_factory.mktemp("library")) as library:
        path = SAMPLES / f"annual_report_{request.param}.pdf"
        document = read_document(path, library=library)
        yield document, list(ask_many(document, QUESTIONS[request.param]))


def computed(answers):
    figures = [figure for answer in answers for figure in answer.figures]
    return [figure for figure in figures if figure.formula and figure.value]


def test_every_computed_figure_is_followed_down_to_its_inputs(asked):
    _, answers = asked

    figures = computed(answers)

    assert len(figures) >= len(answers) - 3
    assert [figure.formula for figure in figures if input_formula(figure) is None] == []


@needs_libreoffice
def test_a_spreadsheet_program_works_out_the_figures(asked, tmp_path):
    document, answers = asked
    data = answers_xlsx(answers, document, facts_in(document))

    book = recalculated(data, tmp_path)

    stored = formulas_and_values(data)
    for (sheet, cell), (formula, value) in stored.items():
        found = book[sheet][cell].value
        close = pytest.approx(value, rel=1e-9, abs=1e-4) if not isinstance(value, str) else value
        assert found == close, (sheet, cell, formula)
    cells = [cell for sheet, cell in stored if sheet == "Answers"]
    for cell, figure in zip(cells, computed(answers), strict=True):
        share = Decimal(100) if figure.unit == "percent" else Decimal(1)
        assert book["Answers"][cell].value == pytest.approx(float(Decimal(figure.value) / share))
