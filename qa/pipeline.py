"""Read this file first: a report becomes a stored document, a question becomes a cited answer.

read_document   bytes -> qa.pdf (pages, lines, boxes, numbers, sections)
                -> qa.search (index) -> qa.library
ask             question -> a reader (qa.readers) -> events; the last one is the Answer, kept
ask_many        a list of questions over one document
"""

import hashlib
import threading
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from qa.answer import Answer, AnswerEvent, Progress
from qa.display_name import display_name
from qa.errors import AnswerNotKept, EmptyFile, FileTooLarge, UsageError
from qa.library import LOCAL_OWNER, Library, StoredDocument
from qa.pdf import Limits, read_pdf
from qa.readers.base import Reader
from qa.readers.quotes import QuoteReader
from qa.readers.suggest import suggest_questions
from qa.search import index_to_store

__all__ = ["ask", "ask_many", "checked_question", "read_document", "suggest_questions"]

MAX_QUESTION_CHARS = 4_000  # a page of text; beyond that it is a document, not a question
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
    return library.add(
        document, data, owner=owner, file_name=name, password=password, search_index=index
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
    question = checked_question(question)
    reader = reader or QuoteReader()
    for event in reader.answer(document, question, history=history, focus=focus):
        if isinstance(event, Answer):
            try:
                document.save_answer(event)
            except AnswerNotKept:
                yield event  # it can be read all the same
                raise
        yield event


def ask_many(
    document: StoredDocument,
    questions: Iterable[str],
    *,
    reader: Reader | None = None,
    focus: Collection[int] | None = None,
    at_once: int = 1,
) -> Iterator[Answer]:
    """Yield one Answer per question, in their order, each asked on its own.

    at_once: how many are asked at the same time, which a model answers sooner than one by one.
    Closing the generator ends those under way. Raises what `ask` raises.
    """
    stopping = threading.Event()

    def answer_to(question: str) -> tuple[Answer | None, AnswerNotKept | None]:
        answer = None
        with closing(ask(document, question, reader=reader, focus=focus)) as events:
            try:
                for event in events:
                    answer = event if isinstance(event, Answer) else None
                    if stopping.is_set():
                        break
            except AnswerNotKept as error:
                return answer, error
        return answer, None

    with ThreadPoolExecutor(at_once, thread_name_prefix="question") as pool:
        try:
            for answer, error in pool.map(answer_to, questions):
                if answer:
                    yield answer
                if error:
                    raise error
        finally:
            stopping.set()
            pool.shutdown(cancel_futures=True)


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
