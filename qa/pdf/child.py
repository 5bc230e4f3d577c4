"""The process that meets the file. It dies instead of the server when a file is hostile.

Started as `main(options)` with a pipe on each side. In: lines of JSON, the "open" line followed by
the file's bytes. Out: one line of JSON per page or answer; a page image's line is followed by its
bytes. It takes no path from the file, writes no file, opens no connection and starts no process.
"""

import json
import sys
from typing import TYPE_CHECKING, Any, BinaryIO

from qa.document import Page, PageStatus
from qa.pdf.clean_page import page_of
from qa.pdf.confined import confine, ends_after, own_pipe
from qa.pdf.limits import Limits
from qa.pdf.pdfium import PdfiumFile
from qa.pdf.png import png
from qa.pdf.raw_page import OpenFailed, PageFailed, PasswordFailed, RawPage
from qa.pdf.wire import encode_page

if TYPE_CHECKING:
    from qa.pdf.pypdf_reader import PypdfFile


class Child:
    """Answers requests about the files it was given, one at a time."""

    def __init__(self, requests: BinaryIO, replies: BinaryIO, limits: Limits) -> None:
        self._requests, self._replies, self._limits = requests, replies, limits
        self._files: dict[str, File] = {}

    def serve(self) -> None:
        """Work until the other end closes the pipe."""
        while line := self._requests.readline():
            request = json.loads(line)
            match request["do"]:
                case "ping":
                    self._say({})
                case "open":
                    data = self._requests.read(request["num_bytes"])
                    self._say(self._open(request["key"], data, request["password"]))
                case "describe":
                    self._say(self._files[request["key"]].describe(request["max_pages"]))
                case "read":
                    file = self._files[request["key"]]
                    for page_number in request["pages"]:
                        page = file.read_page(page_number, self._limits.max_chars_per_page)
                        self._say(encode_page(page))
                case "draw":
                    self._draw(request)
                case "close":
                    self._files.pop(request["key"]).close()

    def _open(self, key: str, data: bytes, password: str | None) -> dict[str, Any]:
        try:
            file = self._files[key] = File(data, password)
        except PasswordFailed:
            return {"failed": "password"}
        except OpenFailed:
            return {"failed": "damaged"}
        return {"num_pages": file.num_pages}

    def _draw(self, request: dict[str, Any]) -> None:
        try:
            with ends_after(request["seconds"]):
                image = self._files[request["key"]].draw_page(
                    request["page"], request["scale"], self._limits.max_pixels
                )
        except PageFailed:
            image = b""
        self._say({"num_bytes": len(image)}, image)

    def _say(self, message: dict[str, Any], data: bytes = b"") -> None:
        self._replies.write(json.dumps(message, ensure_ascii=False).encode("utf-8", "replace"))
        self._replies.write(b"\n" + data)
        self._replies.flush()


class File:
    """A file as both libraries see it: PDFium first, pypdf for what PDFium cannot read."""

    def __init__(self, data: bytes, password: str | None) -> None:
        self._data, self._password = data, password
        self._pypdf: PypdfFile | None = None
        self._pdfium: PdfiumFile | None = None
        try:
            self._pdfium = PdfiumFile(data, password)
            self.num_pages = self._pdfium.num_pages
        except OpenFailed as error:
            try:
                self.num_pages = self._second_opinion().num_pages
            except OpenFailed:
                raise error from None  # PDFium tells "locked" from "damaged" more surely

    def close(self) -> None:
        if self._pdfium:
            self._pdfium.close()

    def describe(self, max_pages: int) -> dict[str, Any]:
        """Return title, labels by page, and outline as (title, level, page_number)."""
        file = self._pdfium or self._second_opinion()
        return {
            "title": file.title(),
            "labels": [file.label(i) for i in range(min(max_pages, self.num_pages))],
            "outline": [(e.title, e.level, e.page_number) for e in file.outline()],
        }

    def read_page(self, page_number: int, max_chars: int) -> Page:
        """Return one page with its lines in reading order; status FAILED instead of an error."""
        index = page_number - 1
        page = page_of(page_number, None)
        if self._pdfium:
            page = page_of(page_number, _raw_page(self._pdfium, index, max_chars))
            # A page whose text is hidden is an empty page to whoever looks at it.
            if page.status == PageStatus.TEXT or page.hidden or self._pdfium.is_picture(index):
                return page
        try:
            second = page_of(page_number, _raw_page(self._second_opinion(), index, max_chars))
        except OpenFailed:
            return page
        better = second.status == PageStatus.TEXT or page.status == PageStatus.FAILED
        if page.status == PageStatus.NO_TEXT and second.status == PageStatus.FAILED:
            better = True  # PDFium shows a page whose content is damaged as an empty one
        return second if better else page

    def draw_page(self, page_number: int, scale: float, max_pixels: int) -> bytes:
        """Return the page as PNG."""
        if not self._pdfium:
            raise PageFailed
        return png(*self._pdfium.draw_page(page_number - 1, scale, max_pixels))

    def _second_opinion(self) -> "PypdfFile":
        from qa.pdf.pypdf_reader import PypdfFile  # 0.1 s that most files never need

        if self._pypdf is None:
            self._pypdf = PypdfFile(self._data, self._password)
        return self._pypdf


def _raw_page(file: "PdfiumFile | PypdfFile", index: int, max_chars: int) -> RawPage | None:
    try:
        return file.read_page(index, max_chars)
    except PageFailed:
        return None


def main(options: str) -> None:
    """Serve requests on standard input until it closes; `options` are the limits as JSON."""
    limits = Limits(**json.loads(options))
    replies = own_pipe()
    confine(limits)
    Child(sys.stdin.buffer, replies, limits).serve()
