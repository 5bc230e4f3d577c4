"""Documents are prepared apart from each other, each once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from qa.readers.local.preparation import Preparations

LONG_S = 60  # nothing here waits so long unless it is broken


def test_a_huge_document_holds_nobody_else_up():
    preparations, is_open, has_begun = Preparations(8), threading.Event(), threading.Event()

    def huge():
        has_begun.set()
        assert is_open.wait(LONG_S)
        return "huge"

    with ThreadPoolExecutor(2) as pool:
        anna = pool.submit(preparations.get, "anna", huge)
        assert has_begun.wait(LONG_S)
        try:
            ben = pool.submit(preparations.get, "ben", lambda: "small")
            assert ben.result(LONG_S) == "small"
            assert not anna.done()
        finally:
            is_open.set()
        assert anna.result(LONG_S) == "huge"


def test_a_document_is_prepared_once_for_all_who_ask():
    preparations, is_open, begun = Preparations(8), threading.Event(), []

    def prepare():
        begun.append(1)
        assert is_open.wait(LONG_S)
        return object()

    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(preparations.get, "a", prepare) for _ in range(4)]
        is_open.set()
        assert len({id(future.result(LONG_S)) for future in waiting}) == 1
    assert len(begun) == 1


def test_a_failure_is_raised_and_not_kept():
    preparations = Preparations(8)

    def fail():
        raise MemoryError("too large")

    with pytest.raises(MemoryError, match="too large"):
        preparations.get("a", fail)
    assert preparations.get("a", lambda: "now") == "now"


def test_the_least_recently_used_leaves():
    preparations = Preparations(2)
    for name in ("a", "b", "a", "c"):
        preparations.get(name, lambda: "first")
    assert preparations.get("a", lambda: "again") == "first"
    assert preparations.get("b", lambda: "again") == "again"


def test_a_removed_document_is_forgotten():
    preparations = Preparations(2)
    preparations.get("a", lambda: "first")
    preparations.forget("a")
    assert preparations.get("a", lambda: "again") == "again"


def test_a_document_removed_while_it_is_prepared_is_not_kept():
    preparations = Preparations(2)

    def removed_meanwhile():
        preparations.forget("a")
        return "first"

    assert preparations.get("a", removed_meanwhile) == "first"
    assert preparations.get("a", lambda: "again") == "again"
