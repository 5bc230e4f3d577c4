"""Which head is for which columns, and what above a table is no head at all."""

from decimal import Decimal

import pytest

from qa.tables import Table, find_tables, tables_of
from tests.tables.build_table import CHAR, page, row, stacked

A, B, C, D = 360.0, 420.0, 480.0, 540.0


def centred(text: str, middle: float) -> tuple[str, float]:
    """A word to be put with its middle at x."""
    return text, middle + CHAR * len(text) / 2


def heads(table: Table) -> list[str]:
    return [column.head for column in table.columns]


def years(table: Table) -> list[int | None]:
    return [column.period.year if column.period else None for column in table.columns]


def test_a_year_and_its_change_printed_as_one_head_are_heads_of_two_columns() -> None:
    (table,) = find_tables(
        stacked(
            ("", ("Fiscal 2015 (1) % Change", 500.0)),
            ("Revenue", ("1,200", 440.0), ("9.1", 495.0)),
            ("Operating income", ("120", 440.0), ("4.3", 495.0)),
        )
    )

    assert heads(table) == ["Fiscal 2015 (1)", "% Change"]
    assert [column.kind for column in table.columns] == ["value", "percent change"]
    assert years(table) == [2015, None]


def test_a_change_and_its_year_are_one_head() -> None:
    (table,) = find_tables(
        stacked(
            ("", ("2025", A), ("2024", B), ("Change 2025", C + 30)),
            ("Raw materials", ("1,904", A), ("1,700", B), ("12.0%", C + 30)),
            ("Direct labour", ("527", A), ("489", B), ("7.8%", C + 30)),
        )
    )

    assert table.is_sure
    assert heads(table) == ["2025", "2024", "Change 2025"]
    assert years(table) == [2025, 2024, None]


def test_heads_set_as_lines_of_their_own_beside_each_other_are_joined_per_column() -> None:
    middles = (270.0, 350.0, 430.0, 510.0)
    lines = (
        ("Fiscal", "Fiscal", "Dollar", "Percent"),
        ("Year", "Year", "Amount", "Amount"),
        ("Net of", "Net of", "of", "of"),
        ("2018", "2017", "Change", "Change"),
    )
    printed = [
        row(60 + 11 * number, "", centred(word, middle))
        for number, words in enumerate(lines)
        for word, middle in zip(words, middles, strict=True)
    ]
    edges = [middle + 12.5 for middle in middles]
    (table,) = find_tables(
        page(
            *printed,
            row(106, "Revenue", *zip(("1,200", "1,100", "1,050", "9.1"), edges, strict=True)),
            row(120, "Cost of sales", *zip(("800", "700", "650", "14.3"), edges, strict=True)),
        )
    )

    assert heads(table) == [
        "Fiscal Year Net of 2018",
        "Fiscal Year Net of 2017",
        "Dollar Amount of Change",
        "Percent Amount of Change",
    ]
    assert years(table) == [2018, 2017, None, None]


def test_a_year_alone_in_the_middle_over_heads_without_one_is_of_all_columns() -> None:
    (table,) = find_tables(
        stacked(
            ("", centred("2018", (A - 25 + C) / 2)),
            (
                "",
                centred("Retail", A - 12.5),
                centred("Online", B - 12.5),
                centred("Other", C - 12.5),
            ),
            ("Revenue", ("1,200", A), ("1,100", B), ("1,000", C)),
            ("Income", ("1,120", A), ("1,110", B), ("1,100", C)),
        )
    )

    assert heads(table) == ["2018 Retail", "2018 Online", "2018 Other"]
    assert years(table) == [2018, 2018, 2018]


def test_a_year_alone_over_the_side_of_a_table_is_not_of_all_columns() -> None:
    (table,) = find_tables(
        stacked(
            ("", centred("2018", A - 12.5)),
            (
                "",
                centred("Retail", A - 12.5),
                centred("Online", B - 12.5),
                centred("Other", C - 12.5),
            ),
            ("Revenue", ("1,200", A), ("1,100", B), ("1,000", C)),
            ("Income", ("1,120", A), ("1,110", B), ("1,100", C)),
        )
    )

    assert years(table) == [2018, None, None]


def test_each_of_two_years_spans_the_pair_of_columns_that_it_is_centred_over() -> None:
    middles = [x - 12.5 for x in (A, B, C, D)]
    (table,) = find_tables(
        stacked(
            ("", centred("2018", (A - 25 + B) / 2), centred("2017", (C - 25 + D) / 2)),
            ("", *map(centred, ["Sales", "Costs"] * 2, middles)),
            ("Retail", ("1,200", A), ("1,100", B), ("1,000", C), ("1,900", D)),
            ("Online", ("1,120", A), ("1,110", B), ("1,100", C), ("1,910", D)),
        )
    )

    assert heads(table) == ["2018 Sales", "2018 Costs", "2017 Sales", "2017 Costs"]
    assert years(table) == [2018, 2018, 2017, 2017]


@pytest.mark.parametrize("x1", [B, C])
def test_a_unit_caption_alone_above_the_years_is_the_tables_and_no_columns(x1: float) -> None:
    (table,) = find_tables(
        stacked(
            ("", ("$ millions", x1)),
            ("", ("2018", A), ("2017", B), ("2016", C)),
            ("Revenue", ("1,200", A), ("1,100", B), ("1,000", C)),
            ("Income", ("1,120", A), ("1,110", B), ("1,100", C)),
        )
    )

    assert heads(table) == ["2018", "2017", "2016"]
    assert table.unit_span is not None
    figures = [cell.figure for found in table.rows for cell in found.cells]
    assert {figure.scale for figure in figures if figure} == {Decimal(1_000_000)}


def test_a_unit_caption_right_above_one_column_of_several_is_of_that_column() -> None:
    (table,) = find_tables(
        stacked(
            ("", ("2018", A), ("2017", B), ("2016", C)),
            ("", ("$ millions", C)),
            ("Revenue", ("1,200", A), ("1,100", B), ("1,000", C)),
            ("Income", ("1,120", A), ("1,110", B), ("1,100", C)),
        )
    )

    assert heads(table) == ["2018", "2017", "2016 $ millions"]
    scales = [cell.figure.scale for cell in table.rows[0].cells if cell.figure]
    assert scales == [1, 1, 1_000_000]


def test_heads_side_by_side_over_rows_that_go_from_side_to_side_are_no_halves() -> None:
    edges = (330.0, 410.0, 490.0, 570.0)
    blocks = []
    for top, year in ((60.0, "2017"), (160.0, "2016")):
        blocks += [
            row(top, "", centred(year, 428.0)),
            row(top + 11, "", ("Regulated", 330.0)),
            row(top + 11, "", ("Market", 410.0)),
            row(top + 22, "", ("Businesses", 330.0)),
            row(top + 22, "", ("Businesses", 410.0), ("Other", 490.0), ("Total", 570.0)),
            row(top + 36, "Revenue", *zip(("2,958", "422", "(23)", "3,357"), edges, strict=True)),
            row(top + 50, "Interest", *zip(("268", "3", "77", "342"), edges, strict=True)),
            row(top + 64, "Assets", *zip(("17,602", "599", "1,281", "482"), edges, strict=True)),
        ]
    first, second = find_tables(page(*blocks))

    assert heads(first) == [
        "2017 Regulated Businesses",
        "2017 Market Businesses",
        "2017 Other",
        "2017 Total",
    ]
    assert years(second) == [2016] * 4


def test_a_year_is_over_the_columns_in_whose_middle_it_stands() -> None:
    edges = (280.0, 350.0, 420.0, 490.0, 560.0)
    (table,) = find_tables(
        page(
            row(60, "", centred("2019", 370.0), centred("2018", 545.0)),
            row(
                74,
                "",
                *zip(("Total", "Level 1", "Level 2", "Level 3", "Total"), edges, strict=True),
            ),
            row(88, "Bonds", *zip(("4,737", "—", "4,737", "—", "4,145"), edges, strict=True)),
            row(102, "Shares", *zip(("6,605", "6,605", "—", "—", "5,605"), edges, strict=True)),
        )
    )

    assert years(table) == [2019, 2019, 2019, 2019, 2018]


def test_a_chinese_time_alone_over_heads_is_of_all_columns() -> None:
    edges = (274.0, 388.0, 500.0)
    (table,) = find_tables(
        page(
            row(60, "名称", ("期末余额", 357.0)),
            row(74, "", ("应收账款", 250.0), ("坏账准备", 370.0), ("计提比例", 490.0)),
            row(88, "一年以内", *zip(("473.84", "9.71", "1.90"), edges, strict=True)),
            row(102, "一至二年", *zip(("53.39", "4.24", "8.87"), edges, strict=True)),
        ),
        fiscal_year=2020,
    )

    assert years(table) == [2020, 2020, 2020]


def test_quarters_are_of_the_year_that_stands_over_their_labels() -> None:
    quarters = ("第一季度", "第二季度", "第三季度")
    (table,) = find_tables(
        stacked(
            ("2024年", *zip(quarters, (A, B, C), strict=True)),
            ("电机", *zip(("20.94", "24.71", "23.87"), (A, B, C), strict=True)),
            ("托盘", *zip(("14.92", "16.68", "15.26"), (A, B, C), strict=True)),
        ),
        fiscal_year=2025,
    )

    assert years(table) == [2024, 2024, 2024]


def test_heads_beside_a_caption_stay_heads_under_labels_that_lead() -> None:
    (table,) = find_tables(
        stacked(
            ("In Millions", ("2023", B), ("2022", D)),
            ("Other non-current liabilities:",),
            (5.0, "Accrued compensation, with obligations for other"),
            (10.0, "postretirement plans", ("509.6", B), ("360.8", D)),
            (5.0, "Accrued taxes", ("245.1", B), ("233.0", D)),
        )
    )

    assert years(table) == [2023, 2022]
    assert "Accrued compensation, with obligations for other postretirement plans" in [
        found.label for found in table.rows
    ]


def test_words_in_brackets_between_the_heads_end_no_heads() -> None:
    (table,) = find_tables(
        page(
            row(60, "", centred("1st Quarter", 350.0), centred("2nd Quarter", 470.0)),
            row(72, "(Unaudited)"),
            row(84, "", ("2016", 330.0), ("2015", 390.0), ("2016", 450.0), ("2015", 510.0)),
            row(98, "Revenues", ("814", 330.0), ("982", 390.0), ("686", 450.0), ("380", 510.0)),
            row(112, "Profit", ("395", 330.0), ("372", 390.0), ("350", 450.0), ("332", 510.0)),
        )
    )

    assert heads(table)[:2] == ["1st Quarter 2016", "1st Quarter 2015"]
    assert years(table) == [2016, 2015, 2016, 2015]


def test_boxes_to_tick_are_no_title_and_no_head() -> None:
    (table,) = tables_of(
        [
            stacked(
                ("(1).按账龄披露",),
                ("√适用 □不适用",),
                ("单位：元 币种：人民币",),
                ("账龄", ("期末账面余额", A)),
                ("1 至 2 年", ("55,136,998.39", A)),
                ("2 至 3 年", ("104,385,792.00", A)),
            )
        ],
        fiscal_year=2020,
    )

    assert table.title == "(1).按账龄披露"
    assert table.label_head == "账龄"
    assert [column.head for column in table.columns] == ["期末账面余额"]


def test_a_numbered_heading_with_a_year_is_the_title() -> None:
    (table,) = tables_of(
        [
            stacked(
                ("(三) 差异的说明",),
                ("九、 2020 年主要财务数据",),
                ("单位：元 币种：人民币",),
                ("", ("第一季度", A), ("第二季度", C)),
                ("营业收入", ("366,175,089.52", A), ("258,180,404.26", C)),
                ("净利润", ("150,513,913.05", A), ("31,931,767.81", C)),
            )
        ]
    )

    assert table.title == "九、 2020 年主要财务数据"


def test_a_table_below_one_with_the_same_heads_has_its_title() -> None:
    first, second = tables_of(
        [
            stacked(
                ("五、员工情况",),
                ("专业构成", ("人数", A), ("占比", C)),
                ("生产人员", ("5,372", A), ("62.03%", C)),
                ("财务人员", ("259", A), ("2.99%", C)),
                ("教育程度", ("人数", A), ("占比", C)),
                ("博士", ("86", A), ("0.99%", C)),
                ("硕士", ("606", A), ("7.00%", C)),
            )
        ]
    )

    assert (first.title, second.title) == ("五、员工情况", "五、员工情况")
    assert second.label_head == "教育程度"


def test_a_head_in_the_gap_of_another_line_is_of_the_same_row_of_heads() -> None:
    (table,) = find_tables(
        page(
            row(60, "", ("2020 to 2021 %", 513.0), ("2019 to 2020 %", 594.0)),
            row(74, "", centred("Change", 490.0)),
            row(
                74, "", ("2021", 310.0), ("2020", 370.0), ("2019", 431.0), centred("Change", 560.0)
            ),
            row(
                88,
                "Interest expense",
                ("$ 516", 326.0),
                ("$ 326", 387.0),
                ("$", 402.0),
                ("—", 449.0),
                ("58 %", 522.0),
                ("12 %", 592.0),
            ),
        )
    )

    assert years(table) == [2021, 2020, 2019, None, None]
    assert heads(table)[3:] == ["2020 to 2021 % Change", "2019 to 2020 % Change"]


def test_a_change_over_the_middle_of_three_columns_takes_no_period_from_the_others() -> None:
    (table,) = find_tables(
        stacked(
            ("", centred("Fiscal 2023 vs. 2022", 417.0)),
            (
                "",
                ("Fiscal 2023", 338.0),
                centred("Percentage Change", 417.0),
                ("Fiscal 2022", 545.0),
            ),
            ("Meals", ("$ 4,426.3", 357.0), ("10 %", 468.0), ("$ 4,023.8", 564.0)),
            ("Snacks", ("3,611.0", 357.0), ("13 %", 468.0), ("3,191.4", 564.0)),
        )
    )

    assert years(table) == [2023, None, 2022]


def test_a_row_of_dashes_whose_label_is_a_date_is_no_head() -> None:
    (table,) = find_tables(
        stacked(
            ("", ("Severance", C), ("Other", D)),
            ("Balance as of December 31, 2019", ("$ —", C), ("$ —", D)),
            ("Charges", ("199", C), ("65", D)),
        )
    )

    assert heads(table) == ["Severance", "Other"]
    assert [r.label for r in table.rows] == ["Balance as of December 31, 2019", "Charges"]


def test_a_head_left_of_its_figures_and_right_of_all_labels_is_over_its_column() -> None:
    (table,) = find_tables(
        stacked(
            ("", ("Number of Shares", 428.0), ("Fair Value per Share", D)),
            ("Unvested as of December 31, 2020", ("83,736", 440.0), ("$ 34.17", D)),
            ("Granted", ("50,308", 440.0), ("49.78", D)),
        )
    )

    assert heads(table) == ["Number of Shares", "Fair Value per Share"]


def test_a_unit_of_one_column_is_not_of_all_that_it_is_centred_over() -> None:
    (table,) = find_tables(
        stacked(
            ("", centred("Price", 420.0), centred("Life", 492.0), centred("Value", 563.0)),
            ("", centred("(in years)", 490.0)),
            ("Balance", ("$", 397.0), ("5.47", 446.0), ("3.7", 529.0), ("$ 86,095", 588.0)),
            ("Exercised", ("6.38", 446.0)),
        )
    )

    assert [("years" in head) for head in heads(table)] == [False, True, False]


def test_figures_that_end_under_a_sign_of_percent_are_of_one_column() -> None:
    (table,) = find_tables(
        stacked(
            ("", centred("December 31, 2021", 460.0), centred("December 31, 2020", 540.0)),
            ("Assets", ("$ 223,412", 470.0), ("$ 275,756", 550.0)),
            ("Current liabilities", ("$ 53,765", 470.0), ("$ 49,291", 550.0)),
            ("Other liabilities", ("210,232", 470.0), ("265,803", 550.0)),
            ("Total liabilities", ("$ 263,997", 470.0), ("$ 315,094", 550.0)),
            ("Lease term (years)", ("5.6", 481.0), ("6.3", 561.0)),
            ("Discount rate", ("6.3 %", 481.0), ("6.4 %", 561.0)),
        )
    )

    assert table.is_sure
    assert years(table) == [2021, 2020]


def test_what_stands_in_the_middle_over_years_and_their_changes_is_of_each() -> None:
    (table,) = find_tables(
        stacked(
            ("", centred("Active users", 442.0)),
            ("", ("2025", A), ("2024", B), ("2023", C), ("% Change 2025", D)),
            ("Three Months Ended March 31", ("1,904", A), ("1,700", B), ("1,500", C), ("12.0%", D)),
            ("Three Months Ended June 30", ("1,927", A), ("1,789", B), ("1,510", C), ("7.7%", D)),
        )
    )

    assert [head.split()[:2] for head in heads(table)] == [["Active", "users"]] * 4
