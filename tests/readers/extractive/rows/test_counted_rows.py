"""How many of a thing there are, from tables that count them."""

import pytest

from qa.document import Page
from qa.measures import WantedPeriod
from qa.readers.extractive.rows.counted_rows import counted_row
from qa.readers.extractive.rows.labelled_rows import LabelledRows
from qa.statements import DocumentFacts
from qa.tables import tables_of
from tests.tables.build_table import stacked

A, B, C = 400.0, 470.0, 540.0
FACTS = DocumentFacts(fiscal_year=2022, currency="USD")


def fleet(lead: str) -> Page:
    return stacked(
        (lead,),
        ("Description", ("Owned", A), ("Leased", B), ("Total", C)),
        ("Airbus A300", ("56", A), ("9", B), ("65", C)),
        ("Cessna 408", ("9", A), ("1", B), ("10", C)),
        ("Total", ("65", A), ("10", B), ("75", C)),
    )


def shops(mexico: str) -> Page:
    return stacked(
        ("Details of our retail units and offices as of January 31, 2022, as follows:",),
        ("", ("Owned", A), ("Leased", B), ("Total", C)),
        ("Chile", ("187", A), ("205", B), ("392", C)),
        ("Mexico", ("100", A), ("200", B), (mexico, C)),
        ("Total retail units", ("287", A), ("405", B), ("692", C)),
    )


FLEET = fleet("As of May 31, 2022, our aircraft fleet consisted of the following:")


def count(question: str, *pages: Page) -> int | None:
    tables = [table for page in pages for table in tables_of([page], fiscal_year=2022)]
    fact = counted_row(tables, question, FACTS, ["Acme"])
    assert fact is None or fact.unit == "count"
    return fact and int(fact.value)


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("How many aircraft does Acme operate?", 75),
        ("How many planes does Acme have?", 75),
        ("How many aircraft did Acme operate in 2022?", 75),
        ("How many aircraft did Acme operate in 2019?", None),
        ("How many aircraft does Acme own?", None),
        ("How many ships does Acme operate?", None),
    ],
)
def test_the_sum_of_a_table_of_things_says_how_many_there_are(
    question: str, number: int | None
) -> None:
    assert count(question, FLEET) == number


@pytest.mark.parametrize(
    "lead",
    [
        "As of May 31, 2022, aircraft we are committed to purchase were as follows:",
        "As of May 31, 2021, our aircraft fleet consisted of the following:",
    ],
)
def test_things_to_come_or_of_another_year_are_not_operated(lead: str) -> None:
    assert count("How many aircraft does Acme operate?", fleet(lead)) is None


def test_a_place_has_what_the_sum_below_it_counts() -> None:
    assert count("How many stores does Acme operate in Mexico?", shops("300")) == 300
    assert count("How many stores does Acme operate in Peru?", shops("300")) is None
    assert count("How many offices does Acme operate in Mexico?", shops("300")) is None


def test_tables_that_disagree_say_nothing() -> None:
    question = "How many stores does Acme operate in Mexico?"

    assert count(question, shops("300"), shops("310")) is None


def test_discount_stores_are_not_all_stores() -> None:
    page = stacked(
        ("Units are as follows:",),
        ("State", ("Supercenters", A), ("Discount stores", C)),
        ("Texas", ("391", A), ("18", C)),
        ("Utah", ("41", A), ("4", C)),
    )
    tables, period = tables_of([page], fiscal_year=2022), WantedPeriod("year", 2022)

    def found(thing: str) -> object:
        question, words = f"How many {thing} are in Texas?", [thing, "Texas"]
        return LabelledRows(tables, FACTS, question, words, has_period=False).cells(period)

    assert not found("stores")
    assert found("discount stores")
