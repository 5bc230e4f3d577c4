"""What a document holds and nobody sees: kept beside its lines, to be looked at and nothing else.

Search, quotes and prompts take a page's lines, and hidden text is none of them. A document without
this record was read by a version that did not look for hidden text: `read_document` reads it again.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.document import WITHOUT_TEXT, BBox, HiddenLine, HiddenReason, Page, PageStatus
from qa.library import DerivedData, StoredDocument

NAME = "hidden text"
# Counts up when pages would be read otherwise, so that documents read before are read again.
VERSION = 1


@dataclass(frozen=True, slots=True)
class HiddenText:
    """The hidden lines by page number, and the pages whose lines come from OCR."""

    lines: dict[int, tuple[HiddenLine, ...]]
    ocr_pages: tuple[int, ...]
    ocr_in_vain: frozenset[int] = frozenset()  # pages without text in which OCR found none either


def hidden_text_to_store(pages: Sequence[Page]) -> DerivedData:
    """Return what the library keeps with a document."""
    record = {
        "lines": {page.page_number: _rows(page) for page in pages if page.hidden},
        "ocr_pages": [p.page_number for p in pages if p.is_ocr and p.status is PageStatus.TEXT],
        "ocr_in_vain": [
            p.page_number for p in pages if p.is_ocr and p.status is not PageStatus.TEXT
        ],
    }
    return DerivedData(NAME, VERSION, json.dumps(record, ensure_ascii=False).encode())


def hidden_text_in(document: StoredDocument) -> HiddenText | None:
    """Return the hidden text of a stored document; None where it was never looked for."""
    data = document.derived(NAME, VERSION)
    if data is None:
        return None
    record = json.loads(data)
    lines = {
        int(number): tuple(
            HiddenLine(text, HiddenReason(reason), BBox(*box)) for text, reason, box in rows
        )
        for number, rows in record["lines"].items()
    }
    in_vain = frozenset(record.get("ocr_in_vain", ()))  # versions without OCR wrote none
    return HiddenText(lines, tuple(record["ocr_pages"]), in_vain)


def ocr_pages(document: StoredDocument) -> tuple[int, ...]:
    """Return the pages whose lines come from OCR."""
    record = hidden_text_in(document)
    return record.ocr_pages if record else ()


def pages_for_ocr(document: StoredDocument) -> list[int]:
    """Return the pages without readable text in which OCR has not looked for any yet."""
    record = hidden_text_in(document)
    tried = record.ocr_in_vain if record else ()
    return [
        number
        for number, status in enumerate(document.statuses, start=1)
        if status in WITHOUT_TEXT and number not in tried
    ]


def pages_tried(document: StoredDocument) -> dict[int, Page]:
    """Return the pages in which OCR has looked for text, by number, as it read them."""
    record = hidden_text_in(document)
    numbers = sorted({*record.ocr_pages, *record.ocr_in_vain}) if record else []
    return {page.page_number: replace(page, is_ocr=True) for page in document.pages(numbers)}


def _rows(page: Page) -> list[tuple[str, str, tuple[float, float, float, float]]]:
    return [
        (line.text, line.reason.value, (box.x0, box.top, box.x1, box.bottom))
        for line in page.hidden
        for box in (line.bbox,)
    ]
