"""The one place where errors of SQLite and of the disk become errors that a user can act on."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qa.errors import DiskFull, LibraryUnusable

DISK_FULL_ERRNOS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# SQLite calls only ENOSPC "full"; a quota or a file size limit is an error while writing to it.
DISK_FULL_CODES = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE}


@contextmanager
def translated_errors(folder: Path, *, file_name: str = "it") -> Iterator[None]:
    """Raise DiskFull or LibraryUnusable for what goes wrong inside, keeping the cause."""
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) in DISK_FULL_CODES:
            raise DiskFull(file_name=file_name) from error
        raise LibraryUnusable(folder=folder, reason=str(error)) from error
    except OSError as error:
        if error.errno in DISK_FULL_ERRNOS:
            raise DiskFull(file_name=file_name) from error
        raise LibraryUnusable(folder=folder, reason=error.strerror or str(error)) from error
