"""The endpoints: values of a program in, JSON out. What they raise is one sentence for its user.

Types are what Gradio describes; what comes is anything that JSON can say, so it is checked here.
"""

from collections.abc import Iterator
from typing import Any

import gradio as gr
from gradio.events import api

from qa.compare.asking import check_count
from qa.document_facts import facts_in
from qa.errors import UnknownDocument, UsageError
from qa.formats.facts_json import facts_json
from qa.formats.question_list import MAX_QUESTIONS
from qa.hidden_text import pages_for_ocr
from qa.library import StoredDocument
from qa.pipeline import checked_question
from qa.readers.base import Reader
from qa.service.documents import document_json, page_json, search_json, verdict_on
from qa.xbrl.marking import marks_of_facts
from ui.api.streams import answer_stream, answers_stream, comparison_stream, reading_stream
from ui.gradio_compat import visitor
from ui.operations.handled import handled
from ui.state.app_state import AppState
from ui.web.owner import owner_of

NO_KEY = (
    "Nobody is known by this request. Log in, or send a cookie named pagewitness with 43 letters,"
    " digits, - or _ of your own: docs/api.md shows how."
)
ANSWERING = ("ask", "ask_many", "compare")
NAMES = (
    *("documents", "read_document", "read_scanned_pages", *ANSWERING),
    *("facts", "search_pages", "get_page", "verify"),
)


class Endpoints:
    """The functions behind the names; `desk` is all they share."""

    def __init__(self, desk: AppState) -> None:
        self._desk = desk

    @handled
    def documents(self, request: gr.Request) -> list[dict[str, Any]]:
        """List the reports that you may ask: your own, newest first, then the samples."""
        return [document_json(each) for each in self._desk.documents(_owner(request))]

    @handled
    def read_document(
        self, reading_id: str, request: gr.Request, password: str = ""
    ) -> Iterator[dict[str, Any]]:
        """Wait for a file sent to /pw/documents, and return the document with its id.

        Streams {state, file_name, progress}; the last one is {state: "done", document}. password
        opens a file that was refused as locked.
        """
        owner = _owner(request)
        reading = self._desk.room.find(_text(reading_id, "reading_id"), owner=owner)
        if reading is None:
            raise UnknownDocument
        if password and reading.is_locked:
            self._desk.room.unlock(reading.reading_id, _text(password, "password"), owner=owner)
        yield from reading_stream(reading)
        document = self._desk.find(reading.document_id, owner)
        yield {"state": "done", "document": document_json(document)}

    @handled
    def read_scanned_pages(self, document_id: str, request: gr.Request) -> Iterator[dict[str, Any]]:
        """Have OCR read the pages of a document that have no text, and return the document.

        Streams {state, file_name, progress}; the last one is {state: "done", document}, whose id is
        a new one where any page was read. What OCR read is marked as such wherever it is quoted.
        """
        document, owner = self._document(document_id, request), _owner(request)
        if pages_for_ocr(document):
            if document.owner != owner:
                raise UsageError(reason="Samples stay as they are: send the file as your own.")
            yield from reading_stream(self._desk.room.read_scans(document))
            document = self._desk.find(document.document_id, owner)
        yield {"state": "done", "document": document_json(document)}

    @handled
    def ask(
        self, document_id: str, question: str, request: gr.Request, quotes_only: bool = False
    ) -> Iterator[dict[str, Any]]:
        """Answer a question with quotes, pages and figures.

        Streams {done, text, progress, answer}: the text as it grows; the last one has the answer.
        quotes_only: without the model.
        """
        document = self._document(document_id, request)
        asked = checked_question(_text(question, "question"))
        with self._desk.work.under_way("answer"):
            reader, beside = self._reader(quotes_only), self._desk.xbrl.beside(document)
            yield from answer_stream(document, asked, reader, self._desk.metrics, beside)

    @handled
    def ask_many(
        self,
        document_id: str,
        questions: list[str],
        request: gr.Request,
        quotes_only: bool = False,
    ) -> Iterator[dict[str, Any]]:
        """Answer a list of questions; streams {done, total, answers}, the last with all answers."""
        document = self._document(document_id, request)
        if not isinstance(questions, list) or not 1 <= len(questions) <= MAX_QUESTIONS:
            raise UsageError(reason=f"Send a list of 1 to {MAX_QUESTIONS} questions.")
        asked = [checked_question(_text(each, "question")) for each in questions]
        with self._desk.work.under_way("answer"):
            reader, beside = self._reader(quotes_only), self._desk.xbrl.beside(document)
            yield from answers_stream(document, asked, reader, self._desk.metrics, beside)

    @handled
    def compare(
        self,
        document_ids: list[str],
        question: str,
        request: gr.Request,
        quotes_only: bool = False,
    ) -> Iterator[dict[str, Any]]:
        """Ask 2 to 10 documents one question, each on its own, and put the answers side by side.

        Streams {done, total, comparison}; the last one has the comparison.
        """
        if not isinstance(document_ids, list):
            raise UsageError(reason="document_ids is a list.")
        check_count(len(document_ids))
        documents = [self._document(each, request) for each in document_ids]
        asked = checked_question(_text(question, "question"))
        reader, beside = self._reader(quotes_only), self._desk.xbrl.beside
        yield from comparison_stream(documents, asked, reader, beside)

    @handled
    def facts(self, document_id: str, request: gr.Request) -> dict[str, Any]:
        """Return the three statements, their figures with pages, and whether they tie."""
        document = self._document(document_id, request)
        facts, beside = facts_in(document), self._desk.xbrl.beside(document)
        marks = None if beside is None else marks_of_facts(beside, facts)
        return facts_json(facts, document, marks)

    @handled
    def search_pages(
        self, document_id: str, question: str, request: gr.Request, top: int = 10
    ) -> list[dict[str, Any]]:
        """Return the pages that fit a question best, each with both numbers and a score."""
        document = self._document(document_id, request)
        return search_json(document, _text(question, "question"), _whole(top, "top"))

    @handled
    def get_page(self, document_id: str, page_number: int, request: gr.Request) -> dict[str, Any]:
        """Return a page's text and lines; page_number is its place in the file, from 1."""
        document = self._document(document_id, request)
        return page_json(document, _whole(page_number, "page_number"))

    @handled
    def verify(self, document_id: str, card: str, request: gr.Request) -> dict[str, Any]:
        """Say which quotes and figures of an answer card, JSON or HTML, a document still holds."""
        document = self._document(document_id, request)
        return verdict_on(_text(card, "card"), document, self._desk.renderer)

    def _document(self, document_id: object, request: gr.Request) -> StoredDocument:
        return self._desk.find(_text(document_id, "document_id"), _owner(request))

    def _reader(self, quotes_only: object) -> Reader | None:
        return None if quotes_only is True else self._desk.model.reader


def offer(desk: AppState) -> None:
    """Offer the endpoints in the Blocks that are being built."""
    own = Endpoints(desk)
    answers = {"concurrency_limit": 8, "concurrency_id": "answers"}  # as many as on the screen
    calls = {"concurrency_limit": 16}
    for name in NAMES:
        api(getattr(own, name), api_name=name, **(answers if name in ANSWERING else calls))


def _owner(request: gr.Request) -> str:
    owner = owner_of(*visitor(request))
    if owner is None:
        raise UsageError(reason=NO_KEY)
    return owner


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise UsageError(reason=f"{name} is a text.")
    return value


def _whole(value: object, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise UsageError(reason=f"{name} is a whole number.")
    return value
