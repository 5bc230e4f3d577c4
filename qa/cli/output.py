"""What the command line prints about pages and documents, as text and JSON."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from qa.answer import page_label
from qa.document import PageStatus
from qa.formats.answer_json import JsonObject
from qa.library import StoredDocument
from qa.search import PageHit

_MISSING = {PageStatus.FAILED, PageStatus.NOT_READ}
_SILENT = {PageStatus.NO_TEXT, PageStatus.UNREADABLE}


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
