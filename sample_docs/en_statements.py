"""Ellerwick: the five statements."""

from __future__ import annotations

from en_model import DIVIDEND, NEWEST_FIRST, OPENING, Y23, Y24, Y25, eps
from layout import Report
from model import Balance, Year

HEAD = ("", "Note", "2025", "2024", "2023")
WIDTHS = (0.49, 0.09, 0.14, 0.14, 0.14)
FOOT = "The notes are an integral part of these statements."


def _row(label: str, note: str, value: str) -> tuple[str | int, ...]:
    """A row of a statement: the value is an attribute of Year or, with d., of its drivers."""
    sign = -1 if value.startswith("-") else 1
    name = value.lstrip("-")

    def get(y: Year) -> int:
        if name.startswith("d."):
            return sign * getattr(y.d, name[2:])
        return sign * getattr(y, name)

    return (label, note, *(get(y) for y in NEWEST_FIRST))


def statements(r: Report) -> None:
    r.h1("Consolidated financial statements", mark="statements")
    r.h2("Consolidated statements of income", mark="income statement")
    rows = [
        _row("Net sales", "3, 4", "d.sales"), _row("Cost of sales", "2", "-cost_of_sales"),
        _row("*Gross profit", "", "gross_profit"),
        _row("Selling, general and administrative expenses", "5", "-d.selling"),
        _row("Research and development expenses", "5", "-d.research"),
        _row("Restructuring expenses", "6", "-d.restructuring"),
        _row("Amortisation of acquired intangible assets", "13", "-d.amortisation"),
        _row("*Operating income", "", "operating_income"),
        _row("Interest expense", "17", "-d.interest_expense"),
        _row("Interest income", "", "d.interest_income"),
        _row("Other income (expense), net", "7", "d.other_income"),
        _row("*Income before income taxes", "", "pretax"), _row("Income taxes", "8", "-d.tax"),
        _row("*Net income", "", "net_income"),
        _row("Net income attributable to non-controlling interests", "", "-d.minority_profit"),
        _row("*Net income attributable to Ellerwick", "", "owners_income"),
        ("Basic earnings per share ($)", "9", *(eps(y.year) for y in NEWEST_FIRST)),
        ("Diluted earnings per share ($)", "9", *(eps(y.year, diluted=True) for y in NEWEST_FIRST)),
        ("Dividends declared per share ($)", "22", *(DIVIDEND[y.year] for y in NEWEST_FIRST)),
    ]  # fmt: skip
    unit = "Years ended 31 December, $ millions unless stated"
    r.table(HEAD, rows, unit=unit, widths=WIDTHS)
    r.h2("Consolidated statements of comprehensive income")
    total = [y.net_income + y.other_comprehensive_income for y in NEWEST_FIRST]
    rows = [
        _row("Net income", "", "net_income"),
        _row("Foreign currency translation", "21", "translation"),
        _row("Cash flow hedges, net of tax", "18", "d.hedging"),
        _row("Remeasurement of pensions, net of tax", "19", "d.pension_remeasurement"),
        _row("*Other comprehensive income (loss)", "21", "other_comprehensive_income"),
        ("*Comprehensive income", "", *total),
        ("Attributable to non-controlling interests", "", *(y.d.minority_profit
                                                            for y in NEWEST_FIRST)),
        ("*Comprehensive income attributable to Ellerwick", "",
         *(t - y.d.minority_profit for t, y in zip(total, NEWEST_FIRST, strict=True))),
    ]  # fmt: skip
    r.table(HEAD, rows, unit=unit, widths=WIDTHS)
    r.p(FOOT + " Expenses are shown as negative amounts.")
    r.break_page()
    _balance(r)
    r.break_page()
    _cash_flow(r)
    r.break_page()
    _equity(r)


def _balance(r: Report) -> None:
    r.h2("Consolidated balance sheets", mark="balance sheet")
    a, b = Y25.after, Y24.after

    def row(label: str, note: str, name: str) -> tuple[str | int, ...]:
        return (label, note, getattr(a, name), getattr(b, name))

    rows: list[tuple[str | int, ...]] = [
        ("#Assets",), row("Cash and cash equivalents", "", "cash"),
        row("Trade receivables, net", "10", "receivables"),
        row("Inventories", "11", "inventories"),
        row("Prepaid expenses and other current assets", "", "prepaid"),
        row("*Total current assets", "", "current_assets"),
        row("Property, plant and equipment, net", "12", "plant"),
        row("Goodwill", "13", "goodwill"), row("Intangible assets, net", "13", "intangibles"),
        row("*Total assets", "", "assets"),
        ("#Liabilities",), row("Short-term debt", "17", "short_debt"),
        row("Trade payables", "15", "payables"), row("Accrued liabilities", "15", "accrued"),
        row("Income taxes payable", "8", "tax_payable"),
        row("Provisions", "16", "provisions"),
        row("*Total current liabilities", "", "current_liabilities"),
        row("Long-term debt", "17", "long_debt"),
        row("Pension and other retirement obligations", "19", "pension_liability"),
        row("Deferred income taxes", "8", "deferred_tax"),
        row("*Total liabilities", "", "liabilities"),
        ("#Equity",), row("Common stock and paid-in capital", "20", "paid_in"),
        row("Retained earnings", "", "retained"), row("Treasury stock", "20", "treasury"),
        row("Accumulated other comprehensive loss", "21", "other_comprehensive"),
        row("*Equity attributable to Ellerwick", "", "owners_equity"),
        row("Non-controlling interests", "", "minority"), row("*Total equity", "", "equity"),
        ("*Total liabilities and equity", "", a.liabilities + a.equity, b.liabilities + b.equity),
    ]  # fmt: skip
    r.table(("", "Note", "2025", "2024"), rows, unit="31 December, $ millions",
            widths=(0.58, 0.1, 0.16, 0.16))  # fmt: skip
    r.p("Common stock has a par value of $0.50; 400,000,000 shares are authorised, and 182,400,000 "
        "were issued at the end of both years, including shares held in treasury. " + FOOT)  # fmt: skip


def _cash_flow(r: Report) -> None:
    r.h2("Consolidated statements of cash flows", mark="cash flow")
    names = {"receivables": "Trade receivables", "inventories": "Inventories",
             "prepaid": "Prepaid expenses and other assets", "payables": "Trade payables",
             "accrued": "Accrued liabilities", "tax_payable": "Income taxes payable",
             "provisions": "Provisions", "pension_liability": "Pension obligations",
             "deferred_tax": "Deferred income taxes"}  # fmt: skip
    rows: list[tuple[str | int, ...]] = [
        ("#Operating activities",), _row("Net income", "", "net_income"),
        _row("Depreciation", "12", "d.total_depreciation"),
        _row("Amortisation of intangible assets", "13", "d.amortisation"),
        _row("Share-based compensation", "23", "d.share_awards"),
        _row("Gain on disposal of property", "7", "-d.disposal_gain"),
    ]  # fmt: skip
    for name, label in names.items():
        flows = (y.working_capital_flows[name] for y in NEWEST_FIRST)
        rows.append((label, "", *flows))
    rows += [
        _row("*Net cash provided by operating activities", "", "operating_cash"),
        ("#Investing activities",),
        _row("Purchases of property, plant and equipment", "12", "-d.capex"),
        _row("Acquisitions, net of cash acquired", "14", "-acquisitions"),
        _row("Proceeds from disposal of property", "", "disposal_proceeds"),
        _row("*Net cash used in investing activities", "", "investing_cash"),
        ("#Financing activities",), _row("Increase in debt, net", "17", "debt_flow"),
        _row("Dividends paid to shareholders", "22", "-d.dividends"),
        _row("Dividends paid to non-controlling interests", "", "-d.minority_dividends"),
        _row("Repurchases of common stock", "20", "-d.buybacks"),
        _row("Common stock issued under employee plans", "23", "d.shares_issued"),
        _row("*Net cash used in financing activities", "", "financing_cash"),
        _row("*Increase (decrease) in cash", "", "cash_change"),
        ("Cash and cash equivalents, beginning of year", "", *(y.before.cash for y in NEWEST_FIRST)),
        ("*Cash and cash equivalents, end of year", "", *(y.after.cash for y in NEWEST_FIRST)),
        ("Interest paid", "", 75, 70, 64), ("Income taxes paid", "", 112, 116, 117),
    ]  # fmt: skip
    r.table(HEAD, rows, unit="Years ended 31 December, $ millions", widths=WIDTHS)
    r.p(FOOT + " Cash paid for purchases excludes $31 million of equipment received but not yet paid "
        "for at the end of 2025 (2024: $27 million).")  # fmt: skip


def _equity(r: Report) -> None:
    r.h2("Consolidated statements of changes in equity", mark="equity")
    rows: list[tuple[str | int, ...]] = []

    def balance(label: str, b: Balance) -> None:
        rows.append((f"*{label}", b.paid_in, b.retained, b.treasury, b.other_comprehensive, b.minority,
                     b.equity))  # fmt: skip

    balance("1 January 2023", Y23.before)
    for y in (Y23, Y24, Y25):
        d = y.d
        rows += [
            (f"Net income {y.year}", 0, y.owners_income, 0, 0, d.minority_profit, y.net_income),
            ("Other comprehensive income", 0, 0, 0, y.other_comprehensive_income, 0,
             y.other_comprehensive_income),
            (f"Dividends (${DIVIDEND[y.year]} a share)", 0, -d.dividends, 0, 0,
             -d.minority_dividends, -d.dividends - d.minority_dividends),
            ("Share-based compensation", d.share_awards, 0, 0, 0, 0, d.share_awards),
            ("Shares issued to employees", d.shares_issued, 0, 0, 0, 0, d.shares_issued),
            ("Repurchases", 0, 0, -d.buybacks, 0, 0, -d.buybacks),
        ]  # fmt: skip
        balance(f"31 December {y.year}", y.after)
    r.table(
        ("", "Paid-in capital", "Retained earnings", "Treasury stock", "Accumulated OCI",
         "Non-controlling", "Total equity"),
        rows, unit="$ millions", first=0.31,
    )  # fmt: skip
    r.p(f"Paid-in capital at the beginning of 2023 was ${OPENING.paid_in} million, of which $91 million "
        "was the par value of issued shares. " + FOOT)  # fmt: skip
