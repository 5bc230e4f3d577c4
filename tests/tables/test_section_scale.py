"""What a section says once of the unit of its tables."""

from decimal import Decimal

import pytest

from qa.tables import Table, find_tables
from qa.tables.section_scale import SectionScale, section_scale_of, with_section_scale
from tests.tables.build_table import page, row, stacked

A, C = 400.0, 540.0
MILLION = Decimal(1_000_000)


def of_section(text: str) -> SectionScale:
    found = section_scale_of(page(row(60, text), page_number=3))
    assert found is not None
    return found


@pytest.fixture
def millions() -> SectionScale:
    return of_section("(tabular dollars are in millions, except per share amounts)")


def values(table: Table, label: str) -> list[Decimal]:
    (found,) = [r for r in table.rows if r.label == label]
    return [cell.figure.value for cell in found.cells if cell.figure is not None]


def two_years(*rows: tuple[object, ...]) -> Table:
    (table,) = find_tables(stacked(("", ("2022", A), ("2021", C)), *rows, page_number=5))
    return table


def test_money_of_a_table_without_a_caption_is_in_the_sections_unit(millions: SectionScale) -> None:
    table = with_section_scale(
        two_years(
            ("Finished goods", ("$ 1,200", A), ("$ 1,100", C)),
            ("Raw materials", ("300", A), ("250", C)),
        ),
        millions,
    )

    assert values(table, "Finished goods") == [1200 * MILLION, 1100 * MILLION]
    assert values(table, "Raw materials") == [300 * MILLION, 250 * MILLION]
    cells = [cell for found in table.rows for cell in found.cells]
    assert {cell.figure.currency for cell in cells if cell.figure} == {"USD"}
    assert table.unit_page == 3
    caption = "(tabular dollars are in millions, except per share amounts)"
    assert table.unit_span is not None
    assert caption[slice(*table.unit_span)] == caption


def test_what_is_recovered_through_rates_is_an_amount_and_a_rate_is_none(
    millions: SectionScale,
) -> None:
    table = with_section_scale(
        two_years(
            ("Income taxes recovered through rates", ("$ 1,242", A), ("$ 1,100", C)),
            ("Average rate", ("$ 3", A), ("$ 4", C)),
        ),
        millions,
    )

    assert values(table, "Income taxes recovered through rates")[0] == 1242 * MILLION
    assert values(table, "Average rate") == [3, 4]


def test_a_column_without_a_currency_sign_is_not_taken_for_money(millions: SectionScale) -> None:
    table = with_section_scale(
        two_years(
            ("Granted", ("1,200", A), ("$ 1,100", C)),
            ("Vested", ("300", A), ("250", C)),
        ),
        millions,
    )

    assert values(table, "Granted") == [1200, 1100 * MILLION]
    assert values(table, "Vested") == [300, 250 * MILLION]


def test_prices_stay_as_they_are(millions: SectionScale) -> None:
    table = with_section_scale(
        two_years(
            ("Repurchases", ("$ 1,200", A), ("$ 1,100", C)),
            ("Paid for each", ("85.14", A), ("$ 70.10", C)),
            ("Average price", ("$ 85", A), ("$ 70", C)),
        ),
        millions,
    )

    assert values(table, "Repurchases") == [1200 * MILLION, 1100 * MILLION]
    assert values(table, "Paid for each") == [Decimal("85.14"), Decimal("70.10")]
    assert values(table, "Average price") == [85, 70]


def test_a_table_with_a_caption_of_its_own_keeps_it(millions: SectionScale) -> None:
    (captioned,) = find_tables(
        stacked(
            ("(In thousands)",),
            ("", ("2022", A), ("2021", C)),
            ("Goods", ("$ 1,200", A), ("$ 1,100", C)),
        )
    )

    assert with_section_scale(captioned, millions) == captioned
    assert values(captioned, "Goods") == [1_200_000, 1_100_000]


@pytest.mark.parametrize(
    "text",
    [
        "Notes to Consolidated Financial Statements (Unless otherwise noted, amounts in millions)",
        "Tabular amounts are in millions",
        "Amounts are in millions of dollars, unless otherwise stated",
    ],
)
def test_a_section_says_its_unit_in_several_ways(text: str) -> None:
    assert of_section(text).caption.money == MILLION


@pytest.mark.parametrize(
    "text",
    ["Years ended December 31 (in millions)", "Sales rose by 3 million (in millions of units)"],
)
def test_the_caption_of_one_table_is_not_its_sections(text: str) -> None:
    assert section_scale_of(page(row(60, text))) is None
