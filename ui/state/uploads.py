"""The reading room: files handed in wait here, are read two at a time, and report progress.

Readings go on when a browser closes its tab; whoever comes back finds them. A locked file waits for
its password. The bytes lie in a private temporary folder until the library has its own copy.
"""

import contextlib
import logging
import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

from qa.answer import Progress
from qa.errors import NeedsPassword, QAError, ReadingCancelled, ServerBusy, TooManyDocuments
from qa.library import Library, StoredDocument
from qa.library.folder_lock import folder_lock
from qa.pdf import Limits
from qa.pipeline import read_document
from qa.text.display_name import display_name

FILES_AT_ONCE = 2
WAITING_AT_MOST = 16
FILES_PER_OWNER = 20  # waiting, being read or refused and not yet dismissed
FORGOTTEN_AFTER = 30 * 60.0  # seconds; a locked file nobody gives a password for is deleted then
FOLDER_PREFIX = "pagewitness-incoming-"

log = logging.getLogger("pagewitness")


class State(StrEnum):
    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    REFUSED = "refused"


@dataclass
class Upload:
    """One file on its way into the library. Changed by its worker, watched by the screen."""

    reading_id: str
    owner: str
    file_name: str
    path: Path
    password: str | None = None
    state: State = State.WAITING
    progress: Progress | None = None
    error: QAError | None = None
    fault: str | None = None  # number of an error that is ours; the log has the rest
    document_id: str | None = None
    changed_at: float = field(default_factory=time.monotonic)
    cancelled: threading.Event = field(default_factory=threading.Event)

    @property
    def is_active(self) -> bool:
        return self.state in (State.WAITING, State.READING)

    @property
    def is_locked(self) -> bool:
        return self.state is State.REFUSED and isinstance(self.error, NeedsPassword)


class UploadQueue:
    """Takes files, reads them in the background, tells each owner about their own."""

    def __init__(
        self,
        library: Library,
        *,
        limits: Limits | None = None,
        on_stored: Callable[[StoredDocument], None] = lambda document: None,
    ) -> None:
        """on_stored: hears of each document before its reading is done."""
        self.limits = limits or Limits()
        self._on_stored = on_stored
        self._library = library
        self._lock = threading.Lock()
        self._readings: dict[str, Upload] = {}
        self._workers = ThreadPoolExecutor(FILES_AT_ONCE, thread_name_prefix="reading")
        self._folder = _Workplace()

    def close(self) -> None:
        """Stop what is being read and delete the files that wait."""
        with self._lock:
            readings = list(self._readings.values())
        for reading in readings:
            reading.cancelled.set()
        self._workers.shutdown(wait=True, cancel_futures=True)
        self._folder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def new_file(self) -> Path:
        """Return a fresh path for bytes that are coming in."""
        return self._folder.path / secrets.token_hex(16)

    def check_room(self, owner: str) -> None:
        """Raise ServerBusy or TooManyDocuments when no further file can be taken now."""
        self._forget()
        with self._lock:
            waiting = sum(r.state is State.WAITING for r in self._readings.values())
            own = sum(
                r.owner == owner and r.state is not State.DONE for r in self._readings.values()
            )
        if own >= FILES_PER_OWNER:
            raise TooManyDocuments(count=own)
        if waiting >= WAITING_AT_MOST:
            raise ServerBusy(waiting=waiting)

    def take(self, path: Path, *, owner: str, file_name: str) -> Upload:
        """Queue a file made with `new_file`; it is deleted once it has been read or refused."""
        reading = Upload(secrets.token_hex(16), owner, display_name(file_name), path)
        with self._lock:
            self._readings[reading.reading_id] = reading
        self._start(reading)
        return reading

    def take_all(self, sources: Iterable[Path], *, owner: str) -> None:
        """Queue copies of files that stay where they are, such as the sample reports."""
        for source in sources:
            path = self.new_file()
            shutil.copyfile(source, path)
            self.take(path, owner=owner, file_name=source.name)

    def readings(self, *owners: str) -> list[Upload]:
        """Return the readings of these owners, oldest first; done ones for a while too."""
        with self._lock:
            return [r for r in self._readings.values() if r.owner in owners]

    def find(self, reading_id: str, *, owner: str) -> Upload | None:
        with self._lock:
            reading = self._readings.get(reading_id)
        return reading if reading is not None and reading.owner == owner else None

    def cancel(self, reading_id: str, *, owner: str) -> None:
        """Stop a reading, or put away a refused one."""
        reading = self.find(reading_id, owner=owner)
        if reading is None:
            return
        reading.cancelled.set()
        if not reading.is_active:
            self._drop(reading)

    def unlock(self, reading_id: str, password: str, *, owner: str) -> None:
        """Try again with a password."""
        reading = self.find(reading_id, owner=owner)
        if reading is None or not reading.is_locked:
            return
        reading.password, reading.error, reading.state = password, None, State.WAITING
        self._start(reading)

    def _start(self, reading: Upload) -> None:
        future = self._workers.submit(self._read, reading)
        future.add_done_callback(lambda done: self._note_fault(reading, done))

    def _note_fault(self, reading: Upload, done: Future[None]) -> None:
        """Show an error that is ours as such: a number on the screen, the rest in the log."""
        fault = None if done.cancelled() else done.exception()
        if fault is not None:
            number = secrets.token_hex(4)
            log.error("Reading failed, number %s", number, exc_info=fault)
            self._refuse(reading, fault=number)

    def _read(self, reading: Upload) -> None:
        if reading.cancelled.is_set():
            self._drop(reading)
            return
        reading.state = State.READING
        try:
            document = read_document(
                reading.path,
                library=self._library,
                owner=reading.owner,
                file_name=reading.file_name,
                password=reading.password,
                limits=self.limits,
                on_progress=_progress_into(reading),
                cancelled=reading.cancelled.is_set,
            )
        except ReadingCancelled:
            self._drop(reading)
        except QAError as error:
            self._refuse(reading, error=error)
        else:
            reading.path.unlink(missing_ok=True)
            self._on_stored(document)
            reading.document_id = document.document_id
            reading.changed_at = time.monotonic()
            reading.state = State.DONE

    def _refuse(
        self, reading: Upload, *, error: QAError | None = None, fault: str | None = None
    ) -> None:
        if not isinstance(error, NeedsPassword):
            reading.path.unlink(missing_ok=True)
        reading.error, reading.fault = error, fault
        reading.changed_at = time.monotonic()
        reading.state = State.REFUSED

    def _drop(self, reading: Upload) -> None:
        reading.path.unlink(missing_ok=True)
        with self._lock:
            self._readings.pop(reading.reading_id, None)

    def _forget(self) -> None:
        now = time.monotonic()
        with self._lock:
            readings = list(self._readings.values())
        for reading in readings:
            if not reading.is_active and now - reading.changed_at > FORGOTTEN_AFTER:
                self._drop(reading)


class _Workplace:
    """A private temporary folder, locked while we live, so that the next start knows a dead one."""

    def __init__(self) -> None:
        _remove_dead_folders()
        self.path = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX))
        self._held = contextlib.ExitStack()
        self._held.enter_context(folder_lock(self.path, exclusive=True))

    def close(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        self._held.close()


def _remove_dead_folders() -> None:
    for folder in Path(tempfile.gettempdir()).glob(FOLDER_PREFIX + "*"):
        with (
            contextlib.suppress(OSError),  # another user's, or gone meanwhile
            folder_lock(folder, exclusive=True, wait=False) as is_dead,
        ):
            if is_dead:
                shutil.rmtree(folder)


def _progress_into(reading: Upload) -> Callable[[Progress], None]:
    def note(progress: Progress) -> None:
        reading.progress = progress

    return note
