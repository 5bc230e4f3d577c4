"""The commands about a document: options in, output and an exit code out."""

import argparse
import contextlib
import io
import json
import os
import signal
import sys
from collections.abc import Collection
from functools import partial
from types import FrameType

from qa.answer import Answer, Progress
from qa.cards.card_file import CardFile, read_card
from qa.cli.cards import card_writer, check_card_names, verified
from qa.cli.comparing import compared, read_all
from qa.cli.explain import Explanation, explanation_json, explanation_text
from qa.cli.exports import (
    answers_workbook,
    facts_output,
    facts_workbook,
    output_file,
    put,
    tables_output,
)
from qa.cli.grid import grid_questions, run_grid
from qa.cli.library import opened_library, read_report
from qa.cli.mcp_server import serve_tools
from qa.cli.output import gaps, hits_text, info_json, info_text, partly_read, unread_pages
from qa.cli.progress_line import ProgressLine
from qa.cli.reader import open_reader, pages_of_sections
from qa.cli.xbrl import xbrl_beside
from qa.errors import DocumentError, QAError, UsageError
from qa.formats.answer_csv import answer_text, csv_head, csv_row
from qa.formats.answer_json import answer_to_json
from qa.formats.question_list import questions_in
from qa.formats.report import page_ranges
from qa.formats.xbrl_text import answer_xbrl
from qa.library import StoredDocument
from qa.models.catalog import ModelSource, QuotesOnly, resolve
from qa.pipeline import ask, checked_question
from qa.question_list.asking import ask_many, questions_at_once
from qa.readers.base import LocalModelReader, Reader
from qa.readers.local.options import ModelOptions
from qa.search import find_pages
from qa.service.documents import hits_json
from qa.xbrl import TaggedFile

DONE, IN_THE_WAY, WRONG_USAGE, REFUSED, PARTLY_READ = range(5)
DOES_NOT_HOLD = IN_THE_WAY
OUTPUT_CLOSED = 128 + signal.SIGPIPE  # what shells expect when the reader of a pipe has gone


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
    if options.command == "mcp":
        serve_tools(options)
        return DONE
    if options.command == "grid":
        return _grid(options)
    questions = _questions(options)
    card = read_card(options.card) if options.command == "verify" else None
    asks = options.command in ("ask", "batch", "compare")
    source = resolve(options.model) if asks else QuotesOnly()
    xbrl = xbrl_beside(options)
    with opened_library(keep=not options.no_library) as library:
        if options.command == "compare":
            documents = read_all(
                options.reports, partial(read_report, options=options, library=library)
            )
            with _reader(source, options) as reader:
                _print(compared(documents, questions[0], reader, options))
            return max(map(_with_gaps, documents))
        document = read_report(options.report, options, library)
        match options.command:
            case "ask":
                focus = pages_of_sections(document, options.sections)
                with card_writer(options.card) as cards, _reader(source, options) as reader:
                    answer = _ask(document, questions[0], reader, focus, xbrl, as_json=options.json)
                    cards.write(document, answer, options)
            case "find":
                _find(document, questions[0], options)
            case "info":
                _print(info_json(document) if options.json else info_text(document))
            case "facts":
                if options.xlsx is not None:
                    with output_file(options.xlsx) as file:
                        put(file, facts_workbook(document))
                else:
                    _print(facts_output(document, options, xbrl))
            case "tables":
                _print(tables_output(document, options))
            case "batch":
                focus = pages_of_sections(document, options.sections)
                with _reader(source, options) as reader:
                    _batch(document, questions, reader, focus, options, xbrl)
            case "verify":
                assert card is not None
                return _verify(card, document, as_json=options.json)
        return _with_gaps(document)


def _with_gaps(document: StoredDocument) -> int:
    """Say on which pages no answer can rest; return the exit code."""
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
    if options.command in ("info", "facts", "tables", "verify"):
        return []
    if options.command == "ask":
        check_card_names(options.card)
    if options.command != "batch":
        return [checked_question(options.question)]
    try:
        data = options.questions.read_bytes()
    except OSError as error:
        raise UsageError(reason=f"{options.questions}: {error.strerror}.") from error
    return [checked_question(line) for line in questions_in(data, str(options.questions))]


def _find(document: StoredDocument, question: str, options: argparse.Namespace) -> None:
    if options.explain:
        explanation = Explanation.of(document, question, top=options.top)
        any_fits = bool(explanation.pages)
        write = explanation_json if options.json else explanation_text
        _print(write(explanation))
    else:
        hits = find_pages(document, question, top=options.top)
        any_fits = bool(hits)
        _print(hits_json(document, hits) if options.json else hits_text(document, hits))
    if not any_fits:
        _note("No page fits this question.")


def _ask(
    document: StoredDocument,
    question: str,
    reader: Reader,
    focus: Collection[int] | None,
    xbrl: TaggedFile | None,
    *,
    as_json: bool,
) -> Answer:
    line = ProgressLine()
    answer: Answer | None = None
    try:
        for event in ask(document, question, reader=reader, focus=focus, xbrl=xbrl):
            if isinstance(event, Progress):
                line(event)
            elif isinstance(event, Answer):
                answer = event
                line.clear()
                _print(answer_to_json(event) if as_json else answer_text(event))
                if not as_json:
                    _print(answer_xbrl(event))
                if unread := unread_pages(document, event, focus):
                    _note(f"Not read for this answer, for want of room: {page_ranges(unread)}.")
    finally:
        line.clear()
    assert answer is not None, "every reader ends with an answer"
    return answer


def _grid(options: argparse.Namespace) -> int:
    questions, source = grid_questions(options), resolve(options.model)
    with opened_library(keep=not options.no_library) as library:
        read = (read_report(report, options, library) for report in options.reports)
        documents = list({document.document_id: document for document in read}.values())
        run_grid(documents, questions, _reader(source, options), options)
        for document in documents:
            for sentence in gaps(document):
                _note(f"{document.file_name}: {sentence}")
        return PARTLY_READ if any(map(partly_read, documents)) else DONE


def _verify(card: CardFile, document: StoredDocument, *, as_json: bool) -> int:
    holds, said = verified(card, document, as_json=as_json)
    _print(said)
    return DONE if holds else DOES_NOT_HOLD


def _batch(
    document: StoredDocument,
    questions: list[str],
    reader: Reader,
    focus: Collection[int] | None,
    options: argparse.Namespace,
    xbrl: TaggedFile | None,
) -> None:
    """Answer all questions; a model reads the document once, before the first of them."""
    line = ProgressLine()
    try:
        # Both are opened before anything is asked: who cannot write there learns it at once.
        with output_file(options.csv) as table, output_file(options.xlsx) as workbook:
            put(table, csv_head().encode())
            if isinstance(reader, LocalModelReader):
                for progress in reader.read_ahead(document, focus):
                    line(progress)
            at_once = questions_at_once(reader)
            answers: list[Answer] = []
            for answer in ask_many(
                document, questions, reader=reader, focus=focus, at_once=at_once, xbrl=xbrl
            ):
                put(table, csv_row(answer).encode())
                answers.append(answer)
                line(Progress("answering", len(answers), len(questions)))
            if options.xlsx is not None:
                put(workbook, answers_workbook(document, answers))
        line.clear()
        num_partly = sum(bool(unread_pages(document, answer, focus)) for answer in answers)
        if num_partly:
            _note(f"{num_partly} answers rest on a part of the pages, for want of room.")
    finally:
        line.clear()


def _print(result: object) -> None:
    """Print text as it is, anything else as JSON."""
    if not isinstance(result, str):
        result = json.dumps(result, ensure_ascii=False, indent=2)
    if result:
        # At once: what follows, such as keeping what a model has read, may take its time.
        end = "" if result.endswith("\n") else "\n"
        print(result, end=end, flush=True)  # noqa: T201 - the command's output


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
