"""The library: adds, finds and removes documents, each for its owner alone.

    <folder>/library.sqlite              who owns what, questions and answers (qa.library.catalog)
    <folder>/documents/<32 hex digits>/  report.pdf as it came, lines.sqlite (qa.library.lines_file)
                                         and what models have read of it (qa.engine.kv_store.store)

A document's folder is complete and on the disk before the one transaction that names it, and its
name is random, so nobody meets half a document however the process ends. A folder without a row is
what a killed process left; the next start removes it.
"""

import os
import secrets
import sqlite3
import time
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Self

from platformdirs import user_data_path

from qa.document import Document
from qa.errors import LibraryTooNew, QAError, TooManyDocuments, UnknownDocument
from qa.library.catalog import CATALOG_FORMAT, Catalog
from qa.library.derived_data import DerivedData
from qa.library.document_cache import forget_document
from qa.library.document_folders import DocumentFolders
from qa.library.failures import translated_errors
from qa.library.folder_lock import folder_lock
from qa.library.grids import GridStore, forget_grids, move_to_document
from qa.library.migrations import Format, OnStep, no_step
from qa.library.private_folder import make_private_folder
from qa.library.rows import forget_guests, insert_document, select_documents, select_older
from qa.library.stored_document import PDF_NAME, ReadAgain, StoredDocument
from qa.text.display_name import display_name

LOCAL_OWNER = "local"  # the user of the command line, and of the app on one's own machine
SAMPLES_OWNER = "samples"  # documents that come with the app
MAX_DOCUMENTS_PER_OWNER = 500
HOME_VARIABLE = "PAGEWITNESS_HOME"
CATALOG_NAME = "library.sqlite"


class Library:
    """All documents of all owners in one folder. Safe from many threads and several processes."""

    def __init__(
        self,
        folder: Path,
        *,
        max_documents_per_owner: int = MAX_DOCUMENTS_PER_OWNER,
        on_step: OnStep = no_step,
        catalog_format: Format = CATALOG_FORMAT,
        read_again: ReadAgain | None = None,
    ) -> None:
        """Open or make the library in `folder`, or migrate an older one.

        read_again: reads a document's stored PDF once more, where its lines are damaged.
        on_step hears of each step of `add` and of a migration.
        """
        self.folder = folder.absolute()
        self._folders = DocumentFolders(self.folder / "documents", on_step)
        self._max_documents = max_documents_per_owner
        self._on_step = on_step
        self._read_again = read_again
        with translated_errors(self.folder):
            make_private_folder(self.folder)
            self._folders.path.mkdir(mode=0o700, exist_ok=True)
        self._catalog = Catalog(self.folder / CATALOG_NAME, kind=catalog_format, on_step=on_step)
        self.grids = GridStore(self._catalog)
        with folder_lock(self.folder, exclusive=True, wait=False) as alone:
            if alone:  # else somebody is adding right now, and a later start sweeps
                self._folders.remove_orphans(self._known_ids())

    @classmethod
    def open(
        cls,
        folder: Path | None = None,
        *,
        max_documents_per_owner: int = MAX_DOCUMENTS_PER_OWNER,
        read_again: ReadAgain | None = None,
    ) -> Self:
        """Open the library in this folder, in $PAGEWITNESS_HOME, or in the user's data folder."""
        if folder is None:
            home = os.environ.get(HOME_VARIABLE)
            folder = Path(home) if home else user_data_path("pagewitness", appauthor=False)
        return cls(folder, max_documents_per_owner=max_documents_per_owner, read_again=read_again)

    def close(self) -> None:
        self._catalog.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
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
        cover_name: str = "",
        instead_of: StoredDocument | None = None,
    ) -> StoredDocument:
        """Keep a document, the bytes it was read from, and what was worked out of its pages.

        Of the same bytes an owner has one document: the stored one is returned, unless this reading
        came further than that one did, or as far and it is given as instead_of. Then this one takes
        its place, its answers and the name that its owner gave it.
        """
        document_id = secrets.token_hex(16)
        added = StoredDocument(
            document_id=document_id,
            owner=owner,
            sha256=document.sha256,
            own_title=document.title,
            file_name=display_name(file_name),
            added_at=time.time(),
            num_pages_in_file=document.num_pages_in_file,
            statuses=tuple(page.status for page in document.pages),
            printed_numbers=tuple(page.printed_number for page in document.pages),
            page_sizes=tuple((page.width, page.height) for page in document.pages),
            page_tokens=tuple(page.num_tokens for page in document.pages),
            sections=document.sections,
            password=password,
            cover_name=cover_name,
            folder=self._folders.path / document_id,
            catalog=self._catalog,
            read_again=self._read_again,
        )
        with (
            translated_errors(self.folder, file_name=added.file_name),
            folder_lock(self.folder, exclusive=False),  # a start elsewhere must not sweep now
        ):
            try:
                self._folders.write(document_id, document, data, derived)
                kept, useless = self._enter(added, instead_of)
            except (OSError, sqlite3.Error, QAError) as error:
                is_refused = isinstance(error, LibraryTooNew)  # before anything was entered
                with suppress(QAError):  # in doubt the next start decides
                    if is_refused or not self._is_entered(document_id):
                        self._folders.remove(document_id)
                raise
        if useless is not None:
            self._remove_files(useless.document_id)
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

    def pdf_path(self, document_id: str) -> Path:
        """Return where the file of a document lies, or lay before it was removed."""
        return self._folders.path / document_id / PDF_NAME

    def documents(self, *, owner: str) -> list[StoredDocument]:
        """Return all documents of an owner, newest first."""
        with self._catalog.reading() as connection:
            return self._select(connection, owner=owner)

    def unnamed(self) -> list[StoredDocument]:
        """Return the documents of all owners that an older version kept without a cover_name."""
        unnamed = "SELECT document_id, owner FROM documents WHERE cover_name IS NULL"
        with self._catalog.reading() as connection:
            rows = connection.execute(unnamed).fetchall()
            found = [self._select(connection, document_id=row[0], owner=row[1]) for row in rows]
        return [document for documents in found for document in documents]

    def num_documents(self, *, but_of: str) -> int:
        """Return how many documents all owners but this one have."""
        counted = "SELECT count(*) FROM documents WHERE owner <> ?"
        with self._catalog.reading() as connection:
            return int(connection.execute(counted, (but_of,)).fetchone()[0])

    def remove(self, document_id: str, *, owner: str) -> None:
        """Remove the owner's document with its file, questions and answers."""
        with self._catalog.writing() as connection:
            removed = connection.execute(
                "DELETE FROM documents WHERE document_id = ? AND owner = ?", (document_id, owner)
            ).rowcount
        if not removed:
            raise UnknownDocument
        self._remove_files(document_id)

    def sweep(
        self, *, older_than_seconds: float, keep_owners: Collection[str] = ()
    ) -> tuple[str, ...]:
        """Remove documents that were added, and last asked, longer ago; return their ids.

        Grids likewise, and of documents of keep_owners the answers that others got longer ago.
        """
        since = time.time() - older_than_seconds
        with self._catalog.writing() as connection:
            old = select_older(connection, since)
            old_ids = tuple(document_id for document_id, owner in old if owner not in keep_owners)
            connection.executemany(
                "DELETE FROM documents WHERE document_id = ?", [(old_id,) for old_id in old_ids]
            )
            forget_grids(connection, since)
            for owner in keep_owners:
                forget_guests(connection, owner, since)
        for old_id in old_ids:
            self._remove_files(old_id)
        return old_ids

    def ensure_room(self, *, owner: str) -> None:
        """Raise TooManyDocuments when the owner cannot add another one."""
        with self._catalog.reading() as connection:
            self._check_room(connection, owner)

    def _enter(
        self, added: StoredDocument, instead_of: StoredDocument | None
    ) -> tuple[StoredDocument, StoredDocument | None]:
        """Enter a document; return the one that holds now, and one whose files are of no use."""
        with self._catalog.writing() as connection:
            (same,) = self._select(connection, owner=added.owner, sha256=added.sha256) or (None,)
            if same is not None:
                further = len(same.coverage.left_out) - len(added.coverage.left_out)
                outdated = instead_of is not None and same.document_id == instead_of.document_id
                if further < 0 or (further == 0 and not outdated):
                    return same, added
            if same is None:
                self._check_room(connection, added.owner)
            else:
                # Frees the pair (owner, sha256), which is unique, before the answers move.
                connection.execute(
                    "UPDATE documents SET sha256 = '' WHERE document_id = ?", (same.document_id,)
                )
                added = replace(added, given_name=same.given_name)
            insert_document(connection, added)
            if same is not None:
                connection.execute(
                    "UPDATE questions SET document_id = ? WHERE document_id = ?",
                    (added.document_id, same.document_id),
                )
                move_to_document(connection, added.document_id, same.document_id)
                connection.execute(
                    "DELETE FROM documents WHERE document_id = ?", (same.document_id,)
                )
            self._on_step("rows written")
        self._on_step("committed")
        return added, same

    def _is_entered(self, document_id: str) -> bool:
        named = "SELECT 1 FROM documents WHERE document_id = ?"
        with self._catalog.reading() as connection:
            return connection.execute(named, (document_id,)).fetchone() is not None

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
            folder=self._folders.path,
            catalog=self._catalog,
            read_again=self._read_again,
        )

    def _check_room(self, connection: sqlite3.Connection, owner: str) -> None:
        counted = "SELECT count(*) FROM documents WHERE owner = ?"
        if (count := connection.execute(counted, (owner,)).fetchone()[0]) >= self._max_documents:
            raise TooManyDocuments(count=count)

    def _remove_files(self, document_id: str) -> None:
        """Remove what no row names any more, from the disk and from memory."""
        self._folders.remove(document_id)
        forget_document(document_id)

    def _known_ids(self) -> set[str]:
        with self._catalog.reading() as connection:
            rows = connection.execute("SELECT document_id FROM documents").fetchall()
        return {document_id for (document_id,) in rows}
