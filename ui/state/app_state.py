"""What all visitors share, and what each tab has of its own."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from qa.errors import UnknownDocument
from qa.library import SAMPLES_OWNER, Library, StoredDocument
from qa.pdf import PageRenderer
from qa.pdf.fair_turns import FairTurns
from qa.readers.base import Reader
from ui.operations.ending import Work
from ui.operations.metrics import Metrics
from ui.operations.slow_paths import SlowPaths
from ui.state.listeners import Listeners
from ui.state.memory import Trimmer
from ui.state.model_host import ModelHost
from ui.state.prefill_queue import PrefillQueue
from ui.state.uploads import UploadQueue
from ui.state.xbrl_files import XbrlFiles

TABS_REMEMBERED = 10_000
OPEN_FOR_S = 30 * 60.0  # a tab that does nothing for so long counts as closed
# Searching keeps a core busy; more at once would only make each of them slower.
QUOTE_TURNS = {"at_once": 3, "per_owner": 1, "waiting_per_owner": 16}
IMAGES_UNUSED_S = 180.0  # a page is drawn anew in a tenth of a second
# Of each owner one list of questions: all of its conversation is drawn and sent again and again.
LIST_TURNS = {"at_once": 32, "per_owner": 1, "waiting_per_owner": 16}
# Long lists without a model are answered in one process of their own, see qa.readers.apart.
APART_TURNS = {"at_once": 1, "per_owner": 1, "waiting_per_owner": 16}
LONG_LIST = 10  # questions: fewer are done before that process has started
MODEL_TURNS = {"at_once": 8, "per_owner": 6, "waiting_per_owner": 16}


@dataclass
class Session:
    """One open page of one browser. What it may see is decided by its owner alone."""

    stop: threading.Event = field(default_factory=threading.Event)
    showing: str | None = None  # the report on screen; an answer on another one is not drawn
    opening: int = 0  # counts the reports opened; an older one still on its way is dropped
    used_at: float = field(default_factory=time.monotonic)
    watcher: int = 0  # the newest of the streams that watch the readings; older ones end


class Sessions:
    """The open tabs by Gradio's session hash; the longest unused are forgotten."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tabs: OrderedDict[str, Session] = OrderedDict()

    def get(self, session_hash: str) -> Session:
        with self._lock:
            tab = self._tabs.setdefault(session_hash, Session())
            tab.used_at = time.monotonic()
            self._tabs.move_to_end(session_hash)
            if len(self._tabs) > TABS_REMEMBERED:
                self._tabs.popitem(last=False)
            return tab

    def num_open_documents(self) -> int:
        """How many reports the tabs show that did something lately."""
        since = time.monotonic() - OPEN_FOR_S
        with self._lock:
            tabs = list(self._tabs.values())
        return len({tab.showing for tab in tabs if tab.used_at >= since} - {None})


class Apart(NamedTuple):
    """Who answers long lists in quotes, and the turns at it, which nothing else waits for."""

    turns: FairTurns
    reader: Reader

    @classmethod
    def of(cls, reader: Reader) -> "Apart":
        return cls(FairTurns(**APART_TURNS), reader)


@dataclass(frozen=True)
class Memories:
    """What is kept in memory of reports by their ids: page images, what a model has read."""

    ahead: PrefillQueue
    renderer: PageRenderer

    def forget(self, document_id: str, pdf_path: Path) -> None:
        """Give back that of one whose file lies, or lay, there."""
        self.ahead.forget(document_id)
        self.renderer.forget(pdf_path)

    def forget_replaced(self, document: StoredDocument) -> None:
        """Give back that of one that a further reading has replaced, under another id."""
        self.forget(document.document_id, document.pdf_path)


@dataclass(frozen=True)
class AppState:
    """The library, the reading room, the page renderer, the model and the open tabs."""

    library: Library
    room: UploadQueue
    renderer: PageRenderer
    model: ModelHost
    ahead: PrefillQueue
    tabs: Sessions = field(default_factory=Sessions)
    listeners: Listeners = field(default_factory=Listeners)
    slow_paths: SlowPaths = field(default_factory=SlowPaths)
    metrics: Metrics = field(default_factory=Metrics)
    work: Work = field(default_factory=Work)
    quote_turns: FairTurns = field(default_factory=partial(FairTurns, **QUOTE_TURNS))
    list_turns: FairTurns = field(default_factory=partial(FairTurns, **LIST_TURNS))
    model_turns: FairTurns = field(default_factory=partial(FairTurns, **MODEL_TURNS))
    trimmer: Trimmer = field(default_factory=Trimmer)
    xbrl: XbrlFiles = field(default_factory=XbrlFiles)
    apart: Apart | None = None

    def find(self, document_id: str | None, owner: str | None) -> StoredDocument:
        """Return a document of this owner, or a sample with this owner's conversation. One that was
        read on by OCR is found by the id that it had before too.

        Raises UnknownDocument for everything else.
        """
        if document_id is None or owner is None:
            raise UnknownDocument
        try:
            return self.library.get(document_id, owner=owner)
        except UnknownDocument:
            if (later_id := self.room.became(document_id, owner=owner)) is not None:
                return self.find(later_id, owner)
            return self.library.get(document_id, owner=SAMPLES_OWNER).seen_by(owner)

    def forget(self, document_id: str) -> None:
        """End what goes on for a removed report, and give back the memory of its page images and of
        what a model has read.
        """
        self.room.end_scans(document_id)
        self.xbrl.forget(document_id)
        Memories(self.ahead, self.renderer).forget(document_id, self.library.pdf_path(document_id))
        self.renderer.forget_unused(IMAGES_UNUSED_S)  # also those of the samples, which stay
        self.trimmer.soon()

    def documents(self, owner: str) -> list[StoredDocument]:
        """Return this owner's documents, newest first, and the samples, always in one order."""
        samples = self.library.documents(owner=SAMPLES_OWNER)
        samples.sort(key=lambda sample: sample.file_name)
        return [*self.library.documents(owner=owner), *(s.seen_by(owner) for s in samples)]
