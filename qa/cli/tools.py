"""What an agent on this machine may do: the reports of one folder and of the library, as tools.

Each tool is a method whose docstring the agent reads. A report is named by its id; a file by its
name in the folder that the command line gave, never by a path. What cannot be done raises a
QAError, whose sentence the agent is shown.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qa.answer import Answer
from qa.compare.asking import answered, ask_each, check_count
from qa.compare.compare import compare
from qa.compare.comparison_json import comparison_json
from qa.document_facts import facts_in
from qa.errors import UsageError
from qa.formats.answer_json import answer_to_json
from qa.formats.facts_json import facts_json
from qa.library import LOCAL_OWNER, Library, StoredDocument
from qa.pdf import PageRenderer
from qa.pipeline import ask, read_document
from qa.question_list.asking import Failed
from qa.readers.base import Reader
from qa.service.documents import document_json, page_json, search_json, verdict_on

NOT_THERE = "There is no PDF file of that name in the folder. The tool `documents` lists them."


@dataclass
class DocumentTools:
    """The tools over a library; reader: who answers; folder: whose PDF files may be read."""

    library: Library
    reader: Reader
    renderer: PageRenderer
    folder: Path | None = None
    _reading: threading.Lock = field(default_factory=threading.Lock)  # one file at a time

    def all(self) -> list[Callable[..., Any]]:
        """Return every tool; its name is that of the method."""
        return [
            self.documents,
            self.read_document,
            self.ask,
            self.compare,
            self.facts,
            self.search_pages,
            self.get_page,
            self.verify,
        ]

    def documents(self) -> dict[str, Any]:
        """List the reports that are read, each with its document_id, and the PDF files that can be
        read with read_document."""
        read = [document_json(each) for each in self.library.documents(owner=LOCAL_OWNER)]
        return {"documents": read, "files": self._files()}

    def read_document(
        self, file_name: str, password: str = "", ocr: bool = False
    ) -> dict[str, Any]:
        """Read a PDF report by its file name, and return it with the document_id that all other
        tools take. A report that was read before is there at once. ocr: pages that are images are
        read by OCR, seconds each, where it is installed; ocr_pages says which."""
        if file_name not in self._files():
            raise UsageError(reason=NOT_THERE)
        assert self.folder is not None
        with self._reading:
            document = read_document(
                self.folder / file_name,
                library=self.library,
                password=password or None,
                ocr=ocr,
            )
        return document_json(document)

    def ask(self, document_id: str, question: str) -> dict[str, Any]:
        """Answer a question about a report: text, figures with formula and inputs, and citations
        copied from the report with the page's place in the file, its printed number and boxes."""
        answer: Answer | None = None
        for event in ask(self._document(document_id), question, reader=self.reader):
            if isinstance(event, Answer):
                answer = event
        assert answer is not None, "every reader ends with an answer"
        return answer_to_json(answer)

    def compare(self, document_ids: list[str], question: str) -> dict[str, Any]:
        """Ask 2 to 10 reports one question, each on its own, and put the answers side by side:
        figures with their years, change and CAGR, why something is not compared, and what a later
        report of the same company restates."""
        check_count(len(document_ids))
        documents = [self._document(each) for each in document_ids]
        ends = {
            index: event
            for index, event in ask_each(documents, question, reader=self.reader)
            if isinstance(event, Answer | Failed)
        }
        return comparison_json(compare(question, answered(documents, question, ends)))

    def facts(self, document_id: str) -> dict[str, Any]:
        """Return a report's income statement, balance sheet and cash flow statement: exact figures
        with periods, units and pages, and whether they tie."""
        document = self._document(document_id)
        return facts_json(facts_in(document), document)

    def search_pages(
        self, document_id: str, question: str, top: int = 10
    ) -> dict[str, list[dict[str, Any]]]:
        """Return the pages of a report that fit a question best, up to 100, best first."""
        return {"pages": search_json(self._document(document_id), question, top)}

    def get_page(self, document_id: str, page_number: int) -> dict[str, Any]:
        """Return the text and lines of one page; page_number is its place in the file, from 1."""
        return page_json(self._document(document_id), page_number)

    def verify(self, document_id: str, card: str) -> dict[str, Any]:
        """Say which quotes and figures of an answer card, given as the text of its JSON or HTML
        file, a report still holds."""
        return verdict_on(card, self._document(document_id), self.renderer)

    def _document(self, document_id: str) -> StoredDocument:
        return self.library.get(document_id, owner=LOCAL_OWNER)

    def _files(self) -> list[str]:
        """Return the names of the PDF files that lie in the folder itself, links aside."""
        if self.folder is None:
            return []
        try:
            return sorted(
                path.name
                for path in self.folder.iterdir()
                if path.suffix.lower() == ".pdf" and path.is_file() and not path.is_symlink()
            )
        except OSError as error:
            raise UsageError(reason=f"{self.folder}: {error.strerror}.") from error
