"""The library that a command works in, the user's or one that goes with the command; reading a
report into it."""

import argparse
import contextlib
import getpass
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from qa.cli.progress_line import ProgressLine
from qa.errors import NeedsPassword
from qa.library import Library, StoredDocument
from qa.pipeline import open_library, read_document

PASSWORD_TRIES = 3


@contextlib.contextmanager
def opened_library(*, keep: bool) -> Iterator[Library]:
    """Open the user's library, or an empty one of which nothing is kept."""
    if keep:
        with open_library() as library:
            yield library
    else:
        with (
            tempfile.TemporaryDirectory(prefix="pagewitness-") as folder,
            open_library(Path(folder)) as library,
        ):
            yield library


def read_report(report: Path, options: argparse.Namespace, library: Library) -> StoredDocument:
    """Read the report, asking for its password where there is somebody to ask."""
    line = ProgressLine()

    def read(password: str | None) -> StoredDocument:
        try:
            return read_document(
                report, library=library, password=password, ocr=options.ocr, on_progress=line
            )
        finally:
            line.clear()

    try:
        return read(options.password)
    except NeedsPassword as error:
        if options.password is not None or sys.stdin is None or not sys.stdin.isatty():
            raise
        refusal = error
    for _ in range(PASSWORD_TRIES):
        print(refusal, file=sys.stderr)  # noqa: T201 - a person at a terminal reads it
        try:
            return read(getpass.getpass("Password: "))
        except NeedsPassword as error:
            refusal = error
        except EOFError:
            break
    raise refusal
