"""Asks the child, keeps it while questions come, and answers here where it does not."""

import threading
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from qa.answer import Answer, AnswerEvent
from qa.formats.answer_json import answer_from_json
from qa.library import StoredDocument
from qa.pdf.limits import Limits
from qa.pdf.process import ChildDied, ChildProcess
from qa.readers.extractive.reader import QuoteReader

CHILD = "qa.readers.apart.child"
IDLE_S = 5.0  # then the child ends: it holds 45 to 60 MB, and starting another takes half a second
PATIENCE_S = 60.0  # for one answer, on a machine that is busy
MAX_QUESTIONS = 1_000  # of one child: what it keeps of reports that were removed goes with it


class QuotesApart:
    """A reader whose answers come from one child of low priority, one by one. Thread-safe."""

    def __init__(self, folder: Path, *, idle_s: float = IDLE_S) -> None:
        """folder: of the library. idle_s: without a question, until the child ends."""
        self.name = "quotes"
        self._folder, self._idle_s = folder, idle_s
        self._lock = threading.Lock()  # held while a question is answered
        self._child: ChildProcess | None = None
        self._num_asked = 0  # of this child
        self._asked_at = 0.0  # by time.monotonic, the last answer
        self._looks: threading.Timer | None = None  # whether that is long ago
        self._closed = False

    def __enter__(self) -> "QuotesApart":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def child_pid(self) -> int | None:
        """The child's, while there is one."""
        child = self._child
        return child.pid if child else None

    def answer(
        self,
        document: StoredDocument,
        question: str,
        *,
        history: Sequence[Answer] = (),
        focus: Collection[int] | None = None,
        reads_all: bool = False,
    ) -> Iterator[AnswerEvent]:
        """Yield the Answer alone; all that leads to it where it is worked out here."""
        answer = None if history else self._asked(document, question, focus)
        if answer is not None:
            yield answer
        else:
            yield from QuoteReader().answer(document, question, history=history, focus=focus)

    def close(self) -> None:
        """End the child, with the answer it works at; there is no other afterwards."""
        self._closed = True
        if child := self._child:
            child.kill()
        with self._lock:
            self._end_child()

    def _asked(
        self, document: StoredDocument, question: str, focus: Collection[int] | None
    ) -> Answer | None:
        """Return the child's answer, None where it has none."""
        asked = {"document_id": document.document_id, "owner": document.owner}
        pages = None if focus is None else sorted(focus)
        with self._lock:
            if self._closed:
                return None
            try:
                child = self._ready_child()
                with _patience(child):
                    child.send({**asked, "question": question, "focus": pages})
                    reply = child.receive()
            except (ChildDied, OSError):
                self._end_child()
                return None
            self._asked_at = time.monotonic()
            self._look_later(self._idle_s)
        return answer_from_json(reply["answer"]) if "answer" in reply else None

    def _ready_child(self) -> ChildProcess:
        """Return the child, a fresh one where there is none; raises ChildDied."""
        if self._num_asked >= MAX_QUESTIONS or (self._child and not self._child.is_alive()):
            self._end_child()
        if self._child is None:
            self._child = ChildProcess(Limits(), CHILD, is_low=True)
            self._child.send({"folder": str(self._folder)})
        self._num_asked += 1
        return self._child

    def _look_later(self, seconds: float) -> None:
        """Look after a while whether the child is still wanted; within the lock."""
        if self._looks is None:
            self._looks = threading.Timer(seconds, self._look)
            self._looks.daemon = True
            self._looks.start()

    def _look(self) -> None:
        with self._lock:
            self._looks = None
            idle_s = time.monotonic() - self._asked_at
            if idle_s >= self._idle_s:
                self._end_child()
            elif self._child is not None:
                self._look_later(self._idle_s - idle_s)

    def _end_child(self) -> None:
        """End the child, if there is one; within the lock."""
        if self._child is not None:
            self._child.close()
        self._child, self._num_asked = None, 0


@contextmanager
def _patience(child: ChildProcess) -> Iterator[None]:
    """Kill a child that takes too long, so that who waits for it goes on."""
    watchdog = threading.Timer(PATIENCE_S, child.kill)
    watchdog.start()
    try:
        yield
    finally:
        watchdog.cancel()
