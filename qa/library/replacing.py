"""Changes a SQLite file that others read without a lock: a changed copy takes the file's place.

Who has the old file open goes on reading it. However the process dies, the file is the old one or
the new one; an unfinished copy is deleted by the next change or the next start.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from qa.library.checksums import keep_sum
from qa.library.folder_lock import folder_lock
from qa.library.migrations import OnStep, no_step

_UNFINISHED = ".new"


@contextmanager
def replacing(path: Path, *, on_step: OnStep = no_step) -> Iterator[sqlite3.Connection]:
    """Give a copy of the file to change, which replaces it unless the block raises.

    The caller holds the lock of the file's folder alone.
    """
    copy = path.with_suffix(_UNFINISHED)
    try:
        copy.unlink(missing_ok=True)
        copy.touch(mode=0o600)
        shutil.copyfile(path, copy)
        on_step("copied")
        with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            # A copy that is not finished is thrown away whole, so its journal needs no disk.
            connection.execute("PRAGMA journal_mode = MEMORY")
            connection.execute("PRAGMA synchronous = OFF")
            yield connection
        on_step("changed")
        wait_for_disk(copy)
        keep_sum(path, copy)
        on_step("on disk")
        copy.rename(path)
        on_step("replaced")
        wait_for_disk(path.parent)
    finally:
        copy.unlink(missing_ok=True)


def delete_unfinished(path: Path) -> None:
    """Delete the copy that a killed process left, unless somebody is writing it right now."""
    copy = path.with_suffix(_UNFINISHED)
    if copy.exists():
        with folder_lock(path.parent, exclusive=True, wait=False) as alone:
            if alone:
                copy.unlink(missing_ok=True)


def wait_for_disk(path: Path) -> None:
    """Return once a file's content, or a folder's names, would survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
