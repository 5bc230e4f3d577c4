"""Page images, drawn in a child process that is kept warm between pages."""

import threading
from collections import OrderedDict
from pathlib import Path

from qa.errors import RenderingFailed
from qa.pdf.limits import Limits
from qa.pdf.process import ChildDied, ChildProcess

MAX_DRAWINGS = 1_000  # of one child: then a fresh one, long before its processor time is used up
MAX_OPEN_FILES = 4  # in the child; opening a filing again costs about 10 ms


class PageRenderer:
    """Draws pages as PNG. Thread-safe; a child that died or was late is replaced."""

    def __init__(self, limits: Limits = Limits()) -> None:
        self._limits = limits
        self._drawing = threading.Lock()  # one page at a time: PDFium has one thread
        self._child: ChildProcess | None = None
        self._num_drawings = 0
        self._open_files: OrderedDict[str, None] = OrderedDict()
        self._cache_lock = threading.Lock()
        self._cache: OrderedDict[tuple[str, int, float], bytes] = OrderedDict()
        self._cache_bytes = 0
        self._closed = False

    def __enter__(self) -> "PageRenderer":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def warm_up(self) -> None:
        """Start the child now, so that the first page does not wait for it."""
        with self._drawing:
            child = self._ready_child()
            child.send({"do": "ping"})
            child.receive()

    def png(
        self, pdf_path: Path, page_number: int, *, scale: float, password: str | None = None
    ) -> bytes:
        """Return the page as PNG; scale 1.0 is 72 dpi, less where the image would be too large.

        Raises RenderingFailed.
        """
        try:
            stat = pdf_path.stat()
            key = f"{pdf_path.resolve()}|{stat.st_mtime_ns}|{stat.st_size}|{password}"
            image = self._cached((key, page_number, scale))
            if image is None:
                with self._drawing:
                    image = self._draw(key, pdf_path, page_number, scale, password)
                self._keep((key, page_number, scale), image)
        except (ChildDied, OSError) as error:
            raise RenderingFailed(page_number=page_number) from error
        return image

    def close(self) -> None:
        """End the child; no page can be drawn afterwards."""
        with self._drawing:
            self._closed = True
            self._drop_child()

    def _draw(
        self, key: str, pdf_path: Path, page_number: int, scale: float, password: str | None
    ) -> bytes:
        child = self._ready_child()
        self._num_drawings += 1
        watchdog = threading.Timer(self._limits.render_seconds, child.kill)
        watchdog.start()
        try:
            self._open(child, key, pdf_path, password)
            child.send({"do": "draw", "key": key, "page": page_number, "scale": scale})
            image = child.receive_bytes(int(child.receive()["num_bytes"]))
        except (ChildDied, KeyError, TypeError, ValueError) as error:
            self._drop_child()
            raise ChildDied from error
        finally:
            watchdog.cancel()
        if not image:
            raise ChildDied
        return image

    def _ready_child(self) -> ChildProcess:
        if self._closed:
            raise ChildDied
        if self._num_drawings >= MAX_DRAWINGS or (self._child and not self._child.is_alive()):
            self._drop_child()
        if self._child is None:
            self._child = ChildProcess(self._limits)
        return self._child

    def _drop_child(self) -> None:
        if self._child:
            self._child.close()
        self._child = None
        self._num_drawings = 0
        self._open_files.clear()

    def _open(self, child: ChildProcess, key: str, pdf_path: Path, password: str | None) -> None:
        """See to it that the child holds the file, and not too many others."""
        if key in self._open_files:
            self._open_files.move_to_end(key)
            return
        if len(self._open_files) >= MAX_OPEN_FILES:
            oldest, _ = self._open_files.popitem(last=False)
            child.send({"do": "close", "key": oldest})
        if "num_pages" not in child.open(key, pdf_path.read_bytes(), password):
            raise ChildDied
        self._open_files[key] = None

    def _cached(self, key: tuple[str, int, float]) -> bytes | None:
        with self._cache_lock:
            image = self._cache.get(key)
            if image is not None:
                self._cache.move_to_end(key)
            return image

    def _keep(self, key: tuple[str, int, float], image: bytes) -> None:
        with self._cache_lock:
            self._cache_bytes += len(image) - len(self._cache.pop(key, b""))
            self._cache[key] = image
            while self._cache_bytes > self._limits.max_image_cache_bytes:
                _, dropped = self._cache.popitem(last=False)
                self._cache_bytes -= len(dropped)
