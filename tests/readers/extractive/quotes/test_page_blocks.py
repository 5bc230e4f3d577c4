import pytest

from qa.readers.extractive.quotes.page_blocks import PageBlocks
from tests.search.small_filing import CASH, INCOME, page


def rows(text):
    on_page = page(text)
    return [on_page.text[slice(*row.place)] for row in PageBlocks.of(on_page).rows]


def sentences(text):
    on_page = page(text)
    return [on_page.text[slice(*found.place)] for found in PageBlocks.of(on_page).sentences]


@pytest.mark.parametrize(
    "text",
    [
        "Net sales $ 1,480 $ 1,420",
        "Effective tax rate 24.5 % 21.0 %",
        "Dividends — (35)",
        "营业收入 210,400 198,700",
        "Gross profit .......... 459 476",
        "Preferred shares — —",
    ],
)
def test_a_label_with_figures_is_a_row(text):
    assert rows(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Years ended December 31, 2018 2017",
        "We bought the mill in 2018",
        "For more see Note 12",
        "2018 2017 2016",
        "Sales grew by 4% over the year, which was more than we had planned at its start in 2017.",
    ],
)
def test_running_text_and_column_heads_are_no_rows(text):
    assert rows(text) == []


def test_a_label_over_two_lines_is_quoted_whole():
    assert "Purchases of property, plant and\nequipment (42) (39) (37)" in rows(CASH)


def test_a_row_comes_with_title_unit_and_column_heads():
    on_page = page(INCOME)
    blocks = PageBlocks.of(on_page)
    sales = next(row for row in blocks.rows if row.label == "Net sales")
    assert [on_page.text[slice(*place)] for place in blocks.context(sales)] == [
        "Consolidated Statements of Income",
        "(in millions, except per share amounts)",
        "Years ended December 31, 2018 2017 2016",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Sales in the U.S. rose to $1.2 million. Costs of Forge Inc. fell.",
            ["Sales in the U.S. rose to $1.2 million.", "Costs of Forge Inc. fell."],
        ),
        (
            "See exhibit No. 5 for details of it. That is all there is to say.",
            ["See exhibit No. 5 for details of it.", "That is all there is to say."],
        ),
        (
            "the mill was closed because of fire\nand will not open again. We regret it.",
            ["the mill was closed because of fire\nand will not open again.", "We regret it."],
        ),
        (
            "毛利率同比下降，主要系钢材价格\n上涨所致。公司已采取措施；效果良好。",
            ["毛利率同比下降，主要系钢材价格\n上涨所致。", "公司已采取措施；", "效果良好。"],
        ),
    ],
)
def test_sentences_end_where_they_end(text, expected):
    assert sentences(text) == expected
