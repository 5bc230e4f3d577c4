"""What a Chinese question says, and how much of it a text accounts for."""

import pytest

from qa.readers.extractive.chinese.coverage import bare_question, is_rate, left_of, plain, wanted_of


@pytest.mark.parametrize(
    ("question", "bare"),
    [
        ("2020年国外营业收入是多少元？", "境外营业收入"),
        ("某某生物股份有限公司2020年生物制药的产量是多少万头份？", "生物制药的生产量"),
        ("某某生物2019年每10股派发现金红利", "每10股派息"),
        ("账龄5年以上的应收账款", "账龄五年以上的应收账款"),
        ("去年境外收入", "境外收入"),
        ("境外收入较上年增长多少？", "境外收入比上年增减"),
    ],
)
def test_a_question_without_its_time_and_its_wrapping(question: str, bare: str) -> None:
    assert bare_question(question, ["某某生物股份有限公司"]) == bare


def test_what_a_text_shares_is_accounted_for_and_the_rest_is_left() -> None:
    said = bare_question("国外业务的毛利率是多少？", [])

    assert left_of(said, [plain("国外"), plain("毛利率（%）"), plain("主营业务分地区情况")]) == ""
    assert left_of(said, [plain("国外"), plain("营业收入")]) == "业务的毛利"


@pytest.mark.parametrize(
    ("said", "wanted", "percent"),
    [
        ("境外营业收入", "value", False),
        ("境外毛利率", "value", True),
        ("境外营业收入占营业收入的比例", "share", True),
        ("境外营业收入比上年增减", "change", True),
    ],
)
def test_an_amount_a_share_and_a_change_are_told_apart(
    said: str, wanted: str, percent: bool
) -> None:
    assert (wanted_of(said), is_rate(said)) == (wanted, percent)
