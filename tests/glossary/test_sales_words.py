"""The everyday words of asking for sales are told apart from what they are asked of."""

import pytest

from qa.glossary.sales_words import sales_words


@pytest.mark.parametrize(
    ("question", "groups", "rest"),
    [
        ("How much did Jordan pull in?", {"strong"}, "how much did jordan ?"),
        ("Japan's slice of sales", {"share", "strong"}, "japan's of"),
        ("how fast did Golf climb", {"fast", "growth"}, "how did golf"),
        ("the Snacks unit in dollars", {"empty", "money"}, "the snacks"),
        ("takeaway", set(), "takeaway"),
    ],
)
def test_what_is_left_is_what_is_asked_of(question: str, groups: set[str], rest: str) -> None:
    found = sales_words(question)

    assert found.groups == groups
    assert " ".join(found.rest.split()) == rest


def test_a_longer_phrase_hides_the_words_inside_it() -> None:
    assert sales_words("made up").groups == {"share"}
    assert sales_words("made").groups == {"weak"}
