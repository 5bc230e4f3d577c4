"""The lines of one document and what was worked out of them: a SQLite file that never changes.

A file per document rather than a table for all: the index then counts words of this document alone,
so neither a score nor a delay tells anything about other people's documents; removing a document
removes its words from the disk; and nobody waits for a long document being added.

A row per line, its character edges as hundredths of a point. Measured on 667 pages with 1.4 million
characters: 10 MB; 0.3 ms to load a page, 13 ms for all texts, 5 ms for the search index.

What is derived from the lines (qa.library.derived_data) can come later than they. Then, and when
the file has an older format, a changed copy takes its place (qa.library.replacing).

Formats: 0, until files were numbered, had a table of the search index (search_index), and before
that one of terms (page_terms). 1 has derived data by name instead; the search index, being derived,
is made again.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.document import BBox, Edges, Line, LineRole, Page
from qa.errors import (
    DamagedLines,
    DiskFull,
    LibraryNotUpdated,
    LibraryUnusable,
    UnknownDocument,
)
from qa.library.checksums import keep_sum, sums_path, verify
from qa.library.derived_data import DerivedData
from qa.library.failures import DISK_FULL_CODES, translated_errors
from qa.library.folder_lock import folder_lock
from qa.library.migrations import Format, Migration, OnStep, check_readable, make, migrate, no_step
from qa.library.replacing import replacing, wait_for_disk

SCHEMA = """
CREATE TABLE lines (
    page_number INTEGER NOT NULL,
    line_index INTEGER NOT NULL,
    text TEXT NOT NULL,
    role TEXT NOT NULL,
    x0 REAL NOT NULL, top REAL NOT NULL, x1 REAL NOT NULL, bottom REAL NOT NULL,  -- points
    edges BLOB NOT NULL,                                   -- qa.document.Edges
    PRIMARY KEY (page_number, line_index)
) WITHOUT ROWID;
CREATE TABLE derived (
    name TEXT PRIMARY KEY,
    version INTEGER NOT NULL,                              -- its own, see qa.library.derived_data
    data BLOB NOT NULL
);
"""


def _name_derived_data(connection: sqlite3.Connection) -> None:
    for table in ("search_index", "page_terms"):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    connection.execute(
        "CREATE TABLE derived ("
        " name TEXT PRIMARY KEY, version INTEGER NOT NULL, data BLOB NOT NULL)"
    )


# Who changes the schema adds a migration; tests/library/test_stored_formats.py sees to it.
LINES_FORMAT = Format(
    "lines.sqlite", SCHEMA, oldest=0, migrations=(Migration(1, _name_derived_data),)
)
EDGE_TYPE = np.dtype("<i4")
MAX_COORDINATE = 10_000_000.0  # points; beyond any page, within an int32 of hundredths


def write_lines(path: Path, pages: Iterable[Page], derived: Iterable[DerivedData]) -> None:
    """Write the lines of all pages, and what was derived from them, into the empty file `path`."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        # A file that is not finished is thrown away whole, so it needs no journal.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        make(connection, LINES_FORMAT)
        for page in pages:
            connection.executemany("INSERT INTO lines VALUES (?,?,?,?,?,?,?,?,?)", _rows(page))
        for item in derived:
            _insert_derived(connection, item)
        connection.execute("COMMIT")
    keep_sum(path, path)


def write_lines_again(path: Path, pages: Callable[[], Iterable[Page]]) -> None:
    """Put a file with these pages in the place of a damaged one, unless somebody has done it.

    What was derived is left out: it is worked out again when it is asked for.
    """
    with _locked(path):
        try:
            with _opened(path) as connection:
                connection.execute("SELECT count(*) FROM lines")
                if connection.execute("PRAGMA quick_check").fetchone() != ("ok",):
                    raise DamagedLines
                return
        except DamagedLines:
            unfinished = path.with_suffix(".again")
            unfinished.unlink(missing_ok=True)
            unfinished.touch(mode=0o600)
            try:
                write_lines(unfinished, pages(), ())
                sums_path(unfinished).rename(sums_path(path))
                wait_for_disk(unfinished)
                unfinished.rename(path)
                wait_for_disk(path.parent)
            finally:
                unfinished.unlink(missing_ok=True)


def read_lines(path: Path, page_numbers: Iterable[int]) -> list[tuple[Line, ...]]:
    """Return the lines of each of these pages, in reading order."""
    select = (
        "SELECT text, role, x0, top, x1, bottom, edges FROM lines"
        " WHERE page_number = ? ORDER BY line_index"
    )
    with _opened(path) as connection:
        return [
            tuple(map(_line, connection.execute(select, (page_number,))))
            for page_number in page_numbers
        ]


def read_texts(path: Path) -> dict[int, str]:
    """Return Page.text by page number for every page that has lines."""
    with _opened(path) as connection:
        rows = connection.execute(
            "SELECT page_number, text FROM lines ORDER BY page_number, line_index"
        )
        return {
            page_number: "\n".join(text for _, text in lines)
            for page_number, lines in groupby(rows, key=itemgetter(0))
        }


def read_derived(path: Path, name: str, version: int) -> bytes | None:
    """Return what was derived under this name and number; None where there is nothing such."""
    with _opened(path) as connection:
        row = connection.execute(
            "SELECT data FROM derived WHERE name = ? AND version = ?", (name, version)
        ).fetchone()
    return None if row is None else bytes(row[0])


def keep_derived(path: Path, item: DerivedData, *, on_step: OnStep = no_step) -> None:
    """Keep it beside the lines. One of the same or a newer number is already there: it stays."""
    with _opened(path):
        pass  # migrated now, if it is old
    with _locked(path):
        with _opened(path) as connection:
            row = connection.execute(
                "SELECT version FROM derived WHERE name = ?", (item.name,)
            ).fetchone()
        if row is None or row[0] < item.version:
            with replacing(path, on_step=on_step) as connection:
                _insert_derived(connection, item)


def rounded(line: Line) -> Line:
    """Return the line as it comes back from the file: hundredths of a point."""
    box = BBox(*_points(_hundredths(_corners(line.bbox))))
    return replace(line, bbox=box, edges=Edges(_packed(line.edges)))


def migrate_lines(path: Path, *, on_step: OnStep = no_step) -> None:
    """Bring the file to the newest format, unless another process has done it meanwhile."""
    try:
        with _locked(path):
            with closing(_connected(path)) as connection:
                found = _format_number(connection, path)
            if found < LINES_FORMAT.newest:
                with replacing(path, on_step=on_step) as connection:
                    migrate(connection, LINES_FORMAT, on_step=on_step)
                    connection.execute("VACUUM")  # dropped words leave the file
    except DiskFull as error:
        raise LibraryNotUpdated(folder=_library_folder(path)) from error


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Give the file to read; one of an older format is migrated first."""
    with translated_errors(path.parent), _damage_shown(), ExitStack() as stack:
        verify(path)
        connection = stack.enter_context(closing(_connected(path)))
        if _format_number(connection, path) < LINES_FORMAT.newest:
            migrate_lines(path)
            connection = stack.enter_context(closing(_connected(path)))
        yield connection


@contextmanager
def _damage_shown() -> Iterator[None]:
    """Raise DamagedLines for what SQLite says of a file that it can open and not read."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", None) in DISK_FULL_CODES:
            raise
        raise DamagedLines from error


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the document's folder alone."""
    try:
        with translated_errors(path.parent), folder_lock(path.parent, exclusive=True):
            yield
    except LibraryUnusable as error:
        if isinstance(error.__cause__, FileNotFoundError):
            raise UnknownDocument from error
        raise


def _connected(path: Path) -> sqlite3.Connection:
    # The file never changes after it was written, so no lock is needed and none is taken.
    try:
        return sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    except sqlite3.OperationalError as error:
        raise UnknownDocument from error  # removed since its handle was given out


def _format_number(connection: sqlite3.Connection, path: Path) -> int:
    return check_readable(connection, LINES_FORMAT, folder=_library_folder(path))


def _library_folder(path: Path) -> Path:
    return path.parents[2]  # <library>/documents/<document>/lines.sqlite


def _insert_derived(connection: sqlite3.Connection, item: DerivedData) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO derived VALUES (?,?,?)", (item.name, item.version, item.data)
    )


def _rows(page: Page) -> Iterator[tuple[int | str | float | bytes, ...]]:
    # The corners of a page are converted at once; line by line takes three times as long.
    corners = _points(_hundredths([c for line in page.lines for c in _corners(line.bbox)]))
    for index, line in enumerate(page.lines):
        box = corners[4 * index : 4 * index + 4]
        yield (page.page_number, index, line.text, line.role.value, *box, _packed(line.edges))


def _line(row: tuple[str, str, float, float, float, float, bytes]) -> Line:
    text, role, x0, top, x1, bottom, edges = row
    return Line(text, BBox(x0, top, x1, bottom), Edges(edges), LineRole(role))


def _packed(edges: Sequence[float]) -> bytes:
    return edges.packed if isinstance(edges, Edges) else _hundredths(edges).tobytes()


def _corners(bbox: BBox) -> tuple[float, float, float, float]:
    return bbox.x0, bbox.top, bbox.x1, bbox.bottom


def _hundredths(points: Sequence[float]) -> NDArray[np.int32]:
    finite = np.nan_to_num(np.array(points, dtype=np.float64))  # a hostile file can say infinity
    bounded = np.clip(finite, -MAX_COORDINATE, MAX_COORDINATE)
    return np.rint(bounded * 100).astype(EDGE_TYPE)


def _points(hundredths: NDArray[np.int32]) -> list[float]:
    points: list[float] = (hundredths / 100).tolist()
    return points
