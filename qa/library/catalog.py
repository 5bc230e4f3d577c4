"""library.sqlite: documents with pages and sections, questions, answers, grids. Schema and
connections.

Every table hangs on `documents` or `grids`, whose rows name their owner: deleting a row of them
takes all that belongs to it along.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from queue import Empty, Full, LifoQueue

from qa.errors import DiskFull, LibraryNotUpdated
from qa.library.failures import translated_errors
from qa.library.folder_lock import folder_lock
from qa.library.grid_tables import GRID_TABLES, add_grids
from qa.library.migrations import Format, Migration, OnStep, check_readable, make, migrate, no_step
from qa.library.replacing import wait_for_disk

SCHEMA = """
CREATE TABLE documents (
    document_id TEXT PRIMARY KEY,            -- 128 random bits; also the name of its folder
    owner TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    title TEXT NOT NULL,
    file_name TEXT NOT NULL,
    added_at REAL NOT NULL,                  -- seconds since 1970
    num_pages_in_file INTEGER NOT NULL,
    password TEXT,                           -- see StoredDocument.password
    cover_name TEXT,                         -- NULL: an older version read it
    given_name TEXT,                         -- by its owner
    UNIQUE (owner, sha256)
);
CREATE TABLE pages (
    document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    page_number INTEGER NOT NULL,            -- from 1
    printed_number TEXT,
    width REAL NOT NULL, height REAL NOT NULL,
    status TEXT NOT NULL,
    num_tokens INTEGER NOT NULL,
    PRIMARY KEY (document_id, page_number)
) WITHOUT ROWID;
CREATE TABLE sections (
    document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    section_index INTEGER NOT NULL,
    title TEXT NOT NULL,
    level INTEGER NOT NULL,
    first_page INTEGER NOT NULL, last_page INTEGER NOT NULL,
    num_tokens INTEGER NOT NULL,
    PRIMARY KEY (document_id, section_index)
) WITHOUT ROWID;
CREATE TABLE questions (
    question_id INTEGER PRIMARY KEY,
    document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    asked_by TEXT NOT NULL,                  -- the owner, or one of many readers of a sample
    text TEXT NOT NULL,
    UNIQUE (document_id, asked_by, text)
);
CREATE TABLE answers (                       -- several where a question was asked again
    answer_id INTEGER PRIMARY KEY,
    question_id INTEGER NOT NULL REFERENCES questions ON DELETE CASCADE,
    answered_at REAL NOT NULL,
    answer TEXT NOT NULL                     -- JSON with its citations, see qa.formats.answer_json
);
CREATE INDEX answers_of_question ON answers (question_id);
""" + "".join(f"{statement};\n" for statement in GRID_TABLES)


def _add_names(connection: sqlite3.Connection) -> None:
    """Make room for how a report is called; its cover is looked at when it is next opened."""
    # An older row keeps its order of columns: all statements name theirs.
    connection.execute("ALTER TABLE documents ADD COLUMN cover_name TEXT")
    connection.execute("ALTER TABLE documents ADD COLUMN given_name TEXT")


# Who changes the schema adds a migration; tests/library/test_stored_formats.py sees to it.
CATALOG_FORMAT = Format(
    "library.sqlite",
    SCHEMA,
    oldest=1,
    migrations=(Migration(2, add_grids), Migration(3, _add_names)),
)
MAX_IDLE = 4  # connections kept open: each holds 0.1 to 2 MB of what it has read, for ever
BUSY_SECONDS = 30.0  # how long a writer waits for the writers before it; each takes milliseconds


class Catalog:
    """The database file, open; safe to use from many threads and several processes."""

    def __init__(
        self, path: Path, *, kind: Format = CATALOG_FORMAT, on_step: OnStep = no_step
    ) -> None:
        """Open the database, making it first where there is none, migrating it where it is old."""
        self._path = path
        self._kind = kind
        self._idle: LifoQueue[sqlite3.Connection] = LifoQueue(MAX_IDLE)
        with translated_errors(path.parent):
            if not path.exists():
                with folder_lock(path.parent, exclusive=True):
                    if not path.exists():
                        _make_database(path, kind)
            with closing(self._connect()) as connection:
                found = check_readable(connection, kind, folder=path.parent)
        if found < kind.newest:
            self._migrate(on_step)

    def close(self) -> None:
        """Close the connections that are not in use."""
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                return

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that sees one state of the database until the block ends."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection whose changes are kept together at the end, or not at all.

        Returns when they would survive a power cut. An error of that wait leaves them committed.
        """
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection
        with translated_errors(self._path.parent), suppress(FileNotFoundError):
            wait_for_disk(self._path.with_name(self._path.name + "-wal"))

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with translated_errors(self._path.parent):
            try:
                connection = self._idle.get_nowait()
            except Empty:
                connection = self._connect()
            try:
                connection.execute(begin)
                # A newer program may have migrated it since it was opened.
                check_readable(connection, self._kind, folder=self._path.parent)
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.rollback()
                self._put_by(connection)

    def _put_by(self, connection: sqlite3.Connection) -> None:
        """Keep a connection for the next one, or close it where enough are kept."""
        try:
            self._idle.put_nowait(connection)
        except Full:
            connection.close()

    def _migrate(self, on_step: OnStep) -> None:
        folder = self._path.parent
        try:
            with (
                translated_errors(folder),
                folder_lock(folder, exclusive=True),  # nobody adds a document meanwhile
                closing(self._connect()) as connection,
            ):
                migrate(connection, self._kind, on_step=on_step)
        except DiskFull as error:
            raise LibraryNotUpdated(folder=folder) from error

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA foreign_keys = ON")
        # A power cut may undo the last commit but not harm the file (SQLite's advice for WAL);
        # `writing` waits for the disk itself: a commit whose wait fails must still be seen.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON")  # what is removed is overwritten
        return connection


def _make_database(path: Path, kind: Format) -> None:
    """Make the whole database under another name first: who sees it under its own can use it."""
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    with closing(sqlite3.connect(unfinished, isolation_level=None)) as connection:
        make(connection, kind)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")
    unfinished.rename(path)
    wait_for_disk(path.parent)
