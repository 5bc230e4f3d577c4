"""Whether a file on the disk is, to the bit, one that was written: checksums in a file beside it.

Two are kept, of the file as it is and of the copy that is about to take its place, so that the
process may die between the two. Where none are kept, as beside files of earlier versions, every
file is believed.
"""

import hashlib
import os
import threading
from pathlib import Path

from qa.errors import DamagedLines

SUFFIX = ".sums"
KEPT = 2
VERIFIED_REMEMBERED = 10_000

_verified: dict[tuple[str, int, int, int], None] = {}
_lock = threading.Lock()


def sums_path(path: Path) -> Path:
    """Return where the checksums of a file lie."""
    return path.with_suffix(SUFFIX)


def keep_sum(path: Path, of: Path) -> None:
    """Keep the checksum of `of`, which lies at `path` already or is about to take its place."""
    sums = sums_path(path)
    if sums.exists():
        kept = sums.read_text(encoding="ascii", errors="replace").split()
    else:
        kept = [] if of == path else [_sum(path)]
    unfinished = sums.with_suffix(SUFFIX + ".new")
    unfinished.touch(mode=0o600)
    with unfinished.open("w", encoding="ascii", errors="replace") as file:
        file.write("\n".join([*kept, _sum(of)][-KEPT:]) + "\n")
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(sums)


def verify(path: Path) -> None:
    """Raise DamagedLines unless the file is as it was written; each version is read once."""
    try:
        stat = path.stat()
    except FileNotFoundError:
        return  # removed: who opens it will say so
    version = (str(path), stat.st_ino, stat.st_mtime_ns, stat.st_size)
    with _lock:
        if version in _verified:
            return
    sums = sums_path(path)
    if sums.exists() and _sum(path) not in sums.read_text("ascii", errors="replace").split():
        raise DamagedLines
    with _lock:
        _verified[version] = None
        if len(_verified) > VERIFIED_REMEMBERED:
            del _verified[next(iter(_verified))]


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
