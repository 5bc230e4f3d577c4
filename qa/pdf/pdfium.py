"""PDFium's view of a file: text lines with boxes, page images, labels, outline and title.

Runs only in a child process with one thread: PDFium aborts the process when memory ends, and two
threads inside it crash. Functions are called through ctypes with plain addresses, which is what
makes a box for every character affordable (tests/benchmarks/log/reading.md).

Labels, outline and title come from PDFium too, because the file is open here already: opening it a
second time with pypdf costs 0.1 to 0.3 s. pypdf_reader.py steps in where PDFium fails.
"""

import ctypes
import re
from collections.abc import Iterator, Sequence
from itertools import chain
from math import sqrt
from typing import Any

from qa.document import HiddenLine, HiddenReason
from qa.pdf import pdfium_library
from qa.pdf.frame import Frame, char_boxes
from qa.pdf.raw_page import OpenFailed, Outline, PageFailed, PasswordFailed, RawPage
from qa.pdf.text_status import clean_line
from qa.pdf.visibility import Chars, Hidden, find_hidden
from qa.pdf.words import HYPHEN, WORD, Words
from qa.pdf.words import lines as make_lines

raw = pdfium_library.load()

MAX_OUTLINE_ENTRIES = 5_000  # an outline may point back into itself
MAX_OBJECTS = 1_000  # enough to tell what kind of page it is
SPARSE_CHARS = 40  # a scan may carry a page number; a fuller page is text whatever else is on it


class PdfiumFile:
    """One open file. Page indices count from 0."""

    def __init__(self, data: bytes, password: str | None) -> None:
        raw.FPDF_InitLibrary()
        self._data = data  # PDFium reads from it as long as the file is open
        secret = password.encode() if password is not None else None
        self._document = raw.FPDF_LoadMemDocument64(data, len(data), secret)
        if not self._document:
            if raw.FPDF_GetLastError() in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
                raise PasswordFailed
            raise OpenFailed
        self.num_pages: int = raw.FPDF_GetPageCount(self._document)
        if self.num_pages < 1:
            raise OpenFailed

    def close(self) -> None:
        raw.FPDF_CloseDocument(self._document)

    def title(self) -> str | None:
        """Return the title from the metadata; None when there is none."""
        size = raw.FPDF_GetMetaText(self._document, b"Title", None, 0)
        text = ctypes.create_string_buffer(size)
        raw.FPDF_GetMetaText(self._document, b"Title", text, size)
        return _utf16(text.raw) or None

    def label(self, page_index: int) -> str | None:
        """Return the page's label from the file's own numbering; None when there is none."""
        size = raw.FPDF_GetPageLabel(self._document, page_index, None, 0)
        text = ctypes.create_string_buffer(size)
        raw.FPDF_GetPageLabel(self._document, page_index, text, size)
        return _utf16(text.raw) or None

    def outline(self) -> list[Outline]:
        """Return the bookmarks in order, those without a page left out."""
        entries = []
        for title, level, page_index in self._bookmarks(None, 1, set()):
            if page_index >= 0:
                entries.append(Outline(title, level, page_index + 1))
            if len(entries) == MAX_OUTLINE_ENTRIES:
                break
        return entries

    def _bookmarks(self, parent: Any, level: int, seen: set[int]) -> Iterator[tuple[str, int, int]]:
        bookmark = raw.FPDFBookmark_GetFirstChild(self._document, parent)
        while bookmark and len(seen) < MAX_OUTLINE_ENTRIES:
            address = ctypes.cast(bookmark, ctypes.c_void_p).value
            if address is None or address in seen:
                return
            seen.add(address)
            size = raw.FPDFBookmark_GetTitle(bookmark, None, 0)
            title = ctypes.create_string_buffer(size)
            raw.FPDFBookmark_GetTitle(bookmark, title, size)
            target = raw.FPDFBookmark_GetDest(self._document, bookmark)
            if not target:
                action = raw.FPDFBookmark_GetAction(bookmark)
                target = raw.FPDFAction_GetDest(self._document, action) if action else None
            page_index = raw.FPDFDest_GetDestPageIndex(self._document, target) if target else -1
            yield _utf16(title.raw), level, page_index
            if level < 16:
                yield from self._bookmarks(bookmark, level + 1, seen)
            bookmark = raw.FPDFBookmark_GetNextSibling(self._document, bookmark)

    def read_page(self, page_index: int, max_chars: int) -> RawPage:
        """Return the page's lines, at most `max_chars` characters of them."""
        page = raw.FPDF_LoadPage(self._document, page_index)
        if not page:
            raise PageFailed
        try:
            text_page = raw.FPDFText_LoadPage(page)
            if not text_page:
                raise PageFailed
            try:
                frame = Frame(page)
                num_chars = max(0, min(raw.FPDFText_CountChars(text_page), max_chars))
                chars = Chars(*_text(text_page, num_chars))
                words = _words(text_page, frame, chars)
                lines = tuple(make_lines(words, left=frame.left, top=frame.top))
                hidden = find_hidden(page, text_page, frame, words, lines, chars)
                hidden_lines: tuple[HiddenLine, ...] = ()
                if hidden.reasons:
                    hidden_lines = tuple(_hidden_lines(text_page, frame, chars, hidden))
                    words = _words(text_page, frame, chars.without(hidden.reasons))
                    lines = tuple(make_lines(words, left=frame.left, top=frame.top))
                sparse = sum(len(line.text) for line in lines) < SPARSE_CHARS
                has_images = sparse and raw.FPDF_PAGEOBJ_IMAGE in _object_kinds(page)
                return RawPage(
                    frame.width, frame.height, lines, has_images, hidden_lines, hidden.is_ocr
                )
            finally:
                raw.FPDFText_ClosePage(text_page)
        finally:
            raw.FPDF_ClosePage(page)

    def is_picture(self, page_index: int) -> bool:
        """Tell whether the page holds drawings alone, so that nobody will find text on it."""
        page = raw.FPDF_LoadPage(self._document, page_index)
        if not page:
            return False
        try:
            kinds = _object_kinds(page)
            return bool(kinds) and not kinds & {raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_FORM}
        finally:
            raw.FPDF_ClosePage(page)

    def draw_page(self, page_index: int, scale: float, max_pixels: int) -> tuple[int, int, bytes]:
        """Return width, height and RGB rows without padding; scale 1.0 is 72 dpi."""
        page = raw.FPDF_LoadPage(self._document, page_index)
        if not page:
            raise PageFailed
        try:
            width, height = raw.FPDF_GetPageWidthF(page), raw.FPDF_GetPageHeightF(page)
            if not (width > 0 and height > 0):
                raise PageFailed
            scale = min(scale, sqrt(max_pixels / (width * height)))
            columns, rows = max(1, int(width * scale)), max(1, int(height * scale))
            return columns, rows, _bitmap(page, columns, rows)
        finally:
            raw.FPDF_ClosePage(page)


def _words(text_page: Any, frame: Frame, chars: Chars) -> Words:
    positions = list(chain.from_iterable(map(re.Match.span, WORD.finditer(chars.text))))
    ends = positions.copy()  # of the first and the last character of each word
    ends[1::2] = [end - 1 for end in positions[1::2]]
    if not isinstance(chars.indices, range):
        ends = [chars.indices[i] for i in ends]
    xs, tops, rights, bottoms = frame.upright(*char_boxes(text_page, ends))
    xs[1::2] = rights[1::2]
    return Words(chars.text, positions, xs, tops, bottoms)


def _hidden_lines(
    text_page: Any, frame: Frame, chars: Chars, hidden: Hidden
) -> Iterator[HiddenLine]:
    for reason in HiddenReason:
        members = {i for i, found in hidden.reasons.items() if found is reason}
        words = _words(text_page, frame, chars.only(members))
        for line in make_lines(words, left=frame.left, top=frame.top):
            text, _ = clean_line(line.text, ())
            if text:
                yield HiddenLine(text, reason, line.bbox)


def _text(text_page: Any, num_chars: int) -> tuple[str, Sequence[int]]:
    """Return the page's characters and PDFium's index of each. U+FFFE stands for a hyphen."""
    units = (ctypes.c_ushort * (2 * num_chars + 1))()
    size = raw.FPDFText_GetText(text_page, 0, num_chars, units)
    text = bytes(units)[: 2 * (size - 1)].decode("utf-16-le", "replace")
    if len(text) == num_chars:
        for match in re.finditer(HYPHEN, text):  # U+0000 comes out as U+FFFE too
            if raw.FPDFText_IsHyphen(text_page, match.start()) != 1:
                text = text[: match.start()] + "\0" + text[match.end() :]
        return text, range(num_chars)
    # Something was left out, or a character beyond U+FFFF counts as two: look at each index.
    codes = [raw.FPDFText_GetUnicode(text_page, i) for i in range(num_chars)]
    chars, indices = [], []
    for i, code in enumerate(codes):
        after = codes[i + 1] if i + 1 < num_chars else 0
        before = codes[i - 1] if i else 0
        if 0xDC00 <= code < 0xE000 and 0xD800 <= before < 0xDC00:
            continue  # the second half of the character before
        if 0xD800 <= code < 0xDC00 and 0xDC00 <= after < 0xE000:
            code = 0x10000 + ((code - 0xD800) << 10) + (after - 0xDC00)
        elif raw.FPDFText_IsHyphen(text_page, i) == 1:
            code = ord(HYPHEN)
        valid = code < 0x110000 and not 0xD800 <= code < 0xE000
        chars.append(chr(code) if valid else "\ufffd")
        indices.append(i)
    return "".join(chars), indices


def _object_kinds(page: Any) -> set[int]:
    count = min(raw.FPDFPage_CountObjects(page), MAX_OBJECTS)
    return {raw.FPDFPageObj_GetType(raw.FPDFPage_GetObject(page, i)) for i in range(count)}


def _bitmap(page: Any, columns: int, rows: int) -> bytes:
    bitmap = raw.FPDFBitmap_CreateEx(columns, rows, raw.FPDFBitmap_BGR, None, 0)
    if not bitmap:
        raise PageFailed
    try:
        raw.FPDFBitmap_FillRect(bitmap, 0, 0, columns, rows, 0xFFFFFFFF)
        flags = raw.FPDF_ANNOT | raw.FPDF_REVERSE_BYTE_ORDER
        raw.FPDF_RenderPageBitmap(bitmap, page, 0, 0, columns, rows, 0, flags)
        stride = raw.FPDFBitmap_GetStride(bitmap)
        pixels = ctypes.string_at(raw.FPDFBitmap_GetBuffer(bitmap), stride * rows)
    finally:
        raw.FPDFBitmap_Destroy(bitmap)
    if stride == 3 * columns:
        return pixels
    return b"".join(pixels[i : i + 3 * columns] for i in range(0, stride * rows, stride))


def _utf16(data: bytes) -> str:
    return data.decode("utf-16-le", "replace").rstrip("\0")
