"""Who holds an office is told by the line, or the lines of a signature, that name the person."""

import pytest

from qa.answer import Answer
from qa.library import StoredDocument
from qa.readers.extractive.quotes.offices import office
from qa.readers.extractive.reader import QuoteReader
from tests.search.small_filing import FILING, store

OFFICERS = """Executive Officers
Ada Heron 58 Executive Vice President, General Counsel and Secretary
Bo Lark 49 Senior Vice President, Deputy General Counsel
Cy Plover 51 2016 Executive Vice President – Chief Growth and Strategy Officer"""
SIGNATURES = """SIGNATURES
Pursuant to the requirements of the Act this report has been signed by the undersigned.
/s/ Dee Curlew
Senior Vice President, Chief Financial Officer October 27, 2018
(Principal Financial Officer)
By:
Eve Grebe
Senior Vice President,
Chief Technology Officer
The treasurer reports to the chief operating officer, who leads officers in other towns."""


@pytest.fixture(scope="module")
def filing(tmp_path_factory: pytest.TempPathFactory) -> StoredDocument:
    return store(tmp_path_factory.mktemp("offices"), [*FILING, OFFICERS, SIGNATURES])


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who is the general counsel?", "Ada Heron"),
        ("Who's their chief growth and strategy officer?", "Cy Plover"),
        ("Who is the CFO?", "Dee Curlew"),
        ("Who is the CTO?", "Eve Grebe"),
        ("Who heads the legal department?", "Ada Heron"),
        ("Who is in charge of the computers?", "Eve Grebe"),
    ],
)
def test_the_first_passage_names_the_person(
    filing: StoredDocument, question: str, name: str
) -> None:
    *_, last = QuoteReader().answer(filing, question)

    assert isinstance(last, Answer)
    first = last.citations[0]
    assert name in filing.page(first.page_number).text[first.start : first.end]


@pytest.mark.parametrize(
    "question",
    ["Who is the treasurer?", "Who is the chief operating officer?", "How old is the CFO?"],
)
def test_no_other_officer_answers_where_the_holder_is_not_named(
    filing: StoredDocument, question: str
) -> None:
    *_, last = QuoteReader().answer(filing, question)

    assert isinstance(last, Answer)
    assert not last.citations


@pytest.mark.parametrize(
    "question",
    [
        "Who is the chief executive officer?",  # a matter of its own
        "Who is the general counsel of the audit committee?",
        "What does the general counsel do?",
        "Who is the largest shareholder?",
    ],
)
def test_other_questions_ask_for_no_office(question: str) -> None:
    assert office(question) is None
