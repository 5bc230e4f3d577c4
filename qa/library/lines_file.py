"""The lines of one document and their search index: a SQLite file that is written once.

A file per document rather than a table for all: the index then counts words of this document alone,
so neither a score nor a delay tells anything about other people's documents; removing a document
removes its words from the disk; and nobody waits for a long document being added.

A row per line, its character edges as hundredths of a point. Measured on 667 pages with 1.4 million
characters: 10 MB; 0.3 ms to load a page, 13 ms for all texts, 5 ms for the index.

The index is qa.search's own, arrays by name (qa.search.stored_index). FTS5 stood here before: what
it finds are pages, but rows and titles are found by place in the line, and it took longer to write.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.document import BBox, Edges, Line, LineRole, Page
from qa.errors import UnknownDocument
from qa.library.failures import translated_errors

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
CREATE TABLE search_index (part TEXT PRIMARY KEY, data BLOB NOT NULL);
"""
EDGE_TYPE = np.dtype("<i4")
MAX_COORDINATE = 10_000_000.0  # points; beyond any page, within an int32 of hundredths


def write_lines(path: Path, pages: Iterable[Page], search_index: Mapping[str, bytes]) -> None:
    """Write the lines of all pages, and their index, into the empty file `path`."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        # A file that is not finished is thrown away whole, so it needs no journal.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.executescript("BEGIN;" + SCHEMA)
        for page in pages:
            connection.executemany("INSERT INTO lines VALUES (?,?,?,?,?,?,?,?,?)", _rows(page))
        connection.executemany("INSERT INTO search_index VALUES (?,?)", search_index.items())
        connection.execute("COMMIT")


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


def read_search_index(path: Path) -> dict[str, bytes]:
    """Return the parts of the index; none in a file of a version that had another index."""
    with _opened(path) as connection:
        known = "SELECT 1 FROM sqlite_master WHERE name = 'search_index'"
        if connection.execute(known).fetchone() is None:
            return {}
        return dict(connection.execute("SELECT part, data FROM search_index"))


def rounded(line: Line) -> Line:
    """Return the line as it comes back from the file: hundredths of a point."""
    box = BBox(*_points(_hundredths(_corners(line.bbox))))
    return replace(line, bbox=box, edges=Edges(_packed(line.edges)))


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    # The file never changes after it was written, so no lock is needed and none is taken.
    try:
        connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    except sqlite3.OperationalError as error:
        raise UnknownDocument from error  # removed since its handle was given out
    with closing(connection), translated_errors(path.parent):
        yield connection


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
