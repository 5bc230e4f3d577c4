"""Text that repeats itself: where a model's loop begins."""

import re
from collections import deque

LOOP_WORDS = 8  # so many words in the same order ...
LOOP_TIMES = 3  # ... this often are a loop
_WORD = re.compile(
    r"[^\W_a-zA-Z\d]|[A-Za-z\d]+(?:[.,'’-][A-Za-z\d]+)*"
)  # a Chinese character is one


def loop_start(text: str) -> int | None:
    """Return the offset at which text begins to repeat LOOP_WORDS words that stand there
    LOOP_TIMES times; None where nothing does.
    """
    watch = LoopWatch()
    watch.push(text + " ")
    return watch.start


class LoopWatch:
    """Tells while a text grows whether it has run into a loop; the last word may be unfinished."""

    def __init__(self) -> None:
        self.start: int | None = None  # offset in all that was pushed, see loop_start
        self._pending = ""
        self._num_done = 0  # characters before _pending
        self._last: deque[tuple[str, int]] = deque(maxlen=LOOP_WORDS)
        self._places: dict[tuple[str, ...], list[int]] = {}

    def push(self, more: str) -> bool:
        """Take more text in; return whether the whole repeats itself."""
        self._pending += more
        end = 0
        for match in _WORD.finditer(self._pending):
            if match.end() == len(self._pending):
                break
            end = match.end()
            self._take(match[0].casefold(), self._num_done + match.start())
        self._pending = self._pending[end:]
        self._num_done += end
        return self.start is not None

    def _take(self, word: str, offset: int) -> None:
        self._last.append((word, offset))
        if self.start is not None or len(self._last) < LOOP_WORDS:
            return
        starts = self._places.setdefault(tuple(word for word, _ in self._last), [])
        starts.append(self._last[0][1])
        if len(starts) == LOOP_TIMES:
            self.start = starts[1]
