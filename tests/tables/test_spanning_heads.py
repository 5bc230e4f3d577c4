"""Heads over groups of columns: which columns each is for."""

from dataclasses import replace

from qa.document import BBox, Line
from qa.tables import Table, find_tables
from tests.tables.build_table import PITCH, page, row, stacked

A, B, C, D, E, F = 290.0, 340.0, 390.0, 440.0, 490.0, 540.0
CHAR = 5.0


def centred(text: str, middle: float) -> tuple[str, float]:
    return text, middle + CHAR * len(text) / 2


def heads(table: Table) -> list[str]:
    return [column.head for column in table.columns]


def years(table: Table) -> list[int | None]:
    return [column.period.year if column.period else None for column in table.columns]


def lifted(line: Line, points: float) -> Line:
    box = line.bbox
    return replace(line, bbox=BBox(box.x0, box.top - points, box.x1, box.bottom - points))


def test_a_head_over_two_heads_is_of_all_columns_that_these_are_over() -> None:
    (table,) = find_tables(
        stacked(
            ("", centred("Pension", 355.0), centred("Medical", 505.0)),
            ("", centred("Home", 305.0), centred("Abroad", 405.0)),
            ("", *((y, x) for y, x in zip(("2019", "2018") * 3, (A, B, C, D, E, F), strict=True))),
            ("Service", *((f"{x:.0f}", x) for x in (A, B, C, D, E, F))),
            ("Interest", *((f"{x + 1:.0f}", x) for x in (A, B, C, D, E, F))),
        )
    )

    assert heads(table)[:4] == [
        "Pension Home 2019",
        "Pension Home 2018",
        "Pension Abroad 2019",
        "Pension Abroad 2018",
    ]


def test_a_chinese_time_is_over_all_columns_whose_heads_are_said_again() -> None:
    names = ("账面余额", "准备", "账面价值")
    (table,) = find_tables(
        stacked(
            ("", centred("期末余额", 325.0), centred("期初余额", 475.0)),
            ("", *((n, x) for n, x in zip(names * 2, (A, B, C, D, E, F), strict=True))),
            ("原料", *((f"{x:.0f}.10", x) for x in (A, B, C, D, E, F))),
            ("商品", *((f"{x + 1:.0f}.20", x) for x in (A, B, C, D, E, F))),
        ),
        fiscal_year=2020,
    )

    assert years(table) == [2020, 2020, 2020, 2019, 2019, 2019]


def test_years_over_the_same_heads_leave_out_a_column_beside_them() -> None:
    (table,) = find_tables(
        stacked(
            ("", centred("2022", 393.0), centred("2021", 493.0)),
            (
                "",
                ("Level", A),
                ("Amount", 370.0),
                ("Value", 430.0),
                ("Amount", 470.0),
                ("Value", 530.0),
            ),
            ("Bonds", ("2", A), ("110", 370.0), ("111", 430.0), ("112", 470.0), ("113", 530.0)),
            ("Notes", ("1", A), ("210", 370.0), ("211", 430.0), ("212", 470.0), ("213", 530.0)),
        )
    )

    assert years(table) == [None, 2022, 2022, 2021, 2021]


def test_a_change_over_the_first_of_two_pairs_of_years_is_of_the_second_too() -> None:
    (table,) = find_tables(
        stacked(
            ("", centred("% Change", 430.0)),
            ("", ("2018", A), ("2017", B), ("18/17", D), ("17/16", F)),
            ("Cost", ("11,248", A), ("11,228", B), ("1", D), ("(9)", F)),
            ("Sales", ("21,248", A), ("21,228", B), ("2", D), ("(8)", F)),
        )
    )

    assert [column.kind for column in table.columns[2:]] == ["percent change", "percent change"]


def test_a_line_that_stands_apart_is_over_all_columns_it_is_centred_over() -> None:
    (table,) = find_tables(
        stacked(
            ("", centred("Maturity date", 380.0)),
            ("", ("2024", A), ("2025", B), ("2026", C), ("Later", D), ("Total", E)),
            ("Fixed", ("110", A), ("111", B), ("112", C), ("113", D), ("446", E)),
            ("Floating", ("210", A), ("211", B), ("212", C), ("213", D), ("846", E)),
        )
    )

    assert heads(table) == [
        f"Maturity date {h}" for h in ("2024", "2025", "2026", "Later", "Total")
    ]


def test_the_first_line_of_a_head_is_of_its_own_column() -> None:
    lines = [
        row(72 + 3, "", centred("Gathered", 380.0), centred("Gathered", 530.0)),
        row(72 + PITCH, "", ("Gross", B), ("Loss", C), ("Net", D), ("Gross", E), ("Loss", F)),
        row(72 + 2 * PITCH, "Brands", ("9", B), ("8", C), ("1", D), ("7", E), ("6", F)),
        row(72 + 3 * PITCH, "Patents", ("19", B), ("18", C), ("11", D), ("17", E), ("16", F)),
    ]

    (table,) = find_tables(page(*lines))

    assert heads(table) == ["Gross", "Gathered Loss", "Net", "Gross", "Gathered Loss"]


def test_a_dash_behind_a_year_is_of_its_head() -> None:
    (table,) = find_tables(
        stacked(
            ("", ("2021 –", C), ("2023 –", E)),
            ("", ("2020", A), ("2022", C), ("2024", E)),
            ("Debt", ("4,110", A), ("7,156", C), ("3,110", E)),
            ("Rent", ("4,210", A), ("7,256", C), ("3,210", E)),
        )
    )

    assert years(table) == [2020, None, None]


def test_terms_over_payments_due_are_heads_and_no_row() -> None:
    (table,) = find_tables(
        stacked(
            ("", ("More Than", F)),
            (
                "Obligation",
                ("Total", A),
                ("1 year or Less", 370.0),
                ("2-3 Years", 430.0),
                ("5 years", F),
            ),
            ("Debt", ("$ 6,814", A), ("$ 320", 370.0), ("$ 218", 430.0), ("$ 5,856", F)),
            ("Interest", ("5,047", A), ("324", 370.0), ("600", 430.0), ("3,552", F)),
        )
    )

    assert heads(table) == ["Total", "1 year or Less", "2-3 Years", "More Than 5 years"]
