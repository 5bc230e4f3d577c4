"""What all visitors share, and what each tab has of its own."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from qa.errors import UnknownDocument
from qa.library import SAMPLES_OWNER, Library, StoredDocument
from qa.pdf import PageRenderer
from ui.state.model_host import ModelHost
from ui.state.prefill_queue import PrefillQueue
from ui.state.uploads import UploadQueue

TABS_REMEMBERED = 10_000


@dataclass
class Session:
    """One open page of one browser. What it may see is decided by its owner alone."""

    stop: threading.Event = field(default_factory=threading.Event)
    showing: str | None = None  # the report on screen; an answer on another one is not drawn
    opening: int = 0  # counts the reports opened; an older one still on its way is dropped
    watcher: int = 0  # the newest of the streams that watch the readings; older ones end


class Sessions:
    """The open tabs by Gradio's session hash; the longest unused are forgotten."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tabs: OrderedDict[str, Session] = OrderedDict()

    def get(self, session_hash: str) -> Session:
        with self._lock:
            tab = self._tabs.setdefault(session_hash, Session())
            self._tabs.move_to_end(session_hash)
            if len(self._tabs) > TABS_REMEMBERED:
                self._tabs.popitem(last=False)
            return tab

    def close(self, session_hash: str) -> None:
        """Forget a tab and stop what it was waiting for."""
        with self._lock:
            tab = self._tabs.pop(session_hash, None)
        if tab is not None:
            tab.stop.set()
            tab.watcher += 1


@dataclass(frozen=True)
class AppState:
    """The library, the reading room, the page renderer, the model and the open tabs."""

    library: Library
    room: UploadQueue
    renderer: PageRenderer
    model: ModelHost
    ahead: PrefillQueue
    tabs: Sessions = field(default_factory=Sessions)

    def find(self, document_id: str | None, owner: str | None) -> StoredDocument:
        """Return a document of this owner, or a sample with this owner's conversation.

        Raises UnknownDocument for everything else.
        """
        if document_id is None or owner is None:
            raise UnknownDocument
        try:
            return self.library.get(document_id, owner=owner)
        except UnknownDocument:
            return self.library.get(document_id, owner=SAMPLES_OWNER).seen_by(owner)

    def documents(self, owner: str) -> list[StoredDocument]:
        """Return this owner's documents, newest first, and the samples, always in one order."""
        samples = self.library.documents(owner=SAMPLES_OWNER)
        samples.sort(key=lambda sample: sample.file_name)
        return [*self.library.documents(owner=owner), *(s.seen_by(owner) for s in samples)]
