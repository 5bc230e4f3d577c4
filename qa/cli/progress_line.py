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
        now = time.monotonic()
        if self._stream is None or now < self._next_time:
            return
        if self._is_terminal:
            self._next_time = now + SECONDS_BETWEEN_DRAWINGS
            width = shutil.get_terminal_size().columns - 1
            self._stream.write(f"\r\x1b[K{_drawing(progress)[:width]}")
            self._drawn = True
        else:
            self._next_time = now + SECONDS_BETWEEN_LINES
            self._stream.write(f"{_words(progress)}\n")
        self._stream.flush()

    def clear(self) -> None:
        """Take the moving line away."""
        if self._drawn and self._stream is not None:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._drawn = False


def _drawing(progress: Progress) -> str:
    if not progress.total:
        return _words(progress)
    filled = min(BAR_CELLS, BAR_CELLS * progress.done // progress.total)
    return f"{'█' * filled}{'░' * (BAR_CELLS - filled)} {_words(progress)}"


def _words(progress: Progress) -> str:
    words: str = progress.stage
    if progress.done:
        words += f" {progress.done} of {progress.total}"
    if progress.eta_seconds is not None:
        words += f", {progress.eta_seconds:.0f} s left"
    return words
