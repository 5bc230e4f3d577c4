"""What the report has no words for is not answered by passages that only share a word."""

from pathlib import Path

import pytest

from qa.answer import Answer
from qa.library import StoredDocument
from qa.readers.extractive.quotes.answerable import looked_for
from qa.readers.extractive.reader import QuoteReader
from tests.search.small_filing import FILING, store

PEOPLE = """People and places
Nora B. Tern, age 51, is President and Chief Executive Officer. She worked at a chain of hotels.
We run 14 stores in three countries, and lease all stores for 10 years.
Our competitors include Figwort, Alder and Bight. The stock price may fall in the next year.
A wholesale sale is booked as revenue upon delivery."""
SALES = """Sales by country
2018 2017
Norway 1,204 1,180
Denmark 880 910
Wages in Norway are high, and prices of lamps in Norway differ from those elsewhere."""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> StoredDocument:
    return store(tmp_path_factory.mktemp("report"), [*FILING, PEOPLE, SALES])


def answer(document: StoredDocument, question: str) -> Answer:
    *_, last = QuoteReader().answer(document, question)
    assert isinstance(last, Answer)
    return last


@pytest.mark.parametrize(
    "question",
    [
        "What is the blood type of the chief executive?",
        "Who is the chief executive of Boeing?",
        "How many hotels do they run?",
        "How much did they pay for Figwort?",
        "When did they take over Figwort?",
        "What will the stock price be next year?",
        "How many lighthouses were sold?",
    ],
)
def test_what_the_report_does_not_tell_is_refused(report: StoredDocument, question: str) -> None:
    refused = answer(report, question)

    assert refused.finish_reason == "not found"
    assert not refused.citations


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("How much did they pay for Figwort?", "no passage in this document that answers"),
        ("How many lighthouses were sold?", "no words in this document that fit"),
    ],
)
def test_a_refusal_does_not_say_that_words_are_missing_which_stand_there(
    report: StoredDocument, question: str, says: str
) -> None:
    assert says in answer(report, question).text


def test_what_a_report_says_about_a_thing_is_told_in_sentences(report: StoredDocument) -> None:
    quoted = answer(report, "What does the report say about Norway?").citations

    assert [citation.cited_text for citation in quoted] == [SALES.splitlines()[-1]]


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("How many stores do they run?", "14 stores"),
        ("Who is the chief executive?", "Nora B. Tern"),
        ("When does a wholesale sale get booked?", "upon delivery"),
        ("Who competes with them?", "Figwort"),
    ],
)
def test_what_it_tells_is_not_refused(report: StoredDocument, question: str, says: str) -> None:
    quoted = [citation.cited_text for citation in answer(report, question).citations]

    assert any(says in text for text in quoted)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("How many hotels does it run?", "hotels"),
        ("What is the blood type of the chief executive?", "blood type of the chief executive"),
        ("What was it?", "What was it"),
        ("董事长的生肖是什么？", "董事长 生肖"),
    ],
)
def test_a_refusal_names_what_was_looked_for(question: str, named: str) -> None:
    assert looked_for(question) == named


def test_the_refusal_is_in_the_questions_language(tmp_path: Path) -> None:
    document = store(tmp_path, FILING)

    assert "“hotels”" in answer(document, "How many hotels does it run?").text
    assert answer(document, "公司有多少家酒店？").text == "这份文件里没有找到与“酒店”相符的内容。"
