"""A row tells whether its amount was spent, was earned or is held, itself or by its heading."""

import pytest

from qa.document import Page
from qa.readers.extractive.wording.nature import Nature, is_sentence, nature_of, speaks_of_balances
from tests.search.small_filing import page


def nature(*lines: str) -> Nature | None:
    """What the last of some lines is of."""
    shown: Page = page("\n".join(lines), 1)
    return nature_of(shown, shown.text.index(lines[-1]), len(shown.text))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("Fuel expense 40 38",), "spent"),
        (("Operating expenses:", "Wages 90 80", "Fuel 40 38"), "spent"),
        (("Net sales by category", "Garden 7 6", "Fuel 40 38"), "earned"),
        (("Inventories consist of", "Fuel 40 38"), "held"),
        (("Property and equipment, at cost", "Aircraft 40 38"), "held"),
        (("Accrued liabilities consist of", "Salaries 40 38"), "held"),
        (("Accrued expenses 40 38",), "held"),
        (("A heading", "Fuel 40 38"), None),
    ],
)
def test_a_row_is_of_what_its_label_or_its_heading_says(
    lines: tuple[str, ...], expected: Nature | None
) -> None:
    assert nature(*lines) == expected


def test_a_sentence_is_of_what_it_says_and_not_of_what_stands_above() -> None:
    assert (
        nature("Our expenses", "The unit had goodwill of $306 at the end of June 2022.") == "held"
    )
    assert nature("Our assets", "Rent was an expense of $4 million in June 2022.") == "spent"
    assert is_sentence("Rent expense was $4 million")
    assert not is_sentence("Rent expense 4 3")


def test_a_question_may_speak_of_a_balance_itself() -> None:
    assert speaks_of_balances("What was accrued for wages?")
    assert not speaks_of_balances("What was spent on wages?")
