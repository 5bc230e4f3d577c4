"""What tables showed that nobody had tuned on: units, labels, ranges."""

from decimal import Decimal

import pytest

from qa.figures import Kind
from qa.tables import Table, find_tables, tables_of
from qa.tables.tokens import is_range
from tests.tables.build_table import page, row, stacked

A, B, C, D = 360.0, 420.0, 480.0, 540.0


def units(table: Table, label: str) -> list[tuple[Kind, Decimal]]:
    (found,) = [r for r in table.rows if r.label == label]
    return [(c.figure.kind, c.figure.scale) for c in found.cells if c.figure]


def test_a_range_is_one_cell_without_a_figure() -> None:
    (table,) = find_tables(
        stacked(
            ("", ("2022", A), ("2021", D)),
            ("Volatility", ("50.65% - 53.51%", A), ("57.75%", D)),
            ("Rate", ("1.14% - 3.17%", A), ("0.43%", D)),
        )
    )

    assert [c.head for c in table.columns] == ["2022", "2021"]
    assert [c.text for c in table.rows[0].cells] == ["50.65% - 53.51%", "57.75%"]
    assert table.rows[0].cells[0].figure is None


@pytest.mark.parametrize("text", ["3 — 4", "3 4 5", "- 4 5"])
def test_figures_of_columns_are_no_range(text: str) -> None:
    assert not is_range(text)


def test_a_caption_in_the_last_line_of_a_long_sentence_is_the_tables() -> None:
    sentence = (
        "The table sets forth the computation of basic and diluted net loss per share for each of the"
        " last two years shown as we report it here (in thousands, except per share data):"
    )
    (table,) = find_tables(
        stacked(
            (sentence,),
            ("", ("2021", A), ("2020", C)),
            ("Net loss", ("$ (1,009)", A), ("$ (1,752)", C)),
            ("Shares used", ("334,724", A), ("312,175", C)),
        )
    )

    assert units(table, "Net loss") == [(Kind.MONEY, Decimal(1000))] * 2
    assert units(table, "Shares used") == [(Kind.SHARES, Decimal(1000))] * 2


def test_a_caption_below_a_head_of_each_column_is_of_all() -> None:
    (table,) = find_tables(
        stacked(
            ("", ("Life", A), ("Gross", B), ("Used", C), ("Net", D)),
            ("", ("(In millions)", C + 20)),
            ("Patents", ("15 years", A), ("$12,360", B), ("$ (738)", C), ("$11,622", D)),
            ("Brands", ("13 years", A), ("2,324", B), ("(1,973)", C), ("351", D)),
        )
    )

    assert [c.head for c in table.columns] == ["Life", "Gross", "Used", "Net"]
    assert units(table, "Brands") == [(Kind.MONEY, Decimal(1_000_000))] * 3


def test_securities_left_out_of_a_computation_are_shares() -> None:
    (table,) = find_tables(
        stacked(
            (
                "The following shares were excluded from the computation of loss per share (in thousands):",
            ),
            ("", ("2021", A), ("2020", C)),
            ("Stock units", ("16,285", A), ("33,428", C)),
            ("Plan", ("115", A), ("89", C)),
        )
    )

    assert units(table, "Plan") == [(Kind.SHARES, Decimal(1000))] * 2


def test_warehouses_in_operation_and_members_are_counted_and_a_price_range_is_per_share() -> None:
    (table,) = find_tables(
        stacked(
            ("(dollars in millions)", ("2018", A), ("2017", C)),
            ("Net sales", ("$ 138,434", A), ("$ 126,172", C)),
            ("Warehouses in Operation",),
            (16.0, "Opened", ("25", A), ("28", C)),
            (16.0, "Closed", ("(4)", A), ("(2)", C)),
            ("Total paid members (000's)", ("51,600", A), ("49,400", C)),
            ("Price range of common stock:",),
            (16.0, "High", ("68.19", A), ("52.75", C)),
        )
    )

    assert units(table, "Opened") == [(Kind.COUNT, Decimal(1))] * 2
    assert units(table, "Total paid members (000's)") == [(Kind.COUNT, Decimal(1000))] * 2
    assert units(table, "High") == [(Kind.PER_SHARE, Decimal(1))] * 2


def test_last_years_table_below_footnotes_is_in_the_unit_of_this_years() -> None:
    lines = [
        row(60, "(in thousands)", ("December 31, 2021", 480.0)),
        row(74, "", ("Level 1", A), ("Level 2", C)),
        row(88, "Funds", ("$ 22,250", A), ("$ 1,205", C)),
        row(102, "Bonds", ("1,161", A), ("99,705", C)),
        row(
            140,
            "(1) Cash and deposits are not measured at fair value and left out of this table here.",
        ),
        row(160, "", ("December 31, 2020", 480.0)),
        row(174, "", ("Level 1", A), ("Level 2", C)),
        row(188, "Funds", ("$ 24,757", A), ("$ 1,106", C)),
        row(202, "Bonds", ("1,062", A), ("184,601", C)),
    ]

    _, table = tables_of([page(*lines)])

    assert units(table, "Bonds") == [(Kind.MONEY, Decimal(1000))] * 2


def test_the_long_label_of_a_group_ends_no_table() -> None:
    label = "Weighted-average shares used to compute net loss per share of common stock:"
    (table,) = find_tables(
        stacked(
            ("(in millions, except shares in thousands)", ("2021", 500.0), ("2020", 560.0)),
            ("Net loss", ("$ (496)", 500.0), ("$ (6,768)", 560.0)),
            (label,),
            (16.0, "Basic", ("1,892,546", 500.0), ("1,752,960", 560.0)),
        )
    )

    assert {kind for kind, _ in units(table, "Basic")} == {Kind.SHARES}


def test_the_name_of_a_group_beside_its_first_label_is_part_of_it() -> None:
    lines = [
        row(60, "", ("2019", A), ("2018", C)),
        row(74, "Current:", ("Federal", 175.0), ("$ 652", A), ("$ 437", C)),
        row(88, "State", ("196", A), ("63", C), indent=90.0),
        row(102, "Foreign", ("807", A), ("378", C), indent=90.0),
        row(116, "Deferred:", ("Federal", 175.0), ("325", A), ("140", C)),
        row(130, "State", ("10", A), ("(9)", C), indent=90.0),
    ]

    (table,) = find_tables(page(*lines))

    assert [r.label for r in table.rows][::3] == ["Current: Federal", "Deferred: Federal"]


def test_a_chinese_label_goes_on_in_the_middle_below_its_first_line() -> None:
    lines = [
        row(60, "", ("期末余额", A), ("期初余额", C)),
        row(74, "银行存款", ("1,516.58", A), ("1,098.66", C)),
        row(88, "其中：存放在境外", ("2,844.16", A), ("4,908.16", C)),
        row(100, "的款项总额", indent=8.0),
    ]

    (table,) = find_tables(page(*lines))

    assert table.rows[-1].label == "其中：存放在境外的款项总额"
