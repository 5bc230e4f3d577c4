"""The shelf: what a model has read stays read. GPU -> page-locked main memory -> disk, and back.

    <folder of a document>/shelf-<key>.safetensors   see qa.engine.kv_store.file
    <folder of a document>/shelf-<random>.partial    being written, and locked by who writes it

A reading lies in its document's own folder, so it belongs to the same owner and goes when that
folder goes. Its key tells everything that it depends on: what is different has another name. What
is damaged is deleted and counts as absent, so no answer ever rests on it. Any number of processes
may use the same folders: a file gets its name when it is whole and on the disk.
"""

import fcntl
import logging
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from qa.engine.kv_cache.cache import KVCache
from qa.engine.kv_store.file import (
    Cancelled,
    IsWanted,
    Unusable,
    file_bytes,
    read_arena,
    write_tensors,
)
from qa.engine.kv_store.pinned_memory import HostMemory

DEFAULT_BYTES = 20_000_000_000
SHARE_OF_FREE_DISK = 0.1
LARGEST_SHARE_OF_FREE_DISK = 0.5
LEFT_FREE_BYTES = 1_000_000_000  # for the library and everybody else, whatever was asked for
ONE_QUESTION_BYTES = 1_000_000_000  # a second of writing, see Place
FOR_ONE_QUESTION = "shelf-q-"
UNFINISHED = ".partial"

Held = Callable[[], AbstractContextManager[KVCache | None]]

log = logging.getLogger("pagewitness")


@dataclass(frozen=True, slots=True)
class StoreKey:
    """Where a reading is kept. is_for_one_question: of pages picked for it, so the next question
    hardly wants them: kept only if small, and the first to leave.
    """

    folder: Path
    key: str  # hex digits, of all that the reading depends on
    is_for_one_question: bool = False

    @property
    def document(self) -> str:
        """The name of the document's folder, which no other document has."""
        return self.folder.name

    @property
    def path(self) -> Path:
        kind = FOR_ONE_QUESTION if self.is_for_one_question else "shelf-"
        return self.folder / f"{kind}{self.key[:32]}.safetensors"


class KVStore:
    """Takes readings and gives them back. Safe to use from many threads and processes."""

    def __init__(self, max_bytes: int | None = None, *, host: HostMemory | None = None) -> None:
        """max_bytes: on disk, over all folders beside a document's; None: 20 GB, or a tenth of what
        is free if that is more, at most half of it. host: keeps copies as well, for a GPU.
        """
        self._max_bytes = max_bytes
        self._host = host or HostMemory(0)

    def has(self, place: StoreKey) -> bool:
        """Whether something was kept there; that it is sound shows when it is fetched."""
        return (place.document, place.key) in self._host or place.path.exists()

    def fetch(self, place: StoreKey, arena: KVCache, num_tokens: int, is_wanted: IsWanted) -> bool:
        """Fill an empty arena with what was kept there; whether it was, and was sound."""
        if self._host.fill(place.document, place.key, arena, num_tokens, is_wanted):
            with suppress(OSError):
                os.utime(place.path)  # used now: others leave first
            return True
        try:
            with _opened(place.path) as file:
                read_arena(file, arena, num_tokens, place.key, is_wanted)
            os.utime(place.path)
        except (FileNotFoundError, Cancelled):
            pass  # never kept, or removed while we read
        except (Unusable, OSError) as error:
            log.warning("A reading on the shelf is deleted and not used: %s.", error)
            with suppress(OSError):
                place.path.unlink()
        except RuntimeError as error:  # a device that is out of memory
            log.warning("A reading stays on the shelf, and is read again: %s.", error)
        return arena.length == num_tokens

    def keep(self, place: StoreKey, held: Held, is_wanted: IsWanted) -> None:
        """Keep what a full arena holds. Takes seconds; a full disk costs a line in the log.

        held: keeps the arena as it is while it is copied; gives None when it has gone. Where main
        memory takes a copy, the file is written from that, and the arena let go before.
        """
        try:
            with _new_file(place) as (file, path):
                if not self._write(place, held, file, is_wanted):
                    return
                os.fsync(file)
                path.rename(place.path)
                _wait_for_disk(place.folder)
        except (FileNotFoundError, Cancelled):
            pass  # the document was removed
        except OSError as error:
            log.warning("A reading was not kept on the shelf: %s.", error.strerror or error)

    def forget(self, document: str) -> None:
        """Drop what main memory holds of a document that was removed."""
        self._host.forget(document)

    def close(self) -> None:
        """Give main memory back; the disk keeps what it has."""
        self._host.close()

    def _write(self, place: StoreKey, held: Held, file: int, is_wanted: IsWanted) -> bool:
        """Copy an arena to main memory, if it fits there, and into the file; False where no file is
        needed.
        """
        with held() as arena:
            if arena is None:
                return False
            tensors = arena.tensors(arena.length)
            num_bytes = file_bytes(tensors, place.key)
            if place.is_for_one_question and num_bytes > ONE_QUESTION_BYTES:
                return False
            self._host.put(place.document, place.key, tensors, is_wanted)
            if place.path.exists() or not self._make_room(place, num_bytes):
                return False
            if (place.document, place.key) not in self._host:
                write_tensors(file, tensors, place.key, is_wanted)
                return True
        # The device's memory is free for others while the disk takes its time.
        with self._host.borrowed(place.document, place.key) as copy:
            if copy is not None:
                write_tensors(file, copy, place.key, is_wanted)
        return copy is not None

    def _make_room(self, place: StoreKey, num_bytes: int) -> bool:
        """Delete what leaves first until there is room; False where there never is."""
        files = _kept_files(place.folder.parent)
        used = sum(size for _, _, size in files)
        allowed = self._allowed_bytes(place.folder, used)
        if num_bytes > allowed:
            gigabytes = (num_bytes / 1e9, allowed / 1e9)
            log.info("A reading of %.1f GB was not kept: the shelf may take %.1f GB.", *gigabytes)
            return False
        for _, path, size in files:
            if used + num_bytes <= allowed:
                break
            path.unlink(missing_ok=True)
            used -= size
        return True

    def _allowed_bytes(self, folder: Path, used: int) -> int:
        available = shutil.disk_usage(folder).free + used
        if self._max_bytes is not None:
            return min(self._max_bytes, available - LEFT_FREE_BYTES)
        wanted = max(DEFAULT_BYTES, int(available * SHARE_OF_FREE_DISK))
        return min(wanted, int(available * LARGEST_SHARE_OF_FREE_DISK))


def discard(place: StoreKey) -> None:
    """Delete what a removed document's folder was given while it was being removed."""
    with suppress(OSError):
        for path in place.folder.glob("shelf-*"):
            path.unlink(missing_ok=True)
        place.folder.rmdir()


def _kept_files(documents: Path) -> list[tuple[tuple[bool, float], Path, int]]:
    """Return (order, path, bytes) of all that is kept, what leaves first first.

    What a killed process was writing is deleted on the way: nobody has it locked.
    """
    files = []
    for path in documents.glob("*/shelf-*"):
        with suppress(FileNotFoundError):  # another process makes room too
            if path.suffix == UNFINISHED:
                _delete_if_abandoned(path)
            else:
                status = path.stat()
                order = (not path.name.startswith(FOR_ONE_QUESTION), status.st_mtime)
                files.append((order, path, status.st_size))
    return sorted(files)


def _delete_if_abandoned(path: Path) -> None:
    with _opened(path) as file, suppress(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink()


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        yield file
    finally:
        os.close(file)


@contextmanager
def _new_file(place: StoreKey) -> Iterator[tuple[int, Path]]:
    """Give a new file beside the place, for us alone; unless renamed it goes at the end."""
    path = place.folder / f"shelf-{secrets.token_hex(8)}{UNFINISHED}"
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file, path
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        os.close(file)


def _wait_for_disk(folder: Path) -> None:
    with _opened(folder) as descriptor:
        os.fsync(descriptor)
