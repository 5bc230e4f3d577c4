"""An answer stops where it is told to let others pass, and is the same afterwards."""

import threading
from dataclasses import replace

import pytest

from qa.answer import Answer
from qa.question_list.asking import ask_together
from qa.readers.extractive.giving_way import giving_way
from qa.readers.extractive.reader import QuoteReader
from tests.search.small_filing import FILING, store
from ui.state.event_stream import EventStream

QUESTION = "How much was spent on capex?"


@pytest.fixture(scope="module")
def filing(tmp_path_factory):
    return store(tmp_path_factory.mktemp("filing"), FILING)


def answer(filing):
    *_, last = QuoteReader().answer(filing, QUESTION)
    assert isinstance(last, Answer)
    return replace(last, seconds=0)


def test_an_answer_lets_others_pass_at_each_page_and_says_the_same(filing):
    usual, stops = answer(filing), []
    with giving_way(lambda: stops.append(1)):
        assert answer(filing) == usual
    assert len(stops) >= 5
    stops.clear()
    assert answer(filing) == usual
    assert not stops


def test_the_questions_of_a_list_stop_in_whichever_thread_they_are_answered(filing):
    # given a list that is to wait
    may_go_on, has_stopped = threading.Event(), threading.Event()

    def wait() -> None:
        has_stopped.set()
        may_go_on.wait(30)

    with giving_way(wait):
        events = EventStream(ask_together(filing, [QUESTION]), beat_seconds=0.1)
    # when it is asked
    with events as stream:
        beats = iter(stream)
        while next(beats) is not None or not has_stopped.is_set():
            continue
        # then it stands still until it may go on
        assert next(beats) is None
        may_go_on.set()
        assert any(event and isinstance(event[1], Answer) for event in beats)
