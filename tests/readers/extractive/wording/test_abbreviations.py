"""A part of the group is the same by its long name and by the short one that its report uses."""

from pathlib import Path

import pytest

from qa.library import StoredDocument
from qa.readers.extractive.wording.abbreviations import in_other_names, with_short_forms
from qa.readers.extractive.wording.company import company_names
from qa.search.question import parse
from tests.search.small_filing import FILING, store

PARTS = """Note 1
Our divisions are Frost-Melt North Asia (FMNA), Garden Tools Division ("GTD") and Others (Etc).
The Board of Directors (Board) meets twice."""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> StoredDocument:
    return store(tmp_path_factory.mktemp("report"), [*FILING, PARTS])


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("sales of frost-melt north asia in 2018", "sales of FMNA in 2018"),
        ("How did GTD do?", "How did Garden Tools Division do?"),
        ("What did the board of directors decide?", None),
        ("How much is FMNAs?", None),
        ("others", None),
    ],
)
def test_names_are_known_by_both_forms(
    report: StoredDocument, question: str, other: str | None
) -> None:
    assert in_other_names(report, question) == other


@pytest.mark.parametrize(
    ("question", "term", "is_known"),
    [
        ("Why did sales at Garden fall?", "garden", True),
        ("Why did sales at Tools fall?", "tool", False),  # no name begins with it
        ("Why did sales of gardens fall?", "garden", False),  # no name
    ],
)
def test_the_first_word_of_a_name_is_looked_for_in_its_short_form(
    report: StoredDocument, question: str, term: str, is_known: bool
) -> None:
    ways = with_short_forms(report, parse(question)).ways(term)

    assert (("gtd",) in ways) is is_known


def test_a_companys_names_are_no_pieces_of_sentences(tmp_path: Path) -> None:
    cover = (
        "Hillside Tools, Inc.\nThe aggregate market value of Hillside Tools, Inc. was $3.\n"
        "Portions of the Company\nDocuments Incorporated by reference"
    )
    names = company_names(store(tmp_path, [cover]))

    assert "Hillside Tools, Inc." in names
    assert not [name for name in names if "value" in name or "Portions" in name]
    assert "Documents Incorporated" not in names
