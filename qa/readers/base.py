"""What every reader has in common: a document and a question in, a stream of events out."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from qa.answer import Answer, AnswerEvent
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
        self, document: StoredDocument, question: str, *, history: Sequence[Answer] = ()
    ) -> Iterator[AnswerEvent]:
        """Yield the answer as it grows; history holds earlier answers, the oldest first."""
        ...
