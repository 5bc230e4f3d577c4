"""Which row of a Chinese table that divides the group leads."""

from decimal import Decimal
from pathlib import Path

import pytest

from qa.answer import AnswerFigure
from qa.document import Page
from qa.measures import WantedPeriod, understand
from qa.readers.extractive.figure_writer import FigureWriter
from qa.readers.extractive.group.divided_tables import leading_row
from qa.statements import DocumentFacts
from qa.tables import tables_of
from tests.readers.extractive.group.test_shares import revenue
from tests.search.small_filing import store_pages
from tests.tables.build_table import stacked

A, B, C = 300.0, 420.0, 540.0
HEADS = ("分地区", ("营业收入", A), ("毛利率（%）", B), ("营业收入比上年增减（%）", C))
REGIONS = stacked(
    ("主营业务分地区情况",),
    ("单位：百万元 币种：人民币",),
    HEADS,
    ("国内", ("190", A), ("61.40", B), ("39.81", C)),
    ("国外", ("8", A), ("76.99", B), ("12.50", C)),
    ("其他", ("2", A), ("5.00", B), ("1.50", C)),
)
OF_ONE_BUSINESS = stacked(
    ("主营业务分地区情况",),
    ("单位：百万元 币种：人民币",),
    HEADS,
    ("国内", ("19", A), ("81.40", B), ("39.81", C)),
    ("国外", ("8", A), ("76.99", B), ("12.50", C)),
)


def leads(folder: Path, question: str, page: Page) -> AnswerFigure | None:
    facts = DocumentFacts(fiscal_year=2022, currency="CNY", facts=(revenue(200),))
    asked = understand(question)
    writer = FigureWriter(store_pages(folder, [page]), asked)
    period = WantedPeriod("year", 2022, 12, None, "2022")
    found = leading_row(asked, tables_of([page]), facts, period, writer)
    return found and found.figures[0]


@pytest.mark.parametrize(
    ("question", "entity", "value"),
    [
        ("哪个地区毛利率最高？", "国外", "76.99"),
        ("哪个地区收入最高？", "国内", "190000000"),
    ],
)
def test_the_row_with_most_is_named_with_its_figure(
    tmp_path: Path, question: str, entity: str, value: str
) -> None:
    figure = leads(tmp_path, question, REGIONS)

    assert figure is not None
    assert (figure.entity, Decimal(figure.value or 0)) == (entity, Decimal(value))


@pytest.mark.parametrize(
    ("question", "page"),
    [
        ("哪个产品毛利率最高？", REGIONS),  # these are regions
        ("哪个地区收入最低？", REGIONS),  # what is left over is no region
        ("哪个地区毛利率最高？", OF_ONE_BUSINESS),  # which is not the group
    ],
)
def test_other_parts_and_parts_of_less_than_the_group_lead_nothing(
    tmp_path: Path, question: str, page: Page
) -> None:
    assert leads(tmp_path, question, page) is None
