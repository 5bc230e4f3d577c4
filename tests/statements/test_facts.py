"""Pages -> facts: the group's own statements, each row as what it states, or as nothing."""

from datetime import date
from decimal import Decimal

import pytest

from qa.statements import facts_of, from_bytes, to_bytes
from qa.statements.labels import fold_label
from qa.statements.mapping import UNPLACED_DEBT
from qa.tables import Period
from tests.statements.build_statements import (
    balance_lines,
    cash_flow_lines,
    income_lines,
    report,
    statement,
)
from tests.tables.build_table import stacked

M = 10**6
Y2022, Y2021 = Period("year", 2022), Period("year", 2021)
END_2022, END_2021 = Period("instant", 2022), Period("instant", 2021)


@pytest.fixture(scope="module")
def facts():
    return facts_of(report())


def value(facts, concept, period, entity=None):
    found = facts.find(concept, period, entity)
    assert found is not None, concept
    assert found.is_sure, concept
    return found.value


def test_the_three_statements_are_found_on_their_pages(facts):
    found = {statement.kind: statement.page_numbers for statement in facts.statements}
    assert found == {"income": (2,), "balance": (3,), "cash_flow": (4,)}
    assert (facts.fiscal_year, facts.fiscal_year_end) == (2022, date(2022, 12, 31))


@pytest.mark.parametrize(
    ("concept", "period", "expected"),
    [
        ("revenue", Y2022, 1000 * M),
        ("cost_of_sales", Y2021, 550 * M),
        ("sga", Y2022, 200 * M),
        ("interest_expense", Y2022, -20 * M),
        ("net_income", Y2021, 110 * M),
        ("inventories", END_2022, 300 * M),
        ("total_assets", END_2021, 1000 * M),
        ("shareholders_equity", END_2022, 500 * M),
        ("capital_expenditure", Y2022, -50 * M),
        ("dividends_paid", Y2021, -80 * M),
        ("operating_cash_flow", Y2022, 200 * M),
    ],
)
def test_a_row_gives_its_concept_in_units_of_one(facts, concept, period, expected):
    assert value(facts, concept, period) == expected


def test_basic_and_diluted_are_told_by_what_they_stand_under(facts):
    assert value(facts, "eps_basic", Y2022) == Decimal("2.40")
    assert value(facts, "eps_diluted", Y2022) == Decimal("2.00")
    assert value(facts, "shares_basic", Y2022) == 50 * M
    assert value(facts, "shares_diluted", Y2022) == 60 * M
    assert facts.find("eps_basic", Y2022).unit == "USD/share"
    assert facts.find("shares_basic", Y2022).unit == "shares"


def test_a_change_in_inventories_is_never_the_inventories(facts):
    assert value(facts, "change_in_inventories", Y2022) == 10 * M
    assert facts.find("inventories", Y2022) is None


def test_debt_is_told_by_the_part_of_the_balance_sheet_it_stands_in(facts):
    assert value(facts, "current_portion_of_debt", END_2022) == 50 * M
    assert value(facts, "long_term_debt", END_2022) == 300 * M


@pytest.mark.parametrize(
    ("label", "concept"),
    [
        ("Notes and loans payable", "short_term_debt"),
        ("Term debt", "current_portion_of_debt"),
        ("Convertible senior notes, net", UNPLACED_DEBT),
        ("Revolving credit facility", UNPLACED_DEBT),
        ("Accrued bonuses", None),
        ("Operating lease liabilities, net of notes receivable", None),
    ],
)
def test_a_row_of_debt_under_any_name_is_known_to_be_one(label: str, concept: str | None) -> None:
    lines = balance_lines()
    first_debt = next(line for line in lines if line[0] == "Debt")
    lines[lines.index(first_debt)] = [label, *first_debt[1:]]

    found = facts_of(report(balance=lines))

    stated = {fact.concept for fact in found if fact.label == label}
    assert stated == {concept or ""}


def test_debt_without_its_current_portion_tells_of_more_where_no_row_has_that_portion() -> None:
    lines = [line for line in balance_lines() if line != ["Debt", "50", "40"]]
    lines[lines.index(["Debt", "300", "310"])][0] = "Long-term debt, excluding current portion"

    found = {fact.concept for fact in facts_of(report(balance=lines))}

    assert {"long_term_debt", UNPLACED_DEBT} <= found


def test_a_fact_names_the_place_of_its_value_label_and_period(facts):
    page = report()[1]
    fact = facts.find("revenue", Y2022)
    assert fact.page_number == 2
    assert page.text[slice(*fact.value_span)] == "$ 1,000"
    assert page.text[slice(*fact.label_span)] == "Net revenue"
    assert "2022" in page.text[slice(*fact.period_span)]
    assert "millions" in page.text[slice(*fact.scale_span)].lower()


def test_a_period_that_no_column_has_gives_no_fact(facts):
    assert facts.find("revenue", Period("year", 2019)) is None
    assert facts.find("revenue", Period("quarter", 2022)) is None
    assert facts.find("revenue", Y2022, "North America") is None


def test_without_a_period_the_latest_counts(facts):
    assert facts.find("revenue").period.year == 2022


def test_every_tie_out_of_statements_that_tie_holds(facts):
    names = {tied.name for tied in facts.tie_outs}
    assert {
        "assets = liabilities and equity",
        "assets = liabilities + equity",
        "current assets add up",
        "activities lead to the change in cash",
        "cash at the start + change = cash at the end",
        "gross profit = revenue - cost of sales",
        "net income = where the cash flow begins",
    } <= names
    assert [tied for tied in facts.tie_outs if not tied.holds] == []


def test_a_sum_that_is_off_is_told_with_both_sides():
    lines = [
        ["Total assets", "$ 1,007", "$ 1,000"] if r[0] == "Total assets" else r
        for r in balance_lines()
    ]
    facts = facts_of(report(balance=lines))
    off = [t for t in facts.tie_outs if t.name == "assets = liabilities and equity" and not t.holds]
    assert [(t.period.year, t.difference) for t in off] == [(2022, 7 * M)]
    assert off[0].left_facts[0].concept == "total_assets"
    assert off[0].right_facts[0].concept == "liabilities_and_equity"


def test_a_benefit_from_taxes_is_a_negative_tax():
    changed = {
        "Provision for income taxes": ["Income tax benefit (provision)", "60", "(50)"],
        "Net income": ["Net income", "$ 240", "$ 110"],
    }
    facts = facts_of(report(income=[changed.get(r[0], r) for r in income_lines()]))
    assert value(facts, "income_tax", Y2022) == -60 * M
    assert value(facts, "income_tax", Y2021) == 50 * M
    assert facts.find("income_tax", Y2022).is_negated


def test_share_counts_that_earnings_per_share_do_not_confirm_are_not_sure():
    lines = [["Basic", "7", "7"] if r[:2] == ["Basic", "50"] else r for r in income_lines()]
    found = facts_of(report(income=lines)).find("shares_basic", Y2022)
    assert not found.is_sure


def test_the_minorities_part_of_income_is_taken_off_whatever_its_sign():
    lines = income_lines()
    lines[9:9] = [
        ["Net income attributable to noncontrolling interests", "(5)", "(4)"],
        ["Net income attributable to Acme Corporation", "$ 115", "$ 106"],
    ]
    facts = facts_of(report(income=lines))
    assert value(facts, "net_income", Y2022) == 120 * M
    assert value(facts, "net_income_attributable", Y2022) == 115 * M
    assert value(facts, "noncontrolling_income", Y2022) == 5 * M


def test_the_parent_companys_statements_are_not_the_groups():
    parent = statement(
        "Condensed Balance Sheets (Parent Company Only)",
        [[r[0], *(f"9{figure.strip('$ ')}" for figure in r[1:])] for r in balance_lines()],
        page_number=5,
        head="December 31,",
        unit="(In millions)",
    )
    facts = facts_of([*report(), parent])
    assert facts.statement("balance").page_numbers == (3,)
    alone = facts_of([parent])
    assert alone.statement("balance") is None


def test_a_summary_gives_earlier_years_where_it_agrees_with_the_statements():
    summary = stacked(
        ("Selected Financial Data",),
        ("(In millions)",),
        ("", ("2022", 330.0), ("2021", 400.0), ("2020", 470.0)),
        ("Net revenue", ("$ 1,000", 330.0), ("$ 900", 400.0), ("$ 800", 470.0)),
        ("Gross profit", ("400", 330.0), ("350", 400.0), ("310", 470.0)),
        ("Operating income", ("200", 330.0), ("170", 400.0), ("150", 470.0)),
        ("Net income", ("120", 330.0), ("110", 400.0), ("90", 470.0)),
        ("Total assets", ("1,000", 330.0), ("1,000", 400.0), ("950", 470.0)),
        ("Capital spending", ("50", 330.0), ("40", 400.0), ("30", 470.0)),
        ("Number of stores", ("71", 330.0), ("70", 400.0), ("65", 470.0)),
        ("Number of employees", ("712", 330.0), ("702", 400.0), ("653", 470.0)),
        ("Number of countries", ("12", 330.0), ("12", 400.0), ("13", 470.0)),
        page_number=5,
    )
    facts = facts_of([*report(), summary])
    earlier = facts.find("revenue", Period("year", 2020))
    assert (earlier.value, earlier.page_number, earlier.rank) == (800 * M, 5, 1)
    assert value(facts, "total_assets", Period("instant", 2020)) == 950 * M
    assert value(facts, "capital_expenditure", Period("year", 2020)) == -30 * M
    assert facts.find("revenue", Y2022).page_number == 2


def test_a_summary_of_another_company_gives_nothing():
    other = stacked(
        ("Selected Financial Data of Other Inc.",),
        ("(In millions)",),
        ("", ("2022", 330.0), ("2021", 400.0), ("2020", 470.0)),
        *(
            (label, *((str(1111 * n + k), x) for k, x in enumerate((330.0, 400.0, 470.0))))
            for n, label in enumerate(
                [
                    *("Net revenue", "Gross profit", "Operating income", "Net income"),
                    *("Total assets", "Long-term debt", "Total equity", "Capital spending"),
                    *("Stores", "Employees", "Countries"),
                ],
                start=2,
            )
        ),
        page_number=5,
    )
    facts = facts_of([*report(), other])
    assert facts.find("revenue", Period("year", 2020)) is None


def test_segments_are_believed_where_they_add_up_to_the_group():
    segments = stacked(
        ("Segment information: segment revenue by segment",),
        ("(In millions)",),
        ("", ("2022", RIGHT), ("2021", RIGHT + 80)),
        ("North America", ("$ 700", RIGHT), ("$ 640", RIGHT + 80)),
        ("Europe", ("300", RIGHT), ("260", RIGHT + 80)),
        ("Total revenue", ("$ 1,000", RIGHT), ("$ 900", RIGHT + 80)),
        ("Segment employees of each segment", *employees(0)),
        *((f"Place {n}", *employees(n)) for n in range(1, 12)),
        page_number=5,
    )
    facts = facts_of([*report(), segments])
    assert value(facts, "revenue", Y2022, "North America") == 700 * M
    assert value(facts, "revenue", Y2021, "Europe segment") == 260 * M
    assert value(facts, "revenue", Y2022) == 1000 * M


RIGHT = 380.0


def employees(number: int) -> list[tuple[str, float]]:
    return [(str(11 + number), RIGHT), (str(21 + number), RIGHT + 80)]


def test_facts_survive_being_kept_as_bytes(facts):
    assert from_bytes(to_bytes(facts)) == facts


@pytest.mark.parametrize("data", [b"", b"no facts", to_bytes(facts_of([]))[:-3]])
def test_bytes_that_are_no_facts_give_none(data):
    assert from_bytes(data) is None


def test_a_document_without_statements_has_no_facts():
    facts = facts_of([stacked(("A letter to our shareholders",), page_number=1)])
    assert (facts.statements, facts.facts, facts.tie_outs) == ((), (), ())
    assert facts.find("revenue") is None


@pytest.mark.parametrize(
    ("label", "folded"),
    [
        ("Net (decrease)/increase in cash", "net increase in cash"),
        (
            "Less: Net income attributable to noncontrolling interests",
            "net income attributable to noncontrolling interests",
        ),
        ("Stockholders’ equity:", "stockholders equity"),
        ("其中：营业成本", "营业成本"),
        ("四、利润总额（亏损总额以“－”号填列）", "利润总额"),
        (
            "2.终止经营净利润（二）按所有权归属分类 1.归属于母公司股东的净利润",
            "归属于母公司股东的净利润",
        ),
    ],
)
def test_labels_are_folded_to_their_words(label, folded):
    assert fold_label(label) == folded


def test_a_cash_flow_line_below_its_part_is_another_thing():
    lines = [
        *cash_flow_lines(),
        ["Supplemental disclosures:"],
        ["Purchases of property and equipment, accrued but not paid", "9", "8"],
    ]
    assert value(facts_of(report(cash_flow=lines)), "capital_expenditure", Y2022) == -50 * M


def test_shares_led_to_by_a_line_of_their_own_are_no_earnings_per_share():
    lines = income_lines()[:-4]
    lines += [["Diluted", "$ 2.00", "$ 1.83"]]
    page = report(
        income=[
            *lines,
            [
                "Weighted-average shares used to compute net income per share"
                " attributable to common stockholders:"
            ],
            ["Basic", "50", "50"],
            ["Diluted", "61", "60"],
        ]
    )
    facts = facts_of(page)

    assert value(facts, "eps_diluted", Y2022) == Decimal("2.00")


def test_costs_of_one_kind_below_earnings_leave_the_costs_above_sure():
    below = [["Stock-based compensation included in:"], ["Cost of sales", "6", "5"]]
    facts = facts_of(report(income=[*income_lines(), *below]))

    assert value(facts, "cost_of_sales", Y2022) == 600 * M


def test_dividends_paid_to_the_companys_own_stockholders_are_dividends_paid():
    lines = [
        ["Cash dividends paid to Widget stockholders", *line[1:]]
        if line[0] == "Dividends paid"
        else line
        for line in cash_flow_lines()
    ]
    assert value(facts_of(report(cash_flow=lines)), "dividends_paid", Y2021) == -80 * M
