"""The command `compare`: one question to several reports, what they answer side by side."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from qa.answer import Answer, Progress
from qa.cli.exports import output_file, put
from qa.cli.progress_line import ProgressLine
from qa.compare.asking import answered, ask_each, check_count, check_reports
from qa.compare.compare import compare
from qa.compare.comparison import Comparison
from qa.compare.comparison_json import comparison_json
from qa.compare.comparison_sheet import comparison_xlsx
from qa.compare.comparison_table import comparison_csv, comparison_text
from qa.formats.answer_json import JsonObject
from qa.library import StoredDocument
from qa.question_list.asking import Failed
from qa.readers.base import Reader


def read_all(paths: Sequence[Path], read: Callable[[Path], StoredDocument]) -> list[StoredDocument]:
    """Read the reports, each as if it were the command's only one."""
    check_count(len(paths))
    documents = [read(path) for path in paths]
    check_reports(documents)
    return documents


def compared(
    documents: Sequence[StoredDocument],
    question: str,
    reader: Reader,
    options: argparse.Namespace,
) -> str | JsonObject:
    """Ask the reports and return what is printed; with --xlsx the workbook is written."""
    if options.xlsx is not None:
        with output_file(options.xlsx) as file:  # who cannot write there learns it at once
            put(file, comparison_xlsx(_compared(documents, question, reader)))
        return ""
    comparison = _compared(documents, question, reader)
    if options.json:
        return comparison_json(comparison)
    return comparison_csv(comparison) if options.csv else comparison_text(comparison)


def _compared(documents: Sequence[StoredDocument], question: str, reader: Reader) -> Comparison:
    line = ProgressLine()
    ends: dict[int, Answer | Failed] = {}
    try:
        for index, event in ask_each(documents, question, reader=reader):
            if isinstance(event, Answer | Failed):
                ends[index] = event
                line(Progress("answering", len(ends), len(documents)))
            elif isinstance(event, Progress):
                line(event)
    finally:
        line.clear()
    return compare(question, answered(documents, question, ends))
