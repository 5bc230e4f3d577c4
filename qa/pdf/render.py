"""Page images: drawn in child processes, owners in turns; images and failures are remembered.

Almost every page takes a tenth of a second. One that does not is begun anew in a child of its own
of lower priority, where only such pages wait for each other: however many owners bring them, they
hold none of the children that draw the others for longer than a first try.
"""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from qa.errors import RenderingFailed
from qa.pdf.drawing import Drawer, FileVersion, OutOfTime
from qa.pdf.fair_turns import FairTurns, NobodyWaits, TooManyWaiting
from qa.pdf.limits import Limits
from qa.pdf.process import ChildDied

SLOW_PAGES_TRIED = 3  # of a file; then all its pages are taken for slow ones
FILES_REMEMBERED = 10_000  # with slow pages
# Of an owner within a minute, in all files: then none of this owner's pages has a first try.
SLOW_TRIES, SLOW_TRIES_S = 3, 60.0
OWNERS_REMEMBERED = 10_000  # with slow pages
SLOW_PAGES_WAITING = 60  # of all owners: each holds a thread, of which other pages need some
WAITING_PER_OWNER = 20  # page images; more are told that the page cannot be drawn
FAILURES_REMEMBERED = 10_000  # pages
ASKING = "whether pages are drawn"  # whose turn that is; no owner is called so


class PageRenderer:
    """Draws pages as PNG. Thread-safe. An owner holds one child at most, and there is another."""

    def __init__(self, limits: Limits = Limits()) -> None:
        self._limits = limits
        self._turns = FairTurns(
            at_once=limits.pages_drawn_at_once, per_owner=1, waiting_per_owner=WAITING_PER_OWNER
        )
        self._slow_turns = FairTurns(
            at_once=limits.slow_pages_drawn_at_once,
            per_owner=limits.slow_pages_drawn_at_once,
            waiting_per_owner=WAITING_PER_OWNER,
            waiting_in_all=SLOW_PAGES_WAITING,
        )
        self._lock = threading.Lock()  # of all below; held for no longer than a look
        self._idle = [Drawer(limits) for _ in range(limits.pages_drawn_at_once)]
        # Each with when it was last wanted; the longest unused first.
        self._images: OrderedDict[tuple[FileVersion, int, float], tuple[bytes, float]] = (
            OrderedDict()
        )
        self._images_bytes = 0
        # The smallest scale at which a page could not be drawn: a larger one costs more.
        self._failed_at: OrderedDict[tuple[FileVersion, int], float] = OrderedDict()
        self._slow_pages: OrderedDict[FileVersion, set[int]] = OrderedDict()
        # By owner when the latest first tries took too long; nobody's are not counted.
        self._slow_tries: OrderedDict[str, deque[float]] = OrderedDict()
        self._closed = False

    def __enter__(self) -> "PageRenderer":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def images_bytes(self) -> int:
        """Memory that finished page images take."""
        return self._images_bytes

    def warm_up(self) -> None:
        """Start a child now, so that the first page does not wait for it."""
        with self._drawer() as drawer:
            drawer.warm_up()

    def answers(self) -> bool:
        """Whether pages can be drawn: a child says so at once, or all of them are at work."""
        if self._closed:
            return False
        try:
            with self._turns.queue(ASKING) as ticket:
                if ticket.wait(0):
                    self.warm_up()
        except TooManyWaiting:  # others ask just now
            return True
        except ChildDied:
            return False
        return True

    def png(
        self,
        pdf_path: Path,
        page_number: int,
        *,
        scale: float,
        password: str | None = None,
        owner: str = "",
        is_wanted: Callable[[], bool] = lambda: True,
    ) -> bytes:
        """Return the page as PNG; scale 1.0 is 72 dpi, less where the image would be too large.

        is_wanted: whether whoever asked is still there; a slow page is not waited for otherwise.
        Raises RenderingFailed.
        """
        try:
            file = FileVersion.of(pdf_path, password)
            image = self._known(file, page_number, scale)
            if image is None and not self._is_slow(file, page_number, owner):
                image = self._quickly(file, page_number, scale, owner)
            if image is None:
                with self._slow_turns.turn(owner, is_wanted):
                    image = self._slowly(file, page_number, scale)
        except (ChildDied, OSError, TooManyWaiting, NobodyWaits) as error:
            raise RenderingFailed(page_number=page_number) from error
        return image

    def forget(self, pdf_path: Path) -> None:
        """Give the memory of a file's images back, and of the file where no page is being drawn."""
        path = str(pdf_path.resolve())
        with self._lock:
            for key in [key for key in self._images if key[0].path == path]:
                self._drop(key)
            for failed in [failed for failed in self._failed_at if failed[0].path == path]:
                del self._failed_at[failed]
            for slow in [slow for slow in self._slow_pages if slow.path == path]:
                del self._slow_pages[slow]
            for drawer in self._idle:
                drawer.forget(path)

    def forget_unused(self, seconds: float) -> None:
        """Give the memory of images back that nobody has wanted for so long."""
        since = time.monotonic() - seconds
        with self._lock:
            while self._images:
                oldest = next(iter(self._images))
                if self._images[oldest][1] > since:
                    return
                self._drop(oldest)

    def close(self) -> None:
        """End the children; no page can be drawn afterwards."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for drawer in idle:  # those at work end with their page
            drawer.close()

    @contextmanager
    def _drawer(self) -> Iterator[Drawer]:
        """Give a child, the one that was used last if it can be; raises ChildDied when closed."""
        with self._lock:
            if self._closed or not self._idle:
                raise ChildDied
            drawer = self._idle.pop()
        try:
            yield drawer
        finally:
            with self._lock:
                is_closed = self._closed
                if not is_closed:
                    self._idle.append(drawer)
            if is_closed:
                drawer.close()

    def _quickly(
        self, file: FileVersion, page_number: int, scale: float, owner: str
    ) -> bytes | None:
        """Return the page as PNG, None where it is a slow one; raises ChildDied."""
        with self._turns.turn(owner):
            # Meanwhile it may have been drawn, or have failed, for somebody before.
            if image := self._known(file, page_number, scale):
                return image
            if self._is_slow(file, page_number, owner):
                return None
            with self._drawer() as drawer:
                try:
                    seconds = self._limits.quick_render_seconds
                    image = drawer.draw(file, page_number, scale, seconds)
                except ChildDied as error:
                    drawer.warm_up()  # in this owner's time and not in that of whoever is next
                    if isinstance(error, OutOfTime):
                        self._count_as_slow(file, page_number, owner)
                        return None
                    self._count_as_failed(file, page_number, scale)
                    raise
        self._keep((file, page_number, scale), image)
        return image

    def _slowly(self, file: FileVersion, page_number: int, scale: float) -> bytes:
        """Return a slow page as PNG, drawn in a child that ends with it; raises ChildDied."""
        if image := self._known(file, page_number, scale):
            return image
        if self._closed:
            raise ChildDied
        drawer = Drawer(self._limits, is_low=True)
        try:
            image = drawer.draw(file, page_number, scale, self._limits.render_seconds)
        except ChildDied:
            self._count_as_failed(file, page_number, scale)
            raise
        finally:
            drawer.close()
        self._keep((file, page_number, scale), image)
        return image

    def _is_slow(self, file: FileVersion, page_number: int, owner: str) -> bool:
        """Whether the page, or enough others of its file or its owner, took too long at first."""
        with self._lock:
            slow = self._slow_pages.get(file, ())
            tries = self._slow_tries.get(owner, deque())
            is_owner_slow = len(tries) == SLOW_TRIES and time.monotonic() - tries[0] < SLOW_TRIES_S
            return page_number in slow or len(slow) >= SLOW_PAGES_TRIED or is_owner_slow

    def _count_as_slow(self, file: FileVersion, page_number: int, owner: str) -> None:
        with self._lock:
            self._slow_pages.setdefault(file, set()).add(page_number)
            if len(self._slow_pages) > FILES_REMEMBERED:
                self._slow_pages.popitem(last=False)
            if owner:
                tries = self._slow_tries.setdefault(owner, deque(maxlen=SLOW_TRIES))
                tries.append(time.monotonic())
                self._slow_tries.move_to_end(owner)
                if len(self._slow_tries) > OWNERS_REMEMBERED:
                    self._slow_tries.popitem(last=False)

    def _count_as_failed(self, file: FileVersion, page_number: int, scale: float) -> None:
        with self._lock:
            self._failed_at[file, page_number] = scale
            if len(self._failed_at) > FAILURES_REMEMBERED:
                self._failed_at.popitem(last=False)

    def _known(self, file: FileVersion, page_number: int, scale: float) -> bytes | None:
        """Return an image that was drawn before; raises ChildDied where that had failed."""
        key = (file, page_number, scale)
        with self._lock:
            if scale >= self._failed_at.get((file, page_number), float("inf")):
                raise ChildDied
            if key not in self._images:
                return None
            image, _ = self._images.pop(key)
            self._images[key] = image, time.monotonic()
            return image

    def _keep(self, key: tuple[FileVersion, int, float], image: bytes) -> None:
        with self._lock:
            self._drop(key)
            self._images_bytes += len(image)
            self._images[key] = image, time.monotonic()
            while self._images_bytes > self._limits.max_image_cache_bytes:
                self._drop(next(iter(self._images)))

    def _drop(self, key: tuple[FileVersion, int, float]) -> None:
        """Forget one image, if it is kept; within the lock."""
        image, _ = self._images.pop(key, (b"", 0.0))
        self._images_bytes -= len(image)
