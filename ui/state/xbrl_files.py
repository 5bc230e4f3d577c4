"""XBRL files that lie beside reports: of each asker and report one, until the app is closed.

They are kept in memory and nowhere else. Of very many the longest unused go.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from qa.answer import Answer
from qa.document_facts import facts_in
from qa.errors import ServerBusy
from qa.library import StoredDocument
from qa.xbrl import TaggedFile, read_xbrl
from qa.xbrl.marking import with_xbrl

FILES_PER_OWNER = 10
FACTS_IN_ALL = 600_000  # some 300 MB; a filing has 2,000, a company's facts of all years 30,000
ARRIVING_IN_ALL = 8

_Key = tuple[str, str]  # who asks, and the report's SHA-256: OCR gives a report another id


class XbrlFiles:
    """Safe to use from many threads."""

    def __init__(self, *, facts_in_all: int = FACTS_IN_ALL) -> None:
        self._most_facts = facts_in_all
        self._lock = threading.Lock()
        self._reading = threading.Lock()  # one at a time: a file takes ten times its size
        self._files: OrderedDict[_Key, tuple[str, TaggedFile]] = OrderedDict()
        self._arriving: list[str] = []

    @contextmanager
    def arriving(self, owner: str) -> Iterator[None]:
        """Hold a place for a file on its way in, one of each owner; raises ServerBusy."""
        with self._lock:
            if owner in self._arriving or len(self._arriving) >= ARRIVING_IN_ALL:
                raise ServerBusy(waiting=len(self._arriving))
            self._arriving.append(owner)
        try:
            yield
        finally:
            with self._lock:
                self._arriving.remove(owner)

    def take(self, path: Path, *, file_name: str, document: StoredDocument) -> TaggedFile:
        """Read a file and keep what it tags beside a report, instead of one before it.

        Raises NotXbrl.
        """
        with self._reading:
            tagged = read_xbrl(path.read_bytes(), file_name=file_name)
        self.keep(document, tagged)
        return tagged

    def keep(self, document: StoredDocument, tagged: TaggedFile) -> None:
        key = _key(document)
        with self._lock:
            self._files[key] = (document.document_id, tagged)
            self._files.move_to_end(key)
            own = [one for one in self._files if one[0] == key[0]]
            for one in own[:-FILES_PER_OWNER]:
                del self._files[one]
            while self._num_facts() > self._most_facts and len(self._files) > 1:
                self._files.popitem(last=False)

    def beside(self, document: StoredDocument) -> TaggedFile | None:
        """Return the file beside a report, for who asks of it."""
        key = _key(document)
        with self._lock:
            if key not in self._files:
                return None
            tagged = self._files[key][1]
            self._files[key] = (document.document_id, tagged)  # OCR has given it another
            self._files.move_to_end(key)
            return tagged

    def marked(self, document: StoredDocument, answers: Sequence[Answer]) -> list[Answer]:
        """Return the answers, their figures marked where a file lies beside the report."""
        tagged = self.beside(document)
        if tagged is None or not answers:
            return list(answers)
        facts = facts_in(document)
        return [with_xbrl(answer, tagged, facts) for answer in answers]

    def forget(self, document_id: str) -> None:
        with self._lock:
            for key in [key for key, kept in self._files.items() if kept[0] == document_id]:
                del self._files[key]

    def _num_facts(self) -> int:
        return sum(len(tagged.facts) for _, tagged in self._files.values())


def _key(document: StoredDocument) -> _Key:
    return document.asked_by or document.owner, document.sha256
