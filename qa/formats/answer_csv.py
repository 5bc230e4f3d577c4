"""Answers in, a CSV file for spreadsheets out: one row each."""

import csv
import re
from collections.abc import Iterable
from io import StringIO

from qa.answer import Answer, page_label

CSV_HEADER = ("question", "answer", "page", "printed page", "quote", "status")
BYTE_ORDER_MARK = "\ufeff"  # makes Excel take a file for UTF-8

_STATUS_OF_FINISH = {  # the others are said as they are
    "stop": "found",
    "length": "cut short",
    "cancelled": "stopped",
}
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "\n")
_PLAIN_NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?%?")


def answer_text(answer: Answer) -> str:
    """Return the answer with the name of its page behind each claim, "[p. 58 (PDF 60)]"."""
    labels: dict[int, list[str]] = {}
    for citation in answer.citations:
        label = page_label(citation.page_number, citation.printed_number)
        labels_here = labels.setdefault(citation.answer_end, [])
        if label not in labels_here:
            labels_here.append(label)
    pieces, start = [], 0
    for end in sorted(labels):
        pieces += [answer.text[start:end], f" [{', '.join(labels[end])}]"]
        start = end
    return "".join([*pieces, answer.text[start:]])


def answer_row(answer: Answer) -> tuple[str, ...]:
    """Return the cells under CSV_HEADER; page and quote are those of the first citation."""
    page_number, printed_number, quote = "", "", ""
    if answer.citations:
        first = answer.citations[0]
        page_number = str(first.page_number)
        printed_number = first.printed_number or ""
        quote = first.cited_text
    status = _STATUS_OF_FINISH.get(answer.finish_reason, answer.finish_reason)
    cells = (answer.question, answer_text(answer), page_number, printed_number, quote, status)
    return tuple(map(_safe_cell, cells))


def csv_head() -> str:
    """Return the first line of the file."""
    return BYTE_ORDER_MARK + _csv_line(CSV_HEADER)


def csv_row(answer: Answer) -> str:
    """Return the line of one answer."""
    return _csv_line(answer_row(answer))


def answers_csv(answers: Iterable[Answer]) -> str:
    """Return the whole file."""
    return csv_head() + "".join(map(csv_row, answers))


def _csv_line(cells: Iterable[str]) -> str:
    line = StringIO(newline="")
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _safe_cell(text: str) -> str:
    """Keep a spreadsheet from taking text out of a PDF for a formula."""
    if text.startswith(_FORMULA_START) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text
