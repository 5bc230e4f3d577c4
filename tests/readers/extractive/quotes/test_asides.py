"""Sentences that tell nothing themselves: never quoted before one that tells something."""

import pytest

from qa.answer import Answer
from qa.library import StoredDocument
from qa.readers.extractive.quotes.asides import defines, tells_nothing
from qa.readers.extractive.reader import QuoteReader
from tests.search.small_filing import FILING, store

RISKS = """Moorings
For a discussion of mooring licences and of the mooring licence risk, see Note 12.
You should review the sections titled “Mooring Licences” for a discussion of mooring licences.
Our mooring licences in Norway run out in 2031, and towns may not renew them."""
NUMBERS = """Measures
Active moorings.
We define active moorings as moorings with a ship in the quarter.
In the fourth quarter there were 118 active moorings."""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> StoredDocument:
    return store(tmp_path_factory.mktemp("asides"), [*FILING, RISKS, NUMBERS])


def first_quote(document: StoredDocument, question: str) -> str:
    *_, last = QuoteReader().answer(document, question)
    assert isinstance(last, Answer)
    return " ".join(last.citations[0].cited_text.split())


def test_what_points_to_another_place_is_not_quoted_first(report: StoredDocument) -> None:
    assert first_quote(report, "Tell me about mooring licences").startswith("Our mooring licences")


def test_a_value_is_not_answered_by_the_definition_of_its_name(report: StoredDocument) -> None:
    quote = first_quote(report, "What were active moorings in the quarter?")

    assert quote.startswith("In the fourth quarter")


@pytest.mark.parametrize(
    "sentence",
    [
        "For additional information, see Note 18 – Business Combinations.",
        "Refer to Note 2 of the notes to the statements.",
        "Our legal proceedings are described in Note 12, Contingencies.",
        "The following discussion should be read in conjunction with the statements.",
        "These statements are forward-looking statements.",
    ],
)
def test_pointers_and_warnings_tell_nothing(sentence: str) -> None:
    assert tells_nothing(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "We lease 80 stores (see Note 12).",
        "Revenue for a licence is recognized when the customer can use it.",
        "Our headquarters are located in San Francisco.",
    ],
)
def test_statements_tell_something_though_they_point_aside(sentence: str) -> None:
    assert not tells_nothing(sentence)
    assert not defines(sentence)
