"""What is owned and owed, asked in everyday words, is the row of it and nothing else."""

from decimal import Decimal

import pytest

from qa.library import Library
from qa.measures import understand
from qa.pipeline import read_document
from qa.readers.extractive.held_rows import held_figure
from tests.computed.rows import SAMPLES


@pytest.fixture(scope="module")
def english(tmp_path_factory):
    with Library.open(tmp_path_factory.mktemp("home") / "library") as library:
        yield read_document(SAMPLES / "annual_report_en.pdf", library=library)


def held(document, question):
    found = held_figure(document, understand(question), [])
    return found and Decimal(found.figures[0].value) / 1_000_000


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("What did accrued liabilities stand at when 2024 closed?", 419),
        ("Unsold goods at the end of 2025", 904),
    ],
)
def test_a_balance_is_found_by_everyday_words(english, question, value):
    assert held(english, question) == value


@pytest.mark.parametrize(
    "question",
    [
        "What did accrued liabilities stand at in June 2025?",
        "Unsold goods of Acme at the end of 2025",
        "Unsold goods at the end of 2025 after the allowance",
        "How many goods were unsold at the end of 2025?",
        "By how much did unsold goods rise in 2025?",
    ],
)
def test_what_else_is_asked_keeps_a_row_from_answering(english, question):
    assert held(english, question) is None
