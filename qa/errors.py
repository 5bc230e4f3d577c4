"""Everything that can go wrong, as one tree. Each message says what happened and what to do next.

QAError
├── UsageError                 the question or the arguments cannot be used
│   ├── NotAQuestionList       a file that is no text
│   ├── NotAWorkbook
│   ├── NoQuestions            a text without a line
│   ├── GridTooLarge           more reports or questions than a grid takes
│   ├── NotACard               what is to be verified is no answer card
│   └── NotXbrl                what lies beside a report is no XBRL that can be read
├── DocumentError              this file is refused (command line: exit code 3)
│   ├── EmptyFile
│   ├── NotAPdf
│   ├── DamagedPdf
│   ├── NeedsPassword
│   │   └── WrongPassword
│   ├── FileTooLarge
│   ├── ReadingTookTooLong     not even the first page was finished in time
│   └── ReadingCrashed         the process that read it died before the first page
├── ReadingCancelled           somebody pressed Stop
├── ServerBusy                 too many files are being read at once
├── UnknownDocument            no such document, or it belongs to somebody else
├── UnknownGrid                no such grid, or it belongs to somebody else
├── RenderingFailed            a page could not be drawn; its text is still there
├── LibraryError
│   ├── DiskFull
│   │   ├── AnswerNotKept      the answer was given but could not be written down
│   │   └── LibraryNotUpdated  an older format stays as it was
│   ├── TooManyDocuments       the owner's shelf is full
│   ├── TooManyGrids
│   ├── LibraryTooNew          made or changed by a newer Pagewitness
│   └── LibraryUnusable        its folder cannot be read or written
└── ModelError                 the model cannot be loaded or cannot go on: qa.models.errors

A message is a template with named details, so that the screen can say the same in another language:
`error.code` names the template and `error.details` fills it.
"""

from typing import ClassVar


class QAError(Exception):
    """Base of every error a user can meet; `str(error)` is one English sentence for that user."""

    template: ClassVar[str] = "Something went wrong."

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__(self.template.format(**details))

    @property
    def code(self) -> str:
        """The class name: the key under which translations of the template are kept."""
        return type(self).__name__


class UsageError(QAError):
    """The question or the arguments cannot be used as they are."""

    template = "{reason}"


class NotAQuestionList(UsageError):
    template = (
        "{file_name} is not UTF-8 text. Save the questions as text or as CSV UTF-8, one a line."
    )


class NotAWorkbook(UsageError):
    template = "{file_name} cannot be read as a workbook. Save it as .xlsx or as CSV UTF-8 again."


class NoQuestions(UsageError):
    template = "{file_name} holds no question. Write one a line."


class GridTooLarge(UsageError):
    template = (
        "A grid takes {reports} reports and {questions} questions at most. Make two of this one."
    )


class NotACard(UsageError):
    template = "{file_name} is no answer card: {reason}. Save the card of the answer once more."


class NotXbrl(UsageError):
    template = (
        "{file_name} cannot be read as XBRL: {reason}."
        " Take the filing's inline XBRL (.htm) or the company's companyfacts (.json)."
    )


class DocumentError(QAError):
    """This file is refused; other files and other users are not affected."""


class EmptyFile(DocumentError):
    template = "{file_name} is empty. Save it again and drop it once more."


class NotAPdf(DocumentError):
    template = "{file_name} is not a PDF (it looks like {kind}). Save it as PDF and drop that."


class DamagedPdf(DocumentError):
    template = "{file_name} is damaged and no page can be read. Download or save it again."


class NeedsPassword(DocumentError):
    template = "{file_name} is locked. Enter its password to open it."


class WrongPassword(NeedsPassword):
    template = "That password does not open {file_name}. Try again."


class FileTooLarge(DocumentError):
    template = (
        "{file_name} has {size_mb} MB; the limit is {limit_mb} MB. Split it or compress its images."
    )


class ReadingTookTooLong(DocumentError):
    template = "{file_name} did not open within {seconds} seconds. Save a fresh copy and try that."


class ReadingCrashed(DocumentError):
    template = (
        "{file_name} could not be read safely and was stopped. Save a fresh copy and try that."
    )


class ReadingCancelled(QAError):
    template = "Reading {file_name} was stopped."


class ServerBusy(QAError):
    template = "{waiting} files are waiting to be read. Try again in a minute."


class TooManyQuestions(QAError):
    template = "Many of your questions wait already. Ask again when some are answered."


class UnknownDocument(QAError):
    template = "This document is not in your library. Drop the file again."


class UnknownGrid(QAError):
    template = "This grid is not in your library. It may have been removed."


class RenderingFailed(QAError):
    template = "Page {page_number} cannot be drawn. Its text can still be asked and quoted."


class LibraryError(QAError):
    """The store of documents cannot take or give something."""


class DiskFull(LibraryError):
    template = "The disk is full, so {file_name} was not kept. Free some space and drop it again."


class TooManyDocuments(LibraryError):
    template = "Your library holds {count} documents, the most allowed here. Remove one first."


class TooManyGrids(LibraryError):
    template = "Your library holds {count} grids, the most allowed here. Remove one first."


class PlaceFull(LibraryError):
    template = "{file_name} was not taken: no more reports are kept here now. Try again in a day."


class DamagedLines(LibraryError):
    template = (
        "What was kept of this report is damaged and could not be read again. "
        "Remove it and drop its file once more."
    )


class AnswerNotKept(DiskFull):
    template = "The disk is full, so this answer is not in your library. Free some space."


class AnswersFull(AnswerNotKept):
    template = (
        "This report holds {count} answers, the most that are kept, so this one is not. "
        "Export the conversation and clear it."
    )


class LibraryNotUpdated(DiskFull):
    template = (
        "The disk is full, so the library in {folder} could not be brought to this version's"
        " format. Nothing in it is lost. Free some space and try again."
    )


class LibraryTooNew(LibraryError):
    template = (
        "The library in {folder} was made or changed by a newer Pagewitness"
        " ({file_name} has format {found}, this version reads up to {known})."
        " It was left as it is. Update Pagewitness, or name another folder in PAGEWITNESS_HOME."
    )


class LibraryUnusable(LibraryError):
    template = (
        "The library in {folder} cannot be used ({reason})."
        " Name another folder in PAGEWITNESS_HOME."
    )
