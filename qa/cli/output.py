"""What the command line prints about pages and documents, as text and JSON."""

from collections.abc import Collection, Sequence

from qa.answer import Answer, page_label
from qa.document import PageStatus
from qa.formats.answer_json import JsonObject
from qa.formats.report import page_ranges
from qa.hidden_text import hidden_text_in, ocr_pages
from qa.library import StoredDocument
from qa.search import PageHit

_MISSING = {PageStatus.FAILED, PageStatus.NOT_READ}
_SILENT = {PageStatus.NO_TEXT, PageStatus.UNREADABLE}


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

    pages counts all pages of the file, and statuses has one entry for each of them. hidden_text
    has the pages with text that nobody sees; it is in no answer.
    """
    hidden = hidden_text_in(document)
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
        "hidden_text": {
            str(n): [{"text": line.text, "reason": line.reason.value} for line in lines]
            for n, lines in (hidden.lines if hidden else {}).items()
        },
        "ocr_pages": list(ocr_pages(document)),
    }


def info_text(document: StoredDocument) -> str:
    """Return the title, the counts, what is hidden, and the tree of sections."""
    lines = [
        document.title or document.file_name,
        f"{_counted(document.num_pages_in_file, 'page')}, about {document.num_tokens:,} tokens",
    ]
    for status in PageStatus:
        page_numbers = [n for n, found in _statuses(document) if found is status]
        if page_numbers:
            lines.append(f"  {status.value}: {page_ranges(page_numbers)}")
    lines += _hidden_text(document)
    for section in document.sections:
        first = page_label(section.first_page, document.printed_numbers[section.first_page - 1])
        lines.append(f"{'  ' * section.level}{section.title}  [{first}]")
    return "\n".join(lines)


def _hidden_text(document: StoredDocument) -> list[str]:
    """Return a line about each page with hidden text, and what it says, marked as hidden."""
    hidden = hidden_text_in(document)
    if hidden is None:
        return ["  Hidden text was not looked for when this report was read."]
    lines = [f"  read by OCR: {page_ranges(hidden.ocr_pages)}"]
    rows = lines if hidden.ocr_pages else []
    for n, found in hidden.lines.items():
        label = page_label(n, document.printed_numbers[n - 1])
        rows.append(f"  hidden text on {label}, never searched or quoted:")
        rows += (f"    [hidden, {line.reason.value}] {line.text}" for line in found)
    return rows


def partly_read(document: StoredDocument) -> bool:
    """Whether a page that may hold text is missing."""
    return any(status in _MISSING for _, status in _statuses(document))


def gaps(document: StoredDocument) -> list[str]:
    """Return a sentence for each kind of page on which no answer can rest, or none can rest
    without a look; if any.
    """
    missing = [n for n, status in _statuses(document) if status in _MISSING]
    silent = [n for n, status in _statuses(document) if status in _SILENT]
    sentences = []
    if recognised := ocr_pages(document):
        pages = _pages(recognised)
        sentences.append(f"Read by OCR: {pages}. Check what is quoted there on the page.")
    if missing:
        sentences.append(f"Partly read: {_pages(missing)} could not be read.")
    if silent:
        sentences.append(f"No readable text on {_pages(silent)}, so nothing there can be quoted.")
    return sentences


def unread_pages(
    document: StoredDocument, answer: Answer, focus: Collection[int] | None
) -> list[int]:
    """Return the pages that were asked for but had no room in what the model reads at once."""
    asked = document.coverage.read if focus is None else focus
    return [n for n in answer.coverage.left_out if n in asked]


def _statuses(document: StoredDocument) -> list[tuple[int, PageStatus]]:
    """Every page of the file with its status, also those beyond the page limit."""
    beyond = document.num_pages_in_file - document.num_pages
    return list(enumerate((*document.statuses, *[PageStatus.NOT_READ] * beyond), start=1))


def _pages(page_numbers: Sequence[int]) -> str:
    return f"{'page' if len(page_numbers) == 1 else 'pages'} {page_ranges(page_numbers)}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
