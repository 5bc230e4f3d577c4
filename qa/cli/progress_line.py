"""How far reading has come: one moving line on a terminal, a line now and then elsewhere."""

import shutil
import sys
import time
from typing import TextIO

from qa.answer import Progress

SECONDS_BETWEEN_LINES = 10.0  # in a log; a file that reads faster than this leaves no line
SECONDS_BETWEEN_DRAWINGS = 0.1
BAR_CELLS = 24


class ProgressLine:
    """Call it with every Progress; `clear` before writing anything else."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._is_terminal = self._stream is not None and self._stream.isatty()
        self._drawn = False
        self._next_time = time.monotonic() + (0 if self._is_terminal else SECONDS_BETWEEN_LINES)

    def __call__(self, progress: Progress) -> None:
        self._show(_words(progress), progress.done, progress.total)

    def show(self, what: str, done: int, total: int) -> None:
        """Say how far something else has come, in percent of its own units."""
        share = f" {done / total:.0%}" if total and done else ""
        self._show(f"{what}{share}", done, total)

    def _show(self, words: str, done: int, total: int) -> None:
        now = time.monotonic()
        if self._stream is None or now < self._next_time:
            return
        if self._is_terminal:
            self._next_time = now + SECONDS_BETWEEN_DRAWINGS
            width = shutil.get_terminal_size().columns - 1
            self._stream.write(f"\r\x1b[K{_bar(done, total)}{words}"[: width + len("\r\x1b[K")])
            self._drawn = True
        else:
            self._next_time = now + SECONDS_BETWEEN_LINES
            self._stream.write(f"{words}\n")
        self._stream.flush()

    def clear(self) -> None:
        """Take the moving line away."""
        if self._drawn and self._stream is not None:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._drawn = False


def _bar(done: int, total: int) -> str:
    if not total:
        return ""
    filled = min(BAR_CELLS, BAR_CELLS * done // total)
    return f"{'█' * filled}{'░' * (BAR_CELLS - filled)} "


def _words(progress: Progress) -> str:
    words: str = progress.stage
    if progress.done:
        words += f" {progress.done} of {progress.total}"
    if progress.eta_seconds is not None:
        words += f", {progress.eta_seconds:.0f} s left"
    return words
