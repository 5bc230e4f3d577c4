"""Passages are shown only where they are about the thing that is asked of."""

from pathlib import Path

import pytest

from qa.document import Section
from qa.library import StoredDocument
from qa.measures import understand
from qa.readers.extractive.quotes.findings import Finding, find_quotes
from qa.readers.extractive.quotes.support import needed_terms, supported
from qa.search.question import parse
from tests.search.small_filing import FILING, INCOME, store

INCOME_PAGE = FILING.index(INCOME) + 1
FORGE_PAGE = len(FILING) + 1
FORGE = """Results of the Forge segment
(in millions) 2018 2017
Forge segment revenue 480 420
Forge segment operating income 49 46"""
TOOLS = """Results by region
(in millions) 2018 2017
Revenue 980 920
Operating income 100 130"""


@pytest.fixture(scope="module")
def filing(tmp_path_factory: pytest.TempPathFactory) -> StoredDocument:
    return store(tmp_path_factory.mktemp("filing"), [*FILING, FORGE])


def quotes(document: StoredDocument, question: str) -> list[Finding]:
    return find_quotes(document, parse(question))


def kept(document: StoredDocument, question: str) -> list[Finding]:
    return supported(document, understand(question), quotes(document, question))


def test_a_segment_that_no_passage_names_is_not_answered_by_the_group(
    filing: StoredDocument,
) -> None:
    question = "What was the operating income of the Drones segment in 2018?"

    assert quotes(filing, question)
    assert kept(filing, question) == []


def test_passages_that_name_the_segment_stay_and_others_go(filing: StoredDocument) -> None:
    question = "What was the operating income of the Forge segment in 2018?"

    found = [*quotes(filing, "operating income"), *quotes(filing, question)]
    assert {finding.page.page_number for finding in found} == {INCOME_PAGE, FORGE_PAGE}
    of_segment = supported(filing, understand(question), found)
    assert {finding.page.page_number for finding in of_segment} == {FORGE_PAGE}


def test_a_segment_may_be_named_by_the_section_that_a_passage_stands_in(tmp_path: Path) -> None:
    pages = [*FILING, TOOLS]
    section = Section("Dealer segment", 1, len(pages), len(pages))
    question = "What was operating income of the Dealer segment in 2018?"

    with_title = store(tmp_path / "with", pages, [section])
    without = store(tmp_path / "without", pages)

    assert {finding.page.page_number for finding in kept(with_title, question)} == {len(pages)}
    assert kept(without, question) == []


def test_the_words_of_a_segments_name_stand_together(tmp_path: Path) -> None:
    apart = "Garden and other tools\n(in millions) 2018 2017\nIn 2016 a shop for tools of the sea"
    pages = [*FILING, f"{apart} was sold.\nOperating income of all boat makers 7 8"]
    document = store(tmp_path, pages)
    question = "What was the operating income of the Garden Boat segment in 2018?"

    assert kept(document, question) == []


def test_a_year_that_does_not_stand_on_the_page_is_not_answered(filing: StoredDocument) -> None:
    assert kept(filing, "What was operating income in 2018?")

    question = "What was operating income in 2009?"
    assert quotes(filing, question)
    assert kept(filing, question) == []


def test_nothing_is_kept_where_half_of_the_words_stand_nowhere_in_the_document(
    filing: StoredDocument,
) -> None:
    found = quotes(filing, "inventories")

    assert found
    assert supported(filing, understand("How many lighthouses were sold?"), found) == []
    assert supported(filing, understand("How many hand tools were sold?"), found) == found


def test_a_word_that_the_glossary_knows_may_be_called_something_else_in_the_document(
    filing: StoredDocument,
) -> None:
    found = quotes(filing, "inventories")

    assert supported(filing, understand("How many smartphones were sold?"), found) == found


@pytest.mark.parametrize(
    "question",
    [
        "Why did the gross margin of the Drones segment fall in 2009?",
        "Who audits the Drones segment?",
    ],
)
def test_questions_for_reasons_and_words_are_left_as_they_are(
    filing: StoredDocument, question: str
) -> None:
    found = quotes(filing, "Why did gross margin fall in 2018?")

    assert found
    assert supported(filing, understand(question), found) == found


def test_a_question_needs_the_name_of_its_segment_and_not_the_companys() -> None:
    asked = understand("What was revenue of the Hillside Forge segment in 2018?")

    assert needed_terms(asked) == {"hillsid", "forg"}
    assert needed_terms(asked, ["Hillside Tools"]) == {"forg"}


def test_a_chinese_question_is_of_the_business_that_it_names() -> None:
    assert needed_terms(understand("2019年零售业务收入是多少？"))
    assert not needed_terms(understand("2019年营业收入是多少？"))
