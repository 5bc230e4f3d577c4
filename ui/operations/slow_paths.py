"""The slow paths that the engine has taken, as its log has told them."""

import logging
import re
from typing import Self

ENGINE = "qa.engine"
MOST = 20  # different ones; an engine takes a few, each once
MOST_CHARS = 200

_PATH = re.compile(r"(?:/[\w.@+-]+){2,}|[A-Za-z]:\\\S+")


class SlowPaths(logging.Handler):
    """Remembers the engine's warnings: each says what is slow and why. Use it as a context.

    No path of the machine's is kept, since anybody may ask for them.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._told: dict[str, None] = {}

    @property
    def told(self) -> tuple[str, ...]:
        """What was told, in its order, each once."""
        return tuple(self._told)

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno == logging.WARNING and len(self._told) < MOST:  # an error is no path
            first_line = (record.getMessage().splitlines() or [""])[0]
            self._told.setdefault(_PATH.sub("(a path)", first_line)[:MOST_CHARS])

    def __enter__(self) -> Self:
        logging.getLogger(ENGINE).addHandler(self)
        return self

    def __exit__(self, *exc: object) -> None:
        logging.getLogger(ENGINE).removeHandler(self)
