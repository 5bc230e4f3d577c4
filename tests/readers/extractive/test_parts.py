"""One question that asks two things: both answers, one behind the other, in one answer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.answer import Answer, CitationFound, TextDelta
from qa.library import Library, StoredDocument
from qa.pipeline import read_document
from qa.readers.extractive.reader import QuoteReader
from ui.views.conversation_view import answer_body

SAMPLES = Path(__file__).parents[3] / "sample_docs"


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoredDocument]:
    with Library.open(tmp_path_factory.mktemp("library")) as library:
        yield read_document(SAMPLES / "annual_report_zh.pdf", library=library)


def answered(document: StoredDocument, question: str) -> Answer:
    *events, answer = QuoteReader().answer(document, question)
    assert isinstance(answer, Answer)
    assert "".join(e.text for e in events if isinstance(e, TextDelta)) == answer.text
    assert [e.citation for e in events if isinstance(e, CitationFound)] == list(answer.citations)
    return answer


def test_a_value_and_its_change_are_two_figures_with_places_of_their_own(document):
    answer = answered(document, "归母净利润是多少，比上年少了多少？")

    value, change, *_ = answer.figures
    assert (value.value, change.value) == ("708037843.2", "-355037396.07")
    for citation in answer.citations:
        said = answer.text[citation.answer_start : citation.answer_end]
        assert said.startswith(" ".join(citation.cited_text.split()))
    assert value.citation == 0
    assert {given.citation for given in change.inputs} == {1, 2}


def test_a_value_and_the_reason_for_it(document):
    answer = answered(document, "毛利率是多少，为什么下降？")

    (figure,) = answer.figures
    assert figure.unit == "percent"
    (*_, reason) = answer.text.split("\n")[:4]
    assert "原因" in reason
    shown = answer_body(document, answer)
    assert shown.index(figure.display) < shown.index("主要原因")


def test_the_line_of_a_second_figure_is_said_by_the_card_alone(document):
    body = answer_body(document, answered(document, "归母净利润是多少，比上年少了多少？"))

    assert body.count("-355,037,396.07") == 1
