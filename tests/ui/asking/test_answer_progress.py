"""An answer that was stopped says which pages stood behind what had been said."""

from dataclasses import replace

import pytest

from qa.answer import (
    AnswerFigure,
    AnswerSentence,
    CitationFound,
    FiguresFound,
    PagesRead,
    Progress,
    SentenceChecked,
    TextDelta,
)
from qa.library import StoredDocument
from tests.library.small_documents import answer
from ui.asking.answer_progress import AnswerInProgress


def test_a_stopped_answer_by_a_model_names_the_pages_that_it_had_read(
    document: StoredDocument,
) -> None:
    draft = AnswerInProgress("capex?", reader="Qwen3-fake")
    some = document.coverage.within({1})
    for event in (Progress("reading", 1, 2), PagesRead(some), TextDelta("It was")):
        draft.take(event)

    stopped = draft.cancelled(document)

    assert stopped.coverage == some
    assert stopped.finish_reason == "cancelled"


def test_stopped_between_words_and_their_check_a_sentence_is_left_out(
    document: StoredDocument,
) -> None:
    """Nothing a model wrote is shown without its witness or its mark."""
    cited = answer().citations[0]
    draft = AnswerInProgress("capex?", reader="Qwen3-fake")
    sent = (
        PagesRead(document.coverage),
        TextDelta("Sales grew."),
        CitationFound(replace(cited, answer_start=0, answer_end=11)),
        SentenceChecked(AnswerSentence(0, 11, "witnessed", (0,))),
        TextDelta(" They fell."),
        CitationFound(replace(cited, answer_start=12, answer_end=22)),
    )
    for event in sent[:2]:
        draft.take(event)
    assert draft.cancelled(document).text == ""
    for event in sent[2:]:
        draft.take(event)

    stopped = draft.cancelled(document)

    assert stopped.text == "Sales grew."
    assert (len(stopped.citations), len(stopped.sentences)) == (1, 1)
    assert draft.shown == ("Sales grew.", list(stopped.citations))


def test_a_figure_stands_while_a_model_reads_and_when_it_is_stopped(
    document: StoredDocument,
) -> None:
    cited = replace(answer().citations[0], answer_start=11, answer_end=20)
    figure = AnswerFigure("sales", "5", "5%", "percent", "2023", citation=0, is_stated=True)
    draft = AnswerInProgress("sales?", reader="Qwen3-fake")
    found = (TextDelta("sales: 5%\n\nSales 5 %"), CitationFound(cited), FiguresFound((figure,)))
    for event in (*found, Progress("reading", 1, 2), PagesRead(document.coverage)):
        draft.take(event)
        assert draft.shown[0] == "sales: 5%\n\nSales 5 %"
    draft.take(TextDelta("\nElon Musk"))  # not checked yet

    stopped = draft.cancelled(document)

    assert stopped.text == "sales: 5%\n\nSales 5 %"
    assert (stopped.figures, stopped.citations) == ((figure,), (cited,))


@pytest.mark.parametrize(("reader", "num_read"), [("Qwen3-fake", 0), ("quotes", 3)])
def test_stopped_before_it_was_read_a_model_has_no_page_and_search_all(
    document: StoredDocument, reader: str, num_read: int
) -> None:
    draft = AnswerInProgress("capex?", reader=reader)
    draft.take(Progress("reading", 1, 2))

    assert len(draft.cancelled(document).coverage.read) == num_read


def test_what_has_been_read_is_said_to_be_answered_before_the_first_word(
    document: StoredDocument,
) -> None:
    draft = AnswerInProgress("capex?", reader="Qwen3-fake")
    draft.take(Progress("reading", 1, 2))
    assert draft.is_reading
    assert "reading 1 of 2 tokens" in draft.status

    draft.take(PagesRead(document.coverage))

    assert not draft.is_reading
    assert "Answering" in draft.status
