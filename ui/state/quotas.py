"""How many files, of what size, may be on their way into the library at once, and of whom.

Room is reserved before the first byte is read: of sixty uploads at the same moment, each sees those
before it.
"""

import secrets
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qa.errors import DiskFull, PlaceFull, ServerBusy, TooManyDocuments

GB = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Quotas:
    """Counts of files, sizes in bytes. A file counts from its first byte until it is read."""

    files_per_owner: int = 20  # refused and not yet dismissed ones too
    files_per_address: int = 40  # a fresh cookie is a fresh owner, but no fresh address
    files_waiting: int = 64  # of all owners; each has at most its own share of them
    bytes_in_all: int = 2 * GB
    min_free_bytes: int = GB // 4  # stays free on the disk that takes the files
    documents_in_all: int | None = None  # in the library, samples left out; None: no limit


SHARED = Quotas(min_free_bytes=2 * GB, documents_in_all=200)  # on a share link


@dataclass(frozen=True, slots=True)
class Pending:
    """A file that is arriving, waiting, being read, or refused and not yet dismissed."""

    owner: str
    address: str  # of the visitor; "" for files that come from nobody
    num_bytes: int
    is_waiting: bool = True


@dataclass(frozen=True, slots=True)
class Reservation:
    """Room for one file. Give it back, or turn it into an upload, exactly once."""

    number: str
    pending: Pending


class Room:
    """Reservations of files that are arriving; what has arrived is told by `arrived`."""

    def __init__(
        self,
        quotas: Quotas,
        folder: Path,
        *,
        arrived: Callable[[], list[Pending]],
        num_documents: Callable[[], int],
    ) -> None:
        """folder: where the bytes go. arrived: must not reserve. num_documents: in the library."""
        self._quotas = quotas
        self._folder = folder
        self._arrived = arrived
        self._num_documents = num_documents
        self._lock = threading.Lock()
        self._reserved: dict[str, Reservation] = {}

    def reserve(self, owner: str, address: str, num_bytes: int, *, file_name: str) -> Reservation:
        """Reserve room for one file.

        Raises TooManyDocuments, ServerBusy, PlaceFull or DiskFull where there is none.
        """
        with self._lock:
            pending = [*self._arrived(), *(r.pending for r in self._reserved.values())]
            self._check(pending, owner, address, num_bytes, file_name)
            reservation = Reservation(
                secrets.token_hex(8), Pending(owner, address, max(num_bytes, 0))
            )
            self._reserved[reservation.number] = reservation
            return reservation

    def give_back(self, reservation: Reservation) -> None:
        """End a reservation; harmless when it has ended."""
        with self._lock:
            self._reserved.pop(reservation.number, None)

    def _check(
        self, pending: list[Pending], owner: str, address: str, num_bytes: int, file_name: str
    ) -> None:
        quotas = self._quotas
        own = sum(p.owner == owner for p in pending)
        if own >= quotas.files_per_owner:
            raise TooManyDocuments(count=own)
        waiting = sum(p.is_waiting for p in pending)
        if waiting >= quotas.files_waiting:
            raise ServerBusy(waiting=waiting)
        neighbours = sum(p.address == address for p in pending)
        if address and neighbours >= quotas.files_per_address:
            raise ServerBusy(waiting=neighbours)
        arriving = sum(p.num_bytes for p in pending)
        if arriving + num_bytes > quotas.bytes_in_all:
            raise ServerBusy(waiting=waiting)
        if quotas.documents_in_all is not None:
            held = self._num_documents() + sum(p.is_waiting for p in pending)
            if held >= quotas.documents_in_all:
                raise PlaceFull(file_name=file_name)
        unwritten = sum(r.pending.num_bytes for r in self._reserved.values())
        free = shutil.disk_usage(self._folder).free
        if free - unwritten - num_bytes < quotas.min_free_bytes:
            raise DiskFull(file_name=file_name)
