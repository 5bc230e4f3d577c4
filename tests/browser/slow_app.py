"""The app with a reader that takes its time, as a language model does, and files that are read
slowly: half-way, until there is a file called `go-on` in the temporary folder.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import app
import qa.pipeline
import ui.reading
from qa.answer import Answer, AnswerEvent, Progress, TextDelta
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


def slowly(read: Callable[..., StoredDocument], *args: Any, **kwargs: Any) -> StoredDocument:
    """Read as ever, but stand still half-way until told to go on."""
    note = kwargs.pop("on_progress")
    go_on = Path(tempfile.gettempdir(), "go-on")
    deadline = time.monotonic() + 30

    def on_progress(progress: Progress) -> None:
        note(progress)
        while 0 < progress.done < progress.total and time.monotonic() < deadline:
            if go_on.exists():
                return
            time.sleep(0.05)

    return read(*args, on_progress=on_progress, **kwargs)


qa.pipeline.QuoteReader = SlowReader  # type: ignore[misc]
ui.reading.read_document = partial(slowly, ui.reading.read_document)  # type: ignore[assignment]

if __name__ == "__main__":
    sys.exit(app.main())
