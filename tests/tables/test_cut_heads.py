"""Heads at the foot of one page, their rows on the next."""

from qa.document import Page
from qa.tables import Table, tables_of
from tests.tables.build_table import stacked

A, B, C = 300.0, 420.0, 540.0


def cut(*foot: tuple[object, ...]) -> list[Page]:
    """Two pages: a table in yuan, then heads at the foot; and rows without heads."""
    first = stacked(
        ("单位：元 币种：人民币",),
        ("主要会计数据", ("2020年", A), ("2019年", B), ("2018年", C)),
        ("营业收入", ("1,581", A), ("1,126", B), ("1,896", C)),
        ("净利润", ("406", A), ("221", B), ("754", C)),
        *foot,
    )
    second = stacked(
        ("净资产", ("4,981", A), ("4,647", B), ("5,031", C)),
        ("总资产", ("6,278", A), ("5,585", B), ("6,313", C)),
        page_number=2,
    )
    return [first, second]


def last_of(pages: list[Page]) -> Table:
    return tables_of(pages, fiscal_year=2020)[-1]


def test_rows_have_the_heads_of_the_page_before() -> None:
    table = last_of(cut(("", ("2020年末", A), ("2019年末", B), ("2018年末", C))))

    periods = [column.period for column in table.columns]
    assert [period and (period.kind, period.year) for period in periods] == [
        ("instant", 2020),
        ("instant", 2019),
        ("instant", 2018),
    ]
    assert table.pages == (1, 2)


def test_they_are_in_the_unit_of_the_table_above_the_heads() -> None:
    table = last_of(cut(("", ("2020年末", A), ("2019年末", B), ("2018年末", C))))

    figure = table.rows[1].cells[2].figure
    assert figure is not None
    assert (str(figure.value), figure.currency) == ("6313", "CNY")
    assert table.unit_page == 1


def test_a_foot_without_heads_gives_none() -> None:
    table = last_of(cut(("说明",)))

    assert all(column.period is None or column.period.kind == "year" for column in table.columns)
