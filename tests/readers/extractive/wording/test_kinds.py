"""The kind of figure that a question asks for, and everyday words in a report's."""

import pytest

from qa.answer import AnswerFigure
from qa.readers.extractive.wording.kinds import asks_for_no_amount, fits_kind
from qa.readers.extractive.wording.report_words import in_report_words


@pytest.mark.parametrize(
    ("question", "unit", "fits"),
    [
        ("How many shares did it repurchase?", "USD", False),
        ("How many shares did it repurchase?", "shares", True),
        ("By what percentage did interest expense fall?", "USD", False),
        ("How many stores were there?", "USD", False),
        ("How many stores were there?", "count", True),
        ("Number of stores and clubs in 2023", "USD", False),
        ("Number of stores and clubs in 2023", "count", True),
        ("What dividends were paid per share?", "USD", False),
        ("What dividends were paid per share?", "USD/share", True),
        ("Which segment has the highest margin?", "USD", False),
        ("Which segment has the highest margin?", "percent", True),
        ("gross margin in dollars", "USD", True),
        ("Revenue per store, with the number of stores at year end", "USD", True),
        ("Which segment made most, and what was its margin?", "USD", True),
        ("How many dollars did it earn?", "USD", True),
        ("How much did it earn?", "USD", True),
        ("What was the take rate in 2024?", "USD", False),
        ("Freight's share of orders in Q4 2024", "USD", False),
        ("How long is the cash going to last?", "USD", False),
        ("How long are receivables outstanding?", "days", True),
        ("The group's share of net income of associates", "USD", True),
        ("International sales as a share of the total", "USD", False),
        ("share of grocery in U.S. sales 2022", "USD", False),
        ("Grocery share of U.S. net sales 2022", "USD", False),
        ("share of sales in 2022", "USD", True),
        ("shares bought back in 2022", "USD", False),
        ("amount paid for shares bought back in 2022", "USD", True),
        ("options forfeited in 2022", "USD/share", False),
        ("amount spent on cleaning in 2022", "percent", False),
        ("percent of revenue spent on cleaning in 2022", "percent", True),
        ("average exercise price of options forfeited", "USD/share", True),
        ("Revenue per employee, year-end headcount", "USD", True),
        ("Shares repurchased in 2022", "USD", False),
        ("Cost of shares repurchased in 2022", "USD", True),
        ("average diluted shares in 2022", "USD/share", False),
        ("expense booked for share awards in 2022", "shares", False),
        ("inventory days in 2022", "USD", False),
        ("balance of in-process research in 2022", "percent", False),
        ("What was the debt on the balance sheet as a ratio?", "percent", True),
        ("2025年销售费用里职工薪酬占多少？", "CNY", False),
        ("前五名客户占比", "percent", True),
        ("青屿一厂有多少员工？", "CNY", False),
        ("公司有多少人？", "CNY", False),
        ("2024年营业收入是多少人民币？", "CNY", True),
        ("营业收入占用了多少资金", "CNY", True),
    ],
)
def test_a_figure_of_another_kind_is_no_answer(question: str, unit: str, fits: bool) -> None:
    figure = AnswerFigure("x", "1", "1", unit, "2022", None)

    assert fits_kind(question, figure) is fits


def test_a_part_is_no_more_than_its_whole() -> None:
    figure = AnswerFigure("x", "1068.4", "1", "percent", "2022", None)

    assert not fits_kind("portion of stock compensation in cost of sales", figure)


@pytest.mark.parametrize(
    ("everyday", "report"),
    [
        ("How many shares did they buy back in 2020?", "number of shares repurchased"),
        ("Was it more or less profitable in 2020?", "did net margin change"),
        ("revenue outside the U.S.", "revenue international"),
        (
            "How much did Acme return to shareholders through buybacks and dividends in 2023?",
            "cash returned to shareholders in 2023",
        ),
    ],
)
def test_everyday_words_are_put_into_a_reports(everyday: str, report: str) -> None:
    assert report in (in_report_words(everyday) or "")


def test_a_question_in_a_reports_words_stays_as_it_is() -> None:
    assert in_report_words("What was revenue in 2020?") is None


def test_what_was_returned_in_one_way_is_not_all_that_was_returned() -> None:
    text = in_report_words("How much was returned to shareholders through share buybacks?")

    assert "cash returned" not in (text or "")


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Which businesses did they sell in 2021?", True),
        ("What happened with the ferries?", True),
        ("What does the company do with driverless cars?", True),
        ("What is the Freight business?", True),
        ("Which years had the highest sales?", False),
        ("How much did they pay for the ferries?", False),
        ("What are advertising costs?", False),
    ],
)
def test_names_and_doings_are_no_amounts(question: str, asks: bool) -> None:
    assert asks_for_no_amount(question) is asks
