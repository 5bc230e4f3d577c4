"""A SQLite file's numbered format, and the steps that bring an older file to the newest one.

In: an open file. Out: the same file in today's format, or an error that says why not. What the
tables mean is known to catalog.py and lines_file.py alone.

The number is SQLite's own `user_version`. All steps, and the number, are one transaction: whenever
the process dies, the file is wholly in the old format or wholly in the new one, and the next start
begins again.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qa.errors import LibraryTooNew, LibraryUnusable

OnStep = Callable[[str], None]  # hears the name of each step, before the next one begins


def no_step(name: str) -> None:
    """Nothing happens between the steps."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: brings a file of the number before to `version`. It must not end the transaction,
    so it calls `execute`, never `executescript`.
    """

    version: int
    apply: Callable[[sqlite3.Connection], None]


@dataclass(frozen=True, slots=True)
class Format:
    """How a file looks that is made today, and how those made earlier come to look the same."""

    file_name: str
    schema: str  # statements that make an empty file of the newest format
    oldest: int  # the lowest number there ever was
    migrations: tuple[Migration, ...] = ()  # one for each number after it, in order

    def __post_init__(self) -> None:
        expected = tuple(range(self.oldest + 1, self.newest + 1))
        if tuple(step.version for step in self.migrations) != expected:
            raise ValueError(f"the migrations of {self.file_name} are not {expected}")

    @property
    def newest(self) -> int:
        return self.oldest + len(self.migrations)


def format_number(connection: sqlite3.Connection) -> int:
    """Return the number of an open file's format."""
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    return int(number)


def check_readable(connection: sqlite3.Connection, kind: Format, *, folder: Path) -> int:
    """Return the number of a file that is in the newest format or can be brought to it.

    Raises LibraryTooNew and LibraryUnusable. folder: the library's, for the message.
    """
    found = format_number(connection)
    if found > kind.newest:
        raise LibraryTooNew(folder=folder, file_name=kind.file_name, found=found, known=kind.newest)
    if found < kind.oldest:
        raise LibraryUnusable(folder=folder, reason=f"there is no library in {kind.file_name}")
    return found


def make(connection: sqlite3.Connection, kind: Format) -> None:
    """Make all tables of the newest format in an empty file; the transaction stays open."""
    connection.executescript(f"BEGIN; {kind.schema} PRAGMA user_version = {kind.newest};")


def migrate(connection: sqlite3.Connection, kind: Format, *, on_step: OnStep = no_step) -> None:
    """Bring a file that is not too new to the newest format; nothing changes when a step fails.

    Any number of processes may try at once: the first one migrates, the others find it done.
    """
    # A table is made anew under its old name; rows that refer to it must survive its absence.
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN IMMEDIATE")
    try:
        found = format_number(connection)
        for step in kind.migrations:
            if step.version > found:
                step.apply(connection)
                if not connection.in_transaction:
                    raise RuntimeError(f"migration {step.version} ended the transaction")
                on_step(f"migrated to {step.version}")
        _check_references(connection)
        connection.execute(f"PRAGMA user_version = {max(found, kind.newest)}")
        on_step("numbered")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.rollback()
    on_step("migration committed")


def _check_references(connection: sqlite3.Connection) -> None:
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise sqlite3.IntegrityError(f"rows of {broken[0]} would lose what they belong to")
