"""The app with a reader that takes its time, as a language model does, and files that are read
slowly: both stand still half-way until a file in the temporary folder lets them go on; a file whose
name ends in "-once" lets one step pass.
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
import ui.state.uploads
from qa.answer import Answer, AnswerEvent, Progress, TextDelta
from qa.library import StoredDocument
from qa.readers.extractive.reader import QuoteReader


def wait_for(file_name: str, unless: Callable[[], bool] = lambda: False) -> None:
    deadline = time.monotonic() + 30
    is_wanted, once = (
        Path(tempfile.gettempdir(), name) for name in (file_name, f"{file_name}-once")
    )
    while not unless() and time.monotonic() < deadline:
        if is_wanted.exists():
            return
        if once.exists():
            once.unlink()
            return
        time.sleep(0.05)


class SlowReader(QuoteReader):
    def answer(
        self,
        document: StoredDocument,
        question: str,
        *,
        history: Sequence[Answer] = (),
        focus: Collection[int] | None = None,
        reads_all: bool = False,
    ) -> Iterator[AnswerEvent]:
        for event in super().answer(document, question, history=history, focus=focus):
            yield event
            if isinstance(event, TextDelta):
                wait_for("answer-on")


def slowly(read: Callable[..., StoredDocument], *args: Any, **kwargs: Any) -> StoredDocument:
    """Read as ever, but stand still half-way until told to go on."""
    note = kwargs.pop("on_progress")

    def on_progress(progress: Progress) -> None:
        note(progress)
        if 0 < progress.done < progress.total:
            wait_for("read-on", unless=kwargs["cancelled"])

    return read(*args, on_progress=on_progress, **kwargs)


qa.pipeline.QuoteReader = SlowReader  # type: ignore[misc]
ui.state.uploads.read_document = partial(slowly, ui.state.uploads.read_document)  # type: ignore[assignment]

if __name__ == "__main__":
    sys.exit(app.main())
