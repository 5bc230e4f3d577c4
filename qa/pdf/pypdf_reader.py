"""The second opinion: pypdf reads files that PDFium cannot open and pages it found nothing on.

Runs only in a child process, and is imported there only when asked for. pypdf tells where a piece
of text starts, not where it ends, so widths are estimated and lines carry no edges.
"""

import io
from typing import Any

import pypdf
from pypdf.generic import ArrayObject, StreamObject

from qa.document import BBox, Line
from qa.pdf.raw_page import OpenFailed, Outline, PageFailed, PasswordFailed, RawPage

GLYPH_WIDTH = 0.5  # of the font size, for estimating how far a line reaches


class PypdfFile:
    """One open file. Page indices count from 0."""

    def __init__(self, data: bytes, password: str | None) -> None:
        try:
            self._reader = pypdf.PdfReader(io.BytesIO(data))
            if self._reader.is_encrypted and not self._reader.decrypt(password or ""):
                raise PasswordFailed
            self.num_pages = len(self._reader.pages)
        except OpenFailed:
            raise
        except Exception as error:
            raise OpenFailed from error
        if self.num_pages < 1:
            raise OpenFailed

    def title(self) -> str | None:
        """Return the title from the metadata; None when there is none."""
        try:
            return self._reader.metadata.title if self._reader.metadata else None
        except Exception:  # noqa: BLE001  a title is not worth losing the file for
            return None

    def label(self, page_index: int) -> str | None:
        """Return None: in a file that only pypdf can open the numbering is damaged too."""
        return None

    def outline(self) -> list[Outline]:
        """Return nothing, for the same reason."""
        return []

    def read_page(self, page_index: int, max_chars: int) -> RawPage:
        """Return the page's lines, at most `max_chars` characters of them."""
        try:
            page = self._reader.pages[page_index]
            if _content_is_damaged(page):
                raise PageFailed
            box = page.cropbox
            collector = _LineCollector(float(box.left), float(box.top), max_chars)
            page.extract_text(visitor_text=collector.add)
            width, height = float(box.width), float(box.height)
            return RawPage(width, height, collector.lines(width), has_images=bool(page.images))
        except PageFailed:
            raise
        except Exception as error:
            raise PageFailed from error


def _content_is_damaged(page: pypdf.PageObject) -> bool:
    """Tell whether a content stream has bytes that decode to nothing; extract_text hides that."""
    contents = page.get("/Contents")
    contents = contents.get_object() if contents is not None else None
    streams = contents if isinstance(contents, ArrayObject) else [contents]
    for stream in (s.get_object() for s in streams if s is not None):
        if isinstance(stream, StreamObject) and stream._data and not stream.get_data():
            return True
    return False


class _LineCollector:
    """Gathers the pieces that pypdf reports into lines by their baseline."""

    def __init__(self, left: float, top: float, max_chars: int) -> None:
        self._left, self._top, self._room = left, top, max_chars
        self._rows: list[tuple[float, float, float, list[str]]] = []  # x, baseline, size, pieces

    def add(self, text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        """Take one piece; cm and tm are the current and the text matrix, as in the PDF standard."""
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4] - self._left
        y = self._top - (tm[4] * cm[1] + tm[5] * cm[3] + cm[5])
        text = text[: self._room]
        self._room -= len(text)
        for piece in text.splitlines():
            if not piece.strip():
                continue
            if self._rows and abs(self._rows[-1][1] - y) < 0.3 * max(size, 1):
                self._rows[-1][3].append(piece)
            else:
                self._rows.append((x, y, max(abs(size), 1.0), [piece]))

    def lines(self, width: float) -> tuple[Line, ...]:
        lines = []
        for x, y, size, pieces in self._rows:
            text = "".join(pieces).strip()
            reach = max(x, min(width, x + GLYPH_WIDTH * size * len(text)))
            lines.append(Line(text, BBox(x, y - 0.8 * size, reach, y + 0.2 * size)))
        return tuple(lines)
