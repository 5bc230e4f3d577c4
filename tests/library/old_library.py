"""Libraries to migrate: one that an earlier version made, and formats of versions to come."""

import sqlite3
import tarfile
from dataclasses import replace
from pathlib import Path

from qa.library.catalog import CATALOG_FORMAT
from qa.library.migrations import Migration

ARCHIVE = Path(__file__).parent / "fixtures" / "library-646d25a.tar.gz"
REMARKS = "CREATE TABLE remarks (text TEXT NOT NULL);"


def unpack_old_library(folder: Path) -> Path:
    """Put the library that 646d25a made into a new folder; return it."""
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(folder, filter="data")
    return folder


def _add_column(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE documents ADD COLUMN language TEXT NOT NULL DEFAULT 'en'")


def _make_anew(connection: sqlite3.Connection) -> None:
    """Make a table anew that others refer to, as some changes need, and note that it was done."""
    connection.execute("CREATE TABLE made AS SELECT * FROM questions")
    connection.execute("DROP TABLE questions")
    connection.execute(
        "CREATE TABLE questions (question_id INTEGER PRIMARY KEY, document_id TEXT NOT NULL"
        " REFERENCES documents ON DELETE CASCADE, asked_by TEXT NOT NULL, text TEXT NOT NULL,"
        " UNIQUE (document_id, asked_by, text))"
    )
    connection.execute("INSERT INTO questions SELECT * FROM made")
    connection.execute("DROP TABLE made")
    connection.execute(REMARKS)
    connection.execute("INSERT INTO remarks VALUES ('migrated')")


NEXT = Migration(CATALOG_FORMAT.newest + 1, _add_column)
NEXT_BUT_ONE = Migration(CATALOG_FORMAT.newest + 2, _make_anew)
FUTURE_FORMAT = replace(
    CATALOG_FORMAT,
    schema=CATALOG_FORMAT.schema.replace(
        "    password TEXT,", "    password TEXT, language TEXT NOT NULL DEFAULT 'en',"
    )
    + REMARKS,
    migrations=(*CATALOG_FORMAT.migrations, NEXT, NEXT_BUT_ONE),
)
