"""Which part of the group leads by what is worked out for each of them."""

from dataclasses import replace
from decimal import Decimal

import pytest

from qa.library import Library
from qa.measures import understand
from qa.pipeline import ask, read_document
from qa.readers.extractive.figure_writer import FigureWriter
from qa.readers.extractive.group.divisions import divisions_of
from qa.readers.extractive.group.ranked_parts import ranked_part, ranking_of
from qa.statements import DocumentFacts
from tests.computed.rows import SAMPLES
from tests.measures.facts_by_hand import Facts
from tests.readers.extractive.group.test_shares import revenue
from tests.search.small_filing import store


@pytest.fixture(scope="module")
def english(tmp_path_factory):
    with Library.open(tmp_path_factory.mktemp("home") / "library") as library:
        yield read_document(SAMPLES / "annual_report_en.pdf", library=library)


@pytest.fixture(scope="module")
def chinese(tmp_path_factory):
    with Library.open(tmp_path_factory.mktemp("zh") / "library") as library:
        yield read_document(SAMPLES / "annual_report_zh.pdf", library=library)


def answer(document, question):
    return list(ask(document, question))[-1].figures


@pytest.mark.parametrize(
    ("question", "entity", "value"),
    [
        ("Which region grew fastest in 2025?", "Asia Pacific", Decimal(937) / 875 * 100 - 100),
        ("Which region had the slowest growth?", "Rest of World", Decimal(329) / 312 * 100 - 100),
        (
            "Which segment had the highest profit margin in 2024?",
            "Flow Control",
            Decimal(282) / 1486 * 100,
        ),
        ("Which segment is least profitable?", "Building Hardware", Decimal(55_000_000)),
    ],
)
def test_the_part_that_leads_is_named_with_its_figure(english, question, entity, value):
    figure = answer(english, question)[0]

    assert figure.entity == entity
    assert Decimal(figure.value) == pytest.approx(value, abs=Decimal("1e-6"))


def test_nothing_fell_where_all_grew(english):
    assert not answer(english, "Which region's sales fell most in 2025?")


@pytest.mark.parametrize(
    "question",
    [
        "Which segment made the most operating income, and what was its operating margin?",
        "Which director joined the board most recently?",
        "Which segment in Europe grew fastest?",
        "How much did revenue grow in 2025?",
    ],
)
def test_what_ranks_amounts_or_other_things_is_no_ranking_of_parts(question):
    assert ranking_of(understand(question)) is None


def test_countries_are_not_compared_with_the_region_that_they_are_in():
    asked = understand("Which region had most revenue in 2022?")
    told = (("Texas", 30), ("Americas", 90), ("Germany", 35), ("Europe", 70), ("Asia", 40))
    parts = [revenue(millions, name) for name, millions in told]
    business = [revenue(millions, name) for name, millions in (("Pumps", 120), ("Fans", 80))]

    families = divisions_of(None, asked, [*parts, *business], revenue(200))

    assert [[fact.entity for fact in family] for family in families] == [
        ["Americas", "Europe", "Asia"]
    ]


@pytest.mark.parametrize(
    ("question", "value", "unit"),
    [
        (
            "By how many percentage points was Flow Control's segment margin above that of Building"
            " Hardware in 2025?",
            (Decimal(262) / 1548 - Decimal(55) / 792) * 100,
            "percent",
        ),
        (
            "How much lower was Building Hardware's operating income than that of Flow Control?",
            Decimal(207_000_000),
            "USD",
        ),
        (
            "How much more operating income than Building Hardware did Flow Control earn in 2025?",
            Decimal(207_000_000),
            "USD",
        ),
    ],
)
def test_one_part_is_set_against_another(english, question, value, unit):
    figure = answer(english, question)[0]

    assert figure.unit == unit
    assert Decimal(figure.value) == pytest.approx(value, abs=Decimal("1e-6"))
    assert figure.inputs[0].name.startswith("Flow Control")


def test_a_segment_is_no_product_line(english):
    assert not answer(english, "Which product line has the largest net sales in 2025?")
    assert not answer(english, "Which product line has the highest gross margin in 2025?")


def test_the_largest_segment_without_a_measure_is_the_one_that_sells_most(english):
    figure = answer(english, "What is the largest segment?")[0]

    assert (figure.entity, figure.value) == ("Flow Control", "1548000000")


def test_one_side_of_a_comparison_is_not_the_answer(english):
    assert not answer(
        english,
        "How much more did it pay for dividends and buybacks in 2025 than it earned as free cash"
        " flow (operating cash flow less purchases of property, plant and equipment)?",
    )


@pytest.mark.parametrize(
    ("question", "entity", "value"),
    [
        ("哪块业务收入最大？", "伺服系统", "3701905808.98"),
        ("哪个业务的收入最大？", "伺服系统", "3701905808.98"),
        ("哪个分部收入最高？", "伺服系统", "3701905808.98"),
        ("哪个产品收入最高？", "伺服驱动器", "1378481229.93"),
    ],
)
def test_the_largest_business_is_none_of_the_products_that_divide_it(
    chinese, question, entity, value
):
    figure = answer(chinese, question)[0]

    assert (figure.entity, Decimal(figure.value)) == (entity, Decimal(value))


def test_segments_that_report_net_sales_alone_are_ranked(tmp_path):
    told = (("Stores", "net_sales", 120), ("Clubs", "net_sales", 80))
    told += (("Stores", "operating_income", 6), ("Clubs", "operating_income", 8))
    told += ((None, "revenue", 210), (None, "net_sales", 200))
    facts = tuple(replace(revenue(value, name), concept=line) for name, line, value in told)
    page = "Our two reportable segments: Stores and Clubs.\nRevenue 1 2 3"
    document = store(tmp_path, [page])
    asked = understand("Which segment had the highest operating margin in 2022?")
    known = DocumentFacts(facts=facts, fiscal_year=2022, currency="USD")
    source = Facts(
        [
            replace(fact, concept="revenue")
            if fact.entity and fact.concept == "net_sales"
            else fact
            for fact in facts
        ]
    )

    found = ranked_part(
        ranking_of(asked), asked, document, known, source, FigureWriter(document, asked)
    )

    assert (found.figures[0].entity, found.figures[0].value) == ("Clubs", "10")
