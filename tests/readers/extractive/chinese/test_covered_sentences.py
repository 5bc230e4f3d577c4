"""Figures that stand in Chinese sentences, with all that a question says around them."""

from decimal import Decimal
from pathlib import Path

import pytest

from qa.measures import WantedPeriod
from qa.readers.extractive.chinese.covered_sentences import covered_sentence
from tests.search.small_filing import COVER, RISKS, store

CUSTOMERS = (
    "(4). 主要销售客户及主要供应商情况\n√适用 □不适用\n"
    "前五名客户销售额 27,614.37 万元，占年度销售总额 18.20%；其中前五名客户销售额中关联方销\n"
    "售额 0 万元，占年度销售总额 0 %。\n"
    "2020 年 4 月，公司捐赠价值 1,008 万元的试剂盒。"
)
RESEARCH = (
    "（八）费用变动\n单位：万元 币种：人民币\n项目 2020年 2019年 增减 说明\n"
    + "".join(
        f"费用项目{n} 174,153.91 165,473.70 5.25% 业务规模扩大，新设工厂\n" for n in "一二三四五六"
    )
    + "（九）研发投入\n全年研发投入64,282.00万元，占营业收入5.78%，全部费用化。"
)


def given(folder: Path, question: str, year: int = 2020) -> Decimal | None:
    document = store(folder, [COVER, RISKS, CUSTOMERS, RESEARCH])
    period = WantedPeriod("year", year, 12, None, str(year))
    phrases = ["前五名客户", "试剂盒", "研发投入"]
    fact = covered_sentence(document, question, phrases, [], period, fiscal_year=2020)
    if fact is None:
        return None
    assert document.page(fact.page_number).text[slice(*fact.value_span)] == fact.text
    return fact.value


def test_dollars_of_a_sentence_are_no_yuan(tmp_path: Path) -> None:
    document = store(tmp_path, [COVER, RISKS, "前五名客户销售额 1,200 万美元。"])
    period = WantedPeriod("year", 2020, 12, None, "2020")
    asked = ("前五名客户销售额是多少？", ["前五名客户"])
    fact = covered_sentence(document, *asked, [], period, fiscal_year=2020)
    assert fact is not None
    assert (fact.value, fact.unit) == (12_000_000, "USD")


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("前五名客户销售额是多少万元？", "276143700"),
        ("前五大客户的销售额有多少？", "276143700"),
        ("前五名客户销售额占年度销售总额的比例", "18.20"),
        ("2020年捐赠试剂盒的价值", None),  # 试剂盒 stands behind the figure
        ("前五名客户应收账款是多少？", None),
    ],
)
def test_a_figure_is_of_its_clause_and_of_what_the_sentence_began_with(
    tmp_path: Path, question: str, value: str | None
) -> None:
    assert given(tmp_path, question) == (value and Decimal(value))


def test_a_sentence_that_names_no_year_is_of_the_reports_own(tmp_path: Path) -> None:
    assert given(tmp_path, "2018年前五名客户销售额是多少万元？", 2018) is None


@pytest.mark.parametrize("question", ["研发投入占收入多少？", "研发投入占营业收入的比例是多少？"])
def test_a_figure_right_behind_a_character_below_a_table_is_read(
    tmp_path: Path, question: str
) -> None:
    assert given(tmp_path, question) == Decimal("5.78")
