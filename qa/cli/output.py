"""What the command line prints: answers, pages and documents as text, JSON and CSV rows."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from qa.answer import Answer, page_label
from qa.answer_json import JsonObject
from qa.document import PageStatus
from qa.library import StoredDocument
from qa.search import PageHit

CSV_HEADER = ("question", "answer", "page", "printed page", "quote", "status")

_MISSING = {PageStatus.FAILED, PageStatus.NOT_READ}
_SILENT = {PageStatus.NO_TEXT, PageStatus.UNREADABLE}
_STATUS_OF_FINISH = {"stop": "found", "length": "cut short"}  # the others are said as they are
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


def answers_csv(answers: Iterable[Answer]) -> str:
    """Return a whole CSV file. The mark at its start makes Excel take it for UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(CSV_HEADER)
    writer.writerows(map(answer_row, answers))
    return "\ufeff" + text.getvalue()


def hits_json(document: StoredDocument, hits: Iterable[PageHit]) -> list[JsonObject]:
    """Return [{"page_number", "printed_number", "score"}, ...], best first."""
    return [
        {
            "page_number": hit.page_number,
            "printed_number": document.printed_numbers[hit.page_number - 1],
            "score": hit.score,
        }
        for hit in hits
    ]


def hits_text(document: StoredDocument, hits: Sequence[PageHit]) -> str:
    """Return one line per page: its name and its score."""
    labels = [
        page_label(hit.page_number, document.printed_numbers[hit.page_number - 1]) for hit in hits
    ]
    width = max(map(len, labels), default=0)
    return "\n".join(
        f"{label:<{width}}  {hit.score:8.2f}" for label, hit in zip(labels, hits, strict=True)
    )


def info_json(document: StoredDocument) -> JsonObject:
    """Return what `info --json` prints. Dictionaries by page have the page number as a string.

    pages counts all pages of the file, and statuses has one entry for each of them.
    """
    return {
        "file_name": document.file_name,
        "title": document.title,
        "sha256": document.sha256,
        "pages": document.num_pages_in_file,
        "statuses": {str(n): status.value for n, status in _statuses(document)},
        "printed_numbers": {
            str(n): printed for n, printed in enumerate(document.printed_numbers, start=1)
        },
        "sections": [
            {
                "title": section.title,
                "level": section.level,
                "first_page": section.first_page,
                "last_page": section.last_page,
                "tokens": section.num_tokens,
            }
            for section in document.sections
        ],
        "tokens": document.num_tokens,
    }


def info_text(document: StoredDocument) -> str:
    """Return the title, the counts and the tree of sections."""
    lines = [
        document.title or document.file_name,
        f"{_counted(document.num_pages_in_file, 'page')}, about {document.num_tokens:,} tokens",
    ]
    for status in PageStatus:
        page_numbers = [n for n, found in _statuses(document) if found is status]
        if page_numbers:
            lines.append(f"  {status.value}: {page_ranges(page_numbers)}")
    for section in document.sections:
        first = page_label(section.first_page, document.printed_numbers[section.first_page - 1])
        lines.append(f"{'  ' * section.level}{section.title}  [{first}]")
    return "\n".join(lines)


def partly_read(document: StoredDocument) -> bool:
    """Whether a page that may hold text is missing."""
    return any(status in _MISSING for _, status in _statuses(document))


def gaps(document: StoredDocument) -> list[str]:
    """Return a sentence for each kind of page on which no answer can rest; if any."""
    missing = [n for n, status in _statuses(document) if status in _MISSING]
    silent = [n for n, status in _statuses(document) if status in _SILENT]
    sentences = []
    if missing:
        sentences.append(f"Partly read: {_pages(missing)} could not be read.")
    if silent:
        sentences.append(f"No readable text on {_pages(silent)}, so nothing there can be quoted.")
    return sentences


def page_ranges(page_numbers: Iterable[int]) -> str:
    """Return "1-3, 7" for 1, 2, 3, 7 (rising)."""
    runs = groupby(enumerate(page_numbers), key=lambda pair: pair[1] - pair[0])
    ranges = []
    for _, run in runs:
        numbers = [number for _, number in run]
        first, last = numbers[0], numbers[-1]
        ranges.append(str(first) if first == last else f"{first}-{last}")
    return ", ".join(ranges)


def _statuses(document: StoredDocument) -> list[tuple[int, PageStatus]]:
    """Every page of the file with its status, also those beyond the page limit."""
    beyond = document.num_pages_in_file - document.num_pages
    return list(enumerate((*document.statuses, *[PageStatus.NOT_READ] * beyond), start=1))


def _pages(page_numbers: Sequence[int]) -> str:
    return f"{'page' if len(page_numbers) == 1 else 'pages'} {page_ranges(page_numbers)}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _safe_cell(text: str) -> str:
    """Keep a spreadsheet from taking text out of a PDF for a formula."""
    if text.startswith(_FORMULA_START) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text
