import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.terms import is_chinese, terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Purchases of properties", "purchasing of property"),
        ("R&D", "r&d"),
        ("ＡＢＣ　２０１８", "abc 2018"),
        ("ﬁnancial", "financial"),
        ("1,577", "1577"),
        ("the company's", "the company"),
        ("impair-\nment", "impairment"),
        ("U.S. sales", "u.s sales"),
        ("e-commerce and E‑Mail", "eCommerce and email"),
    ],
)
def test_spellings_of_one_thing_give_the_same_terms(one, other):
    assert terms(one) == terms(other)


def test_only_electronic_words_lose_their_hyphen():
    assert terms("pre-tax, note-e-book") == ["pre", "tax", "note", "ebook"]
    assert terms("Class E-1") == terms("Class E 1")


def test_a_number_stays_one_term():
    assert terms("(1,577.5) and 12.4%") == ["1577d5", "and", "12d4"]


def test_us_and_the_united_states_are_not_confused():
    assert terms("U.S.") != terms("us")


def test_chinese_is_cut_into_pairs():
    assert terms("毛利率为28%") == ["毛利", "利率", "率为", "28"]
    assert terms("和") == ["和"]


def test_what_ends_a_sentence_without_a_space_does_not_join_words():
    assert terms("of sales.The year") == terms("of sales. The year")


@given(st.text())
def test_a_term_is_letters_and_digits_alone(text):
    assert all(term and term.isalnum() for term in terms(text))


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("毛利率为什么下降?", True),
        ("AMD收购Xilinx花了多少钱?", True),
        ("What does 茅台 sell in its shops?", False),
        ("2018", False),
        ("", False),
    ],
)
def test_the_language_of_a_question_is_seen(text, answer):
    assert is_chinese(text) is answer


def test_accountants_are_people_and_no_accounts():
    assert terms("Accountants") == terms("accountant") != terms("accounts")
