"""The child that draws a page and the child that reads the image, watched by a thread."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Self

from qa.document import Page, PageStatus
from qa.errors import ReadingCancelled
from qa.ocr.lines import recognised_page
from qa.pdf.limits import Limits
from qa.pdf.process import READER, ChildDied, ChildProcess
from qa.pdf.wire import BadMessage
from qa.pdf.worker import Source

DRAWS, RECOGNISES = READER, "qa.ocr.child"
KEY = "file"
POLL_SECONDS = 0.05


class OcrChildren:
    """Reads one page after the other; a child that died is replaced for the next page.

    The file is met by the child that draws, as always; the other one gets pixels alone.
    """

    def __init__(self, source: Source, cancelled: Callable[[], bool]) -> None:
        self._source, self._cancelled = source, cancelled
        self._lock = threading.Lock()  # guards the three below
        self._children: dict[str, ChildProcess] = {}
        self._stopped = False
        self._late_at = float("inf")  # when the page is given up
        self._num_read = 0  # by the child that recognises
        self.num_lost = 0  # pages that ended a child
        self._ended = threading.Event()
        self._watch = threading.Thread(target=self._watch_both, name="ocr-watch", daemon=True)

    def __enter__(self) -> Self:
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._watch.join()
        self._close(DRAWS, RECOGNISES)

    def read(self, page: Page) -> Page:
        """Return the page as OCR reads it; with the status it had where nothing is found.

        Raises ReadingCancelled.
        """
        with self._lock:
            self._late_at = time.monotonic() + self._source.limits.ocr_patience_seconds
        try:
            found = self._recognised(page)
        except (ChildDied, BadMessage, KeyError, TypeError, ValueError) as error:
            self._close(DRAWS, RECOGNISES)
            if self._stopped:
                raise ReadingCancelled(file_name=self._source.file_name) from error
            self.num_lost += 1
            found = page
        return found if found.status is PageStatus.TEXT else replace(page, is_ocr=True)

    def _recognised(self, page: Page) -> Page:
        image = self._drawn(page.page_number)
        if not image:  # what cannot be drawn cannot be read
            return page
        if self._num_read >= self._source.limits.ocr_pages_per_child:
            self._close(RECOGNISES)
        reader = self._child(RECOGNISES)
        reader.send({"num_bytes": len(image)}, image)
        said = reader.receive()
        self._num_read += 1
        return recognised_page(page, said, self._source.limits.max_chars_per_page)

    def _drawn(self, page_number: int) -> bytes:
        source = self._source
        is_new = DRAWS not in self._children
        drawer = self._child(DRAWS)
        if is_new and "num_pages" not in drawer.open(KEY, source.data, source.password):
            raise ChildDied
        scale = source.limits.ocr_dpi / 72
        page = {"page": page_number, "scale": scale, "seconds": source.limits.render_seconds}
        drawer.send({"do": "draw", "key": KEY, **page})
        return drawer.receive_bytes(int(drawer.receive()["num_bytes"]))

    def _child(self, module: str) -> ChildProcess:
        with self._lock:
            if self._stopped:
                raise ChildDied
            if module not in self._children:
                limits = self._source.limits
                if module == RECOGNISES:
                    limits, self._num_read = _for_ocr(limits), 0
                self._children[module] = ChildProcess(limits, module)
            return self._children[module]

    def _close(self, *modules: str) -> None:
        with self._lock:
            for child in [self._children.pop(m) for m in modules if m in self._children]:
                child.close()

    def _watch_both(self) -> None:
        while not self._ended.wait(POLL_SECONDS):
            stopped = self._cancelled()
            with self._lock:
                self._stopped |= stopped
                if self._stopped or time.monotonic() > self._late_at:
                    for child in self._children.values():
                        child.kill()


def _for_ocr(limits: Limits) -> Limits:
    """Return the limits of the child that recognises."""
    return replace(
        limits,
        memory_bytes=limits.ocr_memory_bytes,
        cpu_seconds=int(limits.ocr_pages_per_child * limits.ocr_page_seconds),
        max_open_files=64,  # most of them for importing what it needs
    )
