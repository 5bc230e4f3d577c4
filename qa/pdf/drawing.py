"""One child that draws pages, kept warm between them and replaced when it died or was late."""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from qa.pdf.limits import Limits
from qa.pdf.process import ChildDied, ChildProcess

MAX_DRAWINGS = 1_000  # of one child: then a fresh one, long before its processor time is used up
MAX_OPEN_FILES = 4  # in the child; opening a filing again costs about 10 ms


class OutOfTime(ChildDied):
    """The page took more processor time than it was given."""


class FileVersion(NamedTuple):
    """A PDF file as it is now; one that was changed is another."""

    path: str
    modified_ns: int
    num_bytes: int
    password: str | None

    @classmethod
    def of(cls, path: Path, password: str | None) -> "FileVersion":
        """Raises OSError where there is no such file."""
        stat = path.stat()
        return cls(str(path.resolve()), stat.st_mtime_ns, stat.st_size, password)


class Drawer:
    """Draws one page at a time: PDFium has one thread. Its user sees to that."""

    def __init__(self, limits: Limits, *, is_low: bool = False) -> None:
        """is_low: the child's priority, lower than that of whoever answers questions."""
        self._limits = limits
        self._is_low = is_low
        self._child: ChildProcess | None = None
        self._num_drawings = 0
        self._open_files: OrderedDict[FileVersion, None] = OrderedDict()

    def warm_up(self) -> None:
        """Start the child now, or hear from the one there is; raises ChildDied."""
        child = self._ready_child()
        try:
            with self._patience(child):
                child.send({"do": "ping"})
                child.receive()
        except ChildDied:
            self.close()
            raise

    def draw(self, file: FileVersion, page_number: int, scale: float, seconds: float) -> bytes:
        """Return the page as PNG; raises OutOfTime after so much processor time, or ChildDied."""
        child = self._ready_child()
        self._num_drawings += 1
        try:
            with self._patience(child):
                self._open(child, file)
                page = {"page": page_number, "scale": scale, "seconds": seconds}
                child.send({"do": "draw", "key": _key(file), **page})
                image = child.receive_bytes(int(child.receive()["num_bytes"]))
        except (ChildDied, KeyError, TypeError, ValueError) as error:
            self.close()
            raise (OutOfTime if child.used_its_time_up() else ChildDied) from error
        if not image:
            raise ChildDied
        return image

    def forget(self, path: str) -> None:
        """Have the child close a file, with all its versions: it holds the whole of it."""
        for file in [file for file in self._open_files if file.path == path]:
            del self._open_files[file]
            try:
                if self._child is not None:
                    self._child.send({"do": "close", "key": _key(file)})
            except ChildDied:
                self.close()
                return

    def close(self) -> None:
        """End the child; the next page starts another."""
        if self._child:
            self._child.close()
        self._child = None
        self._num_drawings = 0
        self._open_files.clear()

    @contextmanager
    def _patience(self, child: ChildProcess) -> Iterator[None]:
        """Kill a child that waits for ever; its processor time it counts itself."""
        watchdog = threading.Timer(self._limits.render_patience_seconds, child.kill)
        watchdog.start()
        try:
            yield
        finally:
            watchdog.cancel()

    def _ready_child(self) -> ChildProcess:
        if self._num_drawings >= MAX_DRAWINGS or (self._child and not self._child.is_alive()):
            self.close()
        if self._child is None:
            self._child = ChildProcess(self._limits, is_low=self._is_low)
        return self._child

    def _open(self, child: ChildProcess, file: FileVersion) -> None:
        """See to it that the child holds the file, and not too many others."""
        if file in self._open_files:
            self._open_files.move_to_end(file)
            return
        if len(self._open_files) >= MAX_OPEN_FILES:
            oldest, _ = self._open_files.popitem(last=False)
            child.send({"do": "close", "key": _key(oldest)})
        reply = child.open(_key(file), Path(file.path).read_bytes(), file.password)
        if "num_pages" not in reply:
            raise ChildDied
        self._open_files[file] = None


def _key(file: FileVersion) -> str:
    return "|".join(map(str, file))
