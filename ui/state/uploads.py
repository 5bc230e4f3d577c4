"""The reading room: files handed in are read (ui.state.reading_lanes), and report progress. Beside
them are the reports whose scanned pages OCR reads.

What may be on its way at once is bounded (ui.state.quotas).

Readings go on when a browser closes its tab; whoever comes back finds them. A locked file waits for
its password. The bytes lie in a private temporary folder until the library has its own copy.
"""

import logging
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Self

from qa.errors import NeedsPassword, QAError, ReadingCancelled
from qa.library import SAMPLES_OWNER, Library, StoredDocument
from qa.ocr.installed import require_ocr
from qa.pdf import Limits
from qa.pipeline import read_document
from qa.text.display_name import display_name
from ui.operations.metrics import Metrics
from ui.operations.references import within
from ui.state.quotas import Pending, Quotas, Reservation, Room
from ui.state.reading_lanes import ReadingLanes
from ui.state.regulars import Regulars
from ui.state.scans import ScanTurns
from ui.state.upload import FaultShown, State, Upload, progress_into
from ui.state.workplace import Workplace

FORGOTTEN_AFTER = 30 * 60.0  # seconds; a locked file nobody gives a password for is deleted then
DONE_FOR_S = 300.0  # of one that was read, until its document alone is shown

log = logging.getLogger("pagewitness")


class UploadQueue:
    """Takes files, reads them in the background, tells each owner about their own."""

    def __init__(
        self,
        library: Library,
        *,
        limits: Limits | None = None,
        quotas: Quotas = Quotas(),  # noqa: B008 - frozen
        on_stored: Callable[[StoredDocument], None] = lambda document: None,
        on_replaced: Callable[[StoredDocument], None] = lambda document: None,
        metrics: Metrics | None = None,
    ) -> None:
        """on_stored: hears of each document before its reading is done. on_replaced: before that,
        of one that a further reading of the same bytes has replaced.
        """
        self.limits = limits or Limits()
        self._on_stored, self._on_replaced = on_stored, on_replaced
        self._metrics = metrics or Metrics()
        self._library = library
        self._lock = threading.Lock()
        self._readings: dict[str, Upload] = {}
        self.regulars = Regulars()
        self._lanes = ReadingLanes(is_known=self.regulars.is_known)
        self._scans = ScanTurns()
        self._folder = Workplace()
        self._room = Room(
            quotas,
            self._folder.path,
            arrived=self._pending,
            num_documents=lambda: library.num_documents(but_of=SAMPLES_OWNER),
        )

    def close(self) -> None:
        """Stop what is being read and delete the files that wait."""
        with self._lock:
            readings = list(self._readings.values())
        for reading in readings:
            reading.cancelled.set()
        self._lanes.close()
        self._scans.close()
        self._folder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def new_file(self) -> Path:
        """Return a fresh path for bytes that are coming in."""
        return self._folder.path / secrets.token_hex(16)

    def reserve(self, *, owner: str, address: str, num_bytes: int, file_name: str) -> Reservation:
        """Reserve room for a file before its bytes are read; see Room.reserve."""
        self._forget()
        return self._room.reserve(owner, address, num_bytes, file_name=file_name)

    def give_back(self, reservation: Reservation) -> None:
        """End a reservation that became no upload; harmless when it did."""
        self._room.give_back(reservation)

    def take(
        self, path: Path, *, owner: str, file_name: str, reservation: Reservation | None = None
    ) -> Upload:
        """Queue a file made with `new_file`; it is deleted once it has been read or refused."""
        reading = Upload(secrets.token_hex(16), owner, display_name(file_name), path)
        reading.num_bytes = path.stat().st_size
        if reservation is not None:
            reading.address = reservation.pending.address
        with self._lock:
            self._readings[reading.reading_id] = reading
        if reservation is not None:
            self._room.give_back(reservation)
        self._start(reading)
        return reading

    def read_scans(self, document: StoredDocument) -> Upload:
        """Have OCR read the pages of a document that have no text; one that it reads already is
        not read twice. The document that comes of it has another id, see `became`.

        Raises ServerBusy, UsageError without the packages.
        """
        require_ocr()
        self._forget()
        with self._lock:
            scans = [r for r in self._readings.values() if r.scans_of is not None]
            for reading in scans:
                if reading.scans_of == document.document_id and reading.is_active:
                    return reading
            self._scans.check(scans, document.owner)
            reading = Upload(
                secrets.token_hex(16),
                document.owner,
                document.file_name,
                document.pdf_path,
                document.password,
                scans_of=document.document_id,
            )
            self._readings[reading.reading_id] = reading
        self._start(reading)
        return reading

    def became(self, document_id: str, *, owner: str) -> str | None:
        """Return the id that a document has since OCR has read its scanned pages."""
        for reading in self.readings(owner):
            if reading.scans_of == document_id and reading.state is State.DONE:
                return reading.document_id if reading.document_id != document_id else None
        return None

    def end_scans(self, document_id: str | None = None) -> None:
        """End OCR: of a document that was removed, or of all, so that what was read is kept."""
        with self._lock:
            readings = list(self._readings.values())
        for reading in readings:
            if reading.scans_of is not None and document_id is None:
                reading.enough.set()
            elif reading.scans_of is not None and reading.scans_of == document_id:
                reading.is_removed = True
                reading.cancelled.set()

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

    def count(self, state: State) -> int:
        """How many readings of all owners are in this state."""
        with self._lock:
            return sum(reading.state is state for reading in self._readings.values())

    def cancel(self, reading_id: str, *, owner: str) -> None:
        """Stop a reading, or put away a refused one; what OCR has read by then is kept."""
        reading = self.find(reading_id, owner=owner)
        if reading is None:
            return
        (reading.cancelled if reading.scans_of is None else reading.enough).set()
        if not reading.is_active:
            self._drop(reading)

    def unlock(self, reading_id: str, password: str, *, owner: str) -> None:
        """Try again with a password."""
        reading = self.find(reading_id, owner=owner)
        if reading is None or not reading.is_locked:
            return
        reading.password, reading.error, reading.state = password, None, State.WAITING
        self._start(reading)

    def _pending(self) -> list[Pending]:
        with self._lock:
            return [
                Pending(r.owner, r.address, r.num_bytes, is_waiting=r.state is State.WAITING)
                for r in self._readings.values()
                if r.state is not State.DONE and r.owner != SAMPLES_OWNER and r.scans_of is None
            ]

    def _start(self, reading: Upload) -> None:
        turns = self._lanes if reading.scans_of is None else self._scans
        turns.start(reading, self._read_safely)

    def _read_safely(self, reading: Upload) -> None:
        with within(reading.reference), FaultShown(reading, self.refuse):
            self._read(reading)

    def _read(self, reading: Upload) -> None:
        if reading.is_stopped:
            self._drop(reading)
            return
        reading.state = State.READING
        began = time.monotonic()
        try:
            document = read_document(
                reading.path,
                library=self._library,
                owner=reading.owner,
                file_name=reading.file_name,
                password=reading.password,
                limits=replace(self.limits, is_low_priority=reading.is_beyond_share),
                ocr=reading.scans_of is not None,
                enough=reading.enough.is_set,
                on_progress=progress_into(reading),
                cancelled=reading.cancelled.is_set,
                on_replaced=self._on_replaced,
            )
        except ReadingCancelled:
            self._metrics.reading_ended("cancelled", time.monotonic() - began)
            self._drop(reading)
        except QAError as error:
            if reading.cancelled.is_set():  # such as what was removed meanwhile
                self._drop(reading)
            else:
                self.refuse(reading, error=error)
        else:
            if reading.is_removed:  # while it was written, when nothing asks any more
                self._library.remove(document.document_id, owner=reading.owner)
                self._drop(reading)
                return
            self._put_away(reading)
            outcome = "done" if reading.scans_of is None else "recognised"
            self._metrics.reading_ended(
                outcome, time.monotonic() - began, len(document.coverage.read)
            )
            self._on_stored(document)
            reading.document_id = document.document_id
            reading.changed_at = time.monotonic()
            reading.state = State.DONE

    def refuse(
        self, reading: Upload, *, error: QAError | None = None, fault: str | None = None
    ) -> None:
        """Say why a file was not read; only a locked one is kept, for its password."""
        if not isinstance(error, NeedsPassword):
            self._put_away(reading)
        self._metrics.reading_ended("refused" if fault is None else "fault", 0.0)
        if error is not None:
            self._metrics.refused(error)
        reading.error, reading.fault = error, fault
        reading.changed_at = time.monotonic()
        reading.state = State.REFUSED

    def _drop(self, reading: Upload) -> None:
        self._put_away(reading)
        if reading.is_active:
            reading.state = State.REFUSED  # for whoever waits for it
        with self._lock:
            self._readings.pop(reading.reading_id, None)

    def _put_away(self, reading: Upload) -> None:
        """Delete a file that came in; a document's own belongs to the library."""
        if reading.scans_of is None:
            reading.path.unlink(missing_ok=True)

    def _forget(self) -> None:
        now = time.monotonic()
        with self._lock:
            readings = list(self._readings.values())
        for reading in readings:
            is_shown = reading.state is not State.DONE or reading.scans_of is not None
            kept_s = FORGOTTEN_AFTER if is_shown else DONE_FOR_S
            if not reading.is_active and now - reading.changed_at > kept_s:
                self._drop(reading)
