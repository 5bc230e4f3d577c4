from hypothesis import given
from hypothesis import strategies as st

from qa.text import token_estimate as token_estimate
from qa.text.token_estimate import estimate_tokens


def test_no_text_has_no_tokens() -> None:
    assert estimate_tokens("") == 0


def test_every_digit_counts() -> None:
    assert estimate_tokens("1234567890" * 10) > 95


def test_english_prose_has_about_one_token_for_a_word() -> None:
    prose = "the company sold more shoes in every market that it serves this year"

    assert abs(estimate_tokens(prose) - 13) <= 1


def test_chinese_has_about_one_token_for_two_characters() -> None:
    assert 40 <= estimate_tokens("公司实现营业收入同比增长" * 8) <= 60


@given(st.text(), st.text())
def test_more_text_never_has_fewer_tokens(first: str, second: str) -> None:
    both = estimate_tokens(f"{first}\n{second}")

    assert both + 1 >= max(estimate_tokens(first), estimate_tokens(second))


@given(st.text(alphabet="aAbBzZ019 .,$?\n\t\u00a0\u2019\u2014éÉß²½_毛", min_size=1, max_size=40))
def test_counting_bytes_gives_what_the_patterns_give(text):
    assert estimate_tokens(text) == max(1, round(token_estimate._weighed(text)))
