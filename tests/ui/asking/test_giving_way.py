"""Lists and grids let others pass within their turns; a question asked alone stops for nobody."""

from collections.abc import Callable

import pytest

from qa.formats.question_list import QuestionList
from qa.library import StoredDocument
from qa.pdf.fair_turns import Ticket
from tests.ui.small_reports import OWNER, small_report
from ui.asking.asking import Asking
from ui.state.app_state import AppState, Session
from ui.state.upload import Upload


@pytest.fixture
def stops(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    owners: list[str] = []
    monkeypatch.setattr(Ticket, "let_others_pass", lambda ticket: owners.append(ticket.owner))
    return owners


@pytest.fixture
def document(desk: AppState, hand_in: Callable[..., Upload]) -> StoredDocument:
    return desk.find(hand_in(small_report()).document_id, OWNER)


def test_a_list_lets_others_pass_and_a_question_asked_alone_does_not(
    document: StoredDocument, stops: list[str]
) -> None:
    asking = Asking(document, Session(), None, None, False, owner=OWNER)
    list(asking.answer("Dividends paid?"))
    assert stops == []
    list(asking.answer_all(QuestionList.of("Dividends paid?\nWhy did gross margin change?")))
    assert len(stops) > 5
    assert set(stops) == {OWNER}
