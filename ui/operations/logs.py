"""Log lines as text for a terminal or as JSON for a machine, with the reference of their request.

What an exception says may be words of a report or of a question, so of an exception only its type,
its place in the code and what the system said are written down.
"""

import json
import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal, TextIO

from qa.errors import QAError
from ui.operations.references import current_reference

FORMATS = ("text", "json")
LogFormat = Literal["text", "json"]
OF_LIBRARIES = ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi")
QUIET = ("httpx", "httpcore")  # at INFO they tell each address

log = logging.getLogger("pagewitness")


def start_logs(log_format: LogFormat, stream: TextIO | None = None) -> None:
    """Send all log lines of this process to the stream (stderr), in this format."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if log_format == "json" else TextLines())
    handler.addFilter(_note_reference)
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    threading.excepthook = _log_thread


def take_over_libraries() -> None:
    """Let the lines of libraries that write their own way go ours."""
    for name in OF_LIBRARIES:
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True


def log_exception() -> None:
    """Log what is being handled, as `traceback.print_exc` prints it; for libraries that do."""
    log.error("A library failed", exc_info=True)


class TextLines(logging.Formatter):
    """The message, with its request's reference where it has one, and below it where it failed."""

    def format(self, record: logging.LogRecord) -> str:
        reference = getattr(record, "reference", "")
        lines = [record.getMessage() + (f" [{reference}]" if reference else "")]
        lines += (f"  {line}" for line in _failure_lines(record))
        return "\n".join(lines)


class JsonLines(logging.Formatter):
    """An object a line: time, level, logger, message, reference, failure."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if reference := getattr(record, "reference", ""):
            line["reference"] = reference
        failure = list(_failure_lines(record))
        return json.dumps({**line, "failure": failure} if failure else line, ensure_ascii=False)


def _note_reference(record: logging.LogRecord) -> bool:
    if not hasattr(record, "reference"):
        record.reference = current_reference()
    return True


def _failure_lines(record: logging.LogRecord) -> Iterator[str]:
    if record.exc_info and record.exc_info[1] is not None:
        yield from failure_lines(record.exc_info[1])


def failure_lines(error: BaseException) -> Iterator[str]:
    """Yield an exception and what led to it, innermost cause last, without its own words."""
    seen: set[int] = set()
    led_by: BaseException | None = error
    while led_by is not None and id(led_by) not in seen:
        seen.add(id(led_by))
        yield ("caused by " if led_by is not error else "") + _named(led_by)
        for frame in traceback.extract_tb(led_by.__traceback__):
            yield f"  {frame.filename}:{frame.lineno} {frame.name}"
        led_by = led_by.__cause__ or (None if led_by.__suppress_context__ else led_by.__context__)


def _named(error: BaseException) -> str:
    kind = type(error)
    name = (
        kind.__qualname__
        if kind.__module__ == "builtins"
        else f"{kind.__module__}.{kind.__qualname__}"
    )
    if isinstance(error, OSError) and not isinstance(error, QAError) and error.strerror:
        return f"{name}: {error.strerror}"
    return name


def _log_thread(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_value is not None and not isinstance(failed.exc_value, SystemExit):
        log.error("A thread failed", exc_info=failed.exc_value)
