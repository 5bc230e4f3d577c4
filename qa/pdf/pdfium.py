"""PDFium's view of a file: text lines with boxes, page images, labels, outline and title.

Runs only in a child process with one thread: PDFium aborts the process when memory ends, and two
threads inside it crash. Functions are called through ctypes with plain addresses, which is what
makes a box for every character affordable (tests/benchmarks/LOG.md).

Labels, outline and title come from PDFium too, because the file is open here already: opening it a
second time with pypdf costs 0.1 to 0.3 s. pypdf_reader.py steps in where PDFium fails.
"""

import ctypes
import re
from collections import deque
from collections.abc import Iterator
from itertools import accumulate, compress, repeat
from math import sqrt
from operator import eq
from typing import Any

import pypdfium2.raw as raw

from qa.document import BBox, Line
from qa.pdf.raw_page import OpenFailed, Outline, PageFailed, PasswordFailed, RawPage

MAX_OUTLINE_ENTRIES = 5_000  # an outline may point back into itself
MAX_OBJECTS = 1_000  # enough to tell what kind of page it is
# PDFium ends lines with CRLF, but a hyphen at a line's end becomes U+FFFE and the next line joins on.
LINE = re.compile("[^\r\n\ufffe]+\ufffe?|\ufffe")


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
                frame = _Frame(page)
                lines = tuple(_lines(text_page, frame, max_chars))
                has_images = not lines and raw.FPDF_PAGEOBJ_IMAGE in _object_kinds(page)
                return RawPage(frame.width, frame.height, lines, has_images)
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


class _Frame:
    """Turns PDFium's coordinates (origin bottom left, not rotated) into those of the shown page."""

    def __init__(self, page: Any) -> None:
        box = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(page, box)
        self._box = box
        self.rotation: int = raw.FPDFPage_GetRotation(page)  # in quarter turns, clockwise
        self.width: float = round(raw.FPDF_GetPageWidthF(page), 2)
        self.height: float = round(raw.FPDF_GetPageHeightF(page), 2)

    def place(
        self, lefts: list[float], tops: list[float], rights: list[float], bottoms: list[float]
    ) -> tuple[list[float], list[float], list[float], list[float]]:
        """Return (x0, top, x1, bottom) of every character on the shown page."""
        box = self._box
        match self.rotation:
            case 1:
                return (
                    [y - box.bottom for y in bottoms],
                    [x - box.left for x in lefts],
                    [y - box.bottom for y in tops],
                    [x - box.left for x in rights],
                )
            case 2:
                return (
                    [box.right - x for x in rights],
                    [y - box.bottom for y in bottoms],
                    [box.right - x for x in lefts],
                    [y - box.bottom for y in tops],
                )
            case 3:
                return (
                    [box.top - y for y in tops],
                    [box.right - x for x in rights],
                    [box.top - y for y in bottoms],
                    [box.right - x for x in lefts],
                )
        return (
            [x - box.left for x in lefts] if box.left else lefts,
            [box.top - y for y in tops],
            [x - box.left for x in rights] if box.left else rights,
            [box.top - y for y in bottoms],
        )


def _lines(text_page: Any, frame: _Frame, max_chars: int) -> Iterator[Line]:
    num_chars = min(raw.FPDFText_CountChars(text_page), max_chars)
    if num_chars <= 0:
        return
    text = _text(text_page, num_chars)
    boxes = (ctypes.c_float * (4 * num_chars))()
    address = ctypes.addressof(boxes)
    deque(
        map(
            _loose_char_box(),
            repeat(ctypes.cast(text_page, ctypes.c_void_p).value),
            range(num_chars),
            range(address, address + 16 * num_chars, 16),
        ),
        maxlen=0,
    )
    numbers = memoryview(boxes).cast("B").cast("f")
    lefts, tops, rights, bottoms = frame.place(*([*numbers[i::4]] for i in range(4)))
    starts = list(lefts)
    for i in compress(range(1, num_chars), map(eq, lefts[1:], rights[1:])):
        starts[i] = rights[i - 1]  # a space PDFium made up has no width: let it fill the gap
    for match in LINE.finditer(text):
        row = match.group()
        first = match.start() + len(row) - len(row.lstrip())
        row = row.strip()
        end = first + len(row)
        if not row:
            continue
        x0, x1 = min(lefts[first:end]), max(rights[first:end])
        top, bottom = min(tops[first:end]), max(bottoms[first:end])
        edges: tuple[float, ...] = ()
        if rights[end - 1] - lefts[first] >= 0.5 * (x1 - x0) and x1 - x0 >= 0.5 * (bottom - top):
            edges = (*accumulate(starts[first:end], max), x1)
        bbox = BBox(round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2))
        yield Line(row.replace("\ufffe", "-"), bbox, edges)


def _text(text_page: Any, num_chars: int) -> str:
    """Return one character per character index of PDFium."""
    units = (ctypes.c_ushort * (2 * num_chars + 1))()
    size = raw.FPDFText_GetText(text_page, 0, num_chars, units)
    text = bytes(units)[: 2 * (size - 1)].decode("utf-16-le", "replace")
    if len(text) == num_chars:
        return text
    # GetText leaves out some characters (U+0000 among them), so that positions would shift.
    codes = (raw.FPDFText_GetUnicode(text_page, i) for i in range(num_chars))
    return "".join(chr(c) if c < 0x110000 and not 0xD800 <= c < 0xE000 else "\ufffd" for c in codes)


def _loose_char_box() -> Any:
    """Return FPDFText_GetLooseCharBox taking plain addresses: half the cost of typed pointers."""
    prototype = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
    return prototype(ctypes.cast(raw.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0)


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
