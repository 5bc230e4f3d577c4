"""What falls due in years to come: one year, several together, what part, what later."""

from decimal import Decimal

import pytest

from qa.library import Library
from qa.measures import understand
from qa.pipeline import read_document
from qa.readers.extractive.notes.schedules import due_in_years
from tests.computed.rows import SAMPLES


@pytest.fixture(scope="module")
def english(tmp_path_factory):
    with Library.open(tmp_path_factory.mktemp("home") / "library") as library:
        yield read_document(SAMPLES / "annual_report_en.pdf", library=library)


def due(document, question):
    found = due_in_years(document, understand(question), [])
    return found and (Decimal(found.figures[0].value), found.figures[0].period)


def test_a_year_of_a_schedule_is_what_falls_due_in_it(english):
    assert due(english, "How much debt falls due in 2026?") == (260_000_000, "2026")


def test_a_year_that_is_told_with_another_has_no_figure_of_its_own(english):
    assert due(english, "How much debt falls due in 2028?") is None


@pytest.mark.parametrize(
    "question",
    [
        "How much debt falls due in 2026 after the refinancing?",
        "How much debt falls due in 2026 and thereafter?",
    ],
)
def test_a_year_and_later_ones_are_not_the_later_ones_alone(english, question):
    assert due(english, question) is None


def test_a_rate_in_the_name_of_a_debt_asks_for_no_share(english):
    assert due(english, "How much debt at 3.5% falls due in 2026?") in (None, (260_000_000, "2026"))


def test_years_gone_by_are_no_schedule(english):
    assert due(english, "How much debt was repaid in 2024?") is None
