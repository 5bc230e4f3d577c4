"""From a question and facts to figures: values, changes, growth, means, and what is missing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from qa.measures import Computed, Missing, figures_for, understand
from qa.measures.periods import AskedPeriod
from tests.measures.facts_by_hand import Fact, Facts, Period, facts_of

FACTS = facts_of(
    revenue=(120, 100, 80, 60),
    cost_of_sales=(60, 60, 50, 40),
    gross_profit=(60, 40, 30, 20),
    inventories=(12, 8, 10, 5),
    payables=(6, 4, 4, 4),
    net_income=(-5, -10, 8, 4),
    capital_expenditure=(-12, -5, -8, -3),
    receivables=(9, 7, 6, 5),
)


def answer(question, facts=FACTS, latest_year=2022, **options):
    figures = figures_for(understand(question), facts, latest_year, **options)
    assert figures is not None
    return figures.answer


@pytest.mark.parametrize(
    ("question", "value", "unit"),
    [
        ("What was revenue in 2021?", "100", "USD"),
        ("revenue", "120", "USD"),
        ("revenue last year", "120", "USD"),
        ("revenue in the prior year", "100", "USD"),
        ("gross margin 2022", "50", "percent"),
        ("revenue growth in 2022", "20", "percent"),
        ("How much did revenue grow from 2020 to 2022?", "40", "USD"),
        ("Did gross margin improve in 2022?", "10", "percent"),
        ("2-year revenue CAGR to 2021 from 2019 to 2021", "29.0994448735805628", "percent"),
        ("average capex from 2020 to 2022", "8.3333333333333333", "USD"),
        ("total capex from 2020 to 2022", "25", "USD"),
        (
            "3-year average of capex as a percentage of revenue, 2020 to 2022",
            "8.3333333333333333",
            "percent",
        ),
        ("inventory turnover 2022", "6", "ratio"),
        ("days payable 2022 with year-end balances and 365 days", "36.5", "days"),
        ("What share of revenue was spent on capex in 2022?", "10", "percent"),
        ("inventory days 2022: 365 x inventory / cost of sales", "73", "days"),
        ("2022年毛利率", "50", "percent"),
        ("2022年营业收入增长率", "20", "percent"),
    ],
)
def test_a_question_is_answered_exactly(question, value, unit):
    found = answer(question)
    assert isinstance(found, Computed), found
    assert abs(found.value - Decimal(value)) < Decimal("1e-15")
    assert found.unit == unit


def test_a_change_stands_on_both_periods():
    figures = figures_for(understand("Did gross margin improve in 2022?"), FACTS, 2022)
    assert figures is not None
    assert [each.value for each in figures.others] == [50, 40]
    assert len(figures.answer.inputs) == 4


def test_growth_from_a_loss_has_no_meaning():
    assert isinstance(answer("net income growth 2022"), Missing)


def test_a_year_that_is_not_there_is_missing():
    found = answer("revenue in 2012")
    assert isinstance(found, Missing)
    assert "2012" in found.reason


def test_a_mean_over_a_year_that_is_not_there_is_missing():
    assert isinstance(answer("average revenue from 2015 to 2022"), Missing)


def test_a_definition_that_was_not_read_gives_no_figure():
    found = answer("What is ROA in 2022? ROA is defined as: net income / tangible things.")
    assert isinstance(found, Missing)
    assert "definition" in found.reason


def test_several_lines_are_answered_each():
    figures = figures_for(understand("2022年应收账款和存货分别是多少"), FACTS, 2022)
    assert figures is not None
    assert [each.value for each in (figures.answer, *figures.others)] == [9, 12]


def test_a_text_question_has_no_figures():
    assert figures_for(understand("Who audits the revenue?"), FACTS, 2022) is None


def test_a_segments_figure_comes_from_its_own_facts():
    segment = facts_of(entity="Converse", revenue=(7, 6))
    both = type(FACTS)(FACTS.facts + segment.facts)
    asked = understand("Revenue of Converse in 2022")
    assert asked.qualifiers == ("Converse",)
    figures = figures_for(asked, both, 2022, entity="Converse")
    assert figures is not None
    assert figures.answer.value == 7


def test_a_share_is_the_entitys_part_of_the_group():
    both = type(FACTS)(FACTS.facts + facts_of(entity="Converse", revenue=(30, 6)).facts)
    asked = understand("What share of revenue came from Converse in 2022?")
    assert figures_for(asked, both, 2022) is None
    figures = figures_for(asked, both, 2022, entity="Converse")
    assert figures is not None
    assert (figures.answer.value, figures.answer.unit) == (25, "percent")


def test_which_is_largest_takes_a_table_and_no_figure_of_the_group():
    asked = understand("Which segment had the largest revenue in 2022?")
    assert figures_for(asked, FACTS, 2022) is None


def test_net_sales_are_revenue_only_where_a_report_has_no_such_row():
    assert answer("net sales 2022").value == 120
    both = type(FACTS)(FACTS.facts + facts_of(net_sales=(115, 99)).facts)
    assert answer("net sales 2022", both).value == 115
    assert answer("revenue 2022", both).value == 120


def test_the_day_a_year_ended_before_may_lie_some_days_off():
    def balance(value, end):
        return Fact("inventories", Period("instant", end.year, None, end, str(end)), Decimal(value))

    facts = Facts([balance(10, date(2016, 1, 30)), balance(6, date(2015, 1, 31))])
    found = answer("How much did inventory change at January 30, 2016?", ByEnd(facts.facts))
    assert found.value == 4


def test_a_quarter_is_found_by_the_day_it_ends_on():
    end = date(2021, 11, 28)
    fact = Fact("revenue", Period("quarter", 2021, 3, end, "Q2"), Decimal(7))
    found = answer("Q2 2022 revenue", ByEnd([fact]), fiscal_year_end=date(2022, 5, 29))
    assert found.value == 7
    assert isinstance(answer("Q3 2022 revenue", ByEnd([fact]), fiscal_year_end=end), Missing)


class ByEnd(Facts):
    def find(self, concept, period, entity=None):
        return next(
            (f for f in self.facts if f.concept == concept and f.period.end == period.end), None
        )


def test_days_at_a_balance_date_rest_on_the_balance_of_that_day():
    given = answer("Days of inventory at year end 2022")
    assert isinstance(given, Computed)
    assert given.value == Decimal(365) * 12 / 60


def test_a_change_says_what_it_is_a_change_of():
    names = [answer(text).name for text in ("revenue growth 2022", "change in revenue 2022")]
    assert names == ["growth of revenue", "change in revenue"]
    assert answer("average revenue 2021-2022").name == "average revenue"


def test_a_change_of_a_rate_does_not_rest_on_rounded_rates():
    lines = facts_of(revenue=(1000, 1000), gross_profit=(449, 482))
    stated = facts_of(unit="percent", gross_margin=(45, 48))
    given = answer("By how many basis points did gross margin change from 2021 to 2022?", lines)
    same = answer("Change in gross margin 2022", Facts([*lines.facts, *stated.facts]))
    assert isinstance(given, Computed)
    assert isinstance(same, Computed)
    assert given.value == same.value == Decimal("-3.3")


def test_a_change_of_a_rate_rests_on_two_stated_rates_or_on_two_computed_ones():
    lines = facts_of(revenue=(1000, 1000), gross_profit=(717.4, 660.2))
    stated = facts_of(unit="percent", gross_margin=("71.7", "66"))
    given = answer("Change in gross margin 2022", Facts([*lines.facts, *stated.facts]))
    assert given.value == Decimal("5.72")


def test_a_margin_on_what_the_shareholders_earned_takes_no_more():
    facts = facts_of(revenue=(1000,), net_income=(60,), net_income_attributable=(50,))
    assert answer("net margin 2022", facts).value == 6
    assert answer("net margin 2022, on earnings attributable to shareholders", facts).value == 5
    with_minorities = "net margin 2022 on earnings attributable to noncontrolling interests"
    assert getattr(answer(with_minorities, facts), "value", None) != 5


def test_how_much_more_than_another_year_is_a_difference_in_chinese_too():
    assert answer("2022年营业收入比2021年多多少万元？").value == 20


def test_a_share_is_no_comparison_though_both_are_written_with_one_sign():
    assert understand("2020年所得税费用占利润总额的比例是多少？").operation == "none"


@pytest.mark.parametrize(
    ("cost", "printed", "charge"), [(-60, -38, 38), (60, 38, 38), (60, -5, -5), (-60, 38, 38)]
)
def test_a_charge_is_a_gain_only_where_costs_stand_without_brackets(cost, printed, charge):
    facts = facts_of(cost_of_sales=(cost,), restructuring=(printed,))

    assert answer("What were restructuring charges in 2022?", facts).value == charge


def test_one_year_named_twice_has_no_change():
    asked = understand("change in revenue 2022")
    twice = replace(asked, periods=(AskedPeriod("latest"), AskedPeriod("year", 2022)))
    assert figures_for(twice, FACTS, 2022) is None
