"""Every formula of formulas.toml can be read, is named once, and gives what the textbook says."""

from decimal import Decimal

import pytest

from qa import glossary
from qa.measures import (
    Computed,
    Missing,
    Scope,
    WantedPeriod,
    concepts,
    measures,
    name_of,
    work_out,
)
from qa.measures.expression import operands, parse
from tests.measures.facts_by_hand import Fact, Facts, Period, facts_of

UNITS = {"percent", "ratio", "days", "money", "money/share"}
FY2022 = WantedPeriod("year", 2022, 12, None, "2022")


def worked_out(key, period=FY2022, is_chinese=False, **values):
    return work_out(key, period, Scope(facts_of(**values), is_chinese=is_chinese))


def test_there_are_sixty_measures_with_a_name_in_each_language():
    assert sum(bool(measure.names) for measure in measures().values()) >= 60
    assert sum(bool(measure.zh) for measure in measures().values()) >= 60


@pytest.mark.parametrize("key", sorted(measures()))
def test_a_formula_stands_on_known_lines(key):
    measure = measures()[key]
    assert measure.unit in UNITS
    for text in (*measure.expressions, *measure.zh_expressions):
        names = {operand.name for operand in operands(parse(text))}
        assert names <= concepts().keys() | measures().keys(), names
    every = {o.name for text in measure.expressions for o in operands(parse(text))}
    assert measure.optional <= every


def test_every_line_is_an_entry_of_the_glossary():
    known = {entry.key for entry in (*glossary.load(), *glossary.line_items())}
    assert concepts().keys() <= known


def test_no_name_stands_for_two_things():
    seen = {}
    for thing in (*measures().values(), *concepts().values()):
        for name in (*thing.names, *thing.zh):
            assert seen.setdefault(name.lower(), thing.key) == thing.key, name


@pytest.mark.parametrize(
    ("key", "values", "expected"),
    [
        ("gross_margin", {"gross_profit": 40, "revenue": 100}, "40"),
        ("gross_margin", {"cost_of_sales": 75, "revenue": 100}, "25"),
        ("gross_margin", {"cost_of_sales": -75, "revenue": 100}, "25"),
        (
            "ebitda_margin",
            {"operating_income": 10, "depreciation_amortization": 5, "revenue": 50},
            "30",
        ),
        ("effective_tax_rate", {"income_tax": 21, "pretax_income": 100}, "21"),
        ("free_cash_flow", {"operating_cash_flow": 50, "capital_expenditure": -20}, "30"),
        ("free_cash_flow", {"operating_cash_flow": 50, "capital_expenditure": 20}, "30"),
        ("payout_ratio", {"dividends_paid": -41, "net_income_attributable": 100}, "41"),
        ("payout_ratio", {"dividends_paid": -41, "net_income": 100}, "41"),
        ("retention_ratio", {"dividends_paid": -41, "net_income": 100}, "59"),
        ("current_ratio", {"current_assets": 3, "current_liabilities": 2}, "1.5"),
        ("working_capital", {"current_assets": 3, "current_liabilities": 2}, "1"),
        (
            "working_capital_change",
            {"current_assets": (9, 5), "current_liabilities": (4, 3)},
            "3",
        ),
        ("inventory_turnover", {"cost_of_sales": 60, "inventories": (12, 8)}, "6"),
        ("dio", {"cost_of_sales": 73, "inventories": (12, 8)}, "50"),
        ("dso", {"revenue": 73, "receivables": (12, 8)}, "50"),
        ("dpo", {"cost_of_sales": 73, "payables": (12, 8)}, "50"),
        (
            "cash_conversion_cycle",
            {
                "cost_of_sales": 73,
                "revenue": 146,
                "inventories": (12, 8),
                "receivables": (10, 6),
                "payables": (5, 3),
            },
            "50",
        ),
        ("roe", {"net_income_attributable": 10, "shareholders_equity": (60, 40)}, "20"),
        ("roa", {"net_income": 10, "total_assets": (120, 80)}, "10"),
        ("asset_turnover", {"revenue": 50, "total_assets": (120, 80)}, "0.5"),
        (
            "debt_to_equity",
            {
                "short_term_debt": 5,
                "current_portion_of_debt": 5,
                "long_term_debt": 40,
                "total_equity": 100,
            },
            "0.5",
        ),
        ("liabilities_to_assets", {"total_liabilities": 30, "total_assets": 120}, "25"),
        ("liabilities_to_assets", {"total_equity": 90, "total_assets": 120}, "25"),
        ("equity_multiplier", {"total_assets": 120, "total_equity": 60}, "2"),
        ("interest_cover", {"operating_income": 50, "interest_expense": -10}, "5"),
        ("net_debt", {"long_term_debt": 50, "cash": 20}, "30"),
        (
            "net_debt_to_ebitda",
            {
                "long_term_debt": 50,
                "cash": 20,
                "operating_income": 10,
                "depreciation_amortization": 5,
            },
            "2",
        ),
        (
            "roic",
            {
                "operating_income": 20,
                "income_tax": 25,
                "pretax_income": 100,
                "long_term_debt": (40, 40),
                "total_equity": (80, 60),
                "cash": (10, 10),
            },
            "15",
        ),
        ("capital_intensity", {"capital_expenditure": -7, "revenue": 100}, "7"),
        (
            "capex_to_depreciation",
            {"capital_expenditure": -7, "depreciation_amortization": 14},
            "0.5",
        ),
        ("book_value_per_share", {"shareholders_equity": 100, "shares_outstanding": 8}, "12.5"),
        (
            "fcf_conversion",
            {"operating_cash_flow": 9, "capital_expenditure": -1, "net_income": 4},
            "200",
        ),
    ],
)
def test_a_measure_is_what_the_textbook_says(key, values, expected):
    found = worked_out(key, **values)
    assert isinstance(found, Computed), found
    assert found.value == Decimal(expected)


def test_a_chinese_quick_ratio_takes_inventories_off_current_assets():
    values = {"current_assets": 100, "inventories": 20, "current_liabilities": 40, "cash": 8}
    found = worked_out("quick_ratio", is_chinese=True, **values)
    assert isinstance(found, Computed)
    assert found.value == 2
    assert found.formula == "(流动资产 − 存货) ÷ 流动负债"


def test_an_operand_that_is_missing_is_named_and_never_zero():
    found = worked_out("dio", cost_of_sales=73, inventories=12)
    assert isinstance(found, Missing)
    assert found.operands == ("inventory",)
    assert "2021" in found.reason


def test_an_optional_operand_may_be_absent_and_that_is_said():
    found = worked_out("quick_ratio", cash=10, receivables=10, current_liabilities=10)
    assert isinstance(found, Computed)
    assert found.value == 2
    assert any("short term investments" in note for note in found.notes)


def test_a_sum_of_which_nothing_is_there_is_missing():
    assert isinstance(worked_out("shareholder_payout", revenue=1), Missing)
    assert isinstance(worked_out("total_debt", cash=1), Missing)


def test_debt_is_not_told_where_a_row_that_is_none_of_its_known_lines_may_be_part_of_it():
    found = worked_out("net_debt", long_term_debt=9, unplaced_debt=5, cash=1)
    assert isinstance(found, Missing)
    assert "unplaced_debt" in found.reason  # the label of the row
    assert isinstance(worked_out("net_debt", long_term_debt=9, unplaced_debt=0, cash=1), Computed)


def test_division_by_zero_is_no_figure():
    found = worked_out("current_ratio", current_assets=5, current_liabilities=0)
    assert isinstance(found, Missing)
    assert "zero" in found.reason


def test_a_line_has_its_own_row_before_it_is_worked_out():
    found = worked_out("gross_profit", gross_profit=41, revenue=100, cost_of_sales=60)
    assert isinstance(found, Computed)
    assert (found.value, found.is_stated) == (41, True)


def test_a_stated_ratio_comes_first_and_the_computed_one_beside_it_where_they_differ():
    stated = Fact(
        "effective_tax_rate", Period("year", 2022, label="2022"), Decimal("22.4"), "percent"
    )
    scope = Scope(facts_of(income_tax=21, pretax_income=100))
    found = work_out("effective_tax_rate", FY2022, scope, stated=stated)
    assert isinstance(found, Computed)
    assert (found.value, found.is_stated) == (Decimal("22.4"), True)
    assert found.computed is not None
    assert found.computed.value == 21


def test_a_stated_ratio_that_only_rounds_the_computed_one_stands_alone():
    stated = Fact(
        "effective_tax_rate", Period("year", 2022, label="2022"), Decimal("21.0"), "percent"
    )
    scope = Scope(facts_of(income_tax="20.96", pretax_income=100))
    found = work_out("effective_tax_rate", FY2022, scope, stated=stated)
    assert isinstance(found, Computed)
    assert found.computed is None


def test_a_fact_that_is_not_sure_is_no_operand():
    unsure = Facts([Fact("revenue", Period("year", 2022, label="2022"), Decimal(5), is_sure=False)])
    assert isinstance(work_out("revenue", FY2022, Scope(unsure)), Missing)


def test_figures_in_two_currencies_make_no_ratio():
    mixed = Facts(facts_of(gross_profit=1).facts + facts_of(unit="CNY", revenue=2).facts)
    assert isinstance(work_out("gross_margin", FY2022, Scope(mixed)), Missing)


def test_a_figure_shows_its_formula_with_names_and_with_values():
    found = worked_out("inventory_turnover", cost_of_sales=6000, inventories=("1200", "800.5"))
    assert isinstance(found, Computed)
    assert found.formula == "cost of sales 2022 ÷ average(inventory 2022; inventory 2021)"
    assert found.workings == "6,000 ÷ average(1,200; 800.5)"
    assert [given.period for given in found.inputs] == ["2022", "2022", "2021"]
    assert found.unit == "ratio"


def test_money_is_in_the_currency_of_the_report():
    assert worked_out("working_capital", current_assets=3, current_liabilities=2).unit == "USD"
    scope = Scope(facts_of(unit="CNY", operating_cash_flow=3, capital_expenditure=2))
    assert work_out("free_cash_flow", FY2022, scope).unit == "CNY"


def test_a_segments_figure_is_never_the_groups():
    facts = facts_of(revenue=100)
    assert isinstance(work_out("revenue", FY2022, Scope(facts, entity="Converse")), Missing)


def test_every_key_has_a_name_to_show():
    for key in (*measures(), *concepts()):
        assert name_of(key)
        assert name_of(key, is_chinese=True)
