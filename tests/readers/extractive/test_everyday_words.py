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

MARKETS = """Markets
Garden consists of rakes and hoes. Barn sells tractors, and we make rakes and tractors.
Most sales of our grilling tools occur from March through May. Products sell in all towns.
The European Commission announced its decision that Denmark granted aid to us in its taxes.
In May 2018 the Board approved a resolution to end the Plan for rakes.
The Board meets about the Plan.
Our largest customer, Larch Stores, Inc., was 25% of net sales. Many customers buy our products.
Employees may purchase our stock through payroll deductions at a discount of 15%.
We hold some of the most trusted scythe brands of the market.
About 80% of sales are of leading brands.
We sell Rake 14, Rake 13 and Rake 12. The branches of two banks use hoes.
The Rake Card is accepted by many. The average employee is trained by us.
The Company was founded in Molde. Upon termination of the agreement with Larch we must buy its barn.
Our agreement with Larch is an agreement for barns."""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> StoredDocument:
    pages = [COVER, *FILING[1:], PLANTS, LAW, PRICES, MARKETS]
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
        ("What does the Garden segment sell?", "Garden consists of rakes"),
        ("What does the Barn division do?", "Barn sells tractors"),
        ("In which months do barbecue products sell best?", "March through May"),
        ("What did Brussels rule about its taxes in Denmark?", "European Commission"),
        ("What did the board decide about the plan in May 2018?", "approved a resolution"),
        ("Who is the biggest buyer of its products?", "Larch Stores"),
        ("How can staff buy company shares?", "payroll deductions"),
        ("In which town did the company start out?", "Molde"),
        ("What happens when the agreement with Larch comes to an end?", "must buy its barn"),
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
        "What share of the scythe market does Hillside Tools hold?",
        "How many Rakes did it sell in 2018?",
        "How many branches does it run?",
        "Which bank stands behind the Rake Card?",
        "How old is the average employee?",
    ],
)
def test_what_is_said_of_others_or_of_another_kind_answers_nothing(
    report: StoredDocument, question: str
) -> None:
    assert not answer(report, question).citations
