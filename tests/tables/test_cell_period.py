"""The time of a cell, where its column alone does not say it."""

from datetime import date

import pytest

from qa.document import Page
from qa.tables import Period, Table, cell_period, find_tables, row_words
from qa.tables.cell_period import is_only_time
from tests.tables.build_table import stacked

A, B, C = 400.0, 470.0, 540.0


def table_of(page: Page) -> Table:
    (table,) = find_tables(page)
    return table


def period_at(table: Table, value: str) -> Period | None:
    """The period of the cell that is printed so."""
    (found,) = [(r, c) for r in table.rows for c in r.cells if c.text == value]
    return cell_period(table, found[0].index, table.columns[found[1].column])


def time_at(table: Table, value: str) -> tuple[str, int] | None:
    period = period_at(table, value)
    return (period.kind, period.year) if period else None


def test_quarters_as_columns_are_of_the_year_that_stands_above_the_row() -> None:
    table = table_of(
        stacked(
            ("", ("Fiscal Quarter", 492.5)),
            ("", ("First", A), ("Second", C)),
            ("2018",),
            (10.0, "Revenue", ("1,200", A), ("1,100", C)),
            ("2017",),
            (10.0, "Revenue", ("1,210", A), ("1,110", C)),
        )
    )

    first = period_at(table, "1,200")
    assert first is not None
    assert (first.kind, first.year, first.months) == ("quarter", 2018, 3)
    assert "First" in first.label
    second = period_at(table, "1,110")
    assert second is not None
    assert (second.kind, second.year) == ("quarter", 2017)
    assert "Second" in second.label


def test_a_row_that_is_a_year_has_quarters_of_that_year() -> None:
    table = table_of(
        stacked(
            ("", ("First Quarter", A), ("Second Quarter", C)),
            ("2018", ("1,200", A), ("1,100", C)),
            ("2017", ("1,210", A), ("1,110", C)),
        )
    )

    assert time_at(table, "1,200") == ("quarter", 2018)
    assert time_at(table, "1,110") == ("quarter", 2017)


def test_rows_that_are_years_are_of_quarters_under_a_line_that_says_what_they_are_of() -> None:
    table = table_of(
        stacked(
            ("", ("First Quarter", A), ("Second Quarter", C)),
            ("Revenue",),
            (10.0, "2018", ("1,200", A), ("1,100", C)),
            (10.0, "2017", ("1,210", A), ("1,110", C)),
        )
    )

    assert time_at(table, "1,200") == ("quarter", 2018)
    assert time_at(table, "1,110") == ("quarter", 2017)
    assert [row_words(table, row.index) for row in table.rows] == [("Revenue", [])] * 2


def test_a_row_that_names_a_quarter_and_its_year_is_of_that_quarter() -> None:
    table = table_of(
        stacked(
            ("", ("High", A), ("Low", C)),
            ("1st Quarter 2016", ("85.14", A), ("70.10", C)),
            ("2nd Quarter 2016", ("86.14", A), ("71.10", C)),
        )
    )

    period = period_at(table, "86.14")
    assert period is not None
    assert (period.kind, period.year, period.label) == ("quarter", 2016, "2nd Quarter 2016")


def test_a_label_that_ends_in_a_year_names_the_rows_that_are_years_alone() -> None:
    table = table_of(
        stacked(
            ("", ("Retail", A), ("Online", C)),
            ("Operating income 2023", ("1,200", A), ("1,100", C)),
            ("2022", ("1,210", A), ("1,110", C)),
            ("2021", ("1,220", A), ("1,120", C)),
        )
    )

    assert [time_at(table, value) for value in ("1,200", "1,210", "1,120")] == [
        ("year", 2023),
        ("year", 2022),
        ("year", 2021),
    ]
    assert [row_words(table, row.index) for row in table.rows] == [("Operating income", [])] * 3


def test_segments_as_columns_are_of_the_year_in_the_line_that_leads_to_the_table() -> None:
    table = table_of(
        stacked(
            ("The results by segment for the year ended December 31, 2022 were as follows:",),
            ("", ("Retail", A), ("Online", B), ("Total", C)),
            ("Revenue", ("1,200", A), ("1,100", B), ("2,300", C)),
            ("Income", ("120", A), ("110", B), ("230", C)),
        )
    )

    period = period_at(table, "1,100")
    assert period is not None
    assert (period.kind, period.year, period.end) == ("year", 2022, date(2022, 12, 31))


def test_segments_as_columns_have_no_period_where_the_lead_names_two_years() -> None:
    table = table_of(
        stacked(
            ("The results by segment for the years ended December 31, 2022 and 2021 were:",),
            ("", ("Retail", A), ("Online", B), ("Total", C)),
            ("Revenue", ("1,200", A), ("1,100", B), ("2,300", C)),
            ("Income", ("120", A), ("110", B), ("230", C)),
        )
    )

    assert period_at(table, "1,100") is None


def test_a_row_that_compares_two_years_has_no_period() -> None:
    table = table_of(
        stacked(
            ("", ("Retail", A), ("Online", C)),
            ("2022 and 2021", ("1,200", A), ("1,100", C)),
            ("Fiscal 2020", ("1,210", A), ("1,110", C)),
        )
    )

    assert period_at(table, "1,200") is None
    assert time_at(table, "1,210") == ("year", 2020)


def test_a_column_of_changes_has_no_period_though_its_row_names_a_year() -> None:
    table = table_of(
        stacked(
            ("", ("Retail", A), ("% Change", C)),
            ("2022", ("1,200", A), ("9.1", C)),
            ("2021", ("1,210", A), ("8.1", C)),
        )
    )

    assert time_at(table, "1,200") == ("year", 2022)
    assert period_at(table, "9.1") is None


@pytest.mark.parametrize(
    ("label", "is_time"),
    [
        ("2018", True),
        ("First quarter", True),
        ("Fiscal Year Ended January 31, 2023", True),
        ("2018年度", True),
        ("Notes due 2023", False),
        ("Operating income 2023", False),
    ],
)
def test_a_label_is_a_time_where_it_names_nothing_else(label: str, is_time: bool) -> None:
    assert is_only_time(label) is is_time


def test_years_behind_the_day_over_their_column_are_when_sums_fall_due() -> None:
    table = table_of(
        stacked(
            ("Maturities (in millions):",),
            ("", ("December 31, 2021", C)),
            ("2022", ("$ 280", C)),
            ("2023", ("312", C)),
            ("Total", ("592", C)),
        )
    )

    assert time_at(table, "312") == ("year", 2023)
    assert time_at(table, "592") == ("instant", 2021)


def test_rows_between_two_balances_are_of_the_year_between_them() -> None:
    table = table_of(
        stacked(
            ("Goodwill (in millions):",),
            ("Balance as of December 31, 2019", ("$ 158", C)),
            ("Additions", ("22", C)),
            ("Balance as of December 31, 2020", ("180", C)),
            ("Disposals", ("(3)", C)),
            ("Balance as of December 31, 2021", ("177", C)),
            ("Impairments to date", ("9", C)),
        )
    )

    assert time_at(table, "22") == ("year", 2020)
    assert time_at(table, "(3)") == ("year", 2021)
    assert time_at(table, "9") is None


def test_a_row_of_three_months_under_a_year_is_a_quarter_of_it() -> None:
    table = table_of(
        stacked(
            ("", ("2025", A), ("2024", B)),
            ("Three Months Ended March 31", ("1,904", A), ("1,700", B)),
            ("Three Months Ended June 30", ("1,927", A), ("1,789", B)),
        )
    )

    found = period_at(table, "1,789")
    assert found is not None
    assert (found.kind, found.year, found.end) == ("quarter", 2024, date(2024, 6, 30))


def test_a_first_column_of_years_says_which_year_its_rows_are_of() -> None:
    (table,) = find_tables(
        stacked(
            ("(In millions)",),
            ("", ("Fiscal Year", 260.0), ("Pumps", A), ("Valves", C)),
            ("Net sales", ("2022", 250.0), ("$ 120", A), ("$ 80", C)),
            ("", ("2021", 250.0), ("110", A), ("70", C)),
            ("Capital expenditures", ("2022", 250.0), ("12", A), ("8", C)),
            ("", ("2021", 250.0), ("11", A), ("7", C)),
        )
    )
    (pumps,) = [column for column in table.columns if column.head == "Pumps"]

    said = [(row_words(table, row.index)[0], row.cells[0].text) for row in table.rows]
    assert said == [
        ("Net sales", "$ 120"),
        ("Net sales", "110"),
        ("Capital expenditures", "12"),
        ("Capital expenditures", "11"),
    ]
    periods = [cell_period(table, row.index, pumps) for row in table.rows]
    assert [period.year for period in periods if period] == [2022, 2021, 2022, 2021]
