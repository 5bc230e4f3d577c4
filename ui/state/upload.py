"""One file on its way into the library, or one report whose scanned pages are being read."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import TracebackType

from qa.answer import Progress
from qa.errors import NeedsPassword, QAError
from ui.operations.references import needed_reference

log = logging.getLogger("pagewitness")


class State(StrEnum):
    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    REFUSED = "refused"


@dataclass
class Upload:
    """One file on its way into the library. Changed by its worker, watched by the screen.

    scans_of: the document whose pages without text OCR reads; None for a file that comes in.
    enough: ends that, and what was read by then is kept. is_removed: that document was removed.
    """

    reading_id: str
    owner: str
    file_name: str
    path: Path
    password: str | None = None
    state: State = State.WAITING
    progress: Progress | None = None
    error: QAError | None = None
    fault: str | None = None  # reference of an error that is ours; the log has the rest
    document_id: str | None = None
    address: str = ""  # of the visitor who handed it in
    num_bytes: int = 0
    is_beyond_share: bool = False  # of what comes in, see ui.state.reading_lanes
    tries: int = 0  # at reading it: one more for each password
    reference: str = field(default_factory=needed_reference)  # of the request that brought it
    changed_at: float = field(default_factory=time.monotonic)
    cancelled: threading.Event = field(default_factory=threading.Event)
    scans_of: str | None = None
    enough: threading.Event = field(default_factory=threading.Event)
    is_removed: bool = False

    @property
    def is_active(self) -> bool:
        return self.state in (State.WAITING, State.READING)

    @property
    def is_stopped(self) -> bool:
        return self.cancelled.is_set() or self.enough.is_set()

    @property
    def is_locked(self) -> bool:
        return self.state is State.REFUSED and isinstance(self.error, NeedsPassword)


def progress_into(reading: Upload) -> Callable[[Progress], None]:
    def note(progress: Progress) -> None:
        reading.progress = progress

    return note


class FaultShown:
    """Shows an error that is ours as such: a reference on the screen, the rest in the log."""

    def __init__(self, reading: Upload, refuse: Callable[..., None]) -> None:
        """refuse: takes the reading and `fault`, the reference."""
        self._reading, self._refuse = reading, refuse

    def __enter__(self) -> None:
        """There is nothing to open."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if error is not None:
            reference = self._reading.reference
            log.error("Reading failed, reference %s", reference, exc_info=error)
            self._refuse(self._reading, fault=reference)
        return error is not None
