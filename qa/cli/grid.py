"""The command `grid`: a list of questions asked of several reports, into files."""

import argparse
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack, closing
from pathlib import Path

from qa.answer import Progress
from qa.cli.exports import output_file, put
from qa.cli.progress_line import ProgressLine
from qa.document_facts import facts_in
from qa.errors import GridTooLarge, UsageError
from qa.formats.question_list import questions_in
from qa.grid.asking import answer_cells, sentence_of
from qa.grid.content import GridColumn, GridContent
from qa.grid.csv_file import grid_csv
from qa.grid.markdown_file import grid_markdown
from qa.grid.ready_lists import ready_list
from qa.grid.workbook_file import grid_xlsx
from qa.library import StoredDocument
from qa.library.grids import (
    MAX_GRID_QUESTIONS,
    MAX_REPORTS,
    GridCell,
    GridQuestion,
    Place,
)
from qa.pipeline import checked_question
from qa.readers.base import LocalModelReader, Reader


def grid_questions(options: argparse.Namespace) -> list[GridQuestion]:
    """Return what is asked, checked before the reports are read; raises UsageError."""
    if options.list is not None:
        questions = list(ready_list(options.list).questions)
    else:
        path: Path = options.questions
        try:
            data = path.read_bytes()
        except OSError as error:
            raise UsageError(reason=f"{path}: {error.strerror}.") from error
        lines = dict.fromkeys(questions_in(data, str(path)))
        questions = [GridQuestion(checked_question(line)) for line in lines]
    if len(questions) > MAX_GRID_QUESTIONS or len(options.reports) > MAX_REPORTS:
        raise GridTooLarge(reports=MAX_REPORTS, questions=MAX_GRID_QUESTIONS)
    return questions


def run_grid(
    documents: Sequence[StoredDocument],
    questions: Sequence[GridQuestion],
    opened_reader: AbstractContextManager[Reader],
    options: argparse.Namespace,
) -> None:
    """Ask each question of each report and write the files that are wanted."""
    with ExitStack() as files, opened_reader as reader:
        # All are opened before anything is asked: who cannot write there learns it at once.
        xlsx, csv, md = (
            files.enter_context(output_file(path))
            for path in (options.xlsx, options.csv, options.md)
        )
        title = options.list or options.questions.stem
        columns = [
            GridColumn(index, document, facts_in(document).currency)
            for index, document in enumerate(documents)
        ]
        content = GridContent(title, columns, questions, _cells(documents, questions, reader))
        if options.xlsx is not None:
            put(xlsx, grid_xlsx(content))
        put(csv, grid_csv(content).encode("utf-8", "replace"))
        put(md, grid_markdown(content).encode("utf-8", "replace"))


def _cells(
    documents: Sequence[StoredDocument], questions: Sequence[GridQuestion], reader: Reader
) -> dict[Place, GridCell]:
    line, cells = ProgressLine(), dict[Place, GridCell]()
    total = len(documents) * len(questions)
    try:
        for report, document in enumerate(documents):
            if isinstance(reader, LocalModelReader):
                for progress in reader.read_ahead(document, None):
                    line(progress)
            answering = answer_cells(document, questions, reader=reader, why=sentence_of)
            with closing(answering) as answers:
                for given in answers:
                    if isinstance(given, tuple):
                        index, answer = given
                        cells[report, index] = GridCell(report, index, answer)
                        line(Progress("answering", len(cells), total))
    finally:
        line.clear()
    return cells
