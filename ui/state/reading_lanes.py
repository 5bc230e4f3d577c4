"""When files that came in are read: two at a time, owners in turns, and those beyond a share of
what comes within a minute, one at a time beside them at a lower priority.

A fresh cookie is a fresh owner, but no fresh address, so the share is of an address. A login has
one of its own. Of those whose cookie has been there for a while (ui.state.regulars) each has a few
files before they count as the address's, and all such of an address together one share more: who
lets cookies grow old gains one share by it, and a visitor whose neighbours bring many loses none.
Nothing is refused for it here, and where nobody else wants the processor it takes little longer.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from qa.pdf.limits import FILES_AT_ONCE, SLOW_FILES_AT_ONCE
from ui.state.regulars import is_login
from ui.state.round_robin import RoundRobin
from ui.state.upload import Upload

SHARE = 20  # files a minute of one address: all that an owner may have on the way at once
OWN_SHARE = 3  # of one whose cookie is known, beside its address's
TRIES = 2  # of a locked file, that count once: without a password and with one
MINUTE_S = 60.0

Read = Callable[[Upload], None]


class ReadingLanes:
    """Threads that read files, and queues before them. Thread-safe."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        is_known: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """is_known: whether an owner has been there for a while."""
        self._clock, self._is_known = clock, is_known
        self._lock = threading.Lock()
        self._came_at: dict[str, deque[float]] = {}  # times within the last minute, by whose share
        self._lanes = [
            (RoundRobin[tuple[Upload, Read]](), ThreadPoolExecutor(size, thread_name_prefix=name))
            for size, name in ((FILES_AT_ONCE, "reading"), (SLOW_FILES_AT_ONCE, "reading slowly"))
        ]

    def start(self, reading: Upload, read: Read) -> None:
        """Call `read` in a thread when it is this file's turn."""
        reading.tries += 1
        if not 1 < reading.tries <= TRIES:
            reading.is_beyond_share = self._is_beyond_share(reading.owner, reading.address)
        waiting, workers = self._lanes[reading.is_beyond_share]
        waiting.put(reading.owner, (reading, read))
        workers.submit(self._read_next, waiting)

    def close(self) -> None:
        """Wait for those that have been stopped; none that waits begins."""
        for _, workers in self._lanes:
            workers.shutdown(wait=True, cancel_futures=True)

    def _read_next(self, waiting: RoundRobin[tuple[Upload, Read]]) -> None:
        taken = waiting.take()
        assert taken is not None, "each submitted job has put one reading"
        reading, read = taken
        read(reading)

    def _is_beyond_share(self, owner: str, address: str) -> bool:
        """Count one more file; one without an address is our own."""
        if not address:
            return False
        with self._lock:
            self._forget_before(self._clock() - MINUTE_S)
            if is_login(owner):
                return self._count(owner) > SHARE
            known = f"known at {address}"
            if self._is_known(owner) and self._num(owner) < OWN_SHARE and self._num(known) < SHARE:
                self._count(owner)
                self._count(known)
                return False
            return self._count(address) > SHARE

    def _num(self, whose: str) -> int:
        return len(self._came_at.get(whose, ()))

    def _count(self, whose: str) -> int:
        """Count one more file of this share; return how many it has had within the minute."""
        times = self._came_at.setdefault(whose, deque())
        times.append(self._clock())
        return len(times)

    def _forget_before(self, since: float) -> None:
        for whose, times in list(self._came_at.items()):
            while times and times[0] <= since:
                times.popleft()
            if not times:
                del self._came_at[whose]
