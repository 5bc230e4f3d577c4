"""The library: adds, finds and removes documents, each for its owner alone.

    <folder>/library.sqlite              who owns what, questions and answers (qa.library.catalog)
    <folder>/documents/<32 hex digits>/  report.pdf as it came, lines.sqlite (qa.library.lines_file)
                                         and what models have read of it (qa.engine.kv_store.store)

A document's folder is complete and on the disk before the one transaction that names it, and its
name is random, so nobody meets half a document however the process ends. A folder without a row is
what a killed process left; the next start removes it.
"""

import os
import re
import secrets
import shutil
import sqlite3
import time
from collections.abc import Collection, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from platformdirs import user_data_path

from qa.document import Document
from qa.errors import LibraryUnusable, QAError, TooManyDocuments, UnknownDocument
from qa.library.catalog import CATALOG_FORMAT, Catalog
from qa.library.derived_data import DerivedData
from qa.library.failures import translated_errors
from qa.library.folder_lock import LOCK_NAME, folder_lock
from qa.library.lines_file import write_lines
from qa.library.migrations import Format, OnStep, no_step
from qa.library.replacing import delete_unfinished, wait_for_disk
from qa.library.rows import insert_document, select_documents
from qa.library.stored_document import LINES_NAME, PDF_NAME, StoredDocument
from qa.text.display_name import display_name

LOCAL_OWNER = "local"  # the user of the command line, and of the app on one's own machine
SAMPLES_OWNER = "samples"  # documents that come with the app
MAX_DOCUMENTS_PER_OWNER = 500
HOME_VARIABLE = "PAGEWITNESS_HOME"
CATALOG_NAME = "library.sqlite"
_DOCUMENT_ID = re.compile(r"[0-9a-f]{32}")


class Library:
    """All documents of all owners in one folder. Safe from many threads and several processes."""

    def __init__(
        self,
        folder: Path,
        *,
        max_documents_per_owner: int = MAX_DOCUMENTS_PER_OWNER,
        on_step: OnStep = no_step,
        catalog_format: Format = CATALOG_FORMAT,
    ) -> None:
        """Open or make the library in `folder`, or migrate an older one.

        on_step hears the name of each step of `add` and of a migration.
        """
        self._folder = folder.absolute()
        self._documents = self._folder / "documents"
        self._max_documents = max_documents_per_owner
        self._on_step = on_step
        with translated_errors(self._folder):
            _make_private_folder(self._folder)
            self._documents.mkdir(mode=0o700, exist_ok=True)
        self._catalog = Catalog(self._folder / CATALOG_NAME, kind=catalog_format, on_step=on_step)
        with folder_lock(self._folder, exclusive=True, wait=False) as alone:
            if alone:  # else somebody is adding right now, and a later start sweeps
                self._remove_orphans()

    @classmethod
    def open(
        cls, folder: Path | None = None, *, max_documents_per_owner: int = MAX_DOCUMENTS_PER_OWNER
    ) -> Self:
        """Open the library in this folder, in $PAGEWITNESS_HOME, or in the user's data folder."""
        if folder is None:
            home = os.environ.get(HOME_VARIABLE)
            folder = Path(home) if home else user_data_path("pagewitness", appauthor=False)
        return cls(folder, max_documents_per_owner=max_documents_per_owner)

    def close(self) -> None:
        self._catalog.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def add(
        self,
        document: Document,
        data: bytes,
        *,
        owner: str,
        file_name: str,
        password: str | None = None,
        derived: Iterable[DerivedData] = (),
    ) -> StoredDocument:
        """Keep a document, the bytes it was read from, and what was worked out of its pages.

        Of the same bytes an owner has one document: the stored one is returned, unless this reading
        came further than that one did. Then this one takes its place and its answers.
        """
        document_id = secrets.token_hex(16)
        added = StoredDocument(
            document_id=document_id,
            owner=owner,
            sha256=document.sha256,
            title=document.title,
            file_name=display_name(file_name),
            added_at=time.time(),
            num_pages_in_file=document.num_pages_in_file,
            statuses=tuple(page.status for page in document.pages),
            printed_numbers=tuple(page.printed_number for page in document.pages),
            page_sizes=tuple((page.width, page.height) for page in document.pages),
            page_tokens=tuple(page.num_tokens for page in document.pages),
            sections=document.sections,
            password=password,
            folder=self._documents / document_id,
            catalog=self._catalog,
        )
        with (
            translated_errors(self._folder, file_name=added.file_name),
            folder_lock(self._folder, exclusive=False),  # a start elsewhere must not sweep now
        ):
            try:
                self._write_files(added.folder, document, data, derived)
                kept, useless = self._enter(added)
            except (OSError, sqlite3.Error, QAError):
                shutil.rmtree(added.folder, ignore_errors=True)
                raise
        if useless is not None:
            shutil.rmtree(useless.folder, ignore_errors=True)
        return kept

    def get(self, document_id: str, *, owner: str) -> StoredDocument:
        """Return the owner's document; raises UnknownDocument for all that is not the owner's."""
        with self._catalog.reading() as connection:
            found = self._select(connection, owner=owner, document_id=document_id)
        if not found:
            raise UnknownDocument
        return found[0]

    def find(self, sha256: str, *, owner: str) -> StoredDocument | None:
        """Return the owner's document that was read from these bytes."""
        with self._catalog.reading() as connection:
            found = self._select(connection, owner=owner, sha256=sha256)
        return found[0] if found else None

    def documents(self, *, owner: str) -> list[StoredDocument]:
        """Return all documents of an owner, newest first."""
        with self._catalog.reading() as connection:
            return self._select(connection, owner=owner)

    def remove(self, document_id: str, *, owner: str) -> None:
        """Remove the owner's document with its file, questions and answers."""
        with self._catalog.writing() as connection:
            removed = connection.execute(
                "DELETE FROM documents WHERE document_id = ? AND owner = ?", (document_id, owner)
            ).rowcount
        if not removed:
            raise UnknownDocument
        shutil.rmtree(self._documents / document_id, ignore_errors=True)

    def sweep(
        self, *, older_than_seconds: float, keep_owners: Collection[str] = ()
    ) -> tuple[str, ...]:
        """Remove documents that were added, and last asked, longer ago; return their ids.

        Of documents of keep_owners the answers that others got longer ago.
        """
        since = time.time() - older_than_seconds
        with self._catalog.writing() as connection:
            old = connection.execute(
                "SELECT document_id, owner FROM documents WHERE added_at < :since AND NOT EXISTS ("
                " SELECT 1 FROM answers JOIN questions USING (question_id)"
                " WHERE questions.document_id = documents.document_id AND answered_at >= :since)",
                {"since": since},
            ).fetchall()
            old_ids = tuple(document_id for document_id, owner in old if owner not in keep_owners)
            connection.executemany(
                "DELETE FROM documents WHERE document_id = ?", [(old_id,) for old_id in old_ids]
            )
            for owner in keep_owners:
                _forget_guests(connection, owner, since)
        for old_id in old_ids:
            shutil.rmtree(self._documents / old_id, ignore_errors=True)
        return old_ids

    def ensure_room(self, *, owner: str) -> None:
        """Raise TooManyDocuments when the owner cannot add another one."""
        with self._catalog.reading() as connection:
            self._check_room(connection, owner)

    def _write_files(
        self, folder: Path, document: Document, data: bytes, derived: Iterable[DerivedData]
    ) -> None:
        """Write the document's folder and wait until all of it is on the disk."""
        folder.mkdir(mode=0o700)
        self._on_step("folder made")
        pdf_path, lines_path = folder / PDF_NAME, folder / LINES_NAME
        pdf_path.touch(mode=0o600)
        pdf_path.write_bytes(data)
        self._on_step("pdf written")
        lines_path.touch(mode=0o600)
        write_lines(lines_path, document.pages, derived)
        self._on_step("lines written")
        for path in (pdf_path, lines_path, folder, self._documents):
            wait_for_disk(path)
        self._on_step("on disk")

    def _enter(self, added: StoredDocument) -> tuple[StoredDocument, StoredDocument | None]:
        """Enter a document; return the one that holds now, and one whose files are of no use."""
        with self._catalog.writing() as connection:
            (same,) = self._select(connection, owner=added.owner, sha256=added.sha256) or (None,)
            if same is not None and len(same.coverage.left_out) <= len(added.coverage.left_out):
                return same, added
            if same is None:
                self._check_room(connection, added.owner)
            else:
                # Frees the pair (owner, sha256), which is unique, before the answers move.
                connection.execute(
                    "UPDATE documents SET sha256 = '' WHERE document_id = ?", (same.document_id,)
                )
            insert_document(connection, added)
            if same is not None:
                connection.execute(
                    "UPDATE questions SET document_id = ? WHERE document_id = ?",
                    (added.document_id, same.document_id),
                )
                connection.execute(
                    "DELETE FROM documents WHERE document_id = ?", (same.document_id,)
                )
            self._on_step("rows written")
        self._on_step("committed")
        return added, same

    def _select(
        self,
        connection: sqlite3.Connection,
        *,
        owner: str,
        document_id: str | None = None,
        sha256: str | None = None,
    ) -> list[StoredDocument]:
        return select_documents(
            connection,
            owner=owner,
            document_id=document_id,
            sha256=sha256,
            folder=self._documents,
            catalog=self._catalog,
        )

    def _check_room(self, connection: sqlite3.Connection, owner: str) -> None:
        counted = "SELECT count(*) FROM documents WHERE owner = ?"
        (count,) = connection.execute(counted, (owner,)).fetchone()
        if count >= self._max_documents:
            raise TooManyDocuments(count=count)

    def _remove_orphans(self) -> None:
        """Remove folders that no row names, and unfinished files.

        The caller holds the library's lock alone.
        """
        with self._catalog.reading() as connection:
            rows = connection.execute("SELECT document_id FROM documents").fetchall()
        known = {document_id for (document_id,) in rows}
        for folder in self._documents.iterdir():
            if folder.name in known:
                delete_unfinished(folder / LINES_NAME)
            elif _DOCUMENT_ID.fullmatch(folder.name):
                shutil.rmtree(folder, ignore_errors=True)


def _make_private_folder(folder: Path) -> None:
    """Make the folder, or take an empty one or a library, for the user alone."""
    lock = folder / LOCK_NAME
    # The lock is made first and stays, so a library that another process is making just now has
    # it. Without one this may be somebody's home, which must not be closed to others.
    if folder.is_dir() and any(folder.iterdir()) and not lock.exists():
        raise LibraryUnusable(folder=folder, reason="it holds other files")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    lock.touch(mode=0o600)


def _forget_guests(connection: sqlite3.Connection, owner: str, since: float) -> None:
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
