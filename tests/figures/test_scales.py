from decimal import Decimal

import pytest

from qa.figures import Kind, find_scales


@pytest.mark.parametrize(
    ("text", "money", "shares"),
    [
        ("(in millions, except per share data)", 6, 6),
        ("(Dollars in millions; shares in thousands)", 6, 3),
        ("(In thousands, except number of shares which are reflected in millions)", 3, 6),
        ("(amounts in millions, except par value and share data)", 6, 0),
        ("Dollars in thousands", 3, 3),
        ("单位：元 币种：人民币", 0, 0),
        ("单位：万元 币种：人民币", 4, 0),
        ("（人民币百万元）", 6, 0),
    ],
)
def test_a_caption_gives_money_and_shares_their_own_scale(
    text: str, money: int, shares: int
) -> None:
    (caption,) = find_scales(f"Balance Sheets\n{text}\nCash 1")
    assert caption.text == text
    assert caption.scale_of(Kind.MONEY) == Decimal(10) ** money
    assert caption.scale_of(Kind.SHARES) == Decimal(10) ** shares
    assert caption.scale_of(Kind.PER_SHARE) == 1


@pytest.mark.parametrize(
    ("caption", "heads"),
    [
        ("Dollars in millions, except per share data", "2022 2021 2020"),
        ("In thousands, except share data", "December 31, 2022 December 31, 2021"),
        ("$ in millions, except per share", "2022 2021"),
        ("Amounts in millions, except per share", "Sept. 30, 2022 Sept. 30, 2021"),
    ],
)
def test_heads_in_the_line_of_a_caption_are_none_of_it(caption: str, heads: str) -> None:
    (found,) = find_scales(f"Statements of Earnings\n{caption} {heads}\nNet sales $ 7,107 $ 7,341")

    assert found.text == caption


def test_who_prepared_a_table_is_no_unit() -> None:
    assert find_scales("编制单位：某某股份有限公司") == ()
    (caption,) = find_scales("编制单位：某某股份有限公司 单位：万元")
    assert caption.text == "单位：万元"


def test_a_bracket_of_running_text_is_no_caption() -> None:
    assert find_scales("Sales rose (up $2 million from 2021) again.") == ()
