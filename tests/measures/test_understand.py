"""What questions ask for, in the wordings of analysts, English and Chinese."""

from datetime import date
from decimal import Decimal

import pytest

from qa.measures import understand


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("What was revenue in 2021?", "revenue"),
        ("Net sales, fiscal 2020", "net_sales"),
        ("how much did they spend on R&D in 2021", "research_development"),
        ("SG&A FY2019", "sga"),
        ("What was COGS in 2020?", "cost_of_sales"),
        ("Gross margin 2020?", "gross_margin"),
        ("What was the current ratio at the end of 2020?", "current_ratio"),
        ("acid test ratio, year-end 2019", "quick_ratio"),
        ("DSO for FY21", "dso"),
        ("How many days of inventory were held in 2020?", "dio"),
        ("cash conversion cycle 2020", "cash_conversion_cycle"),
        ("inventory turns in fiscal 2020", "inventory_turnover"),
        ("PP&E, net at December 31, 2020", "ppe"),
        ("free cash flow 2020", "free_cash_flow"),
        ("net debt to EBITDA, 2020", "net_debt_to_ebitda"),
        ("what did the company pay in dividends in 2020", "dividends_paid"),
        ("How much stock did they buy back in 2020?", "share_repurchases"),
        ("basic EPS 2020", "eps_basic"),
        ("cash dividends declared per common share 2020", "dividends_per_share"),
        ("How many people did they employ in 2020?", "employees"),
        ("change in working capital in 2020", "working_capital_change"),
        ("return on invested capital in 2020", "roic"),
        ("What was spent on ads in 2020?", "advertising"),
        ("sales, general and admin costs in 2020", "sga"),
        ("gross margin in dollars, 2020", "gross_profit"),
        ("cost of the treasury shares held at the end of 2020", "treasury_stock"),
        ("stock of goods at the end of 2020", "inventories"),
        ("book value of property and equipment, 2020", "ppe"),
        ("book value of the company at the end of 2020", "shareholders_equity"),
        ("2020年营业收入是多少？", "revenue"),
        ("2020年归母净利润", "net_income_attributable"),
        ("2020年扣非净利润是多少", "net_income_recurring"),
        ("2020年的研发费用为多少元", "research_development"),
        ("2020年销售费用率", "selling_expense_ratio"),
        ("2020年末资产负债率", "liabilities_to_assets"),
        ("2020年应收账款周转天数是多少天", "dso"),
        ("2020年三费比重", "three_expense_ratio"),
        ("2020年货币资金", "cash"),
        ("2020年加权平均净资产收益率", "weighted_roe"),
        ("2020年净资产收益率", "roe"),
    ],
)
def test_a_figure_of_the_group_is_asked_for(question, key):
    asked = understand(question)
    assert asked.wants_figure
    assert asked.key == key
    assert asked.qualifiers == ()


@pytest.mark.parametrize(
    "question",
    [
        "What is the revenue recognition policy?",
        "Who audits the company?",
        "Where is the headquarters?",
        "What are the main risks to revenue?",
        "How does the company account for inventory?",
        "When does the long-term debt mature?",
        "Describe the debt covenants",
        "What is the dividend policy?",
        "What is revenue expected to be next year?",
        "How often is goodwill tested?",
        "Is the company a defendant in lawsuits?",
        "How is inventory valued?",
        "收入确认政策是什么？",
        "公司的法定代表人是谁？",
        "公司主要风险有哪些？",
        "请简要介绍主要供应商情况",
        "存货如何计价？",
    ],
)
def test_a_question_for_words_claims_no_figure(question):
    assert not understand(question).wants_figure


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("Revenue in China, 2020", ("China",)),
        ("Operating income of the Converse segment in 2020", ("Converse segment",)),
        ("US revenue 2020", ("US",)),
        ("How much adjusted EBITDA was there in 2020?", ("adjusted",)),
        ("Organic revenue growth 2020", ("Organic",)),
        ("How much interest expense on long-term debt in 2020", ("long-term debt",)),
        ("Sales of Market-Based Businesses 2020", ("Market-Based Businesses",)),
        ("2020年境外收入", ("境外",)),
        ("2020年智能仓储的毛利率", ("智能仓储",)),
        ("2020年其他业务收入", ("其他业务",)),
    ],
)
def test_words_that_make_it_another_figure_are_left_over(question, left):
    assert understand(question).qualifiers == left


def test_the_companys_own_name_qualifies_nothing_and_another_name_does():
    question = "What was Costco's operating margin in 2020?"
    assert understand(question, company=["Costco Wholesale Corporation"]).qualifiers == ()
    assert understand(question, company=["Nike, Inc."]).qualifiers == ("Costco",)
    question = "金宇生物2019年的营业成本"
    assert understand(question, company=["金宇生物技术股份有限公司"]).qualifiers == ()
    assert understand(question).qualifiers == ("金宇生物",)


def test_a_general_word_of_a_companys_name_keeps_its_meaning():
    asked = understand("general and administrative expense 2020", company=["General Mills, Inc."])
    assert asked.key == "administrative_expenses"
    asked = understand("How much did they buy back in 2020", company=["Best Buy Co., Inc."])
    assert "buy" in asked.text


@pytest.mark.parametrize(
    ("question", "periods"),
    [
        ("Revenue FY2022", [("year", 2022, None)]),
        ("Revenue in fy22", [("year", 2022, None)]),
        ("Revenue in fiscal 2021, please", [("year", 2021, None)]),
        ("Inventory at the end of 2020", [("instant", 2020, None)]),
        ("Inventory at year-end 2020", [("instant", 2020, None)]),
        ("Inventory as of May 31, 2016", [("instant", 2016, None)]),
        ("Revenue for the year ended May 31, 2016", [("year", 2016, None)]),
        ("Q2 2022 revenue", [("quarter", 2022, 2)]),
        ("revenue in the third quarter of fiscal 2021", [("quarter", 2021, 3)]),
        ("4Q21 revenue", [("quarter", 2021, 4)]),
        ("Revenue last year", [("latest", None, None)]),
        ("Revenue in the prior year", [("previous", None, None)]),
        ("Revenue this year", [("latest", None, None)]),
        ("Revenue", []),
        ("Revenue in 2019, 2020 and 2021", [("year", y, None) for y in (2019, 2020, 2021)]),
        ("去年营业收入", [("previous", None, None)]),
        ("本期营业收入", [("latest", None, None)]),
        ("2020年第三季度营业收入", [("quarter", 2020, 3)]),
        ("去年第一季度营收", [("quarter", None, 1)]),
        ("今年的第二季度净利润", [("quarter", None, 2)]),
        ("revenue in the third quarter of the prior year", [("quarter", None, 3)]),
        ("2020年12月31日存货", [("instant", 2020, None)]),
        ("2020年末存货", [("instant", 2020, None)]),
    ],
)
def test_periods_are_read(question, periods):
    assert [(p.kind, p.year, p.quarter) for p in understand(question).periods] == periods


def test_a_day_is_kept_with_its_period():
    assert understand("Cash as of May 31, 2016").periods[0].end == date(2016, 5, 31)


@pytest.mark.parametrize(
    "question",
    [
        "average capex from 2018 to 2020",
        "average capex 2018-2020",
        "average capex between 2018 and 2020",
        "2018年到2020年平均资本支出",
        "2018-2020年平均资本支出",
    ],
)
def test_a_span_of_years_is_known_from_a_list(question):
    asked = understand(question)
    assert asked.is_range
    assert [period.year for period in asked.periods] == [2018, 2020]
    assert asked.operation == "average"


def test_a_number_in_a_figure_is_no_year():
    assert understand("How did revenue reach 2,021 million?").periods == ()


@pytest.mark.parametrize(
    ("question", "manner", "operation"),
    [
        ("How much did revenue grow in 2020?", "change", "difference"),
        ("Revenue growth 2020", "change", "growth"),
        ("By how many percent did revenue fall in 2020?", "change", "growth"),
        ("By how much did gross margin change in 2020?", "change", "difference"),
        ("By how many percentage points did gross margin change in 2020?", "change", "difference"),
        ("Did gross margin improve in 2020?", "improve", "difference"),
        ("3-year revenue CAGR to 2020", "change", "cagr"),
        ("annual compound rate at which revenue grew from 2018 to 2020", "change", "cagr"),
        ("Which segment had the largest revenue in 2020?", "largest", "none"),
        ("Which year had the lowest revenue?", "smallest", "none"),
        ("Why did revenue fall in 2020?", "why", "none"),
        ("What drove gross margin in 2020?", "why", "none"),
        ("What ate into gross margin in 2020?", "why", "none"),
        ("营业收入同比增长率", "change", "growth"),
        ("2020年营业收入增加了多少", "change", "difference"),
        ("毛利率是上升还是下降？", "improve", "difference"),
        ("2020年毛利率为什么下降", "why", "none"),
        ("2018年到2020年营业收入复合增长率", "change", "cagr"),
        ("哪个分部收入最高？", "largest", "none"),
    ],
)
def test_the_manner_is_told(question, manner, operation):
    asked = understand(question)
    assert (asked.manner, asked.operation) == (manner, operation)


@pytest.mark.parametrize(
    ("question", "expression", "unit"),
    [
        ("capex as a percentage of revenue 2020", "capital_expenditure / revenue", "percent"),
        ("goodwill as % of total assets", "goodwill / total_assets", "percent"),
        ("What share of revenue was spent on R&D?", "research_development / revenue", "percent"),
        (
            "What portion of net income was paid out as dividends?",
            "dividends_paid / net_income",
            "percent",
        ),
        ("ratio of goodwill to inventory in 2020", "goodwill / inventories", "ratio"),
        ("goodwill per share in 2020", "goodwill / shares_diluted", "money/share"),
        ("2020年所得税费用占利润总额的比例", "income_tax / pretax_income", "percent"),
        ("2020年研发费用与净利润的比值", "research_development / net_income", "ratio"),
    ],
)
def test_two_lines_are_put_together(question, expression, unit):
    asked = understand(question)
    assert (asked.expression, asked.unit, asked.qualifiers) == (expression, unit, ())


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("What share of revenue came from subscriptions in 2020?", ("subscriptions",)),
        ("Share of net sales from Building Hardware, 2020", ("Building Hardware",)),
        ("Walmart U.S. share of net sales in 2020", ("U.S.",)),
        ("Footwear as a share of revenue 2020", ("Footwear",)),
        ("2020年境外收入占营业收入的比例", ("境外",)),
    ],
)
def test_a_share_names_its_part_and_its_whole(question, part):
    asked = understand(question, company=["Walmart Inc."])
    assert asked.manner == "share"
    assert asked.denominator in ("revenue", "net_sales")
    assert asked.numerator == part


def test_the_change_of_a_share_is_a_share_and_a_difference():
    asked = understand(
        "By how many points did the share of revenue from Alaska rise, 2021 to 2022?"
    )
    value = understand("What share of revenue came from Alaska in 2022?")

    assert (asked.manner, asked.operation) == ("share", "difference")
    assert (value.manner, value.operation) == ("share", "none")


@pytest.mark.parametrize(
    ("question", "currency", "scale", "decimals"),
    [
        ("revenue 2020 in USD billions, one decimal", "USD", 10**9, 1),
        ("revenue 2020 in thousands", None, 10**3, None),
        ("revenue 2020 (USD m)", "USD", 10**6, None),
        ("gross margin 2020 to two decimals", None, None, 2),
        ("gross margin 2020, rounded to 1 decimal place", None, None, 1),
        ("2020年营业收入，以万元为单位", None, 10**4, None),
        ("2020年营业收入是多少亿元", None, 10**8, None),
        ("2020年毛利率，保留两位小数", None, None, 2),
    ],
)
def test_wishes_are_read_and_leave_nothing_over(question, currency, scale, decimals):
    asked = understand(question)
    found = asked.wishes
    assert (found.currency, found.scale, found.decimals) == (
        currency,
        scale and Decimal(scale),
        decimals,
    )
    assert asked.qualifiers == ()


@pytest.mark.parametrize(
    "question",
    [
        "You are an equity analyst. Using the cash flow statement, what was capex in 2020?",
        "As a credit analyst, tell me capex in 2020. If the metric is not meaningful, explain why.",
        "What was capex in 2020? Please base your judgments on the cash flow statement alone.",
        "We need to find out: what was capex in 2020? Answer in USD millions.",
        "Could you please tell me capex in 2020?",
        "作为分析师，请根据现金流量表计算2020年资本开支",
    ],
)
def test_wrapping_says_nothing(question):
    asked = understand(question)
    assert (asked.key, asked.qualifiers) == ("capital_expenditure", ())
    assert [period.year for period in asked.periods] == [2020]


def test_two_lines_asked_for_together_are_both_kept():
    assert understand("2020年货币资金和存货分别是多少").keys == ("cash", "inventories")
    asked = understand("What were cash and inventory at the end of 2020?")
    assert (asked.keys, asked.qualifiers) == (("cash", "inventories"), ())


def test_the_parent_company_is_another_entity():
    assert understand("2020年末母公司的货币资金").entity == "母公司"
    assert understand("2020年归属于母公司所有者的净利润").entity is None


@pytest.mark.parametrize(
    "question",
    [
        "How much cash was generated in 2020?",
        "How much debt was repaid in 2020?",
        "cost of debt in 2020",
        "return on inventory 2020",
        "How much goodwill was recorded in 2020 for acquisitions?",
        "2020年计提的存货跌价准备",
    ],
)
def test_a_balance_is_no_answer_to_what_flows(question):
    asked = understand(question)
    assert asked.key is None or asked.qualifiers


def test_a_mean_of_two_balances_is_no_balance():
    assert understand("What was the average inventory in 2020?").expression == "avg(inventories)"
    assert understand("average revenue 2020").qualifiers == ("average",)


def test_a_row_that_is_no_known_line_is_left_for_the_tables():
    asked = understand("demand creation expense 2015")
    assert (asked.key, asked.manner) == (None, "value")
    assert asked.qualifiers == ("demand creation expense",)


def test_a_definition_for_another_year_is_not_read_for_this_one():
    asked = understand("What was ROA in 2020? ROA is defined as: FY2019 net income / total assets.")
    assert asked.unread_definition is not None


def test_a_portion_in_the_name_of_a_line_is_no_share():
    asked = understand("current portion of long-term debt in 2020")
    assert (asked.key, asked.expression, asked.manner) == ("current_portion_of_debt", None, "value")


def test_a_third_line_beside_a_ratio_of_two_is_left_over():
    assert understand("ROE: goodwill as a percentage of revenue 2020").qualifiers == ("ROE",)


def test_a_fall_by_a_percentage_is_a_growth_rate() -> None:
    assert understand("By what percentage did interest expense fall in 2020?").operation == "growth"


def test_years_that_are_put_together_are_added() -> None:
    assert understand("capex in 2020 and 2021 together").operation == "sum"


def test_current_and_state_taxes_are_other_taxes() -> None:
    assert understand("current federal income tax in 2016").qualifiers == ("current federal",)
    assert "state" in " ".join(understand("deferred state tax provision 2018").qualifiers)
    assert "state" in " ".join(understand("state deferred tax 2018").qualifiers)
    assert "state" in " ".join(understand("deferred tax state 2018").qualifiers)
    assert understand("cumulative rise of revenue from 2016 to 2018").operation == "difference"


@pytest.mark.parametrize(
    ("question", "expression"),
    [
        ("How much more was spent on R&D than on SG&A in 2022?", "research_development - sga"),
        ("How much less was R&D than SG&A in 2022?", "sga - research_development"),
        ("the difference between revenue and cost of sales, 2022", "revenue - cost_of_sales"),
        ("By how much did R&D exceed SG&A in 2022?", "research_development - sga"),
        ("How much revenue did they make per employee?", "revenue / employees"),
    ],
)
def test_one_line_is_set_against_another(question: str, expression: str) -> None:
    asked = understand(question)
    assert (asked.expression, asked.operation, asked.qualifiers) == (expression, "none", ())


def test_three_lines_compared_are_not_read_as_one_of_them() -> None:
    asked = understand("How much more did it pay for dividends and buybacks than for R&D in 2022?")
    assert asked.unread_definition is not None


def test_a_part_with_the_name_of_its_whole_is_a_share_of_it() -> None:
    asked = understand("Part-time employees as a percentage of all employees")
    assert (asked.manner, asked.numerator, asked.denominator) == (
        "share",
        ("Part-time",),
        "employees",
    )


def test_debt_with_its_current_portion_is_another_line() -> None:
    asked = understand("Total debt at May 31, 2022 including the current portion")
    assert (asked.key, asked.qualifiers) == ("debt_with_current_portion", ())


@pytest.mark.parametrize(
    "question",
    [
        "2020年营业成本同比增加百分之几？",
        "2020年经营活动现金流净额比上年多了多少元？",
        "2020年应收账款周转天数，一年按365天、应收账款按平均余额算",
    ],
)
def test_everyday_chinese_words_qualify_nothing(question: str) -> None:
    assert understand(question).qualifiers == ()


def test_what_was_more_than_the_year_before_is_a_difference() -> None:
    asked = understand("2020年经营活动现金流净额比上年多了多少元？")

    assert (asked.key, asked.operation) == ("operating_cash_flow", "difference")


def test_a_quarter_of_the_year_before_is_that_quarter_and_no_whole_year():
    (period,) = understand("去年第一季度营收是多少？").periods

    wanted = period.resolve(2025)

    assert (wanted.kind, wanted.year, wanted.quarter) == ("quarter", 2024, 1)


def test_notes_are_a_debt_unless_they_are_where_something_is_told():
    assert "notes" in understand("What was the fair value of the notes in 2022?").qualifiers[-1]
    assert not understand("Revenue in the notes to the statements, 2022").qualifiers
    assert not understand("Goodwill in note 7, 2022").qualifiers


def test_what_climbs_grows():
    asked = understand("By what percentage did revenue climb in 2022?")

    assert (asked.key, asked.operation, asked.qualifiers) == ("revenue", "growth", ())


def test_what_is_paid_to_somebody_is_no_ratio():
    assert understand("dividends paid to noncontrolling interests 2022").expression is None
    assert understand("net debt to EBITDA 2022").key == "net_debt_to_ebitda"


def test_what_is_net_of_cash_is_no_net_cash():
    assert understand("acquisitions net of cash acquired 2022").keys == ("acquisitions",)
    assert "net_cash" not in understand("divestitures, net of cash sold, 2022").keys
