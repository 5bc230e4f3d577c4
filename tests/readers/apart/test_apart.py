"""Quotes from a process of their own are the same, and one that dies costs no answer."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qa.answer import Answer
from qa.errors import UnknownDocument
from qa.library import Library, StoredDocument
from qa.pipeline import read_document
from qa.readers.apart.reader import QuotesApart
from qa.readers.base import Reader
from qa.readers.extractive.reader import QuoteReader
from tests.ui.small_reports import small_report

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and priorities")

QUESTIONS = ("Dividends paid?", "Why did gross margin change?", "Who is the auditor?")


@pytest.fixture
def document(tmp_path: Path) -> Iterator[StoredDocument]:
    with Library.open(tmp_path / "library") as library:
        yield read_document(small_report(), library=library, owner="anna", file_name="a.pdf")


@pytest.fixture
def apart(document: StoredDocument) -> Iterator[QuotesApart]:
    with QuotesApart(document.folder.parents[1], idle_s=60) as reader:
        yield reader


def asked(reader: Reader, document: StoredDocument, question: str, **how: object) -> Answer:
    *_, answer = reader.answer(document, question, **how)  # type: ignore[arg-type]
    assert isinstance(answer, Answer)
    return replace(answer, seconds=0.0)


def pid_of(apart: QuotesApart) -> int:
    assert apart.child_pid is not None
    return apart.child_pid


def test_answers_are_those_of_this_process(apart: QuotesApart, document: StoredDocument) -> None:
    for question in QUESTIONS:
        here = asked(QuoteReader(), document, question)
        assert asked(apart, document, question) == here
    assert asked(apart, document, QUESTIONS[0], focus=[1, 3]) == asked(
        QuoteReader(), document, QUESTIONS[0], focus=[1, 3]
    )
    guest = document.seen_by("ben")
    assert asked(apart, guest, QUESTIONS[0]) == asked(QuoteReader(), guest, QUESTIONS[0])


def test_one_child_of_low_priority_answers_them(
    apart: QuotesApart, document: StoredDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QuoteReader, "answer", None)  # here nobody answers
    assert apart.child_pid is None
    asked(apart, document, QUESTIONS[0])
    child = pid_of(apart)
    asked(apart, document, QUESTIONS[1])
    assert pid_of(apart) == child
    assert os.getpriority(os.PRIO_PROCESS, child) == 10


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_a_child_that_dies_or_hangs_costs_no_answer(
    apart: QuotesApart,
    document: StoredDocument,
    number: signal.Signals,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = asked(apart, document, QUESTIONS[0])
    child = pid_of(apart)
    monkeypatch.setattr("qa.readers.apart.reader.PATIENCE_S", 0.2)
    os.kill(child, number)
    assert asked(apart, document, QUESTIONS[0]) == here
    assert child != apart.child_pid
    monkeypatch.undo()
    assert asked(apart, document, QUESTIONS[0]) == here
    assert pid_of(apart) != child


def test_the_child_ends_when_nothing_is_asked_for_a_while(document: StoredDocument) -> None:
    with QuotesApart(document.folder.parents[1], idle_s=0.5) as apart:
        asked(apart, document, QUESTIONS[0])
        child = pid_of(apart)
        wait_until(lambda: apart.child_pid is None)
        assert not Path(f"/proc/{child}").exists()
        asked(apart, document, QUESTIONS[0])


def test_after_the_end_it_is_answered_without_a_child(
    apart: QuotesApart, document: StoredDocument
) -> None:
    apart.close()
    assert asked(apart, document, QUESTIONS[0]).citations
    assert apart.child_pid is None


def test_what_cannot_be_answered_there_is_said_as_it_is_here(
    apart: QuotesApart, document: StoredDocument, tmp_path: Path
) -> None:
    asked(apart, document, QUESTIONS[0])
    with Library.open(tmp_path / "library") as library:
        library.remove(document.document_id, owner="anna")
    with pytest.raises(UnknownDocument):
        asked(apart, document, QUESTIONS[2])


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)
