"""Plain questions in everyday words are answered by what a report says in its own."""

import pytest

from qa.answer import Answer
from qa.library import StoredDocument
from qa.readers.extractive.reader import QuoteReader
from tests.search.small_filing import FILING, store

COVER = "ANNUAL REPORT\nHillside Tools, Inc.\nFor the fiscal year ended December 31, 2018"
PLANTS = """Item 2. Properties
We lease offices in many towns and believe that these are suitable for what we need.
As of year end we operated 31 manufacturing facilities. Rakes are repaired in our workshop near
Oslo, Norway. Rakes are sold in many shops and repaired by those who know them.
Our limited warranty on rakes runs for three
years from the day of sale. Rakes without a warranty are sold in other shops.
Hillside Tools is proud of Hillside Tools and of all who work for Hillside Tools."""
LAW = """Item 3. Legal Proceedings
In March 2018 Gull Metals filed suit against us and alleges that our rakes infringe its designs.
We discontinued our line of scythes so that people can work on rakes, for which there is demand.
Sales of scythes decreased due to the weather, and costs increased due to wages.
A subsidiary of Gull Metals competes with us. Our profit was $14 million in 2018.
If we do not comply with the covenants of the credit facility, all borrowings become immediately
due and payable. We are self-insured for losses from claims of workers' compensation.
Our ratio of debt to capital was 0.41 to 1.00. We must keep a ratio of debt of not more than 0.60.
Our founder, Ada B. Finch, made the first rake.
We expect to replace all lead service lines by 2031. Ivan Skua leads the company and led it in 2010.
Information about our largest shareholder is incorporated
herein by reference. Holders of shares met in Oslo."""
PRICES = """Prices
The Deluxe Rake is our best one. In 2018 we spent $31 million on the Deluxe Rake.
Customers receive rakes by mail, and a customer who gets none is refunded the price.
Trade receivables are stated at what customers owe. Receivables are due in 30 days."""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> StoredDocument:
    pages = [COVER, *FILING[1:], PLANTS, LAW, PRICES]
    return store(tmp_path_factory.mktemp("everyday"), pages)


def answer(document: StoredDocument, question: str) -> Answer:
    *_, last = QuoteReader().answer(document, question)
    return last


def first(document: StoredDocument, question: str) -> str:
    citations = answer(document, question).citations
    return " ".join(citations[0].cited_text.split()) if citations else ""


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How many factories does Hillside Tools run?", "31 manufacturing facilities"),
        ("Who went to court over rakes?", "Gull Metals filed suit"),
        ("How long is the guarantee on rakes?", "three years"),
        ("Where are broken rakes fixed?", "Oslo"),
        ("Why did they give up scythes?", "discontinued our line of scythes"),
        ("When will the old lead pipes be gone?", "by 2031"),
        ("What happens if it breaks the terms of its bank credit?", "immediately due and payable"),
        ("Does it carry the risk of work accidents itself?", "self-insured"),
        ("Does it stay below the debt limit its banks set?", "0.41 to 1.00"),
        ("Who founded the company?", "Ada B. Finch"),
        ("What if a buyer never receives the rake?", "refunded the price"),
    ],
)
def test_everyday_words_find_what_the_report_calls_otherwise(
    report: StoredDocument, question: str, told: str
) -> None:
    assert told in first(report, question)


@pytest.mark.parametrize(
    "question",
    [
        "How much profit did Gull Metals make in 2018?",
        "What was Gull Metals' revenue?",
        "What does the Deluxe Rake cost?",
        "Who is the largest shareholder?",
        "What colour is the rake?",
    ],
)
def test_what_is_said_of_others_or_of_another_kind_answers_nothing(
    report: StoredDocument, question: str
) -> None:
    assert not answer(report, question).citations
