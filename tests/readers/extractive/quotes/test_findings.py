"""Which passages are quoted where the answer is a sentence, a place or the part under a title."""

from pathlib import Path

import pytest

from qa.answer import Answer
from qa.library import StoredDocument
from qa.readers.extractive.reader import QuoteReader
from tests.search.small_filing import FILING, store

KILNS = """Sales of kilns by country
(in millions) 2018 2017 2016
Kilns in Norway 12 11 10
Kilns in Sweden 22 21 20
Kilns in Poland 32 31 30
Kilns in other countries 42 41 40
Kilns are sold in many countries. Kilns of all sizes are exported to these countries.
Kilns are fired before they leave for other countries. Kilns are built in Norway and Poland."""
RAFTS = """Rafts
Rafts have lids of oak, varnish, and other parts such as Twig, Sable and Lark.
Oars for rafts are carved at a yard near Dover, Kent.
Raft claims
Thirty former rowers say that resin hurt their hands.
Nothing was set aside for it.
Harpoonia
Sales rose by a fifth after a depot was opened.
The warranty on rafts
Warranty of rafts 41 39
Guests
A manager of ours led a lodge with 900 cooks."""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> StoredDocument:
    return store(tmp_path_factory.mktemp("report"), [*FILING, KILNS, RAFTS])


def answer(document: StoredDocument, question: str) -> Answer:
    *_, last = QuoteReader().answer(document, question)
    assert isinstance(last, Answer)
    return last


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("In which countries are kilns built?", "built in Norway and Poland"),
        ("Where are the oars for rafts carved?", "near Dover, Kent"),
        ("What are the raft claims about?", "Thirty former rowers"),
        ("How was business in Harpoonia?", "rose by a fifth"),
    ],
)
def test_the_passage_that_answers_comes_first(
    report: StoredDocument, question: str, told: str
) -> None:
    assert told in " ".join(answer(report, question).citations[0].cited_text.split())


@pytest.mark.parametrize(
    "question",
    ["How long is the warranty on rafts?", "How many lodges does it manage?"],
)
def test_a_row_has_no_time_and_a_number_of_others_counts_nothing(
    report: StoredDocument, question: str
) -> None:
    assert not answer(report, question).citations


def test_when_it_moves_is_not_told_by_where_it_is(tmp_path: Path) -> None:
    page = """Properties
Our head office is in Dover. We will move into a new head office in Kent in 2022."""
    quoted = answer(store(tmp_path, [*FILING, page]), "When will it move into a new head office?")

    assert "2022" in quoted.citations[0].cited_text
