"""StoredDocument <-> rows of library.sqlite."""

import sqlite3
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from qa.document import PageStatus, Section
from qa.library.catalog import Catalog
from qa.library.stored_document import ReadAgain, StoredDocument

_COLUMNS = (
    "document_id, owner, sha256, title, file_name, added_at, num_pages_in_file, password,"
    " cover_name, given_name"
)


def insert_document(connection: sqlite3.Connection, document: StoredDocument) -> None:
    """Enter a document with its pages and sections."""
    document_id = document.document_id
    connection.execute(
        f"INSERT INTO documents ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?)",
        (
            document_id,
            document.owner,
            document.sha256,
            document.own_title,
            document.file_name,
            document.added_at,
            document.num_pages_in_file,
            document.password,
            document.cover_name,
            document.given_name,
        ),
    )
    facts = zip(
        document.printed_numbers,
        document.page_sizes,
        document.statuses,
        document.page_tokens,
        strict=True,
    )
    connection.executemany(
        "INSERT INTO pages VALUES (?,?,?,?,?,?,?)",
        (
            (document_id, page_number, printed, width, height, status.value, num_tokens)
            for page_number, (printed, (width, height), status, num_tokens) in enumerate(facts, 1)
        ),
    )
    connection.executemany(
        "INSERT INTO sections VALUES (?,?,?,?,?,?,?)",
        (
            (document_id, index, s.title, s.level, s.first_page, s.last_page, s.num_tokens)
            for index, s in enumerate(document.sections)
        ),
    )


def select_documents(
    connection: sqlite3.Connection,
    *,
    owner: str,
    folder: Path,
    catalog: Catalog,
    document_id: str | None = None,
    sha256: str | None = None,
    read_again: ReadAgain | None = None,
) -> list[StoredDocument]:
    """Return an owner's documents, newest first; only the one with this id or hash, if given."""
    wanted = (
        "owner = :owner"
        " AND (:document_id IS NULL OR document_id = :document_id)"
        " AND (:sha256 IS NULL OR sha256 = :sha256)"
    )
    values = {"owner": owner, "document_id": document_id, "sha256": sha256}
    ids = f"SELECT document_id FROM documents WHERE {wanted}"
    pages = {
        key: tuple(rows)
        for key, rows in groupby(
            connection.execute(
                "SELECT document_id, printed_number, width, height, status, num_tokens FROM pages"
                f" WHERE document_id IN ({ids}) ORDER BY document_id, page_number",
                values,
            ),
            key=itemgetter(0),
        )
    }
    sections = {
        key: tuple(Section(*row[1:]) for row in rows)
        for key, rows in groupby(
            connection.execute(
                "SELECT document_id, title, level, first_page, last_page, num_tokens FROM sections"
                f" WHERE document_id IN ({ids}) ORDER BY document_id, section_index",
                values,
            ),
            key=itemgetter(0),
        )
    }
    documents = connection.execute(
        f"SELECT {_COLUMNS} FROM documents WHERE {wanted} ORDER BY added_at DESC, document_id",
        values,
    )
    return [
        StoredDocument(
            document_id=row[0],
            owner=row[1],
            sha256=row[2],
            own_title=row[3],
            file_name=row[4],
            added_at=row[5],
            num_pages_in_file=row[6],
            statuses=tuple(PageStatus(page[4]) for page in pages.get(row[0], ())),
            printed_numbers=tuple(page[1] for page in pages.get(row[0], ())),
            page_sizes=tuple((page[2], page[3]) for page in pages.get(row[0], ())),
            page_tokens=tuple(page[5] for page in pages.get(row[0], ())),
            sections=sections.get(row[0], ()),
            password=row[7],
            cover_name=row[8],
            given_name=row[9],
            folder=folder / row[0],
            catalog=catalog,
            read_again=read_again,
        )
        for row in documents
    ]


def select_older(connection: sqlite3.Connection, since: float) -> list[tuple[str, str]]:
    """Return (document_id, owner) of those added, and last asked, before `since` (since 1970)."""
    return connection.execute(
        "SELECT document_id, owner FROM documents WHERE added_at < :since AND NOT EXISTS ("
        " SELECT 1 FROM answers JOIN questions USING (question_id)"
        " WHERE questions.document_id = documents.document_id AND answered_at >= :since)"
        " AND NOT EXISTS (SELECT 1 FROM grid_reports JOIN grid_cells"
        " USING (grid_id, report_index)"
        " WHERE grid_reports.document_id = documents.document_id"
        " AND grid_cells.answered_at >= :since)",
        {"since": since},
    ).fetchall()


def forget_guests(connection: sqlite3.Connection, owner: str, since: float) -> None:
    """Delete what others than the owner were answered before `since` (seconds since 1970)."""
    guests = (
        "SELECT question_id FROM questions JOIN documents USING (document_id)"
        " WHERE owner = :owner AND asked_by <> :owner"
    )
    values = {"owner": owner, "since": since}
    connection.execute(
        f"DELETE FROM answers WHERE answered_at < :since AND question_id IN ({guests})", values
    )
    connection.execute(
        f"DELETE FROM questions WHERE question_id IN ({guests})"
        " AND question_id NOT IN (SELECT question_id FROM answers)",
        values,
    )
