"""A document of the library: a small frozen handle that loads pages and answers when asked."""

import json
import logging
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from qa.answer import Answer, Coverage
from qa.document import Document, Line, Page, PageStatus, Section
from qa.errors import (
    AnswerNotKept,
    AnswersFull,
    DamagedLines,
    DiskFull,
    DocumentError,
    ServerBusy,
    UnknownDocument,
)
from qa.formats.answer_json import answer_from_json, answer_to_json
from qa.library import lines_file
from qa.library.catalog import Catalog
from qa.library.derived_data import DerivedData

Result = TypeVar("Result")

log = logging.getLogger("pagewitness")

PDF_NAME = "report.pdf"
LINES_NAME = "lines.sqlite"
MAX_ANSWERS = 2_000  # of one report and asker: ten full lists of questions

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
    own_title: str  # as the file itself says, or its name
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
    cover_name: str | None = None  # see qa.text.report_name; None: it was not worked out yet
    given_name: str | None = None  # by its owner, in place of the others
    asked_by: str | None = None  # whose questions and answers; None: the owner's
    # Reads the stored PDF once more, where what was read of it is damaged; None: nobody does.
    read_again: "ReadAgain | None" = field(default=None, repr=False, compare=False)

    def seen_by(self, owner: str) -> "StoredDocument":
        """Return this document with the questions and answers of somebody else.

        For documents that many may read, such as samples: each keeps a conversation of their own.
        """
        return replace(self, asked_by=owner)

    @property
    def title(self) -> str:
        """How it is called wherever it is shown."""
        return self.given_name or self.cover_name or self.own_title

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

    def keep_cover_name(self, name: str) -> None:
        """Keep what the cover says it is called; "" where the cover does not tell."""
        self._set("cover_name", name)

    def rename(self, name: str | None) -> None:
        """Give the document a name of its owner's; None takes it back."""
        self._set("given_name", name)

    def _set(self, column: str, name: str | None) -> None:
        with self.catalog.writing() as connection:
            changed = connection.execute(
                f"UPDATE documents SET {column} = ? WHERE document_id = ?", (name, self.document_id)
            ).rowcount
        if not changed:
            raise UnknownDocument

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
        lines_of_pages = self._whole(lambda path: lines_file.read_lines(path, numbers))
        return tuple(map(self._page, numbers, lines_of_pages))

    def page_texts(self) -> tuple[str, ...]:
        """Return Page.text of every page, much faster than loading the pages."""
        texts = self._whole(lines_file.read_texts)
        return tuple(texts.get(number, "") for number in range(1, self.num_pages + 1))

    def derived(self, name: str, version: int) -> bytes | None:
        """Return what was worked out of the pages and kept under this name and number.

        None where nothing was, or under another number alone: make it again and `keep_derived`.
        """
        return self._whole(lambda path: lines_file.read_derived(path, name, version))

    def keep_derived(self, name: str, version: int, data: bytes) -> None:
        """Keep what was worked out of the pages; what has this number or a newer one stays.

        Raises DiskFull; the document is as it was then.
        """
        item = DerivedData(name, version, data)
        self._whole(lambda path: lines_file.keep_derived(path, item))
        if not self.is_kept():  # it was removed while a file was being put into its folder
            shutil.rmtree(self.folder, ignore_errors=True)
            raise UnknownDocument

    def save_answer(self, answer: Answer) -> None:
        """Keep an answer with its question.

        Raises AnswerNotKept when the disk is full, AnswersFull when the report has its most.
        """
        body = json.dumps(answer_to_json(answer), ensure_ascii=False)
        try:
            with self.catalog.writing() as connection:
                # Not by its id: a reading that came further may have taken its place meanwhile.
                known = "SELECT document_id FROM documents WHERE owner = ? AND sha256 = ?"
                kept = connection.execute(known, (self.owner, self.sha256)).fetchone()
                if kept is None:
                    raise UnknownDocument
                count = connection.execute(
                    "SELECT count(*) FROM answers JOIN questions USING (question_id)"
                    " WHERE document_id = ? AND asked_by = ?",
                    (kept[0], self._asker),
                ).fetchone()[0]
                if count >= MAX_ANSWERS:
                    raise AnswersFull(count=count)
                question = (kept[0], self._asker, answer.question)
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
        except AnswersFull:
            raise
        except DiskFull as error:
            raise AnswerNotKept from error

    def answers(self) -> list[Answer]:
        """Return the answers kept for this document, oldest first."""
        return [answer for _, answer in self.dated_answers()]

    def dated_answers(self) -> list[tuple[float, Answer]]:
        """Return the answers with when they were given, in seconds since 1970, oldest first."""
        with self.catalog.reading() as connection:
            rows = connection.execute(
                "SELECT answered_at, answer FROM answers JOIN questions USING (question_id)"
                " WHERE document_id = ? AND asked_by = ? ORDER BY answer_id",
                (self.document_id, self._asker),
            ).fetchall()
        kept = ((answered_at, self._answer(body)) for answered_at, body in rows)
        return [(answered_at, answer) for answered_at, answer in kept if answer is not None]

    def clear_answers(self) -> None:
        """Forget the questions and answers; the document stays."""
        with self.catalog.writing() as connection:
            connection.execute(
                "DELETE FROM questions WHERE document_id = ? AND asked_by = ?",
                (self.document_id, self._asker),
            )

    def remove_answer(self, is_meant: Callable[[Answer], bool]) -> None:
        """Forget the answers that are meant, and questions that are left without any."""
        with self.catalog.writing() as connection:
            rows = connection.execute(
                "SELECT answer_id, answer FROM answers JOIN questions USING (question_id)"
                " WHERE document_id = ? AND asked_by = ?",
                (self.document_id, self._asker),
            ).fetchall()
            kept = ((answer_id, self._answer(body)) for answer_id, body in rows)
            meant = [(answer_id,) for answer_id, answer in kept if answer and is_meant(answer)]
            connection.executemany("DELETE FROM answers WHERE answer_id = ?", meant)
            connection.execute(
                "DELETE FROM questions WHERE document_id = ? AND asked_by = ?"
                " AND question_id NOT IN (SELECT question_id FROM answers)",
                (self.document_id, self._asker),
            )

    def _answer(self, body: str) -> Answer | None:
        """Return a kept answer; one that is damaged is left out, and the others stay."""
        try:
            return answer_from_json(json.loads(body))
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
            log.warning("An answer kept for report %s is damaged: left out.", self.document_id)
            return None

    def _whole(self, read: Callable[[Path], Result]) -> Result:
        """Read from the lines; where they are damaged, from lines read of the PDF once more.

        Raises DamagedLines where that cannot be done.
        """
        try:
            return read(self._lines_path)
        except DamagedLines:
            log.warning("What was read of report %s is damaged: reading again.", self.document_id)
            lines_file.write_lines_again(self._lines_path, self._pages_again)
        return read(self._lines_path)

    def _pages_again(self) -> tuple[Page, ...]:
        if self.read_again is None:
            raise DamagedLines
        try:
            document = self.read_again(self)
        except (DocumentError, ServerBusy, OSError) as error:
            raise DamagedLines from error
        if document.sha256 != self.sha256:  # the PDF is not what it was either
            raise DamagedLines
        return document.pages[: self.num_pages]

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


ReadAgain = Callable[[StoredDocument], Document]
