"""`recognise`: the pages of a file that have no text, as OCR reads them."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count

from qa.answer import Progress
from qa.document import WITHOUT_TEXT, Page
from qa.errors import ReadingCancelled, ServerBusy
from qa.ocr.children import OcrChildren
from qa.ocr.installed import require_ocr
from qa.pdf.fair_turns import FairTurns, TooManyWaiting
from qa.pdf.worker import Source

POLL_SECONDS = 0.05
PAGES_A_TURN = 4  # while others wait; the models are loaded anew for each turn, which takes seconds
# In this process: each turn keeps a processor busy for a minute and has up to 3 GB.
_TURNS = FairTurns(at_once=1, per_owner=1, waiting_per_owner=64)


def recognise(
    source: Source,
    pages: Sequence[Page],
    on_progress: Callable[[Progress], None],
    cancelled: Callable[[], bool],
    *,
    owner: str = "",
    enough: Callable[[], bool] = lambda: False,
    before: Mapping[int, Page] = {},
) -> tuple[Page, ...]:
    """Return the pages, those without readable text as OCR reads them.

    is_ocr says that a page was tried; where nothing was found its status is as before. Pages that
    the time of a file does not reach, or that come after `enough`, are as they came. before: pages
    by number that OCR has tried earlier and that are not tried again. Owners take turns.
    `cancelled` and `enough` are asked in another thread.
    Raises UsageError without the packages, ReadingCancelled, ServerBusy; the latter two only before
    the first page was read, or when it is cancelled.
    """
    require_ocr()
    read = {page.page_number: page for page in pages}
    without = [page for page in pages if page.status in WITHOUT_TEXT]
    read |= {p.page_number: before[p.page_number] for p in without if p.page_number in before}
    wanted = [page for page in without if page.page_number not in before]
    job = _Job(source, wanted, on_progress, cancelled, owner, enough)
    try:
        job.run()
    except (ReadingCancelled, ServerBusy):  # a later turn may find the queue full
        if cancelled() or not job.read:
            raise
    read |= {page.page_number: page for page in job.read}
    return tuple(read[page.page_number] for page in pages)


class _Job:
    """The pages of one file, in turns with other owners' files."""

    def __init__(
        self,
        source: Source,
        wanted: Sequence[Page],
        on_progress: Callable[[Progress], None],
        cancelled: Callable[[], bool],
        owner: str,
        enough: Callable[[], bool],
    ) -> None:
        self._source, self._wanted, self._owner = source, wanted, owner
        self._note = on_progress
        self._stops: Callable[[], bool] = lambda: cancelled() or enough()
        self._spent = 0.0  # seconds of turns
        self._num_lost = 0  # pages that ended a child
        self.read: list[Page] = []

    def run(self) -> None:
        """Read pages until there are no more, or a limit of a file; raises ReadingCancelled."""
        while self._goes_on():
            self._tell()
            with self._turn(), OcrChildren(self._source, self._stops) as children:
                self._read_in_turn(children)

    def _read_in_turn(self, children: OcrChildren) -> None:
        lost_before = self._num_lost
        for num_read in count():
            if not self._goes_on() or (num_read >= PAGES_A_TURN and _TURNS.num_waiting):
                return
            self._tell()
            began = time.monotonic()
            self.read.append(children.read(self._wanted[len(self.read)]))
            self._spent += time.monotonic() - began
            self._num_lost = lost_before + children.num_lost

    def _goes_on(self) -> bool:
        limits = self._source.limits
        is_allowed = self._spent <= limits.ocr_file_seconds and self._num_lost < limits.max_crashes
        return is_allowed and len(self.read) < len(self._wanted)

    def _tell(self) -> None:
        done, total = len(self.read), len(self._wanted)
        eta = self._spent / done * (total - done) if done else None
        self._note(Progress("recognising", done, total, eta))

    @contextmanager
    def _turn(self) -> Iterator[None]:
        try:
            with _TURNS.queue(self._owner) as ticket:
                while not ticket.wait(POLL_SECONDS):
                    if self._stops():
                        raise ReadingCancelled(file_name=self._source.file_name)
                yield
        except TooManyWaiting as error:
            raise ServerBusy(waiting=_TURNS.num_waiting) from error
