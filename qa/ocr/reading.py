"""Reading a file with OCR: where it is asked for, or where pages got their text by it before."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

from qa.document import WITHOUT_TEXT, Document, Page, PageStatus
from qa.library import StoredDocument
from qa.ocr.installed import can_recognise
from qa.ocr.recognise import recognise
from qa.pdf.reading import Improve


class Read(Protocol):
    """`read_pdf` with all but one argument given."""

    def __call__(self, *, improve: Improve | None = None) -> Document: ...


def read_with_ocr(
    read: Read,
    stored: StoredDocument | None,
    *,
    ocr: bool,
    owner: str = "",
    enough: Callable[[], bool] = lambda: False,
    before: Mapping[int, Page] = {},
) -> Document:
    """Return what is read, by OCR where `ocr` says so or `stored` has text that is missing now.

    owner, enough, before: see `recognise`. Raises UsageError where OCR is asked for and not
    installed.
    """
    if ocr:
        return read(improve=partial(recognise, owner=owner, enough=enough, before=before))
    document = read()
    if stored is not None and can_recognise() and _is_less(document, stored):
        document = read(improve=partial(recognise, owner=owner))
    return document


def _is_less(document: Document, stored: StoredDocument) -> bool:
    pairs = zip(stored.statuses, document.pages, strict=False)
    return any(was is PageStatus.TEXT and page.status in WITHOUT_TEXT for was, page in pairs)
