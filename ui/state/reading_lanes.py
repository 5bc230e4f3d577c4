"""When files that came in are read: two at a time, owners in turns, and whose address has handed in
more than its share within a minute, one at a time beside them at a lower priority.

A fresh cookie is a fresh owner, but no fresh address. Nothing is refused for it here, and where
nobody else wants the processor it takes little longer.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from qa.pdf.limits import FILES_AT_ONCE, SLOW_FILES_AT_ONCE
from ui.state.round_robin import RoundRobin
from ui.state.upload import Upload

SHARE = 20  # files a minute of one address: all that an owner may have on the way at once
MINUTE_S = 60.0

Read = Callable[[Upload], None]


class ReadingLanes:
    """Threads that read files, and queues before them. Thread-safe."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._came_at: dict[str, deque[float]] = {}  # times within the last minute by address
        self._lanes = [
            (RoundRobin[tuple[Upload, Read]](), ThreadPoolExecutor(size, thread_name_prefix=name))
            for size, name in ((FILES_AT_ONCE, "reading"), (SLOW_FILES_AT_ONCE, "reading slowly"))
        ]

    def start(self, reading: Upload, read: Read) -> None:
        """Call `read` in a thread when it is this file's turn."""
        reading.is_beyond_share = self._is_beyond_share(reading.address)
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

    def _is_beyond_share(self, address: str) -> bool:
        """Count one more file of an address; one without an address is our own."""
        if not address:
            return False
        with self._lock:
            since = self._clock() - MINUTE_S
            for known, times in list(self._came_at.items()):
                while times and times[0] <= since:
                    times.popleft()
                if not times:
                    del self._came_at[known]
            times = self._came_at.setdefault(address, deque())
            times.append(self._clock())
            return len(times) > SHARE
