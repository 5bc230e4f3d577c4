"""Tables of notes: schedules behind one another, heads in the middle, groups that are not indented."""

from qa.figures import Kind
from qa.tables import Table, cell_period, find_tables, row_words, tables_of
from tests.tables.build_table import CHAR, page, row, stacked

A, B, C, D = 360.0, 420.0, 480.0, 540.0


def at(table: Table, label: str, column: int = 0) -> int | None:
    """The year of a row's cell."""
    number = next(row.index for row in table.rows if row.label == label)
    period = cell_period(table, number, table.columns[column])
    return period and period.year


def test_a_line_that_announces_rows_of_years_begins_a_table_of_its_own() -> None:
    tables = tables_of(
        [
            stacked(
                ("Components of lease cost are as follows:",),
                ("", ("2019", D)),
                ("Operating lease cost", ("$ 474", D)),
                ("Variable lease cost", ("101", D)),
                ("Maturities of lease liabilities are as follows:",),
                ("2020", ("$ 501", D)),
                ("2021", ("374", D)),
                ("Total lease payments", ("875", D)),
            )
        ]
    )

    assert [table.title for table in tables] == [
        "Components of lease cost are as follows:",
        "Maturities of lease liabilities are as follows:",
    ]
    assert at(tables[1], "2021") == 2021


def test_a_line_among_rows_with_the_same_heads_begins_no_table() -> None:
    (table,) = find_tables(
        stacked(
            ("", ("2019", C), ("2018", D)),
            ("Funded status", ("120", C), ("110", D)),
            ("Amounts recognized are as follows:",),
            ("Other assets", ("20", C), ("10", D)),
        )
    )

    assert at(table, "Other assets") == 2019


def test_a_time_in_words_is_a_cell_and_no_head() -> None:
    (table,) = find_tables(
        stacked(
            ("", ("2019", C), ("2018", D)),
            ("Weighted-average remaining lease term", ("12.0 years", C + 14), ("11 years", D + 14)),
            ("Weighted-average discount rate", ("6.0 %", C), ("5.9 %", D)),
        )
    )

    assert [column.head for column in table.columns] == ["2019", "2018"]
    assert [cell.text for cell in table.rows[0].cells] == ["12.0 years", "11 years"]


def test_what_stands_over_the_labels_leads_to_the_table() -> None:
    (table,) = find_tables(
        stacked(
            ("Net sales by market", ("2019", C), ("2018", D)),
            ("Canada", ("22,300", C), ("21,773", D)),
            ("China", ("14,711", C), ("13,852", D)),
        )
    )

    assert [lead.text for lead in table.leads] == ["Net sales by market"]


def test_a_table_with_nothing_but_heads_before_it_has_the_leads_of_the_one_above() -> None:
    by_line, by_part = find_tables(
        stacked(
            ("A summary of our charges is as follows:",),
            ("", ("2019", C), ("2018", D)),
            ("Cost of sales", ("$ 115", C), ("$ 3", D)),
            ("Other", ("253", C), ("100", D)),
            ("", ("2019", C), ("2018", D)),
            ("Europe", ("$ 99", C), ("$ 6", D)),
            ("Asia", ("47", C), ("2", D)),
        )
    )

    assert by_part.title == ""
    assert by_part.leads == by_line.leads != ()


def test_bare_figures_between_percentages_of_a_column_are_percentages() -> None:
    (table,) = find_tables(
        stacked(
            ("", ("2019", C), ("2018", D)),
            ("Statutory tax", ("21.0 %", C), ("21.0 %", D)),
            ("Foreign results", ("(0.9)", C), ("(2.2)", D)),
            ("Annual tax", ("20.1 %", C), ("18.8 %", D)),
            ("Employees abroad", ("12", C), ("14", D)),
        )
    )

    kinds = [cell.figure.kind for row in table.rows for cell in row.cells if cell.figure]
    assert kinds[2:4] == [Kind.PERCENT, Kind.PERCENT]
    assert Kind.PERCENT not in kinds[6:]


def centred(text: str, middle: float) -> tuple[str, float]:
    return text, middle + CHAR * len(text) / 2


def test_a_head_over_the_same_years_again_is_over_all_of_its_group() -> None:
    ends = (240.0, 300.0, 360.0, 420.0, 480.0, 540.0)
    years = ("2017", "2016", "2015") * 2
    (table,) = find_tables(
        page(
            row(60, "", centred("Pensions", 295.0), centred("Others", 475.0)),
            row(74, "", *zip(years, ends, strict=True)),
            row(88, "Rate", *zip(("3%", "4%", "5%", "6%", "7%", "8%"), ends, strict=True)),
            row(102, "Raise", *zip(("1%", "2%", "3%", "4%", "5%", "6%"), ends, strict=True)),
        )
    )

    assert [column.head for column in table.columns][::3] == ["Pensions 2017", "Others 2017"]
    assert [column.period and column.period.year for column in table.columns] == [
        2017,
        2016,
        2015,
    ] * 2


def test_a_day_without_a_year_is_over_all_years_below_it() -> None:
    (table,) = find_tables(
        stacked(
            ("", ("As of January 31,", C + 10)),
            ("", ("2023", C), ("2022", D + 10)),
            ("Buildings", ("120", C), ("110", D + 10)),
            ("Land", ("30", C), ("20", D + 10)),
        )
    )

    assert [column.head for column in table.columns] == [
        "As of January 31, 2023",
        "As of January 31, 2022",
    ]


def test_quarters_in_rows_are_of_the_year_over_their_labels() -> None:
    (table,) = find_tables(
        stacked(
            ("2016", ("High", C), ("Low", D)),
            ("Second Quarter", ("$ 84.54", C), ("$ 68.09", D)),
            ("First Quarter", ("70.10", C), ("58.90", D)),
        )
    )

    period = cell_period(table, 0, table.columns[1])
    assert period is not None
    assert (period.kind, period.year, period.label) == ("quarter", 2016, "Second Quarter, 2016")


def test_labels_without_figures_head_the_rows_below_them_where_nothing_is_set_further_in() -> None:
    (table,) = find_tables(
        stacked(
            ("", ("2019", C), ("2018", D)),
            ("Trade receivables", ("120", C), ("110", D)),
            ("Inventories",),
            ("Finished goods", ("50", C), ("40", D)),
            ("Total", ("50", C), ("40", D)),
            ("Other assets",),
            ("Prepayments", ("20", C), ("10", D)),
        )
    )

    above = {row.label: row_words(table, row.index)[1] for row in table.rows}
    assert above["Trade receivables"] == []
    assert above["Finished goods"] == above["Total"] == ["Inventories"]
    assert above["Prepayments"] == ["Other assets"]
