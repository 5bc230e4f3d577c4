"""Fills the grids that somebody looks at: cells without an answer in, answers kept out.

A grid counts as looked at for a while after its page has asked what has changed; when it asks
again, its filling goes on. An owner has one grid filled at a time and takes turns with all others
who ask, as a list of questions does.
"""

import logging
import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from markupsafe import Markup

from qa.answer import Progress
from qa.errors import QAError, UnknownDocument, UnknownGrid
from qa.grid.asking import answer_cells
from qa.library.grids import Place, ReviewGrid
from qa.pdf.fair_turns import TooManyWaiting
from qa.readers.base import Reader
from qa.readers.extractive.giving_way import giving_way
from qa.text.terms import is_chinese
from ui.state.app_state import LONG_LIST, AppState
from ui.state.event_stream import EventStream
from ui.views.i18n import Language, both, error_html, error_text, say
from ui.views.model_status import reading_status

HEARD_FOR_S = 75.0  # a page in the background may ask once a minute only
BEAT_SECONDS = 0.4
QUOTES_A_TURN = 2  # cells: less than half a second
GIVES_WAY_S = 1.0  # so long a grid lets others' questions be done first, each turn
BUSY_SECONDS = 1.0  # until an owner whose questions all wait tries again

log = logging.getLogger("pagewitness")


@dataclass
class _Watched:
    """A grid that somebody looks at, or did."""

    owner: str
    heard_at: float
    says: Markup = field(default_factory=Markup)  # what its page shows beside the count
    is_broken: bool = False  # by a fault or a full disk, until told to go on


class GridWorkers:
    """One thread for each owner whose grids have cells to ask. Safe from many threads."""

    def __init__(self, desk: AppState, *, heard_for_s: float = HEARD_FOR_S) -> None:
        self._desk = desk
        self._heard_for_s = heard_for_s
        self._lock = threading.Lock()
        self._watched: OrderedDict[str, _Watched] = OrderedDict()
        self._working: set[str] = set()  # owners

    def heard(self, grid: ReviewGrid) -> None:
        """Note that somebody looks at a grid, and see that it is filled."""
        has_more = bool(self._desk.library.grids.waiting(grid.grid_id))
        with self._lock:
            self._forget_left()
            watched = self._watched.setdefault(grid.grid_id, _Watched(grid.owner, 0.0))
            watched.heard_at = time.monotonic()
            if not has_more or watched.is_broken or grid.owner in self._working:
                return
            self._working.add(grid.owner)
        threading.Thread(target=self._work, args=(grid.owner,), name="grid", daemon=True).start()

    def says(self, grid_id: str) -> Markup:
        """Return what to show beside the count: turns, how far a model reads, a fault."""
        with self._lock:
            watched = self._watched.get(grid_id)
            return watched.says if watched else Markup("")

    def is_broken(self, grid_id: str) -> bool:
        """Whether something has ended the filling of a grid, until it is told to go on."""
        with self._lock:
            watched = self._watched.get(grid_id)
            return watched is not None and watched.is_broken

    def go_on(self, grid_id: str) -> None:
        """Forget what ended the filling of a grid."""
        with self._lock:
            if watched := self._watched.get(grid_id):
                watched.is_broken, watched.says = False, Markup("")

    def is_idle(self, owner: str) -> bool:
        """Whether nothing of an owner's is being filled."""
        with self._lock:
            return owner not in self._working

    def _work(self, owner: str) -> None:
        try:
            while (grid_id := self._next(owner)) is not None:
                try:
                    self._turn(owner, grid_id)
                except UnknownGrid:
                    self._forget(grid_id)
                except Exception as error:  # noqa: BLE001 - it ends one grid, not the thread
                    self._break(grid_id, error)
        finally:
            with self._lock:
                self._working.discard(owner)

    def _next(self, owner: str) -> str | None:
        """Return a grid of the owner's with cells to ask; each in its turn."""
        with self._lock:
            self._forget_left()
            mine = [key for key, each in self._watched.items() if each.owner == owner]
        for grid_id in mine:
            if self._is_wanted(grid_id) and self._desk.library.grids.waiting(grid_id):
                with self._lock:
                    if grid_id in self._watched:
                        self._watched.move_to_end(grid_id)
                return grid_id
        return None

    def _turn(self, owner: str, grid_id: str) -> None:
        """Ask a few cells of one report; all that wait of it, where a model reads it once."""
        grid = self._desk.library.grids.get(grid_id, owner=owner)
        reader = self._desk.model.reader if grid.reader == "model" else None
        turns = self._desk.quote_turns if reader is None else self._desk.model_turns
        most, gives_way_s = (None, 0.0) if reader is not None else (QUOTES_A_TURN, GIVES_WAY_S)
        num_waiting = len(self._desk.library.grids.waiting(grid_id))
        if reader is None and self._desk.apart is not None and num_waiting >= LONG_LIST:
            (turns, reader), gives_way_s = self._desk.apart, 0.0
        try:
            with turns.queue(owner, gives_way_s=gives_way_s) as ticket:
                while not ticket.wait(BEAT_SECONDS):
                    if not self._is_wanted(grid_id):
                        return
                    self._say(grid_id, both("waits", ahead=ticket.ahead))
                self._say(grid_id, Markup(""))
                with giving_way(ticket.let_others_pass):
                    self._ask(grid, reader, most)
        except TooManyWaiting:
            time.sleep(BUSY_SECONDS)

    def _ask(self, grid: ReviewGrid, reader: Reader | None, most: int | None) -> None:
        store = self._desk.library.grids
        waiting = store.waiting(grid.grid_id)
        places: list[Place] = [place for place in waiting if place[0] == waiting[0][0]][:most]
        if not places:  # stopped, or removed, while it waited for its turn
            return
        document_id = dict(grid.document_ids).get(places[0][0])
        try:
            document = self._desk.find(document_id, grid.owner)
        except UnknownDocument:  # its cells have gone with it
            return
        questions = [grid.questions[question] for _, question in places]
        xbrl = self._desk.xbrl.beside(document)
        events = answer_cells(document, questions, reader=reader, why=_sentence, xbrl=xbrl)
        with EventStream(events, beat_seconds=BEAT_SECONDS) as stream:
            for event in stream:
                if isinstance(event, tuple):
                    index, answer = event
                    store.keep_answer(grid.grid_id, places[index], answer)
                elif isinstance(event, Progress):
                    is_reading = event.stage in ("reading", "restoring")
                    self._say(grid.grid_id, reading_status(event) if is_reading else Markup(""))
                if not self._is_wanted(grid.grid_id) or self._is_stopped(grid):
                    return
        if stream.error is not None:
            raise stream.error

    def _is_wanted(self, grid_id: str) -> bool:
        with self._lock:
            watched = self._watched.get(grid_id)
            if watched is None or watched.is_broken or self._desk.listeners.is_stopped:
                return False
            return time.monotonic() - watched.heard_at <= self._heard_for_s

    def _is_stopped(self, grid: ReviewGrid) -> bool:
        return self._desk.library.grids.get(grid.grid_id, owner=grid.owner).is_stopped

    def _say(self, grid_id: str, words: Markup) -> None:
        with self._lock:
            if watched := self._watched.get(grid_id):
                watched.says = words

    def _break(self, grid_id: str, error: Exception) -> None:
        if self._desk.listeners.is_stopped:  # the library is being closed
            return
        if isinstance(error, QAError):
            log.warning("%s", error)
            words = error_html(error)
        else:
            words = both("grid_fault", number=_logged(error))
        self._say(grid_id, words)
        with self._lock:
            if watched := self._watched.get(grid_id):
                watched.is_broken = True

    def _forget_left(self) -> None:
        """Forget the grids that nobody looks at any more; the caller holds the lock."""
        now = time.monotonic()
        for grid_id, watched in list(self._watched.items()):
            if now - watched.heard_at > self._heard_for_s:
                del self._watched[grid_id]

    def _forget(self, grid_id: str) -> None:
        with self._lock:
            self._watched.pop(grid_id, None)


def _sentence(question: str, error: BaseException) -> str:
    language: Language = "zh" if is_chinese(question) else "en"
    if isinstance(error, QAError):
        return error_text(error, language)
    return say("answer_failed", language, number=_logged(error))


def _logged(error: BaseException) -> str:
    number = secrets.token_hex(4)
    log.error("Filling a grid failed, number %s", number, exc_info=error)
    return number
