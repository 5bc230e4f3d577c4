"""Cells of Chinese tables that account for all that a question says."""

from decimal import Decimal

import pytest

from qa.document import Page
from qa.measures import WantedPeriod
from qa.readers.extractive.chinese.covered_cells import CoveredCells
from qa.statements import DocumentFacts, Fact
from qa.tables import Period, tables_of
from tests.tables.build_table import stacked

A, B, C = 300.0, 420.0, 540.0
FACTS = DocumentFacts(fiscal_year=2020, currency="CNY")
YEAR_2020 = WantedPeriod("year", 2020, 12, None, "2020")

REGIONS = stacked(
    ("主营业务分地区情况",),
    ("单位：元 币种：人民币",),
    ("分地区", ("营业收入", A), ("毛利率（%）", B), ("营业收入比上年增减（%）", C)),
    ("国内", ("1,565,407", A), ("61.40", B), ("39.81", C)),
    ("国外", ("1,909", A), ("76.99", B), ("12.50", C)),
)
CUSTOMERS = stacked(
    ("（七）主要客户和供应商",),
    ("单位：万元 币种：人民币",),
    ("前五名客户", ("金额", A), ("占比", C)),
    ("客户一", ("56,745.52", A), ("5.10%", C)),
    ("客户二", ("43,393.63", A), ("3.90%", C)),
    ("客户三", ("10,000.00", A), ("0.90%", C)),
    ("合计", ("110,139.15", A), ("9.90%", C)),
)
DIVIDENDS = stacked(
    ("普通股股利分配方案",),
    ("单位：元 币种：人民币",),
    ("分红年度", ("每10股派息数（元）", A), ("现金分红的数额（含税）", C)),
    ("2020年", ("1.20", A), ("134,971,287.12", C)),
    ("2019年", ("0.60", A), ("67,111,183.56", C)),
)
RESEARCH = stacked(
    ("单位：元",),
    ("研发投入合计", ("206,997,240.33", A)),
    ("研发投入总额占营业收入比例（%）", ("13.09", A)),
    ("公司研发人员的数量", ("269", A)),
)
HEADS = stacked(
    ("2020年年度报告",),
    ("在职员工的数量合计", ("1,444", A)),
    ("硕士及以上人数", ("181", A)),
    ("截止报告期末普通股股东总数（户）", ("40,654", A)),
)
STAFF = stacked(
    ("五、员工情况",),
    ("专业构成", ("人数", A)),
    ("生产人员", ("390", A)),
    ("销售人员", ("110", A)),
    ("合计", ("500", A)),
)


def cells(question: str, *pages: Page, facts: DocumentFacts = FACTS) -> CoveredCells:
    tables = [table for page in pages for table in tables_of([page], fiscal_year=2020)]
    return CoveredCells(tables, facts, question, ["某某股份有限公司"])


@pytest.mark.parametrize(
    ("question", "page", "value", "unit"),
    [
        ("2020年国外业务毛利率", REGIONS, "76.99", "percent"),
        ("某某股份有限公司2020年境外收入多少？", REGIONS, "1909", "CNY"),
        ("2020年国内营业收入同比增长多少？", REGIONS, "39.81", "percent"),
        ("前五大客户的销售额合计多少万元？", CUSTOMERS, "1101391500", "CNY"),
        ("前五名客户合计金额占比是多少？", CUSTOMERS, "9.90", "percent"),
        ("第一大客户的销售额是多少万元？", CUSTOMERS, "567455200", "CNY"),
        ("最大客户的占比是多少？", CUSTOMERS, "5.10", "percent"),
        ("2019年每10股派发现金红利是多少元？", DIVIDENDS, "0.60", "CNY"),
        ("2020年现金分红总额（含税）是多少？", DIVIDENDS, "134971287.12", "CNY"),
        ("2020年研发投入占比多少？", RESEARCH, "13.09", "percent"),
        ("2020年研发投入占收入多少？", RESEARCH, "13.09", "percent"),
        ("某某股份一共有多少员工？", HEADS, "1444", "count"),
        ("2020年期末股东总数", HEADS, "40654", "count"),
        ("硕士及以上人数有多少？", HEADS, "181", "count"),
    ],
)
def test_a_row_its_head_and_its_title_account_for_a_question(
    question: str, page: Page, value: str, unit: str
) -> None:
    year = 2019 if "2019" in question else 2020
    fact = cells(question, page).value(WantedPeriod("year", year, 12, None, str(year)))

    assert fact is not None
    assert (fact.value, fact.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    "question",
    [
        "2020年美国业务毛利率",  # no such row
        "2020年国外员工人数",  # 员工 stands nowhere
        "2020年国外营业成本",  # another head
        "2018年国外营业收入",  # another year
    ],
)
def test_what_is_left_of_a_question_gives_no_figure(question: str) -> None:
    year = 2018 if "2018" in question else 2020
    period = WantedPeriod("year", year, 12, None, str(year))

    assert cells(question, REGIONS).value(period) is None


def test_a_label_must_be_said_whole() -> None:
    page = stacked(
        ("教育程度", ("人数", A)),
        ("大专以下", ("346", A)),
        ("本科", ("536", A)),
    )

    assert cells("大专教育程度的员工人数", page).value(YEAR_2020) is None


def test_cells_that_fit_as_well_must_agree() -> None:
    other = stacked(
        ("主营业务分地区情况",),
        ("单位：元 币种：人民币",),
        ("分地区", ("营业收入", A), ("毛利率（%）", B)),
        ("国内", ("1", A), ("2.00", B)),
        ("国外", ("1", A), ("3.00", B)),
    )

    assert cells("2020年国外业务毛利率", REGIONS, other).value(YEAR_2020) is None


def test_a_table_of_less_than_all_yields_to_one_of_all() -> None:
    def aged(title: str, value: str) -> Page:
        return stacked(
            ("5、 应收账款",),
            (title,),
            ("单位：元 币种：人民币",),
            ("账龄", ("期末余额", A)),
            ("4 至 5 年", ("1,210,763.76", A)),
            ("5 年以上", (value, A)),
        )

    pages = aged("(1).按账龄披露", "8,250,653.94"), aged("组合计提项目：账龄组合", "334,347.99")
    fact = cells("账龄5年以上的应收账款有多少？", *pages).value(YEAR_2020)

    assert fact is not None
    assert fact.value == Decimal("8250653.94")


def test_a_share_of_a_column_without_shares_is_of_the_sum_below() -> None:
    pair = cells("销售人员占员工总数的比例是多少？", STAFF).share(YEAR_2020)

    assert pair is not None
    assert [fact.value for fact in pair] == [110, 500]


def test_what_a_note_deducts_has_the_sign_of_the_statements() -> None:
    own = Fact(
        concept="interest_income",
        label="利息收入",
        period=Period("year", 2020, 12, label="2020年度"),
        value=Decimal(21),
        unit="CNY",
        entity=None,
        statement="income",
        page_number=70,
        text="21",
        value_span=(4, 6),
        label_span=(0, 4),
        label_page=70,
        period_span=None,
        period_page=70,
        scale_span=None,
        scale_page=70,
    )
    facts = DocumentFacts(fiscal_year=2020, currency="CNY", facts=(own,))
    page = stacked(
        ("财务费用",),
        ("单位：元 币种：人民币",),
        ("项目", ("本期发生额", A)),
        ("利息支出", ("3", A)),
        ("利息收入", ("-21", A)),
    )
    fact = cells("财务费用中的利息收入是多少？", page, facts=facts).value(YEAR_2020)

    assert fact is not None
    assert fact.value == 21
