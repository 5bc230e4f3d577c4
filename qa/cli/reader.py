"""Who answers on the command line, and of which pages: --model, --context and --sections."""

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from qa.cli.progress_line import ProgressLine
from qa.errors import UsageError
from qa.library import StoredDocument
from qa.models.catalog import (
    Auto,
    HubModel,
    ModelFile,
    ModelFolder,
    ModelSource,
    QuotesOnly,
    RemoteServer,
)
from qa.models.errors import MissingPackage, NoModelFits
from qa.readers.base import Reader
from qa.readers.extractive.reader import QuoteReader
from qa.readers.local.options import ModelOptions

if TYPE_CHECKING:  # brings torch along
    from qa.readers.local.reader import ModelReader


@contextmanager
def open_reader(source: ModelSource, options: ModelOptions) -> Iterator[Reader]:
    """Give the reader of a model, ready to answer; how far it has come is said on stderr. At the
    end what it has read is put on the shelf.

    Where `auto` finds no model that answers in time, these are quotes. Raises ModelErrors.
    """
    match source:
        case QuotesOnly():
            yield QuoteReader()
        case RemoteServer():
            options.check_for_server()
            from qa.readers.server.reader import open_server

            reader = open_server(source, context_tokens=options.context_tokens)
            sent = f"The report's text is sent to {reader.server_name}."  # nothing was yet
            print(sent, file=sys.stderr)  # noqa: T201 - a person at a terminal reads it
            yield reader
        case Auto() | HubModel() | ModelFolder() | ModelFile():
            try:
                local = _load(source, options)
            except NoModelFits as error:
                print(error, file=sys.stderr)  # noqa: T201 - a person at a terminal reads it
                yield QuoteReader()
            else:
                with closing(local):
                    yield local
                    line = ProgressLine()
                    line.show("keeping what was read", 0, 0)
                    local.wait_until_kept()
                    line.clear()


def _load(
    source: Auto | HubModel | ModelFolder | ModelFile, options: ModelOptions
) -> "ModelReader":
    if find_spec("torch") is None:
        raise MissingPackage(purpose="Running a model", package="torch")
    from qa.readers.local.loading import load_reader

    line = ProgressLine()
    try:
        return load_reader(
            source,
            options=options,
            on_progress=lambda step: line.show(f"{step.stage} {step.model}", step.done, step.total),
        )
    finally:
        line.clear()


def pages_of_sections(document: StoredDocument, titles: Sequence[str]) -> set[int] | None:
    """Return the page numbers of the sections whose titles hold these words; None for no words.

    titles: as typed, each one or several with commas between. "Item 1" is not "Item 1A". Raises
    UsageError where no section is called so.
    """
    wanted = [" ".join(t.split()) for typed in titles for t in _split(document, typed) if t.strip()]
    if not wanted:
        return None
    pages: set[int] = set()
    for title in wanted:
        found = [section for section in document.sections if _is_called(section.title, title)]
        if not found:
            raise UsageError(
                reason=f"No section is called {title!r}. The command info lists all sections."
            )
        for section in found:
            pages.update(range(section.first_page, section.last_page + 1))
    return pages


def _split(document: StoredDocument, typed: str) -> list[str]:
    """Cut at commas, unless a title has just these words with their comma."""
    whole = " ".join(typed.split())
    if whole and any(_is_called(section.title, whole) for section in document.sections):
        return [whole]
    return typed.split(",")


def _is_called(title: str, words: str) -> bool:
    pattern = rf"(?<!\w){re.escape(words)}(?!\w)"
    return re.search(pattern, " ".join(title.split()), re.IGNORECASE) is not None
