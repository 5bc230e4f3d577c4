"""Reads a file's pages in child processes that may die, and keeps what was finished before.

One thread per child hands out page ranges and collects pages. The calling thread watches the clock,
the limits and the Stop button, and kills children that are late.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any

from qa.answer import Progress
from qa.document import Page, PageStatus
from qa.errors import (
    DamagedPdf,
    DocumentError,
    NeedsPassword,
    ReadingCancelled,
    ReadingCrashed,
    ReadingTookTooLong,
    WrongPassword,
)
from qa.pdf.limits import Limits
from qa.pdf.process import ChildDied, ChildProcess
from qa.pdf.wire import BadMessage, decode_page

MAX_RANGE = 16  # pages asked for at once
PAGES_PER_WORKER = 24  # starting a child costs as much as reading some 50 pages
POLL_SECONDS = 0.05
KEY = "file"  # a reading child holds one file


@dataclass(frozen=True, slots=True)
class Source:
    """The file to read, and how far to go."""

    data: bytes
    file_name: str
    password: str | None
    limits: Limits


@dataclass
class RawDocument:
    """What the children said; pages by number, those missing were not read."""

    num_pages_in_file: int = 0
    pages: dict[int, Page] = field(default_factory=dict)
    title: str | None = None
    labels: list[str | None] = field(default_factory=list)
    outline: list[tuple[str, int, int]] = field(default_factory=list)


def unread_page(page_number: int, status: PageStatus) -> Page:
    """Return a page nothing is known of but why."""
    return Page(page_number, None, 0.0, 0.0, (), status)


class PdfReadJob:
    """One file on its way to pages."""

    def __init__(self, source: Source, num_workers: int) -> None:
        self._source, self._limits, self._num_workers = source, source.limits, num_workers
        self._result = RawDocument()
        self._events: SimpleQueue[Callable[[], None]] = SimpleQueue()  # work for the calling thread
        self._lock = threading.Lock()  # guards the five below
        self._todo: list[int] = []  # page numbers, next one last
        self._children: set[ChildProcess] = set()
        self._stopping = False
        self._num_crashes = 0
        self._num_opened = 0
        self._threads: list[threading.Thread] = []
        self._num_read = self._num_chars = 0
        self._error: DocumentError | None = None

    def run(
        self, on_progress: Callable[[Progress], None], cancelled: Callable[[], bool]
    ) -> RawDocument:
        """Return what could be read; raises DocumentError where that is nothing."""
        started = time.monotonic()
        shown = -1
        self._add_worker()
        try:
            while any(thread.is_alive() for thread in self._threads) or not self._events.empty():
                self._handle_events()
                if cancelled():
                    raise ReadingCancelled(file_name=self._source.file_name)
                self._kill_late_children()
                if time.monotonic() - started > self._limits.file_seconds:
                    self._error = self._error or self._too_long(self._limits.file_seconds)
                    break
                if self._result.num_pages_in_file and len(self._result.pages) > shown:
                    shown = len(self._result.pages)
                    on_progress(self._progress(shown, time.monotonic() - started))
        finally:
            self._stop()
        if not self._num_read:
            assert self._error
            raise self._error
        return self._result

    # In the calling thread

    def _handle_events(self) -> None:
        try:
            self._events.get(timeout=POLL_SECONDS)()
            while not self._events.empty():
                self._events.get_nowait()()
        except Empty:
            return

    def _kill_late_children(self) -> None:
        with self._lock:
            for child in self._children:
                child.kill_if_late()

    def _progress(self, done: int, seconds: float) -> Progress:
        total = min(self._result.num_pages_in_file, self._limits.max_pages)
        eta = seconds / done * (total - done) if done else None
        return Progress("reading", done, total, eta)

    def _opened(self, num_pages: int, facts: dict[str, Any]) -> None:
        self._result.num_pages_in_file = num_pages
        self._result.title = facts["title"]
        self._result.labels = facts["labels"]
        self._result.outline = [tuple(entry) for entry in facts["outline"]]
        wanted = -(-min(num_pages, self._limits.max_pages) // PAGES_PER_WORKER)
        for _ in range(min(self._num_workers, wanted) - 1):
            self._add_worker()

    def _finished(self, pages: Sequence[Page]) -> None:
        for page in pages:
            self._result.pages[page.page_number] = page
            self._num_chars += len(page.text)
        self._num_read += len(pages)
        if self._num_chars > self._limits.max_chars:
            with self._lock:
                self._todo.clear()

    def _lost(self, page_number: int) -> None:
        self._result.pages[page_number] = unread_page(page_number, PageStatus.FAILED)

    def _refused(self, error: DocumentError) -> None:
        self._error = self._error or error

    def _stop(self) -> None:
        with self._lock:
            self._stopping = True
            for child in self._children:
                child.kill()
        for thread in self._threads:
            thread.join()
        while not self._events.empty():
            self._events.get_nowait()()

    # In the threads, one per child

    def _add_worker(self) -> None:
        thread = threading.Thread(target=self._work, name="pdf-reader", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _work(self) -> None:
        while child := self._start_child():
            try:
                if self._open(child) and self._read_pages(child):
                    return
            except ChildDied:
                self._note_crash(child)
            finally:
                with self._lock:
                    self._children.discard(child)
                child.close()

    def _start_child(self) -> ChildProcess | None:
        with self._lock:
            if self._stopping:
                return None
            child = ChildProcess(self._limits, is_low=self._limits.is_low_priority)
            self._children.add(child)
            return child

    def _open(self, child: ChildProcess) -> bool:
        source = self._source
        reply = child.open(KEY, source.data, source.password)
        if "num_pages" not in reply:
            self._refuse(self._refusal(reply))
            return False
        with self._lock:
            first = not self._num_opened
            self._num_opened += 1
        if first:
            num_pages = int(reply["num_pages"])
            last = min(num_pages, self._limits.max_pages)
            child.send({"do": "describe", "key": KEY, "max_pages": last})
            facts = child.receive()
            with self._lock:
                self._todo = list(range(last, 0, -1))
            self._events.put(partial(self._opened, num_pages, facts))
        else:  # the first page of a file may take as long as opening it, later ones may not
            child.deadline = time.monotonic() + self._limits.page_seconds
        return True

    def _read_pages(self, child: ChildProcess) -> bool:
        while page_numbers := self._take():
            child.send({"do": "read", "key": KEY, "pages": page_numbers})
            finished: list[Page] = []
            told = time.monotonic()
            try:
                while page_numbers:
                    finished.append(self._receive_page(child, page_numbers))
                    now = time.monotonic()
                    child.deadline = now + self._limits.page_seconds
                    # Waking the calling thread for every page costs as much as decoding the page.
                    if now - told > POLL_SECONDS:
                        self._events.put(partial(self._finished, finished))
                        finished, told = [], now
            finally:
                self._events.put(partial(self._finished, finished))
        return True

    def _receive_page(self, child: ChildProcess, page_numbers: list[int]) -> Page:
        """Return the first of the pages asked for, and take it off the list."""
        page_number = page_numbers.pop(0)
        try:
            page = decode_page(child.receive())
            if page.page_number != page_number:
                raise BadMessage(page_number)
        except (ChildDied, BadMessage) as error:
            with self._lock:
                self._todo.extend(reversed(page_numbers))
                if not self._stopping:
                    self._events.put(partial(self._lost, page_number))
            raise ChildDied from error
        return page

    def _take(self) -> list[int]:
        with self._lock:
            size = max(1, min(MAX_RANGE, len(self._todo) // (4 * self._num_workers)))
            taken = self._todo[: -size - 1 : -1]
            del self._todo[-size:]
            return taken

    def _note_crash(self, child: ChildProcess) -> None:
        error = (
            self._too_long(self._limits.open_seconds)
            if child.timed_out
            else ReadingCrashed(file_name=self._source.file_name)
        )
        with self._lock:
            self._num_crashes += 1
            if not self._num_opened or self._num_crashes >= self._limits.max_crashes:
                self._stopping = True
        self._events.put(partial(self._refused, error))

    def _refuse(self, error: DocumentError) -> None:
        with self._lock:
            self._stopping = True
        self._events.put(partial(self._refused, error))

    def _refusal(self, reply: dict[str, Any]) -> DocumentError:
        name = self._source.file_name
        if reply.get("failed") != "password":
            return DamagedPdf(file_name=name)
        return (WrongPassword if self._source.password else NeedsPassword)(file_name=name)

    def _too_long(self, seconds: float) -> ReadingTookTooLong:
        return ReadingTookTooLong(file_name=self._source.file_name, seconds=round(seconds))
