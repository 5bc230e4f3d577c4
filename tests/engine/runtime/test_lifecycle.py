"""A document's states follow one another as written down, and its memory comes back once."""

import itertools
import threading

import pytest

from qa.engine.runtime.lifecycle import NEXT, DocumentLife, DocumentState

READY, SAVING, FREED = DocumentState.READY, DocumentState.SAVING, DocumentState.FREED
LONG_S = 20


class Memory:
    """Counts how often it was given back."""

    def __init__(self):
        self.num_given_back = 0

    def give_back(self):
        self.num_given_back += 1


@pytest.mark.parametrize(("state", "to"), list(itertools.product(DocumentState, repeat=2)))
def test_only_the_transitions_of_the_table_are_made(state, to):
    life = DocumentLife(state, lambda: None)
    if to is FREED:
        life.free()
        assert FREED in NEXT[state] or state is FREED
        assert life.state is FREED
    elif state is FREED:
        assert not life.change(to)
    elif to in NEXT[state]:
        assert life.change(to)
        assert life.state is to
    else:
        with pytest.raises(AssertionError):
            life.change(to)


@pytest.mark.parametrize("state", [DocumentState.RESTORING, DocumentState.PREFILLING])
def test_what_is_being_filled_is_given_back_when_who_fills_it_leaves(state):
    memory = Memory()
    life = DocumentLife(state, memory.give_back)
    life.free()
    assert (memory.num_given_back, life.is_given_back) == (0, False)
    life.leave()
    assert (memory.num_given_back, life.is_given_back) == (1, True)


def test_memory_is_given_back_once_when_the_last_user_leaves():
    memory = Memory()
    life = DocumentLife(READY, memory.give_back)
    assert life.enter()
    assert life.enter()
    life.free()
    life.free()
    assert not life.enter()
    life.leave()
    assert memory.num_given_back == 0
    life.leave()
    life.free()
    assert memory.num_given_back == 1


def test_a_document_freed_while_it_is_saved_is_given_back_when_the_saver_lets_go():
    memory = Memory()
    life = DocumentLife(READY, memory.give_back)
    with life.saving() as is_there:
        assert is_there
        assert life.state is SAVING
        assert life.is_whole
        life.free()
        assert memory.num_given_back == 0
    assert (life.state, memory.num_given_back) == (FREED, 1)
    with life.saving() as is_there:
        assert not is_there


def test_a_saved_document_is_ready_again():
    life = DocumentLife(READY, lambda: None)
    with life.saving():
        assert life.enter()
    assert life.state is READY
    life.leave()


def test_whoever_waits_for_the_memory_goes_on_even_if_giving_it_back_fails():
    def fail():
        raise RuntimeError("of the device")

    life = DocumentLife(READY, fail)
    waiting = threading.Thread(target=life.wait_until_given_back, args=(LONG_S,))
    waiting.start()
    with pytest.raises(RuntimeError, match="of the device"):
        life.free()
    waiting.join(LONG_S / 2)
    assert not waiting.is_alive()
