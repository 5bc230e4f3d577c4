"""The app with a reader that takes its time, as a language model does."""

import sys
import time
from collections.abc import Collection, Iterator, Sequence

import app
import qa.pipeline
from qa.answer import Answer, AnswerEvent, TextDelta
from qa.library import StoredDocument
from qa.readers.quotes import QuoteReader


class SlowReader(QuoteReader):
    def answer(
        self,
        document: StoredDocument,
        question: str,
        *,
        history: Sequence[Answer] = (),
        focus: Collection[int] | None = None,
    ) -> Iterator[AnswerEvent]:
        for event in super().answer(document, question, history=history, focus=focus):
            yield event
            if isinstance(event, TextDelta):
                time.sleep(2)


qa.pipeline.QuoteReader = SlowReader  # type: ignore[misc]

if __name__ == "__main__":
    sys.exit(app.main())
