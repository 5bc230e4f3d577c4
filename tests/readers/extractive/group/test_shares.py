"""What share of a line a part of it is, and which part is the largest."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from qa.answer import AnswerFigure
from qa.document import Page
from qa.measures import WantedPeriod, understand
from qa.readers.extractive.figure_writer import FigureWriter
from qa.readers.extractive.group.shares import Shares, largest_of
from qa.readers.extractive.rows.row_lookup import RowLookup
from qa.statements import DocumentFacts, Fact
from qa.tables import Period, tables_of
from tests.search.small_filing import store_pages
from tests.tables.build_table import stacked

A, C = 400.0, 540.0
UNIT = ("(In millions)",)
YEARS = ("", ("2022", A), ("2021", C))
WORDS = "All facts are said to stand in this line."


ASSETS = stacked(
    UNIT,
    YEARS,
    ("Alaska", ("$ 90", A), ("$ 70", C)),
    ("Texas", ("50", A), ("40", C)),
    ("Total", ("$ 140", A), ("$ 110", C)),
)
REGIONS = stacked(
    UNIT,
    YEARS,
    ("Alaska", ("$ 120", A), ("$ 80", C)),
    ("Texas", ("80", A), ("80", C)),
    ("Total", ("$ 200", A), ("$ 160", C)),
    page_number=2,
)


def revenue(
    millions: int, entity: str | None = None, *, year: int = 2022, page_number: int = 1
) -> Fact:
    return Fact(
        *("revenue", "Revenue", Period("year", year, 12, label=str(year))),
        *(Decimal(millions * 1_000_000), "USD", entity, "income" if entity is None else None),
        *(page_number, str(millions), (8, 10), (0, 8), page_number),
        *((0, 4), page_number, None, page_number),
    )


def share(
    folder: Path, question: str, *pages: Page, parts: tuple[Fact, ...] = ()
) -> AnswerFigure | None:
    """The share in a report whose revenue was 200 in 2022, 160 in 2021. pages: those that fit."""
    facts = DocumentFacts(
        facts=(revenue(200), revenue(160, year=2021), *parts), fiscal_year=2022, currency="USD"
    )
    asked = understand(question)
    assert asked.manner == "share"
    tables = [table for page in pages for table in tables_of([page])]
    lookup = RowLookup(tables, facts, question)
    writer = FigureWriter(store_pages(folder, [ASSETS, REGIONS]), asked)
    found = Shares(asked, tables, lookup, facts, (), writer).answer(2022)
    return found and found.figures[0]


def test_a_part_is_believed_whose_whole_stands_in_the_same_column(tmp_path: Path) -> None:
    figure = share(tmp_path, "What share of revenue came from Alaska in 2022?", ASSETS, REGIONS)

    assert figure is not None
    assert (figure.value, figure.unit) == ("60", "percent")
    assert [given.value for given in figure.inputs] == ["120000000", "200000000"]
    assert figure.formula == "Alaska ÷ revenue"


def test_a_row_in_a_table_of_something_else_is_no_part(tmp_path: Path) -> None:
    question = "What share of revenue came from Alaska in 2022?"

    assert share(tmp_path, question, ASSETS) is None


def test_a_row_that_adds_up_to_another_sum_is_no_part(tmp_path: Path) -> None:
    anchors = stacked(
        ("Revenue of anchors in 2022 (in millions)",),
        YEARS,
        ("Alaska", ("$ 20", A), ("$ 10", C)),
        ("Texas", ("30", A), ("20", C)),
        ("Worldwide revenue", ("$ 50", A), ("$ 30", C)),
    )

    assert share(tmp_path, "Alaska revenue as a share of total revenue in 2022", anchors) is None


def test_the_whole_is_no_part_of_itself(tmp_path: Path) -> None:
    only = stacked(
        UNIT,
        YEARS,
        ("Alaska", ("$ 200", A), ("$ 160", C)),
        ("Total", ("$ 200", A), ("$ 160", C)),
    )

    assert share(tmp_path, "What share of revenue came from Alaska in 2022?", only) is None


def test_a_part_that_is_not_less_than_the_whole_is_no_part(tmp_path: Path) -> None:
    question = "What share of revenue came from Alaska in 2022?"

    most = share(tmp_path / "most", question, ASSETS, parts=(revenue(190, "Alaska"),))
    assert most is not None
    assert most.value == "95"
    assert share(tmp_path / "all", question, ASSETS, parts=(revenue(200, "Alaska"),)) is None


@pytest.mark.parametrize(
    "question",
    [
        "By how many percentage points did Alaska's share of revenue change from 2021 to 2022?",
        "By how much did the share of revenue from Alaska rise from 2021 to 2022?",
    ],
)
def test_the_change_of_a_share_is_told_in_points(tmp_path: Path, question: str) -> None:
    figure = share(tmp_path, question, REGIONS)

    assert figure is not None
    assert figure.value == "10"  # 60 % after 50 %
    assert figure.note == "in percentage points"
    assert figure.period == "2021–2022"
    assert len(figure.inputs) == 4


def test_the_mean_of_a_share_over_years_is_none_of_the_last_year(tmp_path: Path) -> None:
    question = "Two-year average of revenue from Alaska as a percentage of revenue, 2021 to 2022"
    figure = share(tmp_path, question, REGIONS)

    assert figure is not None
    assert figure.value == "55"  # of 60 % and 50 %
    assert len(figure.inputs) == 4


def test_a_change_of_a_share_is_not_told_where_one_year_is_not_known(tmp_path: Path) -> None:
    question = "By how much did Alaska's share of revenue change from 2020 to 2022?"

    assert share(tmp_path, question, REGIONS) is None


BY_BUSINESS = (revenue(70, "Retail"), revenue(130, "Online"))
BY_PLACE = (revenue(150, "United States", page_number=2), revenue(50, "Europe", page_number=2))


def test_the_share_of_a_cost_has_no_sign_however_costs_are_printed(tmp_path: Path) -> None:
    page = stacked(
        UNIT,
        YEARS,
        ("Raw materials", ("$ 120", A), ("$ 80", C)),
        ("Wages", ("80", A), ("80", C)),
        ("Total", ("$ 200", A), ("$ 160", C)),
    )
    cost = replace(revenue(200), concept="cost_of_sales", value=Decimal(-200_000_000))
    facts = DocumentFacts(facts=(cost,), fiscal_year=2022, currency="USD")
    question = "What percentage of cost of sales was raw materials in 2022?"
    asked, tables = understand(question), list(tables_of([page]))
    writer = FigureWriter(store_pages(tmp_path, [page]), asked)
    lookup = RowLookup(tables, facts, question)

    found = Shares(asked, tables, lookup, facts, (), writer).answer(2022)

    assert found is not None
    assert found.figures[0].value == "60"


def largest(
    folder: Path, question: str, *parts: Fact, whole: int = 200
) -> tuple[str | None, str | None] | None:
    """Which part has most, and what of it."""
    asked = understand(question)
    facts = DocumentFacts(facts=(revenue(whole), *parts), fiscal_year=2022, currency="USD")
    document = store_pages(folder, [stacked((WORDS,)), stacked((WORDS,), page_number=2)])
    period = WantedPeriod("year", 2022, 12, None, "2022")
    found = largest_of(None, asked, facts, period, FigureWriter(document, asked))
    return found and (found.figures[0].entity, found.figures[0].value)


@pytest.mark.parametrize(
    ("question", "entity", "value"),
    [
        ("Which segment had the largest revenue in 2022?", "Online", "130000000"),
        ("Which segment had the smallest revenue in 2022?", "Retail", "70000000"),
        ("Which region had the largest revenue in 2022?", "United States", "150000000"),
        ("Which region had the smallest revenue in 2022?", "Europe", "50000000"),
    ],
)
def test_the_largest_part_is_of_those_by_business_or_by_place(
    tmp_path: Path, question: str, entity: str, value: str
) -> None:
    assert largest(tmp_path, question, *BY_BUSINESS, *BY_PLACE) == (entity, value)


def test_the_largest_part_is_given_as_a_share_where_that_is_asked_for(tmp_path: Path) -> None:
    question = "Which segment had the largest revenue in 2022, and what percentage was it?"

    assert largest(tmp_path, question, *BY_BUSINESS, *BY_PLACE) == ("Online", "65")


def test_no_part_is_the_largest_where_tables_do_not_agree_on_it(tmp_path: Path) -> None:
    others = (revenue(150, "Stores", page_number=2), revenue(50, "Catalogs", page_number=2))

    question = "Which segment had the largest revenue in 2022?"
    assert largest(tmp_path, question, *BY_BUSINESS, *others) is None


def test_a_part_alone_is_not_the_largest(tmp_path: Path) -> None:
    assert (
        largest(tmp_path, "Which segment had the largest revenue in 2022?", *BY_BUSINESS[:1])
        is None
    )


def test_the_whole_may_be_printed_in_a_larger_unit(tmp_path: Path) -> None:
    rounded = stacked(
        ("(In billions)",),
        YEARS,
        ("Alaska", ("$ 0.12", A), ("$ 0.08", C)),
        ("Texas", ("0.08", A), ("0.08", C)),
        ("Total", ("$ 0.20", A), ("$ 0.16", C)),
    )
    whole = replace(revenue(200), value=Decimal(200_400_000))
    facts = DocumentFacts(facts=(whole,), fiscal_year=2022, currency="USD")
    asked = understand("What share of revenue came from Alaska in 2022?")
    tables = list(tables_of([rounded]))
    writer = FigureWriter(store_pages(tmp_path, [rounded]), asked)
    found = Shares(asked, tables, RowLookup(tables, facts, asked.text), facts, (), writer)

    answer = found.answer(2022)

    assert answer is not None
    assert [given.value for given in answer.figures[0].inputs] == ["120000000", "200400000"]
