"""Reports are read by the model one after the other, before anybody asks, as soon as it is there.

Who asks meanwhile joins the same reading. A report that does not fit is left until a question says
which of its pages are wanted. Of many that wait, such as for a model that nobody has chosen, the
newest are kept: the others are read when somebody asks.
"""

import logging
import threading
from collections import OrderedDict
from collections.abc import Collection, Generator
from dataclasses import dataclass
from typing import Self

from qa.answer import Progress
from qa.errors import QAError
from qa.library import SAMPLES_OWNER, StoredDocument
from ui.operations.metrics import Metrics, TokensAhead
from ui.state.model_host import ModelHost

MOST_WAITING = 64
LOOK_S = 0.5  # how often a reading looks whether the app is closing

log = logging.getLogger("pagewitness")


@dataclass(frozen=True, slots=True)
class _Wanted:
    document: StoredDocument
    focus: Collection[int] | None
    reads_all: bool


class PrefillQueue:
    """A queue of reports and one thread that has the model read them."""

    def __init__(self, host: ModelHost, metrics: Metrics | None = None) -> None:
        self._host = host
        self._metrics = metrics or Metrics()
        self._waiting: OrderedDict[str, _Wanted] = OrderedDict()
        self._progress: dict[str, Progress] = {}
        self._changed = threading.Condition()
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="reading ahead", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        with self._changed:
            self._is_closed = True
            self._changed.notify()
        self._thread.join(timeout=5)

    def take(
        self,
        document: StoredDocument,
        focus: Collection[int] | None = None,
        *,
        reads_all: bool = False,
    ) -> None:
        """Queue a report. reads_all: somebody chose to wait for all of it."""
        if document.owner != SAMPLES_OWNER or reads_all:
            with self._changed:
                self._waiting[document.document_id] = _Wanted(document, focus, reads_all)
                if len(self._waiting) > MOST_WAITING:
                    self._waiting.popitem(last=False)
                self._changed.notify()

    def forget(self, document_id: str) -> None:
        """Stop reading a report that was removed and give its memory back."""
        with self._changed:
            self._waiting.pop(document_id, None)
            self._progress.pop(document_id, None)
        if (keeper := self._host.keeper) is not None:
            keeper.forget(document_id)

    def progress(self) -> dict[str, Progress | None]:
        """Return the reports on their way by document id; None: waits for its turn."""
        with self._changed:
            if self._host.keeper is None:
                return {}
            return {**dict.fromkeys(self._waiting), **self._progress}

    @property
    def num_waiting(self) -> int:
        return len(self._waiting)

    @property
    def num_running(self) -> int:
        return len(self._progress)

    def _run(self) -> None:
        while (wanted := self._next()) is not None:
            try:
                self._read(wanted)
            except QAError as error:  # whoever asks will be told the same
                log.info("Report %s was not read ahead: %s", wanted.document.document_id, error)
            with self._changed:
                self._progress.pop(wanted.document.document_id, None)

    def _next(self) -> _Wanted | None:
        with self._changed:
            while not self._is_closed:
                if self._waiting and self._host.keeper is not None:
                    document_id, wanted = self._waiting.popitem(last=False)
                    self._progress[document_id] = Progress("opening", 0, 1)
                    return wanted
                self._changed.wait(LOOK_S)  # the model may have arrived
        return None

    def _read(self, wanted: _Wanted) -> None:
        keeper = self._host.keeper
        assert keeper is not None
        document_id = wanted.document.document_id
        tokens = TokensAhead(self._metrics)
        events = keeper.read_ahead(wanted.document, wanted.focus, reads_all=wanted.reads_all)
        try:
            for progress in events:
                with self._changed:
                    if self._is_closed or document_id not in self._progress:
                        return
                    self._progress[document_id] = progress
                tokens.take(progress)
            tokens.end()
        finally:
            if isinstance(events, Generator):
                events.close()
