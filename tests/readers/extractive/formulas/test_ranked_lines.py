"""Which of the lines that a question lists is largest."""

import pytest

from qa.library import Library
from qa.pipeline import ask, read_document
from qa.readers.extractive.formulas.ranked_lines import lines_listed
from tests.computed.rows import SAMPLES

FLOWS = ("operating_cash_flow", "investing_cash_flow", "financing_cash_flow")


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("Among operations, investing, and financing activities, which brought most cash?", FLOWS),
        ("Out of operating, investing and financing which used the least cash?", FLOWS),
        ("Among operations, investing and financing, which is riskiest?", ()),
        (
            "Which of cash, inventory and goodwill was the largest?",
            ("cash", "inventories", "goodwill"),
        ),
        ("Among ferries, cash and goodwill, which was largest?", ()),
        ("Which segment had the largest revenue?", ()),
    ],
)
def test_lines_are_listed_only_where_each_is_one(question: str, keys: tuple[str, ...]) -> None:
    assert lines_listed(question) == keys


def test_the_largest_comes_first_and_the_others_behind_it(tmp_path) -> None:
    with Library.open(tmp_path / "library") as library:
        document = read_document(SAMPLES / "annual_report_en.pdf", library=library)
        asked = "Among operations, investing, and financing activities, which {} cash in 2025?"
        *_, most = ask(document, asked.format("brought in the most (or lost the least)"))
        *_, least = ask(document, asked.format("brought in the least"))

    values = [int(figure.value) for figure in most.figures]
    assert len(values) == 3
    assert values == sorted(values, reverse=True)
    assert [int(figure.value) for figure in least.figures] == values[::-1]
    assert all(figure.citation is not None for figure in most.figures)
