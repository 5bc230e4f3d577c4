"""A small report for tests: three statements that tie, as pages."""

from collections.abc import Sequence

from qa.document import Page
from tests.tables.build_table import stacked

Row = tuple[object, ...]
RIGHTS = (380.0, 480.0)


def rows(*lines: Sequence[str]) -> list[Row]:
    """Return lines of a label and up to two figures as rows for `stacked`."""
    return [(label, *zip(figures, RIGHTS, strict=False)) for label, *figures in lines]


def income_lines() -> list[Sequence[str]]:
    return [
        ["Net revenue", "$ 1,000", "$ 900"],
        ["Cost of sales", "600", "550"],
        ["Gross profit", "400", "350"],
        ["Selling, general and administrative expenses", "200", "180"],
        ["Operating income", "200", "170"],
        ["Interest expense", "(20)", "(10)"],
        ["Income before income taxes", "180", "160"],
        ["Provision for income taxes", "60", "50"],
        ["Net income", "$ 120", "$ 110"],
        ["Earnings per share"],
        ["Basic", "$ 2.40", "$ 2.20"],
        ["Diluted", "$ 2.00", "$ 1.83"],
        ["Weighted average shares outstanding"],
        ["Basic", "50", "50"],
        ["Diluted", "60", "60"],
    ]


def balance_lines() -> list[Sequence[str]]:
    return [
        ["Assets"],
        ["Current assets:"],
        ["Cash and cash equivalents", "$ 100", "$ 80"],
        ["Accounts receivable, net", "200", "190"],
        ["Inventories", "300", "310"],
        ["Total current assets", "600", "580"],
        ["Property and equipment, net", "400", "420"],
        ["Total assets", "$ 1,000", "$ 1,000"],
        ["Current liabilities:"],
        ["Accounts payable", "$ 150", "$ 160"],
        ["Debt", "50", "40"],
        ["Total current liabilities", "200", "200"],
        ["Long-term liabilities:"],
        ["Debt", "300", "310"],
        ["Total liabilities", "500", "510"],
        ["Stockholders’ equity:"],
        ["Retained earnings", "500", "490"],
        ["Total stockholders’ equity", "500", "490"],
        ["Total liabilities and stockholders’ equity", "$ 1,000", "$ 1,000"],
    ]


def cash_flow_lines() -> list[Sequence[str]]:
    return [
        ["Cash flows from operating activities:"],
        ["Net income", "$ 120", "$ 110"],
        ["Depreciation and amortization", "70", "60"],
        ["Inventories", "10", "(30)"],
        ["Net cash provided by operating activities", "200", "140"],
        ["Cash flows from investing activities:"],
        ["Purchases of property and equipment", "(50)", "(40)"],
        ["Net cash used in investing activities", "(50)", "(40)"],
        ["Cash flows from financing activities:"],
        ["Dividends paid", "(130)", "(80)"],
        ["Net cash used in financing activities", "(130)", "(80)"],
        ["Net increase in cash and cash equivalents", "20", "20"],
        ["Cash and cash equivalents at beginning of year", "80", "60"],
        ["Cash and cash equivalents at end of year", "$ 100", "$ 80"],
    ]


def statement(
    title: str,
    lines: Sequence[Sequence[str]],
    *,
    page_number: int,
    head: str = "Years ended December 31,",
    unit: str = "(In millions, except per share amounts)",
    years: tuple[str, str] = ("2022", "2021"),
) -> Page:
    """Return a page with a title, a unit caption, heads and rows."""
    return stacked(
        (title,),
        (unit,),
        ("", (head, RIGHTS[1])),
        *rows(["", *years]),
        *rows(*lines),
        page_number=page_number,
    )


def report(
    income: Sequence[Sequence[str]] | None = None,
    balance: Sequence[Sequence[str]] | None = None,
    cash_flow: Sequence[Sequence[str]] | None = None,
) -> list[Page]:
    """Return a report of a cover and the three statements."""
    return [
        stacked(("For the fiscal year ended December 31, 2022",), page_number=1),
        statement("Consolidated Statements of Income", income or income_lines(), page_number=2),
        statement(
            "Consolidated Balance Sheets",
            balance or balance_lines(),
            page_number=3,
            head="December 31,",
            unit="(In millions)",
        ),
        statement(
            "Consolidated Statements of Cash Flows",
            cash_flow or cash_flow_lines(),
            page_number=4,
            unit="(In millions)",
        ),
    ]
