"""A document of the library: a small frozen handle that loads pages and answers when asked."""

import json
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from qa.answer import Answer, Coverage
from qa.document import Line, Page, PageStatus, Section
from qa.errors import AnswerNotKept, DiskFull, UnknownDocument
from qa.formats.answer_json import answer_from_json, answer_to_json
from qa.library import lines_file
from qa.library.catalog import Catalog
from qa.library.derived_data import DerivedData

PDF_NAME = "report.pdf"
LINES_NAME = "lines.sqlite"

_UNREADABLE = {PageStatus.NO_TEXT, PageStatus.UNREADABLE, PageStatus.FAILED}


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """What is known about a document without loading its text. Tuples have one entry per page.

    Whoever holds this may read the document: it is handed out to its owner alone. Once the document
    has been removed, its methods raise UnknownDocument.
    """

    document_id: str
    owner: str
    sha256: str
    title: str
    file_name: str  # cleaned for display, see qa.text.display_name
    added_at: float  # seconds since 1970
    num_pages_in_file: int
    statuses: tuple[PageStatus, ...]
    printed_numbers: tuple[str | None, ...]
    page_sizes: tuple[tuple[float, float], ...]  # width, height in points
    page_tokens: tuple[int, ...]
    sections: tuple[Section, ...]
    # Kept because the stored file is as it came, locked, and pages are drawn from it later. It
    # guards nothing here: the text lies beside it, and the folder is its user's alone.
    password: str | None = field(repr=False)
    folder: Path = field(repr=False)
    catalog: Catalog = field(repr=False, compare=False)
    asked_by: str | None = None  # whose questions and answers; None: the owner's

    def seen_by(self, owner: str) -> "StoredDocument":
        """Return this document with the questions and answers of somebody else.

        For documents that many may read, such as samples: each keeps a conversation of their own.
        """
        return replace(self, asked_by=owner)

    @property
    def num_pages(self) -> int:
        return len(self.statuses)

    @property
    def num_tokens(self) -> int:
        """Estimated tokens of all pages, see qa.text.token_estimate."""
        return sum(self.page_tokens)

    @property
    def pdf_path(self) -> Path:
        return self.folder / PDF_NAME

    @property
    def coverage(self) -> Coverage:
        """The coverage of a reader that searches all there is."""
        numbered = list(enumerate(self.statuses, start=1))
        beyond = range(self.num_pages + 1, self.num_pages_in_file + 1)
        return Coverage(
            read=tuple(n for n, status in numbered if status is PageStatus.TEXT),
            without_text=tuple(n for n, status in numbered if status in _UNREADABLE),
            left_out=(*(n for n, status in numbered if status is PageStatus.NOT_READ), *beyond),
        )

    def is_kept(self) -> bool:
        """Whether it is still in the library."""
        known = "SELECT 1 FROM documents WHERE document_id = ?"
        with self.catalog.reading() as connection:
            return connection.execute(known, (self.document_id,)).fetchone() is not None

    def page(self, page_number: int) -> Page:
        """Return a page with its lines; raises IndexError outside 1..num_pages."""
        (page,) = self.pages([page_number])
        return page

    def pages(self, page_numbers: Iterable[int] | None = None) -> tuple[Page, ...]:
        """Return these pages in this order; all pages without an argument."""
        numbers = range(1, self.num_pages + 1) if page_numbers is None else tuple(page_numbers)
        for number in numbers:
            if not 1 <= number <= self.num_pages:
                raise IndexError(number)
        lines_of_pages = lines_file.read_lines(self._lines_path, numbers)
        return tuple(map(self._page, numbers, lines_of_pages))

    def page_texts(self) -> tuple[str, ...]:
        """Return Page.text of every page, much faster than loading the pages."""
        texts = lines_file.read_texts(self._lines_path)
        return tuple(texts.get(number, "") for number in range(1, self.num_pages + 1))

    def derived(self, name: str, version: int) -> bytes | None:
        """Return what was worked out of the pages and kept under this name and number.

        None where nothing was, or under another number alone: make it again and `keep_derived`.
        """
        return lines_file.read_derived(self._lines_path, name, version)

    def keep_derived(self, name: str, version: int, data: bytes) -> None:
        """Keep what was worked out of the pages; what has this number or a newer one stays.

        Raises DiskFull; the document is as it was then.
        """
        lines_file.keep_derived(self._lines_path, DerivedData(name, version, data))
        if not self.is_kept():  # it was removed while a file was being put into its folder
            shutil.rmtree(self.folder, ignore_errors=True)
            raise UnknownDocument

    def save_answer(self, answer: Answer) -> None:
        """Keep an answer with its question; raises AnswerNotKept when the disk is full."""
        body = json.dumps(answer_to_json(answer), ensure_ascii=False)
        try:
            with self.catalog.writing() as connection:
                known = "SELECT 1 FROM documents WHERE document_id = ?"
                if connection.execute(known, (self.document_id,)).fetchone() is None:
                    raise UnknownDocument
                question = (self.document_id, self._asker, answer.question)
                connection.execute(
                    "INSERT OR IGNORE INTO questions (document_id, asked_by, text)"
                    " VALUES (?, ?, ?)",
                    question,
                )
                connection.execute(
                    "INSERT INTO answers (question_id, answered_at, answer)"
                    " SELECT question_id, ?, ? FROM questions"
                    " WHERE document_id = ? AND asked_by = ? AND text = ?",
                    (time.time(), body, *question),
                )
        except DiskFull as error:
            raise AnswerNotKept from error

    def answers(self) -> list[Answer]:
        """Return the answers kept for this document, oldest first."""
        with self.catalog.reading() as connection:
            rows = connection.execute(
                "SELECT answer FROM answers JOIN questions USING (question_id)"
                " WHERE document_id = ? AND asked_by = ? ORDER BY answer_id",
                (self.document_id, self._asker),
            ).fetchall()
        return [answer_from_json(json.loads(body)) for (body,) in rows]

    def clear_answers(self) -> None:
        """Forget the questions and answers; the document stays."""
        with self.catalog.writing() as connection:
            connection.execute(
                "DELETE FROM questions WHERE document_id = ? AND asked_by = ?",
                (self.document_id, self._asker),
            )

    @property
    def _asker(self) -> str:
        return self.asked_by or self.owner

    @property
    def _lines_path(self) -> Path:
        return self.folder / LINES_NAME

    def _page(self, page_number: int, lines: tuple[Line, ...]) -> Page:
        width, height = self.page_sizes[page_number - 1]
        return Page(
            page_number=page_number,
            printed_number=self.printed_numbers[page_number - 1],
            width=width,
            height=height,
            lines=lines,
            status=self.statuses[page_number - 1],
            num_tokens=self.page_tokens[page_number - 1],
        )
