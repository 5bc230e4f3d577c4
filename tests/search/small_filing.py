"""Small reports in memory, stored in a library, to search and quote from."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from qa.document import BBox, Document, Line, LineRole, Page, PageStatus, Section
from qa.library import DerivedData, Library, StoredDocument

OWNER = "tester"
WIDTH, HEIGHT = 612.0, 792.0
LETTER = 5.0  # points a character is wide


def line(text: str, top: float = 72.0, role: LineRole = LineRole.BODY) -> Line:
    edges = tuple(36.0 + LETTER * place for place in range(len(text) + 1))
    return Line(text, BBox(edges[0], top, edges[-1], top + 10), edges, role)


def page(text: str, page_number: int = 1, printed_number: str | None = None) -> Page:
    lines = tuple(line(row, 36.0 + 12 * i) for i, row in enumerate(text.strip("\n").split("\n")))
    return Page(page_number, printed_number, WIDTH, HEIGHT, lines, PageStatus.TEXT)


def store(
    folder: Path,
    texts: Sequence[str],
    sections: Sequence[Section] = (),
    derived: Iterable[DerivedData] = (),
) -> StoredDocument:
    return store_pages(
        folder, [page(text, n) for n, text in enumerate(texts, 1)], sections, derived
    )


def store_pages(
    folder: Path,
    pages: Sequence[Page],
    sections: Sequence[Section] = (),
    derived: Iterable[DerivedData] = (),
) -> StoredDocument:
    document = Document("0" * 64, "A report", tuple(pages), tuple(sections), len(pages))
    with Library.open(folder / "library") as library:
        return library.add(document, b"%PDF-", owner=OWNER, file_name="report.pdf", derived=derived)


COVER = "ANNUAL REPORT\nHillside Tools, Inc.\nFor the fiscal year ended December 31, 2018"
CONTENTS = """TABLE OF CONTENTS
Business 3
Risk Factors 4
Legal Proceedings 5
Selected Financial Data 6
Management's Discussion and Analysis 7
Market Risk 8
Balance Sheets 8
Statements of Income 9
Statements of Cash Flows 10
Notes to the Statements 11"""
BUSINESS = """Item 1. Business
We make hand tools and sell them through hardware stores in North America and Europe. Our main
competitors are two larger makers of tools. We were founded in 1921.
Employees
As of December 31, 2018, we employed approximately 4,120 people, of whom 600 work part time."""
RISKS = """Item 1A. Risk Factors
A strengthening of the U.S. dollar makes our tools dearer abroad and could adversely affect our
sales. Steel is our most important raw material, and its price moves sharply from year to year.
Unauthorized access to our information technology systems could harm our reputation."""
LEGAL = """Item 3. Legal Proceedings
In March 2018 a former dealer filed a complaint against the Company in the District Court of
Ohio, alleging breach of contract. We believe the claims are without merit."""
DISCUSSION = """Item 7. Management's Discussion and Analysis
Results of Operations
Gross margin fell to 31.0% in 2018 from 33.5% in 2017, primarily due to higher steel prices and
a larger share of low-margin lines. Capital expenditures were $42 million, mainly for the new
forge. We expect capital expenditures of about $50 million in 2019."""
BALANCE = """Consolidated Balance Sheets
(in millions)
December 31, 2018 2017
Cash and cash equivalents $ 120 $ 98
Accounts receivable, net 210 190
Inventories 305 280
Prepaid expenses 15 12
Total current assets 650 580
Property, plant and equipment, net 400 390
Goodwill 75 75
Total assets $ 1,125 $ 1,045
Accounts payable $ 140 $ 130
Total current liabilities 260 240
Long-term debt 300 320
Total liabilities 560 560
Retained earnings 500 430
Total shareholders' equity 565 485
Total liabilities and shareholders' equity $ 1,125 $ 1,045"""
INCOME = """Consolidated Statements of Income
(in millions, except per share amounts)
Years ended December 31, 2018 2017 2016
Net sales $ 1,480 $ 1,420 $ 1,390
Cost of sales 1,021 944 930
Gross profit 459 476 460
Selling, general and administrative expenses 310 300 296
Operating income 149 176 164
Interest expense 14 15 16
Income before income taxes 135 161 148
Provision for income taxes 30 52 49
Net income $ 105 $ 109 $ 99
Diluted earnings per share $ 2.10 $ 2.15 $ 1.94"""
CASH = """Consolidated Statements of Cash Flows
(in millions)
Years ended December 31, 2018 2017 2016
Net income $ 105 $ 109 $ 99
Depreciation and amortization 48 46 45
Net cash provided by operating activities 150 148 139
Purchases of property, plant and
equipment (42) (39) (37)
Net cash used in investing activities (42) (39) (37)
Dividends paid (35) (33) (30)
Repurchases of common stock (31) (28) (25)
Net cash used in financing activities (86) (80) (75)
Cash and cash equivalents at end of year $ 120 $ 98 $ 69"""
NOTES = """Note 1. Summary of Significant Accounting Policies
Revenue is recognized when control of the tools passes to the customer, usually on delivery.
Inventories are stated at the lower of cost or net realizable value, using the first-in, first-out
method. Advertising costs are expensed as incurred.
Note 2. Leases
Rent expense was $18 million in 2018, $17 million in 2017 and $16 million in 2016."""
AUDITOR = """Report of Independent Registered Public Accounting Firm
In our opinion, the consolidated financial statements present fairly, in all material respects,
the financial position of the Company at December 31, 2018.
/s/ Marlow & Finch LLP
We have served as the Company's auditor since 2004.
Cleveland, Ohio"""

FILING = (
    *(COVER, CONTENTS, BUSINESS, RISKS, LEGAL, DISCUSSION),
    *(BALANCE, INCOME, CASH, NOTES, AUDITOR),
)

CHINESE_FILING = (
    """山河机械股份有限公司
2019年年度报告""",
    """第三节 公司业务概要
公司的主要业务是工程机械的研发、生产和销售。
员工情况
在职员工的数量合计 5,230""",
    """第四节 经营情况讨论与分析
报告期内，公司毛利率为28.4%，同比下降3.1个百分点，主要系钢材价格
上涨以及低毛利产品占比提高所致。
可能面对的风险
原材料价格波动可能对公司的盈利能力产生不利影响。""",
    """合并资产负债表
单位：万元 币种：人民币
项目 期末余额 期初余额
货币资金 32,100 28,400
应收账款 45,210 41,870
存货 38,900 35,600
流动资产合计 130,500 118,200
固定资产 88,000 86,100
资产总计 260,300 245,000
流动负债合计 92,000 88,300
负债合计 120,400 117,600
未分配利润 60,200 51,000
所有者权益合计 139,900 127,400""",
    """合并利润表
单位：万元 币种：人民币
项目 本期金额 上期金额
营业收入 210,400 198,700
营业成本 150,600 136,100
研发费用 9,800 8,700
营业利润 21,300 24,800
净利润 18,200 21,000
基本每股收益 0.46 0.53""",
    """合并现金流量表
单位：万元 币种：人民币
项目 本期金额 上期金额
经营活动产生的现金流量净额 25,100 22,900
购建固定资产、无形资产和其他长期资产支付的现金 11,300 10,200
投资活动产生的现金流量净额 -11,000 -9,800
筹资活动产生的现金流量净额 -10,400 -9,900
期末现金及现金等价物余额 32,100 28,400""",
    """审计报告
我们审计了山河机械股份有限公司的财务报表。
天衡会计师事务所（特殊普通合伙）""",
)
