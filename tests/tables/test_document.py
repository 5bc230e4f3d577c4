"""Tables that go over a page break are one table."""

from dataclasses import replace
from decimal import Decimal

from qa.document import LineRole
from qa.figures import Kind
from qa.tables import Table, tables_of
from tests.tables.build_table import page, row, stacked

A, C = 400.0, 540.0

FIRST = stacked(
    ("(In millions)",),
    ("", ("2022", A), ("2021", C)),
    ("Cash", ("1,205", A), ("1,106", C)),
    ("Inventories", ("307", A), ("208", C)),
)


def values(table: Table, label: str) -> dict[str, str]:
    (found,) = [r for r in table.rows if r.label == label]
    return {table.columns[cell.column].head: cell.text for cell in found.cells}


def test_a_second_part_with_a_column_of_words_goes_on_in_the_same_columns() -> None:
    second = stacked(
        ("Bonds", ("hedging", 320.0), ("1,209", A), ("1,110", C)),
        ("Shares", ("trading", 320.0), ("3", A), ("4", C)),
        ("Other", ("5", C)),
        page_number=2,
    )

    (table,) = tables_of([FIRST, second])

    assert table.pages == (1, 2)
    assert [column.head for column in table.columns] == ["2022", "2021"]
    assert values(table, "Bonds") == {"2022": "1,209", "2021": "1,110"}
    assert values(table, "Other") == {"2021": "5"}


def test_a_first_part_with_a_column_of_words_goes_on_without_it() -> None:
    first = stacked(
        ("", ("2022", A), ("2021", C)),
        ("Bonds", ("hedging", 320.0), ("1,209", A), ("1,110", C)),
        ("Shares", ("trading", 320.0), ("3", A), ("4", C)),
    )
    second = stacked(("Cash", ("1,205", A), ("1,106", C)), ("Other", ("5", C)), page_number=2)

    (table,) = tables_of([first, second])

    assert values(table, "Cash") == {"2022": "1,205", "2021": "1,106"}
    assert values(table, "Other") == {"2021": "5"}


def test_what_goes_on_is_in_the_unit_of_its_beginning() -> None:
    second = stacked(("Bonds", ("9", A), ("10", C)), ("Other", ("3", C)), page_number=2)

    (table,) = tables_of([FIRST, second])

    figures = [cell.figure for row in table.rows for cell in row.cells]
    assert [int(figure.value) for figure in figures[-3:] if figure] == [
        9_000_000,
        10_000_000,
        3_000_000,
    ]


def test_columns_that_end_elsewhere_are_another_table() -> None:
    second = stacked(
        ("Bonds", ("1,209", A - 40), ("1,110", C - 40)),
        ("Shares", ("3", A - 40), ("4", C - 40)),
        page_number=2,
    )

    first, other = tables_of([FIRST, second])

    assert (first.pages, other.pages) == ((1,), (2,))


def test_a_table_with_heads_of_its_own_is_another_table() -> None:
    second = stacked(
        ("", ("2020", A), ("2019", C)),
        ("Bonds", ("1,209", A), ("1,110", C)),
        ("Shares", ("3", A), ("4", C)),
        page_number=2,
    )

    first, other = tables_of([FIRST, second])

    assert [column.head for column in other.columns] == ["2020", "2019"]
    assert first.pages == (1,)


def test_a_table_two_pages_on_is_another_table() -> None:
    second = stacked(("Bonds", ("9", A), ("10", C)), ("Other", ("3", C)), page_number=3)

    assert [table.pages for table in tables_of([FIRST, second])] == [(1,), (3,)]


def test_a_table_goes_on_behind_a_page_with_nothing_but_its_number() -> None:
    number = replace(row(700, "6"), role=LineRole.PAGE_NUMBER)
    third = stacked(("Interest", ("9", A), ("10", C)), ("Taxes", ("3", C)), page_number=3)

    (table,) = tables_of([FIRST, page(number, page_number=2), third])

    assert table.pages == (1, 3)
    assert values(table, "Interest") == {"2022": "9", "2021": "10"}


def test_percentages_that_go_on_are_no_money() -> None:
    first = stacked(
        ("(In millions)",),
        ("", ("2022", A), ("% of sales", C)),
        ("Materials", ("1,205", A), ("47.1", C)),
        ("Labour", ("307", A), ("12.0", C)),
    )
    second = stacked(
        ("Energy", ("95", A), ("3.7", C)), ("Rent", ("31", A), ("1.2", C)), page_number=2
    )

    (table,) = tables_of([first, second])

    energy = [(c.figure.kind, c.figure.value) for c in table.rows[2].cells if c.figure]
    assert energy == [(Kind.MONEY, 95_000_000), (Kind.PERCENT, Decimal("3.7"))]


def test_a_row_alone_at_the_top_of_a_page_is_the_last_of_the_table_before() -> None:
    edges = (400.0, 540.0)
    first = page(
        row(60, "", ("2020年", 400.0), ("2019年", 540.0)),
        row(74, "营业收入", *zip(("366.52", "258.26"), edges, strict=True)),
        row(88, "营业成本", *zip(("150.32", "29.97"), edges, strict=True)),
    )
    second = page(
        row(60, "经营活动产生的现金流"),
        row(67, "量净额", *zip(("49.61", "56.88"), edges, strict=True)),
        page_number=2,
    )

    (table,) = tables_of([first, second])

    assert values(table, "经营活动产生的现金流量净额") == {"2020年": "49.61", "2019年": "56.88"}
    heads = row(60, "", ("2020年", 350.0), ("2019年", 450.0))
    other = page(heads, row(74, "其他", ("1.5", 350.0), ("2.5", 450.0)))
    (alone,) = tables_of([other, second])
    assert alone.pages == (1,)


def test_tables_with_the_same_heads_share_the_unit_of_the_first() -> None:
    by_product = stacked(
        ("单位：万元",),
        ("分产品", ("营业收入", A), ("毛利率", C)),
        ("电机", ("366.52", A), ("61.40%", C)),
        ("托盘", ("150.32", A), ("62.95%", C)),
    )
    by_region = stacked(
        ("主营业务分地区情况",),
        ("分地区", ("营业收入", A), ("毛利率", C)),
        ("国内", ("466.52", A), ("60.40%", C)),
        ("国外", ("50.32", A), ("76.99%", C)),
        page_number=2,
    )

    tables = tables_of([by_product, by_region], fiscal_year=2020)

    assert [cell.figure.value for cell in tables[1].rows[0].cells if cell.figure] == [
        4_665_200,
        Decimal("60.40"),
    ]
    assert tables[1].unit_page == 1
    assert tables[1].period is not None and tables[1].period.year == 2020


def test_shares_in_thousands_say_nothing_of_the_dollars_under_the_same_years() -> None:
    shares = stacked(
        ("Shares outstanding (in thousands) for the years ended June 30:",),
        ("", ("2022", A), ("2021", C)),
        ("Basic", ("123,113", A), ("125,570", C)),
        ("Diluted", ("123,906", A), ("127,299", C)),
    )
    dollars = stacked(
        ("Compensation cost was classified as indicated for the years ended June 30:",),
        ("", ("2022", A), ("2021", C)),
        ("Cost of products sold", ("$ 6", A), ("$ 6", C)),
        ("Research costs", ("4", A), ("3", C)),
        page_number=2,
    )

    *_, table = tables_of([shares, dollars])

    assert table.unit_span is None
    assert [cell.figure.value for cell in table.rows[1].cells if cell.figure] == [4, 3]


def test_columns_without_heads_are_given_no_year_by_the_report() -> None:
    lines = stacked(
        ("净资产", ("498.19", A), ("464.19", C)), ("总资产", ("627.24", A), ("558.02", C))
    )

    (table,) = tables_of([lines], fiscal_year=2020)

    assert table.period is None


def test_a_sentence_at_the_foot_of_a_page_sets_the_unit_of_the_table_on_the_next() -> None:
    before = stacked(
        ("Text of a page.",),
        ("The following table presents the changes in goodwill (in millions):",),
    )
    behind = stacked(
        ("", ("Mobility", 400.0), ("Delivery", 470.0)),
        ("Balance as of January 1, 2020", ("$ 25", 400.0), ("$ 13", 470.0)),
        ("Acquisitions", ("2,574", 400.0), ("3,533", 470.0)),
        page_number=2,
    )

    (table,) = tables_of([before, behind])

    figure = table.rows[1].cells[1].figure
    assert figure is not None and figure.value == Decimal("3533000000")
    assert table.unit_page == 1


def test_text_at_the_foot_of_a_page_that_leads_to_nothing_sets_no_unit() -> None:
    before = stacked(("The charge was recorded in other income (in millions of dollars).",))
    behind = stacked(
        ("", ("Mobility", 400.0), ("Delivery", 470.0)),
        ("Balance as of January 1, 2020", ("$ 25", 400.0), ("$ 13", 470.0)),
        ("Acquisitions", ("2,574", 400.0), ("3,533", 470.0)),
        page_number=2,
    )

    (table,) = tables_of([before, behind])

    assert table.unit_span is None


def test_a_table_of_money_right_below_another_is_in_its_unit() -> None:
    tables = tables_of(
        [
            stacked(
                ("Intangible assets were as follows (in thousands):",),
                ("", ("Amount", 400.0), ("Net", 470.0)),
                ("Patents", ("$ 22,151", 400.0), ("$ 9,508", 470.0)),
                ("Other", ("79,800", 400.0), ("41,257", 470.0)),
                ("", ("Life (Years)", 330.0), ("Gross", 400.0), ("Left", 470.0)),
                ("Patents", ("3.5", 330.0), ("$ 56,086", 400.0), ("$ 12,652", 470.0)),
                ("Other", ("7.8", 330.0), ("79,800", 400.0), ("53,193", 470.0)),
            )
        ]
    )

    cells = {c.column: c.figure for c in tables[1].rows[1].cells}
    assert [cells[n].value if cells[n] else None for n in range(3)] == [  # type: ignore[union-attr]
        Decimal("7.8"),
        Decimal(79800000),
        Decimal(53193000),
    ]
