"""When OCR reads whose reports: of each owner one at a time, of all a few, and owners in turns.

The pages of those that are under way take turns too, see qa.ocr.recognise.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from qa.errors import ServerBusy
from qa.pdf.fair_turns import FairTurns
from ui.state.upload import Upload

AT_ONCE = 8  # reports; each is in memory while its pages wait for their turn
PER_OWNER = 20  # under way, waiting, or refused and not yet dismissed
IN_ALL = 64  # each waits in a thread
LOOK_S = 0.1


class ScanTurns:
    """Threads in which readings wait for their turn. Thread-safe."""

    def __init__(self) -> None:
        self._turns = FairTurns(at_once=AT_ONCE, per_owner=1, waiting_per_owner=IN_ALL)
        self._workers = ThreadPoolExecutor(IN_ALL, thread_name_prefix="scans")

    def check(self, scans: Sequence[Upload], owner: str) -> None:
        """Raise ServerBusy where no more of this owner's can wait beside these."""
        active = sum(reading.is_active for reading in scans)
        unfinished = [r for r in scans if r.document_id is None and r.owner == owner]
        if active >= IN_ALL or len(unfinished) >= PER_OWNER:
            raise ServerBusy(waiting=active)

    def start(self, reading: Upload, read: Callable[[Upload], None]) -> None:
        """Call `read` in a thread when it is this reading's turn, or when it was stopped."""
        self._workers.submit(self._run, reading, read)

    def close(self) -> None:
        """Wait for those that have been stopped."""
        self._workers.shutdown(wait=True, cancel_futures=True)

    def _run(self, reading: Upload, read: Callable[[Upload], None]) -> None:
        with self._turns.queue(reading.owner) as ticket:
            while not (reading.is_stopped or ticket.wait(LOOK_S)):
                continue
            read(reading)
