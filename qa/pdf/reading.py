"""`read_pdf`: PDF bytes in, a Document out."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import PurePath

from qa.answer import Progress
from qa.document import Document, Page, PageStatus
from qa.errors import EmptyFile, FileTooLarge, NotAPdf, ReadingCancelled, ServerBusy
from qa.pdf.collector import CollectorPause
from qa.pdf.fair_turns import FairTurns, TooManyWaiting
from qa.pdf.file_kind import guess_kind, has_pdf_header
from qa.pdf.limits import FILES_AT_ONCE, FILES_WAITING, SLOW_FILES_AT_ONCE, Limits
from qa.pdf.page_numbers import find_printed_numbers, mark_roles
from qa.pdf.sections import OutlineEntry, find_sections
from qa.pdf.text_status import clean_text
from qa.pdf.worker import PdfReadJob, RawDocument, Source, unread_page

Improve = Callable[
    [Source, Sequence[Page], Callable[[Progress], None], Callable[[], bool]], tuple[Page, ...]
]
MAX_WORKERS = 4  # beyond that the calling thread, which builds the pages, is the slowest
MAX_TITLE_CHARS = 200
POLL_SECONDS = 0.05  # between looks whether a file that waits was cancelled
_ANYBODY = ""  # who waits here has no name: the app's uploads stand in turns before they come
_AT_ONCE = FILES_AT_ONCE + SLOW_FILES_AT_ONCE
_TURNS = FairTurns(  # one per process, because what it guards is the machine
    at_once=_AT_ONCE, per_owner=_AT_ONCE, waiting_per_owner=FILES_WAITING
)
_COLLECTOR = CollectorPause()  # likewise: the collector is the process's


def read_pdf(
    data: bytes,
    *,
    file_name: str,
    password: str | None = None,
    limits: Limits = Limits(),
    num_workers: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    improve: Improve | None = None,
) -> Document:
    """Read a PDF file in child processes and return it page by page.

    improve: gets the pages before numbers and sections are looked for, and returns better ones,
    such as those that OCR reads.

    A document that could be read in part has pages with status FAILED or NOT_READ. `cancelled` is
    asked about twenty times a second. Raises a DocumentError where no page could be read,
    ReadingCancelled, or ServerBusy.
    """
    _check(data, file_name, limits)
    on_progress = on_progress or _ignore
    cancelled = cancelled or _never
    workers = max(1, min(num_workers or os.cpu_count() or 1, MAX_WORKERS))
    source = Source(data, file_name, password, limits)
    with _turn(file_name, cancelled):
        on_progress(Progress("opening", 0, 1))
        with _COLLECTOR.paused():
            result = PdfReadJob(source, workers).run(on_progress, cancelled)
    pages = _pages(result, limits)
    if improve is not None:
        pages = improve(source, pages, on_progress, cancelled)
    with _COLLECTOR.paused():
        return _document(source, result, pages)


@contextmanager
def _turn(file_name: str, cancelled: Callable[[], bool]) -> Iterator[None]:
    """Hold a turn, waiting for it. Raises ReadingCancelled or ServerBusy."""
    try:
        with _TURNS.queue(_ANYBODY) as ticket:
            while not ticket.wait(POLL_SECONDS):
                if cancelled():
                    raise ReadingCancelled(file_name=file_name)
            yield
    except TooManyWaiting as error:
        raise ServerBusy(waiting=FILES_WAITING) from error


def _check(data: bytes, file_name: str, limits: Limits) -> None:
    if not data.strip(b"\0 \t\r\n"):
        raise EmptyFile(file_name=file_name)
    if len(data) > limits.max_file_bytes:
        raise FileTooLarge(
            file_name=file_name,
            size_mb=-(-len(data) // 1_000_000),
            limit_mb=limits.max_file_bytes // 1_000_000,
        )
    if not has_pdf_header(data):
        raise NotAPdf(file_name=file_name, kind=guess_kind(data))


def _pages(result: RawDocument, limits: Limits) -> tuple[Page, ...]:
    last = min(result.num_pages_in_file, limits.max_pages)
    return tuple(
        result.pages.get(n) or unread_page(n, PageStatus.NOT_READ) for n in range(1, last + 1)
    )


def _document(source: Source, result: RawDocument, pages: Sequence[Page]) -> Document:
    numbers = find_printed_numbers(pages, result.labels)
    pages = mark_roles([replace(p, printed_number=n) for p, n in zip(pages, numbers, strict=True)])
    outline = [OutlineEntry(*entry) for entry in result.outline]
    return Document(
        sha256=hashlib.sha256(source.data).hexdigest(),
        title=_title(result.title, source.file_name),
        pages=pages,
        sections=find_sections(pages, outline),
        num_pages_in_file=result.num_pages_in_file,
    )


def _title(title: str | None, file_name: str) -> str:
    """Return the file's own title where it is one, else its name without the ending."""
    title = " ".join(clean_text(title or "").split())[:MAX_TITLE_CHARS]
    words = [word for word in title.split() if sum(map(str.isalpha, word)) >= 2]
    return title if words and "/" not in title else PurePath(file_name).stem


def _ignore(progress: Progress) -> None: ...


def _never() -> bool:
    return False
