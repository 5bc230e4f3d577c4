"""Everything that can go wrong, as one tree. Each message says what happened and what to do next.

QAError
├── UsageError                 the question or the arguments cannot be used
│   ├── NotAQuestionList       a file that is no text
│   └── NoQuestions            a text without a line
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
├── RenderingFailed            a page could not be drawn; its text is still there
├── LibraryError
│   ├── DiskFull
│   │   ├── AnswerNotKept      the answer was given but could not be written down
│   │   └── LibraryNotUpdated  an older format stays as it was
│   ├── TooManyDocuments       the owner's shelf is full
│   ├── LibraryTooNew          made or changed by a newer Pagewitness
│   └── LibraryUnusable        its folder cannot be read or written
└── ModelError                 the model cannot be loaded or cannot go on
    ├── MissingPackage         an optional part is not installed
    ├── ModelNotFetched        nothing half-fetched is ever loaded; what has arrived is kept
    │   ├── HubUnreachable
    │   ├── ModelNotFound
    │   ├── ModelNotCached     offline, and not on this machine
    │   └── NoDiskSpace        checked before the first byte
    ├── NotAModelFolder
    ├── UnsupportedModel
    ├── UnsupportedTokenizer
    ├── CorruptWeights
    ├── ModelTooLarge          refused before its weights are read, with the arithmetic
    ├── NotEnoughMemory        refused before the start, with the arithmetic
    ├── OutOfMemory            the device ran out in the middle; everything else goes on
    ├── NothingFits            not one page fits the room there is
    ├── NoModelFits            `auto` found none for this machine
    ├── EngineClosed           the reading was stopped, or the app is closing
    └── ModelServerError       a model's server does not do what it was asked
        ├── ServerUnreachable
        ├── NotAModelServer    something else answers at that address
        ├── ServerWantsKey
        ├── ServerLacksModel
        ├── PromptTooLong      the server takes fewer tokens than were sent
        └── ServerBrokeOff     in the middle of an answer

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


class NoQuestions(UsageError):
    template = "{file_name} holds no question. Write one a line."


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


class UnknownDocument(QAError):
    template = "This document is not in your library. Drop the file again."


class RenderingFailed(QAError):
    template = "Page {page_number} cannot be drawn. Its text can still be asked and quoted."


class LibraryError(QAError):
    """The store of documents cannot take or give something."""


class DiskFull(LibraryError):
    template = "The disk is full, so {file_name} was not kept. Free some space and drop it again."


class TooManyDocuments(LibraryError):
    template = "Your library holds {count} documents, the most allowed here. Remove one first."


class AnswerNotKept(DiskFull):
    template = "The disk is full, so this answer is not in your library. Free some space."


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


class ModelError(QAError):
    """The model cannot be loaded, or cannot go on with this request."""


class MissingPackage(ModelError):
    template = "{purpose} needs {package}. Install it: pip install {package}"


class ModelNotFetched(ModelError):
    template = (
        "{model} could not be fetched completely: {reason}. "
        "Fetch it again: it goes on where it stopped."
    )


class HubUnreachable(ModelNotFetched):
    template = (
        "{host} cannot be reached, so {model} was not fetched. Check the network, "
        "name a mirror in HF_ENDPOINT, or give the folder of a model."
    )


class ModelNotFound(ModelNotFetched):
    template = (
        "{host} has no {model} that you may fetch. Check the name and the revision, "
        "or log in if it is private (hf auth login)."
    )


class ModelNotCached(ModelNotFetched):
    template = (
        "{model} is not on this machine and HF_HUB_OFFLINE forbids fetching it. "
        "Unset HF_HUB_OFFLINE once, or give the folder of a model."
    )


class NoDiskSpace(ModelNotFetched):
    template = (
        "{model} needs {needed_gb} GB more and {free_gb} GB are free in {folder}. "
        "Free some space, or name a folder on another disk in HF_HOME."
    )


class NotAModelFolder(ModelError):
    template = "{folder} is not a model folder: {missing} is missing or unreadable. Fetch it again."


class UnsupportedModel(ModelError):
    template = "{folder} cannot be used: it has {what}. Choose a Qwen3 dense model."


class UnsupportedTokenizer(ModelError):
    template = "{folder} cannot be used: its tokenizer.json has {what}. Choose a Qwen3 dense model."


class CorruptWeights(ModelError):
    template = "The weights in {file} are damaged or incomplete ({what}). Fetch the model again."


class ModelTooLarge(ModelError):
    template = (
        "{model} needs {needed_gb} GB of memory and {free_gb} GB are free. "
        "Choose a smaller model, close other programs, or let a model server answer."
    )


class NotEnoughMemory(ModelError):
    template = (
        "{tokens} tokens need {needed_gb} GB and {free_gb} GB are free. "
        "Read fewer sections, choose a smaller model, or keep the context in 8 bits."
    )


class OutOfMemory(ModelError):
    template = "Memory ran out while reading {tokens} tokens. Read fewer sections and ask again."


class NothingFits(ModelError):
    template = (
        "The model may read {tokens} tokens here, and no chosen page is that short. "
        "Let it read more at once, or choose other pages."
    )


class EngineClosed(ModelError):
    template = "Reading was stopped."


class NoModelFits(ModelError):
    template = "No model answers in time on this machine, so answers are quotes ({reason})."


class ModelServerError(ModelError):
    template = "{server} could not answer: {reason}. Ask again, or look at the server's log."


class ServerUnreachable(ModelServerError):
    template = "{server} does not answer ({reason}). Start the server, or check its address."


class NotAModelServer(ModelServerError):
    template = (
        "{server} is no OpenAI-compatible server ({reason}). "
        "Give the address that ends in /v1, such as http://127.0.0.1:8000/v1."
    )


class ServerWantsKey(ModelServerError):
    template = "{server} refuses the key. Put the right one into PAGEWITNESS_API_KEY."


class ServerLacksModel(ModelServerError):
    template = (
        "{server} has no {model}. Name one it serves behind the address: http://HOST:PORT/v1#NAME."
    )


class PromptTooLong(ModelServerError):
    template = (
        "{server} takes fewer tokens than the {tokens} that were sent. "
        "Say how many it takes (--context), or read fewer sections."
    )


class ServerBrokeOff(ModelServerError):
    template = "{server} stopped in the middle of the answer ({reason}). Ask again."
