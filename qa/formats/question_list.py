"""A list of questions: the bytes of a file or what was pasted in, one question a line out."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from qa.errors import NoQuestions, NotAQuestionList
from qa.formats.first_column import first_column_of_workbook
from qa.text.numbering import without_numbering

MAX_QUESTIONS = 200  # at once; a list of control questions has 20 to 100
MAX_CHARS = 2_000  # of a question
SAMPLE_CHARS = 5_000  # tell which separator a table has

_NO_TEXT = (b"%PDF-", b"{\\rtf", b"PK\x03\x04")  # may be plain ASCII all the same
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")  # Excel's "Unicode text"
_SEPARATORS = ",;\t"  # which of them a spreadsheet writes depends on its country
_HEADINGS = {"question", "questions", "问题"}  # the first is that of our own table


@dataclass(frozen=True, slots=True)
class QuestionList:
    """The questions to ask now, in their order, and what has become of the other lines."""

    questions: tuple[str, ...]
    num_dropped: int = 0  # empty lines between others, and questions that stand there already
    num_shortened: int = 0
    beyond: tuple[str, ...] = ()  # no room for them at once

    @classmethod
    def of(cls, text: str) -> "QuestionList":
        """Read what was typed, pasted or taken from a file: one question a line, with or without
        numbers and bullets."""
        lines = [_question(line) for line in text.strip().splitlines()]
        questions = list(dict.fromkeys(line[:MAX_CHARS] for line in lines if line))
        return cls(
            tuple(questions[:MAX_QUESTIONS]),
            num_dropped=len(lines) - len(questions),
            num_shortened=sum(len(line) > MAX_CHARS for line in lines),
            beyond=tuple(questions[MAX_QUESTIONS:]),
        )


def questions_in(data: bytes, file_name: str) -> list[str]:
    """Return the questions of a file: its lines, or the first column of a .csv or .xlsx file.

    Raises NotAQuestionList for what is no text, NotAWorkbook, and NoQuestions for an empty one.
    """
    suffix = PurePath(file_name).suffix.lower()
    is_table = suffix in (".csv", ".tsv", ".xlsx")
    if suffix == ".xlsx":
        lines = first_column_of_workbook(data, file_name)
    else:
        text = _text(data, file_name)
        try:
            lines = list(_first_column(text)) if is_table else text.splitlines()
        except csv.Error as error:
            raise NotAQuestionList(file_name=file_name) from error
    questions = [question for line in lines if (question := _question(line))]
    if is_table and questions and questions[0].casefold() in _HEADINGS:
        del questions[0]
    if not questions:
        raise NoQuestions(file_name=file_name)
    return questions


def _question(line: str) -> str:
    return without_numbering(" ".join(line.split()))


def _text(data: bytes, file_name: str) -> str:
    if data.lstrip()[:5].startswith(_NO_TEXT):
        raise NotAQuestionList(file_name=file_name)
    try:
        text = data.decode("utf-16" if data.startswith(_UTF_16_MARKS) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotAQuestionList(file_name=file_name) from error
    if "\0" in text:  # some binary files happen to be valid UTF-8
        raise NotAQuestionList(file_name=file_name)
    return text


def _first_column(text: str) -> Iterator[str]:
    """Yield the first cell of each row; a cell may hold line breaks."""
    try:
        separator = csv.Sniffer().sniff(text[:SAMPLE_CHARS], delimiters=_SEPARATORS).delimiter
    except csv.Error:  # one column alone
        separator = ","
    for row in csv.reader(text.splitlines(keepends=True), delimiter=separator):
        yield row[0] if row else ""
