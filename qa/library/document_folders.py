"""A folder for each document: written whole and waited for, removed, swept after a kill.

Who owns a document, and whether it is one at all, only the catalog knows.
"""

import re
import shutil
from collections.abc import Collection, Iterable
from pathlib import Path

from qa.document import Document
from qa.library.derived_data import DerivedData
from qa.library.lines_file import write_lines
from qa.library.migrations import OnStep
from qa.library.replacing import delete_unfinished, wait_for_disk
from qa.library.stored_document import LINES_NAME, PDF_NAME

_DOCUMENT_ID = re.compile(r"[0-9a-f]{32}")


class DocumentFolders:
    """The folders in one folder, named by document id."""

    def __init__(self, path: Path, on_step: OnStep) -> None:
        """on_step hears of each step of `write`."""
        self.path = path
        self._on_step = on_step

    def write(
        self, document_id: str, document: Document, data: bytes, derived: Iterable[DerivedData]
    ) -> None:
        """Write a document's folder and wait until all of it is on the disk."""
        folder = self.path / document_id
        folder.mkdir(mode=0o700)
        self._on_step("folder made")
        pdf_path, lines_path = folder / PDF_NAME, folder / LINES_NAME
        pdf_path.touch(mode=0o600)
        pdf_path.write_bytes(data)
        self._on_step("pdf written")
        lines_path.touch(mode=0o600)
        write_lines(lines_path, document.pages, derived)
        self._on_step("lines written")
        for path in (pdf_path, lines_path, folder, self.path):  # its sums already are
            wait_for_disk(path)
        self._on_step("on disk")

    def remove(self, document_id: str) -> None:
        """Remove a document's folder; what cannot be removed now is left to the next start."""
        shutil.rmtree(self.path / document_id, ignore_errors=True)

    def remove_orphans(self, known: Collection[str]) -> None:
        """Remove the folders of documents that are not known, and unfinished files of the others.

        The caller holds the library's lock alone.
        """
        for folder in self.path.iterdir():
            if folder.name in known:
                delete_unfinished(folder / LINES_NAME)
            elif _DOCUMENT_ID.fullmatch(folder.name):
                self.remove(folder.name)
