"""Sales of parts in everyday words: the row that is meant, or no figure."""

from decimal import Decimal
from pathlib import Path

import pytest

from qa.answer import Answer
from qa.pipeline import ask
from tests.search.small_filing import store_pages
from tests.statements.build_statements import report
from tests.tables.build_table import stacked

A, C = 400.0, 540.0
YEARS = ("", ("2022", A), ("2021", C))
BRANDS = stacked(
    ("Net revenue by brand was as follows (in millions):",),
    YEARS,
    ("Xylo", ("$ 500", A), ("$ 400", C)),
    ("Zanto/Zantor", ("300", A), ("350", C)),
    ("Quell family", ("200", A), ("150", C)),
    ("Total", ("$ 1,000", A), ("$ 900", C)),
    page_number=5,
)
REGIONS = stacked(
    ("The following table shows what we did by place, by billing address (in millions):",),
    YEARS,
    ("North", ("$ 600", A), ("$ 450", C)),
    ("South", ("400", A), ("450", C)),
    ("Total sales to customers", ("$ 1,000", A), ("$ 900", C)),
    page_number=6,
)
SHAPES = stacked(
    ("The following table shows Xylo net revenue by shape (in millions):",),
    YEARS,
    ("Round", ("$ 320", A), ("$ 300", C)),
    ("Square", ("180", A), ("100", C)),
    ("Total", ("$ 500", A), ("$ 400", C)),
    page_number=7,
)
PLANTS = stacked(
    ("Property and equipment by place was as follows (in millions):",),
    YEARS,
    ("North", ("$ 250", A), ("$ 260", C)),
    ("East", ("150", A), ("160", C)),
    ("Total property and equipment", ("$ 400", A), ("$ 420", C)),
    page_number=8,
)
LINES = stacked(
    ("The following table shows the percentage of net sales by line:",),
    YEARS,
    ("Hats", ("60%", A), ("55%", C)),
    ("Gloves", ("40%", A), ("45%", C)),
    page_number=9,
)


@pytest.fixture
def given(tmp_path: Path):
    document = store_pages(tmp_path, [*report(), BRANDS, REGIONS, SHAPES, PLANTS, LINES])

    def first(question: str) -> tuple[Decimal, str] | None:
        *_, answer = ask(document, question)
        assert isinstance(answer, Answer)
        figure = answer.figures[0] if answer.figures else None
        return (round(Decimal(figure.value), 6), figure.unit) if figure and figure.value else None

    return first


@pytest.mark.parametrize(
    ("question", "value", "unit"),
    [
        ("what did xylo make in 2022", "500000000", "USD"),
        ("Zantor takings, 2021", "350000000", "USD"),
        ("How much did the Quell franchise bring in in 2022?", "200000000", "USD"),
        ("How much business was done in the North in 2021?", "450000000", "USD"),
        ("South's slice of 2022 sales", "40", "percent"),
        ("How heavily do they lean on Xylo, in percent of 2022 revenue?", "50", "percent"),
        ("What portion of Xylo's 2022 revenue did Square make up?", "36", "percent"),
        ("Gloves as a chunk of 2022 sales", "40", "percent"),
        ("How fast did Xylo climb in 2022?", "25", "percent"),
        ("By how many dollars did Zanto sales shrink in 2022?", "-50000000", "USD"),
        ("Xylo plus Quell: combined turnover in 2021", "550000000", "USD"),
    ],
)
def test_a_part_s_sales_are_found_in_whatever_words(given, question, value, unit):
    assert given(question) == (Decimal(value), unit)


@pytest.mark.parametrize(
    "question",
    [
        "What did Humby bring in in 2022?",
        "How much did East bring in in 2022?",  # of property, and of no sales
        "How much did Xylo take in in 2019?",
        "What share of Xylo's 2022 sales came from North?",  # of another sum
        "North plus Xylo: combined turnover in 2022",  # of two tables
        "What slice of sales was Humby in 2022?",
        "By what percentage did long-lived assets in the North climb in 2022?",
    ],
)
def test_what_no_table_of_sales_says_is_no_figure(given, question):
    assert given(question) is None
