"""An answer that was stopped says which pages stood behind what had been said."""

import pytest

from qa.answer import PagesRead, Progress, TextDelta
from qa.library import StoredDocument
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
