"""Read this file first: a report becomes a stored document, a question becomes a cited answer.

read_document   bytes -> qa.pdf (pages, lines, boxes, numbers, sections)
                -> qa.search (index), qa.statements (facts) -> qa.library
ask             question -> a reader (qa.readers) -> events; the last one is the Answer, kept
                lists of questions over one document: qa.question_list
"""

import hashlib
import logging
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from qa.answer import Answer, AnswerEvent, Progress
from qa.document import Document
from qa.document_facts import facts_in, facts_to_store
from qa.errors import (
    AnswerNotKept,
    EmptyFile,
    FileTooLarge,
    LibraryError,
    UnknownDocument,
    UsageError,
)
from qa.hidden_text import (
    hidden_text_in,
    hidden_text_to_store,
    ocr_pages,
    pages_for_ocr,
    pages_tried,
)
from qa.library import LOCAL_OWNER, Library, StoredDocument
from qa.measures.follow_up import read_as
from qa.ocr.installed import require_ocr
from qa.ocr.reading import read_with_ocr
from qa.pdf import Limits, read_pdf
from qa.quoting.ocr_marks import mark_ocr
from qa.readers.base import Reader
from qa.readers.extractive.reader import QuoteReader
from qa.readers.extractive.suggest import suggest_questions
from qa.search import index_to_store
from qa.text.display_name import display_name
from qa.text.report_name import COVER_PAGES, report_name
from qa.xbrl import TaggedFile
from qa.xbrl.marking import mark_xbrl

__all__ = [
    "ask",
    "checked_question",
    "follow_up",
    "open_library",
    "read_document",
    "suggest_questions",
]

log = logging.getLogger("pagewitness")

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
    ocr: bool = False,
    enough: Callable[[], bool] = lambda: False,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_replaced: Callable[[StoredDocument], None] = lambda document: None,
) -> StoredDocument:
    """Read a PDF and keep it; what this owner's library holds already is returned at once.

    ocr: pages without text are read by OCR; a document that has some is read again. What was read
    by OCR before stays. enough: ends that between two pages, and what was read is kept. Raises
    UsageError where OCR is not installed. on_replaced: hears of the document whose place the new
    one took, whose files are gone by then.

    A document that a limit cut short is kept with what was read (`statuses` tells), and is read
    again when the same bytes come again; so is one that an earlier version read without looking for
    hidden text. Raises a DocumentError where no page can be read.
    """
    if ocr:
        require_ocr()
    name = display_name(file_name or (source.name if isinstance(source, Path) else ""))
    data = _load(source, name, limits) if isinstance(source, Path) else source
    _check_size(len(data), name, limits)
    sha256 = hashlib.sha256(data).hexdigest()
    stored = library.find(sha256, owner=owner)
    if stored is None:
        library.ensure_room(owner=owner)
    elif _is_all_there_is(stored, limits) and not (ocr and pages_for_ocr(stored)):
        return stored
    read = partial(read_pdf, data, file_name=name, password=password, limits=limits)
    read = partial(read, on_progress=on_progress, cancelled=cancelled)
    before = pages_tried(stored) if ocr and stored else {}
    document = read_with_ocr(read, stored, ocr=ocr, owner=owner, enough=enough, before=before)
    if on_progress:
        on_progress(Progress("indexing", 0, len(document.pages)))
    index = index_to_store([page.text for page in document.pages], document.sections)
    facts = facts_to_store(document.pages, document.sections)
    hidden = hidden_text_to_store(document.pages)
    kept = library.add(
        document,
        data,
        owner=owner,
        file_name=name,
        password=password,
        derived=[index, facts, hidden],
        cover_name=report_name([page.text for page in document.pages[:COVER_PAGES]]),
        instead_of=stored,
    )
    if stored is not None and kept.document_id != stored.document_id:
        on_replaced(stored)
    return kept


def open_library(folder: Path | None = None) -> Library:
    """Open a library that reads a report again by itself where what it kept of it is damaged.

    What an older version kept is named by its cover.
    """
    library = Library.open(folder, read_again=_read_again)
    for document in library.unnamed():
        numbers = range(1, min(COVER_PAGES, document.num_pages) + 1)
        try:
            name = report_name([page.text for page in document.pages(numbers)])
            document.keep_cover_name(name)
        except (LibraryError, UnknownDocument) as error:  # it is called as it was
            log.warning("Report %s was not named: %s", document.document_id, error)
    return library


def _read_again(document: StoredDocument) -> Document:
    data = document.pdf_path.read_bytes()
    read = partial(read_pdf, data, file_name=document.file_name, password=document.password)
    return read_with_ocr(read, document, ocr=False)


def ask(
    document: StoredDocument,
    question: str,
    *,
    reader: Reader | None = None,
    history: Sequence[Answer] = (),
    focus: Collection[int] | None = None,
    reads_all: bool = False,
    xbrl: TaggedFile | None = None,
) -> Generator[AnswerEvent]:
    """Yield the answer as it grows, then the whole Answer, which is kept with the document.

    Without a reader it is answered in quotes, by search. focus: the page numbers that may be read;
    None is the whole document. reads_all: see Reader.answer. xbrl: what the Answer's figures are
    compared with. Raises UsageError before the first
    event when there is no question, and AnswerNotKept after the last one when the disk is full.
    """
    for event in answering(document, question, reader, history, focus, reads_all, xbrl=xbrl):
        if isinstance(event, Answer):
            yield from kept(document, event)
        else:
            yield event


def answering(
    document: StoredDocument,
    question: str,
    reader: Reader | None,
    history: Sequence[Answer],
    focus: Collection[int] | None,
    reads_all: bool,
    *,
    xbrl: TaggedFile | None = None,
) -> Generator[AnswerEvent]:
    """Yield what `ask` yields, without keeping the answer."""
    reader = reader or QuoteReader()
    asked = checked_question(question)
    alone = follow_up(asked, history)
    answered = reader.answer(
        document, alone or asked, history=history, focus=focus, reads_all=reads_all
    )
    events = mark_ocr(answered, ocr_pages(document))
    if xbrl is not None:
        events = mark_xbrl(events, xbrl, facts_in(document))
    yield from events if alone is None else (_as_asked(event, asked, alone) for event in events)


def follow_up(question: str, history: Sequence[Answer]) -> str | None:
    """Return how a question that leans on the newest answer's is read; None: as it was asked."""
    return read_as(question, history[-1].read_as or history[-1].question) if history else None


def _as_asked(event: AnswerEvent, asked: str, alone: str) -> AnswerEvent:
    return replace(event, question=asked, read_as=alone) if isinstance(event, Answer) else event


def kept(document: StoredDocument, answer: Answer) -> Iterator[Answer]:
    """Yield the answer once it is kept; where it cannot be, before saying so."""
    try:
        document.save_answer(answer)
    except AnswerNotKept:
        yield answer  # it can be read all the same
        raise
    yield answer


def checked_question(question: str) -> str:
    """Return the question as readers take it; raises UsageError where there is none."""
    # A command line may hold bytes that are no text; Python smuggles them in as lone surrogates.
    question = " ".join(question.encode("utf-8", "replace").decode().split())
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
    """Whether reading the same bytes again, within these limits, would give nothing further."""
    allowed = min(stored.num_pages_in_file, limits.max_pages)
    complete = all(page_number > allowed for page_number in stored.coverage.left_out)
    return complete and hidden_text_in(stored) is not None
