"""A report's statements and answers as a workbook: Statements, Answers, Sources, Coverage.

Inputs are numbers with a comment that names their page and quotes it; what is computed is a live
formula over them.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from qa.answer import Answer, Coverage
from qa.formats.answers_sheet import SOURCE_HEADS, write_answers, write_sources
from qa.formats.report import Report, page_ranges
from qa.formats.statements_sheet import StatementsSheet, write_statement_sources
from qa.formats.workbook import SheetWriter, WorkbookWriter, workbook_bytes
from qa.statements import DocumentFacts


def statements_xlsx(facts: DocumentFacts, document: Report) -> bytes:
    """Return a workbook of the three statements and their tie-outs."""
    return _workbook(document, facts, None)


def answers_xlsx(
    answers: Iterable[Answer], document: Report, facts: DocumentFacts | None = None
) -> bytes:
    """Return a workbook of answers; with facts it has the statements too."""
    return _workbook(document, facts, list(answers))


def _workbook(
    document: Report, facts: DocumentFacts | None, answers: Sequence[Answer] | None
) -> bytes:
    def write(book: WorkbookWriter) -> None:
        statements = None
        if facts is not None:
            statements = StatementsSheet(book, facts, document)
            statements.write()
        if answers is not None:
            write_answers(book, answers, facts.currency if facts is not None else "")
        sources = book.sheet("Sources", [40, 40, 8, 12, 80, 10, 50])
        sources.head(0, SOURCE_HEADS)
        sources.freeze(1)
        row = write_sources(sources, 1, answers or ())
        if facts is not None and statements is not None:
            write_statement_sources(sources, row, facts.statements, statements, document)
        _write_coverage(book.sheet("Coverage", [40, 14, 14, 14, 30, 60]), document, answers or ())

    return workbook_bytes(document.title or document.file_name, write)


def _write_coverage(sheet: SheetWriter, document: Report, answers: Sequence[Answer]) -> None:
    """Write which pages stand behind what the workbook says."""
    named = (("report", document.title), ("file", document.file_name), ("SHA-256", document.sha256))
    for row, (name, text) in enumerate(named):
        sheet.text(row, 0, name, bold=True)
        sheet.text(row, 1, text)
    row = len(named) + 1
    sheet.head(row, ("", "pages read", "without text", "left out", "reader", "pages not read"))
    _coverage(sheet, row + 1, "the whole report", document.coverage, "")
    for number, answer in enumerate(answers, start=row + 2):
        _coverage(sheet, number, answer.question, answer.coverage, answer.reader)


def _coverage(sheet: SheetWriter, row: int, name: str, coverage: Coverage, reader: str) -> None:
    sheet.text(row, 0, name, text_wrap=True)
    pages = (coverage.read, coverage.without_text, coverage.left_out)
    for column, numbers in enumerate(pages, start=1):
        sheet.number(row, column, Decimal(len(numbers)), "0")
    sheet.text(row, 4, reader)
    missing = sorted({*coverage.without_text, *coverage.left_out})
    sheet.text(row, 5, page_ranges(missing), text_wrap=True)
