"""Questions asked together of one document: their events as they come, or answers in order."""

import queue
import threading
from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial

from qa.answer import Answer, AnswerEvent
from qa.library import StoredDocument
from qa.pipeline import answering, kept
from qa.readers.apart.reader import QuotesApart
from qa.readers.base import LocalModelReader, Reader
from qa.readers.extractive.reader import QuoteReader
from qa.xbrl import TaggedFile

SENT_AT_ONCE = 8  # to a server that others use too


@dataclass(frozen=True, slots=True)
class Failed:
    """What ended one of many questions in place of its answer."""

    error: BaseException


def ask_together(
    document: StoredDocument,
    questions: Sequence[str],
    *,
    reader: Reader | None = None,
    focus: Collection[int] | None = None,
    reads_all: bool = False,
    at_once: int = 1,
    xbrl: TaggedFile | None = None,
) -> Generator[tuple[int, AnswerEvent | Failed]]:
    """Yield the events of all questions as they come, each with the index of its question.

    Each is asked on its own and ends with an Answer or Failed, which leaves the others alone.
    at_once: how many are asked at the same time, which a model that shares one reading answers
    sooner than one by one. Closing the generator ends those under way. Answers come in any order,
    so whoever asks keeps them: a conversation is read in the order in which it was kept. xbrl: what
    their figures are compared with.
    """
    stopping = threading.Event()
    events = queue.SimpleQueue[tuple[int, AnswerEvent | Failed | None]]()

    def answer(index: int, question: str) -> None:
        asked = answering(document, question, reader, (), focus, reads_all, xbrl=xbrl)
        with closing(asked) as its_events:
            for event in its_events:
                events.put((index, event))
                if stopping.is_set():
                    return

    def note_end(index: int, asked: Future[None]) -> None:
        error = None if asked.cancelled() else asked.exception()
        events.put((index, None if error is None else Failed(error)))

    with ThreadPoolExecutor(at_once, thread_name_prefix="question") as pool:
        try:
            for index, question in enumerate(questions):
                asked = pool.submit(copy_context().run, answer, index, question)
                asked.add_done_callback(partial(note_end, index))
            num_asked = len(questions)
            while num_asked:
                index, event = events.get()
                if event is None or isinstance(event, Failed):
                    num_asked -= 1
                if event is not None:
                    yield index, event
        finally:
            stopping.set()
            pool.shutdown(cancel_futures=True)


def ask_many(
    document: StoredDocument,
    questions: Iterable[str],
    *,
    reader: Reader | None = None,
    focus: Collection[int] | None = None,
    at_once: int = 1,
    xbrl: TaggedFile | None = None,
) -> Iterator[Answer]:
    """Yield one Answer per question, kept, in their order; see `ask_together`.

    Raises what `ask` raises, which ends the others.
    """
    ended: dict[int, Answer | Failed] = {}
    num_given = 0
    asking = ask_together(
        document, list(questions), reader=reader, focus=focus, at_once=at_once, xbrl=xbrl
    )
    with closing(asking) as events:
        for index, event in events:
            if isinstance(event, Answer | Failed):
                ended[index] = event
            while num_given in ended:
                match ended.pop(num_given):
                    case Failed(error):
                        raise error
                    case answer:
                        yield from kept(document, answer)
                num_given += 1


def questions_at_once(reader: Reader | None) -> int:
    """Return how many questions of a list this reader is best asked at the same time."""
    if reader is None or isinstance(reader, QuoteReader | QuotesApart):
        return 1
    return reader.setup.questions_at_once if isinstance(reader, LocalModelReader) else SENT_AT_ONCE
