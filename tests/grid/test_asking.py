"""Cells of a report are answered one by one, in its language, apart from its conversation."""

from pathlib import Path

import pytest

from qa.answer import Progress
from qa.errors import DamagedLines
from qa.grid.asking import answer_cells, is_in_chinese, sentence_of
from qa.library import Library
from qa.library.grids import GridQuestion
from qa.pipeline import read_document
from qa.readers.extractive.reader import QuoteReader

SAMPLES = Path(__file__).parents[2] / "sample_docs"
QUESTIONS = [
    GridQuestion("What was revenue?", "营业收入是多少？"),
    GridQuestion("What was the net margin?", "净利率是多少？"),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    with Library.open(tmp_path_factory.mktemp("library")) as library:
        yield library


@pytest.fixture(scope="module", params=["en", "zh"])
def report(request, library):
    return read_document(SAMPLES / f"annual_report_{request.param}.pdf", library=library)


def test_each_question_is_answered_in_the_language_of_the_report(report):
    given = [g for g in answer_cells(report, QUESTIONS, why=sentence_of) if isinstance(g, tuple)]

    chinese = report.file_name.endswith("zh.pdf")
    assert is_in_chinese(report) == chinese
    assert [answer.question for _, answer in sorted(given)] == (
        [q.chinese if chinese else q.text for q in QUESTIONS]
    )
    assert all(answer.figures[0].value for _, answer in given)
    assert report.answers() == []  # the conversation is as it was


class FailsOnce(QuoteReader):
    def answer(self, document, question, **others):
        if "revenue" in question:
            raise DamagedLines
        yield Progress("searching", 0, 1)
        yield from super().answer(document, question, **others)


def test_a_question_that_fails_says_why_and_leaves_the_others_alone(library):
    report = read_document(SAMPLES / "annual_report_en.pdf", library=library)
    given = list(answer_cells(report, QUESTIONS, reader=FailsOnce(), why=sentence_of))

    answers = dict(g for g in given if isinstance(g, tuple))
    assert Progress("searching", 0, 1) in given
    assert answers[0].finish_reason == "failed"
    assert answers[0].text == str(DamagedLines())
    assert answers[1].figures


def test_a_fault_of_ours_is_no_sentence():
    with pytest.raises(ZeroDivisionError):
        sentence_of("Revenue?", ZeroDivisionError())
