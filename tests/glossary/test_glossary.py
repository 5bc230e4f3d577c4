import pytest

from qa import glossary
from qa.search.page_kinds import page_kinds
from qa.text.terms import terms


@pytest.fixture(scope="module")
def words():
    return glossary.load()


def keys(matches):
    return {match.entry.key for match in matches}


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("How much did they spend on capex?", "capital_expenditure"),
        ("What's the quick ratio?", "quick_ratio"),
        ("DPO in 2018", "dpo"),
        ("How much cash did operations generate?", "operating_cash_flow"),
        ("any legal trouble or lawsuits", "legal_proceedings"),
        ("2019年的毛利率是多少?", "gross_margin"),
        ("应收账款周转率", "dso"),
        ("自由现金流", "free_cash_flow"),
        ("资产负债率", "debt_ratio"),
    ],
)
def test_everyday_words_lead_to_the_entry(words, question, key):
    assert key in keys(words.match(question))


def test_a_longer_name_hides_the_shorter_one_inside_it(words):
    found = keys(words.match("What is the gross margin?"))
    assert "gross_margin" in found
    assert "net_margin" not in found


def test_words_far_apart_are_no_name(words):
    far = "cash is what they hold while people in many distant places carry the flow"
    assert "operating_cash_flow" not in keys(words.match(far))


def test_every_entry_can_be_asked_for_and_leads_somewhere(words):
    known_kinds = page_kinds([], ()).keys()
    for entry in words:
        assert any(terms(name) for name in entry.names), entry.key
        assert entry.rows or entry.words or entry.heads or entry.at or entry.of, entry.key
        assert known_kinds >= set(entry.at), entry.key
        assert words.parts(entry) is not None


def test_an_english_name_is_more_than_words_of_any_sentence(words):
    for entry in words:
        for name in entry.names:
            assert not name.isascii() or glossary.content(terms(name)), (entry.key, name)


def test_a_line_item_is_a_row_and_hides_from_searches(words):
    items = glossary.line_items()
    assert items
    assert all(item.rows and not item.names for item in items)
    assert not {item.key for item in items} & {entry.key for entry in words}
