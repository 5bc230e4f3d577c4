"""A passage has what is asked for: a count of the thing, a span of time, a share, a unit."""

import time

import pytest

from qa.answer import Answer
from qa.library import StoredDocument
from qa.readers.extractive.quotes.fitting import NO_COUNT
from qa.readers.extractive.reader import QuoteReader
from qa.readers.extractive.wording.kind_asked import wanted_pattern
from tests.search.small_filing import FILING, store

FERRIES = """Ferries
As of May 31, 2018 there were no barges not yet in service. Barges last less than 12 months.
Our skippers earn more than others, and net earnings were $14 million.
In January 2018 the town set minimum waiting times for passengers of ferries.
Passengers stopped using the ferries in winter.
Nora B. Tern, dated April 9, 2017. S-1 333-230812
We run 14 ferries in Norway. Passengers may keep a ticket for 30 days."""
STAFF = """Staff
The decrease in staff cost was due to $3 million less in training.
Turnover is another word for revenue."""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> StoredDocument:
    return store(tmp_path_factory.mktemp("fitting"), [*FILING, FERRIES, STAFF])


def answer(document: StoredDocument, question: str) -> Answer:
    *_, last = QuoteReader().answer(document, question)
    assert isinstance(last, Answer)
    return last


@pytest.mark.parametrize(
    "question",
    [
        "How many barges are there?",
        "How much do skippers earn per hour?",
        "How long do passengers wait for ferries?",
        "What percentage of passengers stopped using the ferries?",
        "What was Nora B. Tern paid in 2017?",
        "What was the staff turnover rate?",
    ],
)
def test_another_kind_of_thing_is_no_answer(report: StoredDocument, question: str) -> None:
    assert not answer(report, question).citations


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How many ferries are there?", "14 ferries"),
        ("How long may passengers keep a ticket?", "30 days"),
    ],
)
def test_the_kind_asked_for_is_quoted(report: StoredDocument, question: str, told: str) -> None:
    assert told in answer(report, question).citations[0].cited_text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("what does a ticket cost", "1," * 10_000),
        ("how long do barges last", "1," * 10_000),
        ("which companies run ferries", "Tern " * 4_000),
    ],
)
def test_a_long_run_of_numbers_or_names_takes_no_square(question: str, text: str) -> None:
    pattern = wanted_pattern(question)
    assert pattern is not None
    began = time.process_time()
    pattern.search(text)
    assert time.process_time() - began < 0.3


def test_numbers_that_count_nothing_are_told_from_their_first_digit() -> None:
    began = time.process_time()
    assert NO_COUNT.sub("", "1" * 20_000) == "1" * 20_000
    assert time.process_time() - began < 0.3
    assert NO_COUNT.sub("", "1,234.5% or .5 percent or 12 pounds") == " or . or "
