"""The commands about a document: options in, output and an exit code out."""

import argparse
import contextlib
import getpass
import io
import json
import os
import signal
import sys
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path
from types import FrameType

from qa.answer import Answer, Progress
from qa.cli.output import (
    gaps,
    hits_json,
    hits_text,
    info_json,
    info_text,
    page_ranges,
    partly_read,
)
from qa.cli.progress_line import ProgressLine
from qa.cli.reader import open_reader, pages_of_sections
from qa.errors import DocumentError, NeedsPassword, QAError, UsageError
from qa.formats.answer_csv import answer_text, csv_head, csv_row
from qa.formats.answer_json import answer_to_json
from qa.formats.question_list import questions_in
from qa.library import Library, StoredDocument
from qa.models.catalog import ModelSource, QuotesOnly, resolve
from qa.pipeline import ask, ask_many, checked_question, questions_at_once, read_document
from qa.readers.base import LocalModelReader, Reader
from qa.readers.local.options import ModelOptions
from qa.search import find_pages

DONE, IN_THE_WAY, WRONG_USAGE, REFUSED, PARTLY_READ = range(5)
OUTPUT_CLOSED = 128 + signal.SIGPIPE  # what shells expect when the reader of a pipe has gone
PASSWORD_TRIES = 3


def run(options: argparse.Namespace) -> int:
    """Run one command and return its exit code; what a user can cause becomes one sentence."""
    for signal_number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(signal_number) is signal.SIG_DFL:  # nohup ignores SIGHUP: so do we
            signal.signal(signal_number, _leave)
    try:
        try:
            return _run(options)
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except UsageError as error:
        return _say(error, WRONG_USAGE)
    except DocumentError as error:
        return _say(error, REFUSED)
    except QAError as error:
        return _say(error, IN_THE_WAY)
    except BrokenPipeError:
        _forget_output()
        return OUTPUT_CLOSED
    except OSError as error:  # all files are opened elsewhere, with errors of their own
        _forget_output()
        _note(f"The output could not be written: {error.strerror}.")
        return IN_THE_WAY


def _run(options: argparse.Namespace) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    questions = _questions(options)
    source = resolve(options.model) if options.command in ("ask", "batch") else QuotesOnly()
    with _library(keep=not options.no_library) as library:
        document = _read(options, library)
        match options.command:
            case "ask":
                focus = pages_of_sections(document, options.sections)
                with _reader(source, options) as reader:
                    _ask(document, questions[0], reader, focus, as_json=options.json)
            case "find":
                hits = find_pages(document, questions[0], top=options.top)
                _print(hits_json(document, hits) if options.json else hits_text(document, hits))
                if not hits:
                    _note("No page fits this question.")
            case "info":
                _print(info_json(document) if options.json else info_text(document))
            case "batch":
                focus = pages_of_sections(document, options.sections)
                with _reader(source, options) as reader:
                    _batch(document, questions, reader, focus, options.csv)
        for sentence in gaps(document):
            _note(sentence)
        return PARTLY_READ if partly_read(document) else DONE


def _reader(
    source: ModelSource, options: argparse.Namespace
) -> contextlib.AbstractContextManager[Reader]:
    shelf_bytes = 0 if options.no_library else options.shelf_bytes
    return open_reader(
        source, ModelOptions(options.context, shelf_bytes, options.kv, options.prefill)
    )


def _questions(options: argparse.Namespace) -> list[str]:
    """Check the questions before a long report is read for them."""
    if options.command == "info":
        return []
    if options.command != "batch":
        return [checked_question(options.question)]
    try:
        data = options.questions.read_bytes()
    except OSError as error:
        raise UsageError(reason=f"{options.questions}: {error.strerror}.") from error
    return [checked_question(line) for line in questions_in(data, str(options.questions))]


@contextlib.contextmanager
def _library(*, keep: bool) -> Iterator[Library]:
    if keep:
        with Library.open() as library:
            yield library
    else:
        with (
            tempfile.TemporaryDirectory(prefix="pagewitness-") as folder,
            Library.open(Path(folder)) as library,
        ):
            yield library


def _read(options: argparse.Namespace, library: Library) -> StoredDocument:
    """Read the report, asking for its password where there is somebody to ask."""
    line = ProgressLine()

    def read(password: str | None) -> StoredDocument:
        try:
            return read_document(
                options.report, library=library, password=password, on_progress=line
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
        _note(str(refusal))
        try:
            return read(getpass.getpass("Password: "))
        except NeedsPassword as error:
            refusal = error
        except EOFError:
            break
    raise refusal


def _ask(
    document: StoredDocument,
    question: str,
    reader: Reader,
    focus: Collection[int] | None,
    *,
    as_json: bool,
) -> None:
    line = ProgressLine()
    try:
        for event in ask(document, question, reader=reader, focus=focus):
            if isinstance(event, Progress):
                line(event)
            elif isinstance(event, Answer):
                line.clear()
                _print(answer_to_json(event) if as_json else answer_text(event))
                if unread := _unread(document, event, focus):
                    _note(f"Not read for this answer, for want of room: {page_ranges(unread)}.")
    finally:
        line.clear()


def _batch(
    document: StoredDocument,
    questions: list[str],
    reader: Reader,
    focus: Collection[int] | None,
    out: Path,
) -> None:
    """Answer all questions; a model reads the document once, before the first of them."""
    line = ProgressLine()
    try:
        with out.open("w", encoding="utf-8", newline="") as file:
            file.write(csv_head())
            if isinstance(reader, LocalModelReader):
                for progress in reader.read_ahead(document, focus):
                    line(progress)
            at_once = questions_at_once(reader)
            answers = ask_many(document, questions, reader=reader, focus=focus, at_once=at_once)
            num_partly = 0
            for num_done, answer in enumerate(answers, start=1):
                file.write(csv_row(answer))
                num_partly += bool(_unread(document, answer, focus))
                line(Progress("answering", num_done, len(questions)))
            line.clear()
            if num_partly:
                _note(f"{num_partly} answers rest on a part of the pages, for want of room.")
    except OSError as error:
        raise UsageError(reason=f"{out}: {error.strerror}.") from error
    finally:
        line.clear()


def _unread(document: StoredDocument, answer: Answer, focus: Collection[int] | None) -> list[int]:
    """Return the pages that were asked for but had no room in what the model reads at once."""
    asked = document.coverage.read if focus is None else focus
    return [n for n in answer.coverage.left_out if n in asked]


def _print(result: object) -> None:
    if not isinstance(result, str):
        result = json.dumps(result, ensure_ascii=False, indent=2)
    if result:
        # At once: what follows, such as keeping what a model has read, may take its time.
        print(result, flush=True)  # noqa: T201 - the command's output


def _note(sentence: str) -> None:
    print(sentence, file=sys.stderr)  # noqa: T201 - a person at a terminal reads it


def _say(error: QAError, exit_code: int) -> int:
    _note(str(error))
    return exit_code


def _forget_output() -> None:
    """Keep Python, which flushes stdout once more while it exits, from failing again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _leave(signal_number: int, _frame: FrameType | None) -> None:
    """Leave by the front door, so that child processes and temporary folders go too."""
    sys.exit(128 + signal_number)
