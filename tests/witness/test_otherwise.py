"""Whose figure it is: not of a row that is cited and gives another, nor of what is named later."""

import pytest

from qa.library import StoredDocument
from qa.witness.claims import read_claim, years_before
from qa.witness.otherwise import says_otherwise
from qa.witness.printed import PageEvidence, evidence_at
from qa.witness.words import is_told_there, subject_of
from tests.witness.conftest import MakeWitness
from tests.witness.places import cited, row

QUESTION = read_claim("What does the report say?")
NOBODY = frozenset[str]()


@pytest.fixture
def page(reports: dict[str, StoredDocument]) -> PageEvidence:
    document = reports["en"]
    return evidence_at(document, document.page(1), 0, 1)


@pytest.mark.parametrize(
    ("sentence", "does"),
    [
        ("Other liabilities was $33 million in 2017.", True),
        ("Other liabilities was $33 million in 2014.", False),  # of which the row says nothing
        ("Other liabilities for rent was $33 million in 2017.", False),  # a part of them
        ("Other liabilities rose by $33 million in 2017.", False),
        ("Other liabilities was 33% in 2017.", False),
    ],
)
def test_a_row_of_the_same_thing_and_year_with_another_figure_says_otherwise(
    page: PageEvidence, sentence: str, does: bool
) -> None:
    claim = read_claim(sentence)
    place = row(page, "Other liabilities", y2017="23", y2016="(140)")

    subject = subject_of(claim, QUESTION)

    assert says_otherwise(claim.figures[0], claim, subject, place, NOBODY) == does


def test_a_row_beside_the_cited_one_that_bears_the_name_says_otherwise(
    make_witness: MakeWitness, reports: dict[str, StoredDocument]
) -> None:
    witness = make_witness("en", "What does the report say?")
    sentence = "Cost of sales was $504 million in 2025."
    other = cited(reports["en"], "Operating income 504", sentence)

    found = witness.check(sentence, 0, len(sentence), [other])

    assert found.status == "unwitnessed"


@pytest.mark.parametrize(
    ("before", "sentence", "years"),
    [
        ("We grew. In 2020 cash was used.", "This was offset by rent of $5 million.", {2020}),
        ("We grew. In 2020 cash was used.", "Rent was $5 million.", None),
        ("In 2020 we grew. Cash was used.", "This was offset by rent of $5 million.", None),
    ],
)
def test_a_sentence_that_leans_on_the_one_before_has_its_year(
    before: str, sentence: str, years: set[int] | None
) -> None:
    assert years_before(f"{before} ", sentence) == years


@pytest.mark.parametrize(("amount", "is_fuel"), [("$5 million", False), ("$7 million", True)])
def test_a_figure_is_of_the_words_before_it(page: PageEvidence, amount: str, is_fuel: bool) -> None:
    text = "This was offset by rent of $5 million and fuel of $7 million."
    subject = subject_of(read_claim(f"Fuel was {amount}."), QUESTION)
    at = text.index(amount)

    assert is_told_there(subject, page, (text, at, at + len(amount)), NOBODY) == is_fuel
