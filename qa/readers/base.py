"""What every reader has in common: a document and a question in, a stream of events out."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from qa.answer import Answer, AnswerEvent, Progress
from qa.library import StoredDocument


class Reader(Protocol):
    """Answers questions from one document.

    The texts of all TextDelta events joined are Answer.text, a CitationFound follows the words it
    supports, and the Answer is the last event.
    """

    @property
    def name(self) -> str:
        """What Answer.reader says: "quotes", or the model's name."""
        ...

    def answer(
        self,
        document: StoredDocument,
        question: str,
        *,
        history: Sequence[Answer] = (),
        focus: Collection[int] | None = None,
        reads_all: bool = False,
    ) -> Iterator[AnswerEvent]:
        """Yield the answer as it grows.

        history: earlier answers, the oldest first. focus: the page numbers that may be read; None
        is the whole document. reads_all: rather wait than have pages left out, for readers that
        choose between the two (ContextBudget.quick and .most).
        """
        ...


@dataclass(frozen=True, slots=True)
class ContextBudget:
    """How much of a document a reader takes in at once, in tokens."""

    num_tokens: int  # of the pages asked for
    quick: int  # what it reads unasked; beyond that it takes the pages that fit the question
    most: int  # what it reads when told to read everything

    @property
    def fits(self) -> bool:
        return self.num_tokens <= self.quick

    @property
    def fits_when_told(self) -> bool:
        return self.num_tokens <= self.most


@dataclass(frozen=True, slots=True)
class Setup:
    """How a model in this process computes."""

    device: str = "CPU"  # or the name of a GPU
    weights: str = "int8"  # number format
    kv: str = "k8v16"  # number format of what was read, see qa.readers.local.options.KV_FORMATS
    attention: str = "int8 products"  # what reads documents
    is_sparse: bool = False  # whether parts of a report are passed over while it is read
    # Of a list: on a CPU 8 take 0.45 of the time of one by one; on a GPU all that have slots.
    questions_at_once: int = 8


@runtime_checkable
class ServerReader(Reader, Protocol):
    """A reader that sends the document's text to another process or machine."""

    @property
    def server_name(self) -> str:
        """Host and port."""
        ...


@runtime_checkable
class LocalModelReader(Reader, Protocol):
    """A reader that keeps what it has read: the next question starts from there."""

    @property
    def setup(self) -> Setup:
        """What it runs on, and in which numbers."""
        ...

    def room(self, document: StoredDocument, focus: Collection[int] | None = None) -> ContextBudget:
        """Return how these pages compare with what is read at once."""
        ...

    def reading_seconds(self, num_tokens: int) -> float | None:
        """Return how long reading takes, from what was measured; None before anything was."""
        ...

    def has_read(self, document: StoredDocument, focus: Collection[int] | None = None) -> bool:
        """Return whether all of these pages were read before, so that they are back in seconds."""
        ...

    def read_ahead(
        self,
        document: StoredDocument,
        focus: Collection[int] | None = None,
        *,
        reads_all: bool = False,
    ) -> Iterator[Progress]:
        """Read what fits before anybody asks; closing the generator stops it. reads_all: all that
        memory and model allow, else what is read in seconds.
        """
        ...

    def forget(self, document_id: str) -> None:
        """Give back all that is held of a document."""
        ...

    def close(self) -> None:
        """End it; answers under way end with EngineClosed."""
        ...
