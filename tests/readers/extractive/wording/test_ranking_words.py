"""A question which part leads, in everyday words: what is left out, and what is compared."""

import pytest

from qa.readers.extractive.wording.ranking_words import ranking_words


@pytest.mark.parametrize(
    ("question", "text", "left_out"),
    [
        (
            "Other than Pumps and Valves, which segment grew fastest?",
            "which segment grew fastest?",
            ("Pumps", "Valves"),
        ),
        (
            "Which region performed best in 2024 in terms of revenue growth?",
            "Which region had the highest revenue growth in 2024?",
            (),
        ),
        (
            "In which segment did sales proportionally increase the most?",
            "In which segment did sales increase the most?",
            (),
        ),
        (
            "Which segment dragged down Acme's growth?",
            "Which segment had the largest decline in revenue?",
            (),
        ),
    ],
)
def test_everyday_words_say_what_is_compared(question, text, left_out):
    found = ranking_words(question)

    assert found is not None
    assert (found.text, found.left_out) == (text, left_out)


@pytest.mark.parametrize(
    "question",
    [
        "What was revenue, excluding Pumps?",
        "Excluding currency effects, which segment grew fastest?",
    ],
)
def test_what_leaves_out_no_part_is_left_as_it_is(question):
    assert ranking_words(question) is None
