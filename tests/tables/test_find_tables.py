from datetime import date
from decimal import Decimal

from qa.figures import Kind
from qa.tables import Table, find_tables, tables_of
from tests.tables.build_table import page, row, stacked

A, B, C = 400.0, 470.0, 540.0


def values(table: Table, label: str) -> dict[str, str]:
    """The printed cells of a row by their column's head."""
    (found,) = [r for r in table.rows if r.label == label]
    return {table.columns[cell.column].head: cell.text for cell in found.cells}


def test_a_blank_cell_stays_blank_and_its_neighbour_in_its_own_column() -> None:
    (table,) = find_tables(
        stacked(
            ("Years ended December 31,", ("2022", A), ("2021", B), ("2020", C)),
            ("Revenue", ("1,200", A), ("1,100", B), ("1,000", C)),
            ("Impairment", ("75", B)),
            ("Income", ("300", A), ("—", B), ("(250)", C + 5)),
        )
    )
    assert values(table, "Impairment") == {"2021": "75"}
    assert values(table, "Income") == {"2022": "300", "2021": "—", "2020": "(250)"}
    assert [c.period.year for c in table.columns if c.period] == [2022, 2021, 2020]
    income = next(r for r in table.rows if r.label == "Income")
    assert income.cells[1].is_nil and income.cells[1].figure is None
    assert income.cells[2].figure is not None and income.cells[2].figure.printed == -250


def test_cells_and_labels_know_their_span_and_box() -> None:
    source = stacked(
        ("", ("2022", A), ("2021", B)), ("Cash", ("$ 5", A), ("7", B)), ("Debt", ("1", A))
    )
    (table,) = find_tables(source)
    for found in table.rows:
        assert source.text[slice(*found.label_span)] == found.label
        for cell in found.cells:
            assert source.text[cell.start : cell.end] == cell.text
            assert cell.bbox.x1 in (A, B)
            figure = cell.figure
            assert figure is not None and source.text[figure.start : figure.end] == figure.text


def test_month_and_day_above_the_year_make_the_date_of_a_balance() -> None:
    (table,) = find_tables(
        stacked(
            ("", ("December 31,", A + 15), ("December 31,", C + 15)),
            ("", ("2022", A), ("2021", C)),
            ("Cash", ("1,234", A), ("2,345", C)),
            ("Inventories", ("34", A), ("45", C)),
        )
    )
    periods = [column.period for column in table.columns]
    assert [p.end for p in periods if p] == [date(2022, 12, 31), date(2021, 12, 31)]
    assert {p.kind for p in periods if p} == {"instant"}


def test_a_head_that_spans_years_counts_for_each_of_them() -> None:
    (table,) = find_tables(
        stacked(
            ("", ("Three months ended June 30,", 525.0)),
            ("", ("2022", A), ("2021", B), ("2020", C)),
            ("Revenue", ("1,200", A), ("1,100", B), ("1,000", C)),
            ("Income", ("120", A), ("110", B), ("100", C)),
        )
    )
    assert [(c.period.kind, c.period.end) for c in table.columns if c.period] == [
        ("quarter", date(year, 6, 30)) for year in (2022, 2021, 2020)
    ]


def test_a_span_that_does_not_reach_a_column_leaves_it_without_a_period() -> None:
    (table,) = find_tables(
        stacked(
            ("", ("Three months ended June 30,", 505.0)),
            ("", ("2022", A), ("2021", B), ("2020", C)),
            ("Revenue", ("1,200", A), ("1,100", B), ("1,000", C)),
            ("Income", ("120", A), ("110", B), ("100", C)),
        )
    )
    assert {c.period.kind for c in table.columns if c.period} <= {"quarter"}
    assert table.columns[2].period is None and not table.is_sure


def test_changes_and_percents_have_no_period() -> None:
    (table,) = find_tables(
        stacked(
            ("", ("2022", 330.0), ("2021", 380.0), ("$ Change", 460.0), ("% Change", 540.0)),
            ("Revenue", ("1,200", 330.0), ("1,100", 380.0), ("100", 460.0), ("9.1", 535.0)),
            ("Income", ("120", 330.0), ("110", 380.0), ("10", 460.0), ("9.1", 535.0)),
        )
    )
    assert [c.kind for c in table.columns] == ["value", "value", "change", "percent change"]
    assert [c.period is None for c in table.columns] == [False, False, True, True]
    percent = table.cell(0, 3)
    assert percent and percent.figure and percent.figure.kind is Kind.PERCENT


def test_numbers_of_notes_are_a_column_of_notes() -> None:
    (table,) = find_tables(
        stacked(
            ("项目", ("附注", 300.0), ("2020年12月31日", A + 10), ("2019年12月31日", C)),
            ("货币资金", ("1", 292.0), ("1,200.00", A + 10), ("1,100.00", C)),
            ("存货", ("2", 292.0), ("300.00", A + 10), ("250.00", C)),
        )
    )
    assert [c.kind for c in table.columns] == ["note", "value", "value"]
    assert table.columns[0].period is None
    assert [c.period.end for c in table.columns if c.period] == [
        date(2020, 12, 31),
        date(2019, 12, 31),
    ]


def test_money_shares_and_amounts_per_share_have_scales_of_their_own() -> None:
    (table,) = find_tables(
        stacked(
            ("(Dollars in millions, except per share; shares in thousands)",),
            ("", ("2022", A), ("2021", C)),
            ("Net income", ("$ 12", A), ("$ 11", C)),
            ("Earnings per share", ("$ 1.20", A), ("$ 1.10", C)),
            ("Weighted average shares outstanding", ("10,000", A), ("10,100", C)),
        )
    )
    values_ = [
        cell.figure.value for r in table.rows if r.cells for cell in r.cells[:1] if cell.figure
    ]
    assert values_ == [Decimal(12_000_000), Decimal("1.20"), Decimal(10_000_000)]


def test_years_behind_a_caption_in_its_line_are_heads() -> None:
    (table,) = find_tables(
        stacked(
            ("Dollars in millions, except per share data", ("2022", A), ("2021", C)),
            ("Net sales", ("$ 12", A), ("$ 11", C)),
            ("Net earnings", ("7", A), ("6", C)),
        )
    )
    assert values(table, "Net sales") == {"2022": "$ 12", "2021": "$ 11"}


def test_a_label_over_two_lines_is_one_label() -> None:
    (table,) = find_tables(
        stacked(
            ("", ("2022", A), ("2021", C)),
            ("Cash", ("5", A), ("6", C)),
            ("Common stock, 600 shares issued;",),
            ("479 shares outstanding", ("1", A), ("2", C)),
        )
    )
    # lines are 14 points apart and 10 high: close enough for a label that ends in ";"
    assert values(table, "Common stock, 600 shares issued; 479 shares outstanding") == {
        "2022": "1",
        "2021": "2",
    }


def test_indented_rows_are_under_their_group_and_a_bare_total_is_named_by_it() -> None:
    (table,) = find_tables(
        stacked(
            ("", ("2022", A), ("2021", C)),
            ("Current assets:",),
            (10.0, "Cash", ("5", A), ("6", C)),
            (10.0, "Inventories", ("1", A), ("2", C)),
            ("", ("6", A), ("8", C)),
        )
    )
    labels = [table.labels(r.index) for r in table.rows if r.cells]
    assert labels[0] == ["Current assets:", "Cash"]
    assert table.rows[-1].label == "Total current assets" and table.rows[-1].is_total


def test_two_figures_in_one_place_make_the_column_unsure_and_take_its_period() -> None:
    (table,) = find_tables(
        stacked(
            ("", ("2022", A), ("2022", C)),
            ("Revenue", ("1,200", A), ("1,100", C)),
            ("Income", ("120", A), ("110", C)),
        )
    )
    assert not table.is_sure
    assert [c.period for c in table.columns] == [None, None]


def test_running_text_with_figures_is_no_table() -> None:
    text = "In 2022 revenue was 1,200 and in 2021 it was 1,100, which is an increase of 9.1%."
    assert find_tables(stacked((text,), (text,), (text,))) == ()
    assert find_tables(stacked(("No figures here",))) == ()


def test_this_and_last_period_are_told_by_the_reports_year() -> None:
    source = stacked(
        ("项目", ("期末余额", A), ("期初余额", C)),
        ("应收账款", ("1,200.00", A), ("1,100.00", C)),
        ("存货", ("300.00", A), ("250.00", C)),
    )
    (unknown,) = find_tables(source)
    assert [c.period for c in unknown.columns] == [None, None]
    (table,) = find_tables(source, fiscal_year=2020)
    assert [(c.period.kind, c.period.year) for c in table.columns if c.period] == [
        ("instant", 2020),
        ("instant", 2019),
    ]


def test_a_broken_chinese_head_of_a_change_has_no_period() -> None:
    (table,) = find_tables(
        stacked(
            ("项目", ("2020年", 330.0), ("2019年", 430.0), ("本期比上年同", 540.0)),
            ("", ("期增减(%)", 535.0)),
            ("营业收入", ("1,200.00", 330.0), ("1,100.00", 430.0), ("9.09", 535.0)),
            ("净利润", ("120.00", 330.0), ("110.00", 430.0), ("9.09", 535.0)),
        ),
        fiscal_year=2020,
    )
    assert [c.kind for c in table.columns] == ["value", "value", "percent change"]
    assert table.columns[2].period is None


def test_figures_that_go_over_two_lines_are_not_read() -> None:
    (table,) = find_tables(
        stacked(
            ("", ("2022", A), ("2021", C)),
            ("Plant", ("2,559,710,", A), ("452,143,", C)),
            ("", ("000.00", A), ("172.66", C)),
            ("Total", ("12.00", A), ("13.00", C)),
        )
    )
    assert not table.is_sure
    assert all(cell.figure is None for r in table.rows for cell in r.cells)


def test_keys_and_values_are_a_table_of_words() -> None:
    (table,) = find_tables(
        page(
            *(
                row(60 + 15 * n, key, (value, 300.0 + 5 * len(value)))
                for n, (key, value) in enumerate(
                    [
                        ("公司的中文名称", "某某公司"),
                        ("公司的法定代表人", "张三"),
                        ("公司网址", "www.x.cn"),
                        ("邮编", "1"),
                    ]
                )
            )
        )
    )
    assert [(r.label, r.cells[0].text) for r in table.rows][1] == ("公司的法定代表人", "张三")
    assert table.columns[0].kind == "text"


def test_a_table_goes_on_over_a_page_break() -> None:
    first = stacked(
        ("", ("2022", A), ("2021", C)), ("Cash", ("5", A), ("6", C)), ("Debt", ("7", A), ("8", C))
    )
    second = stacked(("Equity", ("9", A), ("10", C)), ("Other", ("3", C)), page_number=2)
    (table,) = tables_of([first, second])
    assert table.pages == (1, 2)
    assert values(table, "Other") == {"2021": "3"}
    assert [r.page_number for r in table.rows] == [1, 1, 2, 2]


def test_labels_that_come_close_to_their_figures_are_parted_from_them() -> None:
    label = "A label so long that it nearly touches its figures, net of $21"
    wide = 50 + 5.0 * (len(label) + 1)
    (table,) = find_tables(
        stacked(
            ("", ("2022", wide + 25), ("2021", wide + 90)),
            ("Cash", ("1,300", wide + 25), ("1,600", wide + 90)),
            ("Debt", ("1,310", wide + 25), ("1,610", wide + 90)),
            (label, ("1,398", wide + 25), ("1,535", wide + 90)),
        )
    )
    assert values(table, label) == {"2022": "1,398", "2021": "1,535"}


def test_a_number_begins_a_chinese_row_of_its_own() -> None:
    (table,) = find_tables(
        page(
            row(60, "（一）归属于母公司的其他", ("-330.02", A), ("-3.66", C)),
            row(73.5, "综合收益的税后净额"),
            row(87.6, "1.重新计量设定受益计划变"),
            row(101.1, "动额"),
            row(115.2, "2.将重分类进损益的收益", ("-149.95", A), ("54.07", C)),
            row(129.3, "（二）归属于少数股东", ("-99.32", A), ("36.06", C)),
        )
    )

    assert [found.label for found in table.rows] == [
        "（一）归属于母公司的其他综合收益的税后净额",
        "1.重新计量设定受益计划变动额",
        "2.将重分类进损益的收益",
        "（二）归属于少数股东",
    ]


def test_a_table_ends_with_the_last_line_of_a_chinese_label() -> None:
    (table,) = find_tables(
        page(
            row(60, "", ("2020年", A), ("2019年", C)),
            row(74, "营业收入", ("366.52", A), ("258.26", C)),
            row(88, "归属于上市公司股东的"),
            row(101.5, "扣除非经常性损益后的", ("150.32", A), ("29.97", C)),
            row(112.5, "净利润"),
        )
    )

    assert table.rows[-1].label == "归属于上市公司股东的扣除非经常性损益后的净利润"


def test_a_row_of_years_is_a_row() -> None:
    (table,) = find_tables(
        stacked(
            ("", ("2018", A), ("2017", C)),
            ("Cost trend", ("4.5%", A), ("4.6%", C)),
            ("Year that the rate reaches the ultimate trend rate", ("2037", A), ("2037", C)),
        )
    )

    assert values(table, table.rows[-1].label) == {"2018": "2037", "2017": "2037"}


def test_a_unit_behind_a_figure_makes_no_column_unsure() -> None:
    (table,) = find_tables(
        stacked(
            ("", ("2018", A), ("2017", C)),
            ("Volatility", ("20.9 %", A + 20), ("20.2 %", C + 20)),
            (
                "Expected term",
                ("8.5", A + 10),
                ("years", A + 46),
                ("8.5", C + 10),
                ("years", C + 46),
            ),
            ("Yield", ("3.1 %", A + 20), ("3.4 %", C + 20)),
        )
    )

    assert table.is_sure and values(table, "Expected term") == {"2018": "8.5", "2017": "8.5"}


def test_words_beside_a_label_that_go_over_lines_are_none_of_it() -> None:
    words, figures = 260.0, ("3,434", A)
    (table,) = find_tables(
        page(
            row(60, "", ("2018", A), ("2017", C)),
            row(74, "Norvasc", ("hypertension", words), ("279", A), ("261", C)),
            row(88, "Lipitor", ("cholesterol.", words), ("271", A), ("257", C)),
            row(102, "Zoloft", ("depressions.", words), ("306", A), ("312", C)),
            row(116, "Eliquis revenues and"),
            row(116, "", ("fibrillation", words)),
            row(124, "sales"),
            row(124, "", figures, ("2,523", C)),
        )
    )

    assert table.rows[-1].label == "Eliquis revenues and sales"
    assert [cell.text for cell in table.rows[-1].cells] == ["3,434", "2,523"]
