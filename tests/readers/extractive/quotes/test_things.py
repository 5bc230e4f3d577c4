"""What is asked of a thing is told only by passages about that thing."""

import pytest

from qa.answer import Answer
from qa.library import StoredDocument
from qa.readers.extractive.quotes.evidence import ToldFeatures
from qa.readers.extractive.quotes.findings import Finding
from qa.readers.extractive.quotes.things import is_near, names_in
from qa.readers.extractive.reader import QuoteReader
from qa.search.question import parse
from tests.search.small_filing import FILING, store

SHIPS = """Item 1. Business
We own 12 offices and lease two more. Harbor Boats sells anchors for less than we do.
Our Lantern Division sells lamps; revenue of the Lantern Division was $40 million.
We buy natural gas for our yard. The room that we rent costs an average of $900.
Factors such as new environmental laws may raise our costs. Our competitors in FPGA
devices include Larch, Alder and others.
In 2018: acquisition of Lykta AB of Malmö, Sweden, a maker of radar sensors, for $9 million in cash.
We sponsor the Port Alden regatta every spring.
Regatta spending 14 12
Item 4. Mine Safety Disclosures.
At one of our stores a fire broke out in 2018.
We moor at many piers under 50-year contracts. Our ships call at 13 piers every week."""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> StoredDocument:
    return store(tmp_path_factory.mktemp("things"), [*FILING, SHIPS])


def answer(document: StoredDocument, question: str) -> Answer:
    *_, last = QuoteReader().answer(document, question)
    assert isinstance(last, Answer)
    return last


@pytest.mark.parametrize(
    "question",
    [
        "What was Harbor Boats' net income?",  # which is named, but not with any income
        "How many warehouses do they have?",  # offices are none
        "How many stores were there?",  # "one of our stores" does not count them
        "What are its carbon emissions?",  # environmental laws are none
        "How many mines do they run?",  # "item 4" does not count them
        "What was same-store sales growth?",  # sales of a firm that has none of it
        "What was the average daily room temperature?",  # most of the thing
        "What was the production of natural gas?",  # only gas is bought
        "How many trucks does it own?",  # channels of distribution are none
        "Should I buy the stock?",
        "Is there any doubt about going concern?",
        "Who will win the race of the ships?",  # ships and a race, but nothing ahead
        "Why did the revenue of Nvidia fall?",
    ],
)
def test_what_is_told_of_other_things_does_not_answer(
    report: StoredDocument, question: str
) -> None:
    assert answer(report, question).finish_reason == "not found"


def test_a_name_in_the_plural_is_the_same_name(report: StoredDocument) -> None:
    assert "FPGA" in answer(report, "Who are the competitors in FPGAs?").citations[0].cited_text


def test_a_number_in_front_of_what_is_counted_comes_first(report: StoredDocument) -> None:
    quoted = answer(report, "How many piers do the ships call at?").citations

    assert quoted[0].cited_text == "Our ships call at 13 piers every week."


def test_whether_something_is_so_is_told_in_words(report: StoredDocument) -> None:
    quoted = answer(report, "Do they sponsor a regatta?").citations

    assert [citation.cited_text for citation in quoted] == [
        "We sponsor the Port Alden regatta every spring."
    ]


@pytest.mark.parametrize(("thing", "is_named"), [("swedish", True), ("spanish", False)])
def test_what_is_of_a_country_is_named_by_it(
    report: StoredDocument, thing: str, is_named: bool
) -> None:
    page = report.page(report.num_pages)
    start = page.text.index("acquisition of Lykta")
    place = (start, page.text.index("in cash", start))
    features = ToldFeatures("", 0, 1.0, is_long=False)
    finding = Finding(page, place, (), features, 1.0, (), "", frozenset())

    assert is_near(report, finding, frozenset({thing}), parse(thing)) is is_named


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Where is a TV repaired?", set()),  # an everyday word that is written so
        ("What is the ESG rating?", {"esg"}),
    ],
)
def test_acronyms_are_names_but_for_everyday_words(question: str, names: set[str]) -> None:
    assert names_in(question, parse(question.lower())) == names
