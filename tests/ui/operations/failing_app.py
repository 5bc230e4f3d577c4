"""The app in which all that a question or a file can meet fails with words of that question or file
in the error: a reader, a reading, a view of the statements.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import app
import qa.pipeline
import ui.state.uploads
import ui.web.statements
from qa.answer import AnswerEvent
from qa.errors import DiskFull
from qa.library import StoredDocument
from qa.readers.extractive.reader import QuoteReader
from ui.state.uploads import read_document


class FailingReader(QuoteReader):
    def answer(
        self, document: StoredDocument, question: str, **options: Any
    ) -> Iterator[AnswerEvent]:
        if "explode" in question:
            raise ValueError(f"{question} in {document.title}") from KeyError(question)
        yield from super().answer(document, question, **options)


def reading(path: Path, **options: Any) -> StoredDocument:
    if "fault" in options["file_name"]:
        raise RuntimeError(options["file_name"])
    if "full" in options["file_name"]:
        raise DiskFull(file_name=options["file_name"])
    return read_document(path, **options)


def no_view(document: StoredDocument) -> str:
    raise ValueError(document.title)


qa.pipeline.QuoteReader = FailingReader  # type: ignore[misc]
ui.state.uploads.read_document = reading  # type: ignore[assignment]
ui.web.statements.statements_view = no_view  # type: ignore[assignment]

if __name__ == "__main__":
    sys.exit(app.main())
