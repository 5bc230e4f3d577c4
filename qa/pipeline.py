"""Read this file first: a report becomes a stored document, a question becomes a cited answer.

read_document   bytes -> qa.pdf (pages, lines, boxes, numbers, sections)
                -> qa.search (index), qa.statements (facts) -> qa.library
ask             question -> a reader (qa.readers) -> events; the last one is the Answer, kept
ask_together    a list of questions over one document: their events as they come
ask_many        the same: their answers in order
"""

import hashlib
import queue
import threading
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from qa.answer import Answer, AnswerEvent, Progress
from qa.document_facts import facts_to_store
from qa.errors import AnswerNotKept, EmptyFile, FileTooLarge, UsageError
from qa.library import LOCAL_OWNER, Library, StoredDocument
from qa.pdf import Limits, read_pdf
from qa.readers.base import LocalModelReader, Reader
from qa.readers.extractive.reader import QuoteReader
from qa.readers.extractive.suggest import suggest_questions
from qa.search import index_to_store
from qa.text.display_name import display_name

__all__ = [
    "Failed",
    "ask",
    "ask_many",
    "ask_together",
    "checked_question",
    "questions_at_once",
    "read_document",
    "suggest_questions",
]

MAX_QUESTION_CHARS = 4_000  # a page of text; beyond that it is a document, not a question
SENT_AT_ONCE = 8  # questions of a list, to a server that others use too
MB = 1_000_000


def read_document(
    source: Path | bytes,
    *,
    library: Library,
    owner: str = LOCAL_OWNER,
    file_name: str | None = None,
    password: str | None = None,
    limits: Limits = Limits(),
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> StoredDocument:
    """Read a PDF and keep it; what this owner's library holds already is returned at once.

    A document that a limit cut short is kept with what was read (`statuses` tells), and is read
    again when the same bytes come again. Raises a DocumentError where no page can be read.
    """
    name = display_name(file_name or (source.name if isinstance(source, Path) else ""))
    data = _load(source, name, limits) if isinstance(source, Path) else source
    _check_size(len(data), name, limits)
    sha256 = hashlib.sha256(data).hexdigest()
    stored = library.find(sha256, owner=owner)
    if stored is None:
        library.ensure_room(owner=owner)
    elif _is_all_there_is(stored, limits):
        return stored
    document = read_pdf(
        data,
        file_name=name,
        password=password,
        limits=limits,
        on_progress=on_progress,
        cancelled=cancelled,
    )
    if on_progress:
        on_progress(Progress("indexing", 0, len(document.pages)))
    index = index_to_store([page.text for page in document.pages], document.sections)
    facts = facts_to_store(document.pages, document.sections)
    return library.add(
        document, data, owner=owner, file_name=name, password=password, derived=[index, facts]
    )


def ask(
    document: StoredDocument,
    question: str,
    *,
    reader: Reader | None = None,
    history: Sequence[Answer] = (),
    focus: Collection[int] | None = None,
) -> Generator[AnswerEvent]:
    """Yield the answer as it grows, then the whole Answer, which is kept with the document.

    Without a reader it is answered in quotes, by search. focus: the page numbers that may be read;
    None is the whole document. Raises UsageError before the first event
    when there is no question, and AnswerNotKept after the last one when the disk is full.
    """
    for event in _answering(document, question, reader, history, focus):
        if isinstance(event, Answer):
            yield from _kept(document, event)
        else:
            yield event


def _answering(
    document: StoredDocument,
    question: str,
    reader: Reader | None,
    history: Sequence[Answer],
    focus: Collection[int] | None,
) -> Generator[AnswerEvent]:
    reader = reader or QuoteReader()
    yield from reader.answer(document, checked_question(question), history=history, focus=focus)


def _kept(document: StoredDocument, answer: Answer) -> Iterator[Answer]:
    """Yield the answer once it is kept; where it cannot be, before saying so."""
    try:
        document.save_answer(answer)
    except AnswerNotKept:
        yield answer  # it can be read all the same
        raise
    yield answer


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
    at_once: int = 1,
) -> Generator[tuple[int, AnswerEvent | Failed]]:
    """Yield the events of all questions as they come, each with the index of its question.

    Each is asked on its own and ends with an Answer or Failed, which leaves the others alone.
    at_once: how many are asked at the same time, which a model that shares one reading answers
    sooner than one by one. Closing the generator ends those under way. Answers come in any order,
    so whoever asks keeps them: a conversation is read in the order in which it was kept.
    """
    stopping = threading.Event()
    events = queue.SimpleQueue[tuple[int, AnswerEvent | Failed | None]]()

    def answer(index: int, question: str) -> None:
        with closing(_answering(document, question, reader, (), focus)) as answering:
            for event in answering:
                events.put((index, event))
                if stopping.is_set():
                    return

    def note_end(index: int, asked: Future[None]) -> None:
        error = None if asked.cancelled() else asked.exception()
        events.put((index, None if error is None else Failed(error)))

    with ThreadPoolExecutor(at_once, thread_name_prefix="question") as pool:
        try:
            for index, question in enumerate(questions):
                asked = pool.submit(answer, index, question)
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
) -> Iterator[Answer]:
    """Yield one Answer per question, kept, in their order; see `ask_together`.

    Raises what `ask` raises, which ends the others.
    """
    ended: dict[int, Answer | Failed] = {}
    num_given = 0
    asking = ask_together(document, list(questions), reader=reader, focus=focus, at_once=at_once)
    with closing(asking) as events:
        for index, event in events:
            if isinstance(event, Answer | Failed):
                ended[index] = event
            while num_given in ended:
                match ended.pop(num_given):
                    case Failed(error):
                        raise error
                    case answer:
                        yield from _kept(document, answer)
                num_given += 1


def questions_at_once(reader: Reader | None) -> int:
    """Return how many questions of a list this reader is best asked at the same time."""
    if reader is None or isinstance(reader, QuoteReader):
        return 1
    return reader.setup.questions_at_once if isinstance(reader, LocalModelReader) else SENT_AT_ONCE


def checked_question(question: str) -> str:
    """Return the question as readers take it; raises UsageError where there is none."""
    # A command line may hold bytes that are no text; Python smuggles them in as lone surrogates.
    question = question.encode("utf-8", "replace").decode().strip()
    if not question:
        raise UsageError(reason="Ask a question first.")
    if len(question) > MAX_QUESTION_CHARS:
        raise UsageError(
            reason=f"The question has {len(question):,} characters;"
            f" the limit is {MAX_QUESTION_CHARS:,}. Shorten it."
        )
    return question


def _load(path: Path, name: str, limits: Limits) -> bytes:
    try:
        _check_size(path.stat().st_size, name, limits)
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise UsageError(reason=f"{name}: {reason.lower()}.") from error


def _check_size(num_bytes: int, name: str, limits: Limits) -> None:
    if num_bytes == 0:
        raise EmptyFile(file_name=name)
    if num_bytes > limits.max_file_bytes:
        size_mb, limit_mb = -(-num_bytes // MB), limits.max_file_bytes // MB
        raise FileTooLarge(file_name=name, size_mb=size_mb, limit_mb=limit_mb)


def _is_all_there_is(stored: StoredDocument, limits: Limits) -> bool:
    """Whether reading the same bytes again, within these limits, would give no further page."""
    allowed = min(stored.num_pages_in_file, limits.max_pages)
    return all(page_number > allowed for page_number in stored.coverage.left_out)
