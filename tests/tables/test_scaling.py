"""Counts of things under a caption of money are counts."""

from decimal import Decimal

import pytest

from qa.figures import Figure, Kind
from qa.tables import find_tables
from tests.tables.build_table import stacked

A, C = 400.0, 540.0


def figures(*rows: tuple[object, ...]) -> dict[str, Figure]:
    """The first figure of each row of a table in millions, by the row's label."""
    (table,) = find_tables(
        stacked(("(Dollars in millions)",), ("", ("2022", A), ("2021", C)), *rows)
    )
    cells = ((found.label, found.cells[0].figure) for found in table.rows if found.cells)
    return {label: figure for label, figure in cells if figure is not None}


def test_a_row_under_a_number_of_stores_is_a_count_and_not_money() -> None:
    found = figures(
        ("Net sales", ("$ 1,200", A), ("$ 1,100", C)),
        ("Number of stores:",),
        (10.0, "Domestic", ("1,300", A), ("1,250", C)),
        (10.0, "International", ("300", A), ("250", C)),
    )

    assert found["Net sales"].value == Decimal(1_200_000_000)
    assert [(found[place].kind, found[place].value) for place in ("Domestic", "International")] == [
        (Kind.COUNT, 1300),
        (Kind.COUNT, 300),
    ]


def test_the_same_row_under_money_is_money() -> None:
    found = figures(
        ("Net sales:",),
        (10.0, "Domestic", ("1,300", A), ("1,250", C)),
        (10.0, "International", ("300", A), ("250", C)),
    )

    assert (found["Domestic"].kind, found["Domestic"].value) == (Kind.MONEY, 1_300_000_000)


@pytest.mark.parametrize("label", ["Warehouses", "Number of restaurants", "Full-time employees"])
def test_a_row_that_names_what_is_counted_is_a_count(label: str) -> None:
    found = figures(("Net sales", ("$ 900", A), ("$ 800", C)), (label, ("1,300", A), ("300", C)))

    assert (found[label].kind, found[label].value) == (Kind.COUNT, 1300)


@pytest.mark.parametrize(
    "label", ["Sales of stores", "Employees' compensation payable", "Leases of warehouses"]
)
def test_money_of_what_is_counted_elsewhere_is_money(label: str) -> None:
    found = figures(("Net sales", ("$ 900", A), ("$ 800", C)), (label, ("1,300", A), ("300", C)))

    assert (found[label].kind, found[label].value) == (Kind.MONEY, 1_300_000_000)


def test_sales_under_a_number_of_stores_are_no_count() -> None:
    found = figures(
        ("Number of stores:",),
        (10.0, "Domestic", ("1,300", A), ("1,250", C)),
        (10.0, "Sales of those opened", ("300", A), ("250", C)),
    )

    assert found["Domestic"].kind is Kind.COUNT
    assert found["Sales of those opened"].kind is Kind.MONEY


def test_of_two_captions_in_the_lead_money_takes_the_one_with_dollars() -> None:
    (table,) = find_tables(
        stacked(
            ("The table compares operating income (dollars in millions), margin and selected",),
            ("statistics (in thousands, except yield), of revenue for the years ended May 31:",),
            ("", ("2023", A), ("2022", C)),
            ("Rentals", ("1,661", A), ("1,410", C)),
            ("Operating income", ("$ 3,140", A), ("$ 2,642", C)),
            ("Average daily package volume:",),
            (10.0, "Ground", ("4,361", A), ("4,549", C)),
            ("Revenue per package", ("$ 11.70", A), ("$ 10.64", C)),
        )
    )

    first = {row.label: row.cells[0].figure for row in table.rows if row.cells}
    said = {label: (f.kind, f.value) for label, f in first.items() if f is not None}
    assert said == {
        "Rentals": (Kind.MONEY, 1_661_000_000),
        "Operating income": (Kind.MONEY, 3_140_000_000),
        "Ground": (Kind.COUNT, 4_361_000),
        "Revenue per package": (Kind.MONEY, Decimal("11.70")),
    }


@pytest.mark.parametrize(
    ("label", "printed", "kind"),
    [
        ("Accrued interest, including interest rate swaps", "83.1", Kind.MONEY),
        ("Effective tax rate", "22.5", Kind.PERCENT),
        ("Class B, 1,329 shares outstanding", "3", Kind.MONEY),
        ("Performance share units", "5", Kind.MONEY),
        ("Shares outstanding", "1,329", Kind.SHARES),
    ],
)
def test_words_about_rates_and_shares_are_no_unit_where_the_row_is_money(
    label: str, printed: str, kind: Kind
) -> None:
    found = figures(("Income", ("$ 90.5", A), ("$ 80.1", C)), (label, (printed, A), (printed, C)))

    assert found[label].kind is kind


def test_options_under_a_head_with_their_unit_are_no_money() -> None:
    (table,) = find_tables(
        stacked(
            ("", ("Options Outstanding", A), ("Value", C)),
            ("", ("(Thousands)", A), ("(Millions)", C)),
            ("Balance", ("15,005.5", A), ("$ 217.5", C)),
            ("Granted", ("1,176.5", A)),
        )
    )

    balance = [(c.figure.kind, c.figure.value) for c in table.rows[0].cells if c.figure]
    assert balance == [(Kind.SHARES, 15_005_500), (Kind.MONEY, 217_500_000)]


def test_a_caption_may_stand_behind_words_in_the_head_of_the_labels() -> None:
    (table,) = find_tables(
        stacked(
            ("Expense (Income), in Millions", ("2022", A), ("2021", C)),
            ("Interest expense", ("400.5", A), ("387.2", C)),
            ("Interest income", ("(7.4)", A), ("(3.8)", C)),
        )
    )

    assert [c.figure.value for c in table.rows[1].cells if c.figure] == [-7_400_000, -3_800_000]


def test_prices_and_years_are_no_money_in_thousands() -> None:
    (table,) = find_tables(
        stacked(
            ("Activity is as follows (in thousands, except per share data):",),
            ("", ("Shares", 330.0), ("Exercise Price", 420.0), ("Life (in years)", 500.0)),
            ("Balance", ("1,919", 330.0), ("$ 5.47", 420.0), ("3.7", 500.0)),
            ("Exercised", ("812", 330.0), ("6.38", 420.0), ("1.8", 500.0)),
        )
    )

    figures = [cell.figure for cell in table.rows[1].cells]
    assert [(f.kind, f.value) for f in figures if f] == [
        (Kind.SHARES, Decimal(812000)),
        (Kind.PER_SHARE, Decimal("6.38")),
        (Kind.UNKNOWN, Decimal("1.8")),
    ]


def test_shares_used_to_compute_an_amount_per_share_are_shares() -> None:
    (table,) = find_tables(
        stacked(
            ("(in thousands, except per share data)", ("2021", 470.0), ("2020", 540.0)),
            ("Net loss", ("$ 1,009", 470.0), ("$ 1,752", 540.0)),
            (
                "Number of shares used to compute net loss per share",
                ("334,724", 470.0),
                ("312,175", 540.0),
            ),
        )
    )

    figure = table.rows[1].cells[0].figure
    assert figure is not None and (figure.kind, figure.value) == (Kind.SHARES, Decimal(334724000))


def test_few_millions_of_shares_below_a_heading_of_two_lines_are_no_amounts_per_share() -> None:
    (table,) = find_tables(
        stacked(
            ("(in millions, except per share data)", ("2021", 470.0), ("2020", 540.0)),
            ("Net income", ("$ 5,519", 470.0), ("$ 721", 540.0)),
            ("Net income per share of common stock",),
            ("  Basic", ("$ 5.60", 470.0), ("$ 0.74", 540.0)),
            ("Weighted average shares used in computing net income per",),
            ("  share of common stock",),
            ("  Basic", ("986", 470.0), ("933", 540.0)),
        )
    )

    per_share, shares = (row.cells[0].figure for row in table.rows if "Basic" in row.label)
    assert per_share is not None and per_share.kind is Kind.PER_SHARE
    assert shares is not None
    assert (shares.kind, shares.value) == (Kind.SHARES, Decimal(986_000_000))


def test_the_interest_in_a_label_and_a_margin_of_money_are_no_percentages() -> None:
    read = figures(
        ("Net sales", ("$ 1,200", A), ("$ 1,100", C)),
        ("Notes due 2026 (1.3% and 1.3%)", ("28", A), ("26", C)),
        ("Gross margin", ("667.7", A), ("803.1", C)),
    )

    assert {figure.kind for figure in read.values()} == {Kind.MONEY}
