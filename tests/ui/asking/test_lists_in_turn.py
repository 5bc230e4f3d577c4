"""An owner's lists of questions come one after the other; others' do not wait for them."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Any

import pytest

from qa.formats.question_list import QuestionList
from qa.library import StoredDocument
from qa.pdf.fair_turns import FairTurns
from qa.readers.extractive.reader import QuoteReader
from tests.ui.small_reports import OWNER, small_report
from ui.asking import asking as module
from ui.asking.asking import Asking
from ui.state.app_state import LIST_TURNS, LONG_LIST, QUOTE_TURNS, Apart, AppState, Session
from ui.state.upload import Upload

LISTED = QuestionList.of("Dividends paid?\nWhy did gross margin change?")


@pytest.fixture
def asking(desk: AppState, hand_in: Callable[..., Upload], monkeypatch: pytest.MonkeyPatch):
    document: StoredDocument = desk.find(hand_in(small_report()).document_id, OWNER)
    monkeypatch.setattr(module, "BEAT_SECONDS", 0.02)
    return partial(Asking, document, reader=None, focus=None, reads_all=False)


def test_a_second_list_of_an_owner_waits_and_says_so(asking: Callable[..., Asking]) -> None:
    # given a list that is being answered
    turns = FairTurns(**LIST_TURNS)
    first = asking(tab=Session(), owner=OWNER, list_turns=turns).answer_all(LISTED)
    next(first)
    # when its owner has another one
    tab = Session()
    second = asking(tab=tab, owner=OWNER, list_turns=turns).answer_all(LISTED)
    # then it draws nothing of the conversation until the first has ended
    waiting = next(second)
    assert "earlier list" in str(waiting.running)
    assert "pw-turns" not in str(waiting.conversation)
    # and another owner's is answered meanwhile
    other = list(asking(tab=Session(), owner="other", list_turns=turns).answer_all(LISTED))
    assert "2 of 2" in str(other[-1].conversation)
    list(first)
    shown = list(second)
    assert shown[0].running == ""
    assert "2 of 2" in str(shown[-1].conversation)


def test_a_list_that_is_stopped_while_it_waits_offers_its_questions_again(
    asking: Callable[..., Asking],
) -> None:
    turns = FairTurns(**LIST_TURNS)
    first = asking(tab=Session(), owner=OWNER, list_turns=turns).answer_all(LISTED)
    next(first)
    tab = Session()
    second = asking(tab=tab, owner=OWNER, list_turns=turns).answer_all(LISTED)
    next(second)
    tab.stop.set()
    shown = list(second)
    assert 'data-do="put_back"' in str(shown[-1].conversation)
    assert shown[0].running == ""
    first.close()


def test_a_list_that_nobody_hears_waits_no_longer(asking: Callable[..., Asking]) -> None:
    turns = FairTurns(**LIST_TURNS)
    first = asking(tab=Session(), owner=OWNER, list_turns=turns).answer_all(LISTED)
    next(first)
    heard = [True]
    second = asking(
        tab=Session(), owner=OWNER, list_turns=turns, is_heard=lambda: heard[0]
    ).answer_all(LISTED)
    next(second)
    heard.clear()
    heard.append(False)
    assert list(second) == []
    assert turns.num_waiting == 0
    first.close()


def test_a_long_list_is_answered_apart_and_holds_no_turn_of_a_question(
    asking: Callable[..., Asking],
) -> None:
    # given turns at questions that are all taken
    turns = FairTurns(**QUOTE_TURNS)
    asked: list[str] = []

    class Recorded(QuoteReader):
        def answer(self, document: StoredDocument, question: str, **how: Any):
            asked.append(question)
            return super().answer(document, question, **how)

    apart = Apart.of(Recorded())
    long = QuestionList.of("\n".join(f"Dividends paid in {2000 + n}?" for n in range(LONG_LIST)))
    with ExitStack() as others:
        for number in range(QUOTE_TURNS["at_once"]):
            others.enter_context(turns.turn(f"other {number}"))
        # when a long list is asked, then it waits for none of them
        listed = asking(tab=Session(), owner=OWNER, turns=turns, apart=apart)
        shown = list(listed.answer_all(long))
    assert asked == list(long.questions)
    assert f"{LONG_LIST} of {LONG_LIST}" in str(shown[-1].conversation)
    # and a short one is answered as any question is
    list(asking(tab=Session(), owner=OWNER, turns=turns, apart=apart).answer_all(LISTED))
    assert len(asked) == LONG_LIST
