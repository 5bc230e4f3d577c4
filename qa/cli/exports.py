"""The commands `facts` and `tables`, and the files that commands write."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from qa.answer import Answer
from qa.document_facts import facts_in
from qa.document_tables import in_section_scale
from qa.errors import UsageError
from qa.formats.answer_json import JsonObject
from qa.formats.facts_json import facts_json
from qa.formats.facts_text import facts_text
from qa.formats.facts_xbrl import marks_csv, marks_text
from qa.formats.page_tables import tables_csv, tables_json, tables_text
from qa.formats.statements_csv import statements_csv
from qa.formats.xlsx import answers_xlsx, statements_xlsx
from qa.library import StoredDocument
from qa.tables import tables_of
from qa.xbrl import TaggedFile
from qa.xbrl.marking import marks_of_facts


def facts_output(
    document: StoredDocument, options: argparse.Namespace, xbrl: TaggedFile | None = None
) -> str | JsonObject:
    """Return what `facts` prints, in the form that is asked for, beside what a file tags."""
    facts = facts_in(document)
    marks = None if xbrl is None else marks_of_facts(xbrl, facts)
    if options.json:
        return facts_json(facts, document, marks)
    if options.csv:
        return statements_csv(facts, document) + (
            "" if marks is None else marks_csv(marks, document)
        )
    text = facts_text(facts, document)
    return text if marks is None else f"{text}\n\n{marks_text(marks, document)}"


def tables_output(document: StoredDocument, options: argparse.Namespace) -> str | list[JsonObject]:
    """Return what `tables` prints; raises UsageError for a page that the report does not have."""
    number = options.page
    if number > document.num_pages:
        raise UsageError(reason=f"There is no page {number}: the report has {document.num_pages}.")
    # All pages: a table may begin on an earlier one, and the report says its fiscal year elsewhere.
    found = [table for table in tables_of(document.pages()) if number in table.pages]
    tables = in_section_scale(document, number, found)
    if options.json:
        return tables_json(tables, number)
    return tables_csv(tables, number) if options.csv else tables_text(tables, document, number)


def facts_workbook(document: StoredDocument) -> bytes:
    """Return the workbook of `facts --xlsx`."""
    return statements_xlsx(facts_in(document), document)


def answers_workbook(document: StoredDocument, answers: Sequence[Answer]) -> bytes:
    """Return the workbook of `batch --xlsx`: answers beside the report's statements."""
    return answers_xlsx(answers, document, facts_in(document))


def output_file(path: Path | None) -> BinaryIO:
    """Open a file to write to; without a path what is written goes nowhere.

    Raises UsageError where it cannot be opened.
    """
    name = Path(os.devnull) if path is None else path
    try:
        return name.open("wb")
    except OSError as error:
        raise UsageError(reason=f"{name}: {error.strerror}.") from error


def put(file: BinaryIO, data: bytes) -> None:
    """Write to a file at once; raises UsageError where that cannot be done."""
    try:
        file.write(data)
        file.flush()
    except OSError as error:
        raise UsageError(reason=f"{file.name}: {error.strerror}.") from error
