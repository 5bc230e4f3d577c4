"""Everyday matters are told by the sentence, row or caption that says them, and by nothing else."""

from pathlib import Path

import pytest

from qa.answer import Answer
from qa.library import StoredDocument
from qa.readers.extractive.quotes.told import asked_matters
from qa.readers.extractive.reader import QuoteReader
from qa.search.question import parse
from tests.search.small_filing import CHINESE_FILING, FILING, store

COVER = """Harbor Works Corporation
12 Quay Street
Port Alden, Maine 04101
(Zip Code)
(Address of principal executive offices)"""
BUSINESS = """Item 1. Business
We were incorporated in Maine in 1921. We are a leading maker of anchors and winches for ships.
Our fiscal year ends on the last Saturday in June. As of June 24, 2018, there were 3,210 holders of
record of our common stock. Our competitors in winches include Alder Marine, Bight Tools and others.
As of June 24, 2018, we had approximately 4,300 employees worldwide.
Harbor Ropes, our subsidiary, has its headquarters in Oslo."""
BUSINESS_LINE = "We are a leading maker of anchors and winches for ships."
OFFICERS = """Executive Officers
Name Age Position
Nora B. Tern 51 President and Chief Executive Officer
Ivan Skua 47 Chief Financial Officer"""
AUDIT = """Report of Independent Registered Public Accounting Firm
In our opinion, the statements present fairly the position of the company.
/s/ Gannet & Reeve LLP
We have served as the Company’s auditor since 1998.
Portland, Maine"""
EVENTS = """Note 20. Boards
Our human capital strategies are developed by the board.
Note 21. Subsequent Events
On July 9, 2018 a storm damaged the yard at Port Alden. Repairs will take two months.
Note 22. Leases
We lease two yards."""
DEALS = """Acquisitions
In May 2018 we completed the acquisition of Bight Tools for a purchase price of $48.8 million.
We agreed to pay $3.1 million to settle the lawsuits about winches.
Our ownership of Tern Robotics, a majority-owned subsidiary, fell to approximately 75%."""
POLICIES = """Our strategy is to sell fewer and better anchors.
Our leases of yards expire at various dates through the year 2033. None of our yards in the north or
in the south of the country has employees represented by labor unions or by other bodies.
As of June 24, 2018, $6.5 billion remained available for future stock repurchases.
No customer represented at least 10% of net revenue. Sales are highest in the third quarter.
We engage in research and development with the goal of making lighter anchors.
On July 1, 2017, the beginning of our fiscal year, we adopted ASC 842, the new lease standard.
We began a sale and launched Harbor Turn, our program to cut costs. Harbor Turn has gone well.
In 1990 we reincorporated in Delaware.
Our five largest suppliers, Larch among them, accounted for 70% of what we bought.
We hold approximately 1,300 patents in the United States."""
LEASES = "Our leases of yards expire at various dates through the year 2033."
UNIONS = """None of our yards in the north or
in the south of the country has employees represented by labor unions or by other bodies."""
CUSTOMERS = "No customer represented at least 10% of net revenue."
TURN = "We began a sale and launched Harbor Turn, our program to cut costs."
MATTERS = """As of June 24, 2018, there was no balance outstanding on the Revolving Credit Facility.
We used the net proceeds from the notes to finance the purchase of Bight Tools.
We have committed to net zero emissions from our yards by 2035.
In April 2018 we completed the sale of our autonomous vehicle business to Gull Robotics.
The Company does not make contributions to the 401(k) plan of its employees.
We generate substantially all of our revenue from anchors.
Our business would be adversely affected if divers were classified as employees.
We lease all of our yards and own no land.
Our main ridesharing competitors include Heron and Ibis, a maker of boats."""
COMPANY_TABLE = """公司信息
公司的法定代表人 张三
公司网址 http://www.example.com
公司办公地址 海城市港口路一号
董事会秘书 李四
联系电话 0471-100200"""

EVENTS_IN_CHINESE = """一、释义
青屿控股 浙江青屿控股有限公司，公司控股股东
二、重大诉讼和仲裁
与岚桥买卖合同纠纷
公司于三月起诉，请求支付货款八千四百六十万元及违约金。一审判决公司胜诉，被告提出上诉。
原经销商返利纠纷
四家经销商就取消返利提起仲裁，请求金额合计六百三十五万元。仲裁尚未开庭。
三、收购
公司以二亿一千三百万元取得澜芯七成股权。它让公司有了自己的芯片。
（7）商誉
经测试，各资产组的可收回金额均高于账面价值。
四、股东情况
控股股东青屿控股的实际控制人为裴观澜，其与裴致远为父子关系。"""
CASE = "公司于三月起诉，请求支付货款八千四百六十万元及违约金。"


@pytest.fixture(scope="module")
def harbor(tmp_path_factory: pytest.TempPathFactory) -> StoredDocument:
    pages = [COVER, BUSINESS, OFFICERS, AUDIT, EVENTS, DEALS, POLICIES, *FILING[3:]]
    return store(tmp_path_factory.mktemp("harbor"), pages)


def answer(document: StoredDocument, question: str) -> Answer:
    *_, last = QuoteReader().answer(document, question)
    assert isinstance(last, Answer)
    return last


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("When was the company founded?", "We were incorporated in Maine in 1921."),
        ("When does the fiscal year end?", "Our fiscal year ends on the last Saturday in June."),
        ("What does the company do?", BUSINESS_LINE),
        ("What business are they in?", BUSINESS_LINE),
        ("Describe its business.", BUSINESS_LINE),
        ("Who runs the company?", "Nora B. Tern 51 President and Chief Executive Officer"),
        ("Who is the CFO?", "Ivan Skua 47 Chief Financial Officer"),
        (
            "Who checks the books?",
            "/s/ Gannet & Reeve LLP\nWe have served as the Company’s auditor since 1998."
            "\nPortland, Maine",
        ),
        (
            "How many shareholders of record are there?",
            "As of June 24, 2018, there were 3,210 holders of\nrecord of our common stock.",
        ),
        (
            "What happened after the year ended?",
            "On July 9, 2018 a storm damaged the yard at Port Alden.",
        ),
        ("How much did they pay for Bight Tools?", DEALS.split("\n")[1]),
        ("What did it cost to settle the lawsuits about winches?", DEALS.split("\n")[2]),
        ("Do they own Tern Robotics, and how much of it?", DEALS.split("\n")[3]),
        ("What is the strategy?", POLICIES.split("\n")[0]),
        ("Until when do the leases run?", LEASES),
        ("Are the workers organised in unions?", UNIONS),
        ("How much may they still spend on buying back stock?", POLICIES.split("\n")[3]),
        ("Does any one customer make up a tenth of sales?", CUSTOMERS),
        ("Which quarter is the strongest?", "Sales are highest in the third quarter."),
        ("What is its research aimed at?", POLICIES.split("\n")[5]),
        ("Which new lease rule did they take up?", POLICIES.split("\n")[6]),
        ("What is Harbor Turn?", TURN),
        ("In which state is it incorporated today?", POLICIES.split("\n")[8]),
        ("Who are the suppliers?", POLICIES.split("\n")[9]),
        ("How many patents does it own?", POLICIES.split("\n")[10]),
    ],
)
def test_the_first_passage_is_the_one_that_tells(
    harbor: StoredDocument, question: str, first: str
) -> None:
    assert answer(harbor, question).citations[0].cited_text == first


def test_the_address_above_the_covers_caption_is_the_head_office(harbor: StoredDocument) -> None:
    cited = answer(harbor, "Where is the head office?").citations[0]

    assert cited.cited_text == "12 Quay Street\nPort Alden, Maine 04101\n(Zip Code)"
    assert [span.text for span in cited.context] == ["(Address of principal executive offices)"]


def test_a_title_with_the_words_of_a_matter_tells_nothing(harbor: StoredDocument) -> None:
    texts = [citation.cited_text for citation in answer(harbor, "Who is the auditor?").citations]

    assert texts
    assert all("Report of Independent" not in text for text in texts)


def test_what_is_asked_beside_the_matter_must_stand_in_the_passage(harbor: StoredDocument) -> None:
    in_winches = answer(harbor, "Who are the competitors in winches?")
    elsewhere = answer(harbor, "Who are the competitors in trawlers?")

    assert "Alder Marine" in in_winches.citations[0].cited_text
    assert not elsewhere.citations


def test_passages_that_say_the_same_are_shown_once(tmp_path: Path) -> None:
    again = "The company’s fiscal year ends on the last Saturday in June of each year."
    document = store(tmp_path, [COVER, BUSINESS, again, AUDIT])

    assert len(answer(document, "When does the fiscal year end?").citations) == 1


@pytest.fixture(scope="module")
def matters_told(tmp_path_factory: pytest.TempPathFactory) -> StoredDocument:
    return store(tmp_path_factory.mktemp("matters"), [*FILING, MATTERS])


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("Is anything drawn on the revolving credit line?", 0),
        ("What was the money raised by the notes used for?", 1),
        ("What climate goals has the company set itself?", 2),
        ("Who took over the self-driving car unit?", 3),
        ("Does the company match its staff's 401(k) savings?", 4),
        ("How does the company make money?", 5),
        ("What are the biggest risks about diver classification?", 6),
        ("Does the company own its yards and land?", 7),
        ("Who are the main rivals in ride-hailing?", 8),
    ],
)
def test_a_matter_is_told_by_its_sentence(
    matters_told: StoredDocument, question: str, line: int
) -> None:
    first = answer(matters_told, question).citations[0].cited_text

    assert MATTERS.split("\n")[line].startswith(first)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("法定代表人是谁？", "公司的法定代表人 张三"),
        ("公司网址是什么？", "公司网址 http://www.example.com"),
        ("公司总部在哪里？", "公司办公地址 海城市港口路一号"),
        ("董秘叫什么名字？", "董事会秘书 李四"),
        ("董秘的联系电话是多少？", "联系电话 0471-100200"),
        ("怎么联系董秘？", "联系电话 0471-100200"),
        ("负责审计的会计师事务所是哪家？", "天衡会计师事务所（特殊普通合伙）"),
    ],
)
def test_a_label_and_its_value_tell_in_chinese(tmp_path: Path, question: str, first: str) -> None:
    document = store(tmp_path, [*CHINESE_FILING, COMPANY_TABLE])

    assert answer(document, question).citations[0].cited_text == first


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("有哪些重大诉讼？", CASE),
        ("最大的一笔官司进展如何？", CASE),
        ("收购芯片公司花了多少钱？", "公司以二亿一千三百万元取得澜芯七成股权。"),
        ("商誉会不会减值？", "经测试，各资产组的可收回金额均高于账面价值。"),
        ("实际控制人是谁？", "控股股东青屿控股的实际控制人为裴观澜，其与裴致远为父子关系。"),
    ],
)
def test_a_sentence_tells_in_chinese(tmp_path: Path, question: str, first: str) -> None:
    document = store(tmp_path, [*CHINESE_FILING, EVENTS_IN_CHINESE])

    assert answer(document, question).citations[0].cited_text == first


def test_the_largest_case_comes_first_wherever_it_stands(tmp_path: Path) -> None:
    small = CASE.replace("八千四百六十万元", "四百万元")
    page = EVENTS_IN_CHINESE.replace(CASE, small)
    document = store(tmp_path, [*CHINESE_FILING, page])

    cited = answer(document, "最大的一笔官司进展如何？").citations[0]
    assert cited.cited_text == "四家经销商就取消返利提起仲裁，请求金额合计六百三十五万元。"


def test_the_title_above_says_which_case_it_is(tmp_path: Path) -> None:
    cited = answer(
        store(tmp_path, [*CHINESE_FILING, EVENTS_IN_CHINESE]), "有哪些重大诉讼？"
    ).citations[0]

    assert [span.text for span in cited.context] == ["与岚桥买卖合同纠纷"]


def test_what_was_paid_for_another_firm_is_not_told(tmp_path: Path) -> None:
    document = store(tmp_path, [*CHINESE_FILING, EVENTS_IN_CHINESE])
    cited = [each.cited_text for each in answer(document, "收购银行花了多少钱？").citations]

    assert not any("二亿一千三百万元" in text for text in cited)


def test_the_companys_own_name_asks_for_nothing_more() -> None:
    asked = asked_matters(parse("Where is Harbor Works based?"), ["Harbor Works Corporation"])

    assert [(one.matter.key, set(one.beside)) for one in asked] == [("head_office", set())]


def test_a_figure_of_a_matter_is_another_question() -> None:
    assert all("fee" in one.beside for one in asked_matters(parse("What were audit firm fees?")))
