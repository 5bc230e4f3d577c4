"""What came into a reserve or went out of it is no balance of it."""

from types import SimpleNamespace

import pytest

from qa.measures import understand
from qa.readers.extractive.notes.noted_figures import _is_balance, _is_moved


@pytest.mark.parametrize(
    ("question", "is_moved"),
    [
        ("How much was paid out of the allowance in 2022?", True),
        ("How much was added to the reserve in 2022?", True),
        ("What was charged to the reserve by the end of 2022?", False),
        ("What did the reserve stand at in 2022?", False),
    ],
)
def test_a_movement_is_told_from_what_is_left(question, is_moved):
    assert _is_moved(understand(question)) is is_moved


def test_a_row_of_a_balance_is_known_by_its_label():
    text = "Balance at end of year $ 26.9"
    place = SimpleNamespace(page=SimpleNamespace(text=text), start=0, end=len(text))

    assert _is_balance(SimpleNamespace(evidence=(place,)))  # type: ignore[arg-type]
