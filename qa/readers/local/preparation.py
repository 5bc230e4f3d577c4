"""What a local model needs of a document, made once for each: a Future per document.

In: a document and how to prepare it. Out: the prepared value. One document's preparation never
waits for another's; the lock is held for the table alone, never while anything is prepared.
"""

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Preparations(Generic[T]):
    """Prepared documents by their id, the most recently used `max_documents` of them."""

    def __init__(self, max_documents: int) -> None:
        self._max_documents = max_documents
        self._futures: OrderedDict[str, Future[T]] = OrderedDict()
        self._lock = Lock()

    def get(self, document_id: str, prepare: Callable[[], T]) -> T:
        """Return what `prepare` gave or gives; who asks meanwhile waits for the same.

        The first to ask prepares in its own thread, so nobody who leaves takes it from the others.
        What fails is raised to all who wait, and tried again for the next.
        """
        with self._lock:
            future = self._futures.get(document_id)
            is_first = future is None
            if future is None:
                future = self._futures[document_id] = Future()
            self._futures.move_to_end(document_id)
            self._drop_oldest()
        if is_first:
            self._fill(document_id, future, prepare)
        return future.result()

    def forget(self, document_id: str) -> None:
        """Drop a document that was removed; who waits for it still gets it."""
        with self._lock:
            self._futures.pop(document_id, None)

    def _fill(self, document_id: str, future: Future[T], prepare: Callable[[], T]) -> None:
        try:
            value = prepare()
        except BaseException as error:  # noqa: BLE001 - an interrupt too: others wait for it
            with self._lock:
                if self._futures.get(document_id) is future:
                    del self._futures[document_id]
            future.set_exception(error)
            return
        future.set_result(value)

    def _drop_oldest(self) -> None:
        """Those under way stay: their waiters would not find them, and prepare them again."""
        done = [key for key, future in self._futures.items() if future.done()]
        for key in done[: max(0, len(self._futures) - self._max_documents)]:
            del self._futures[key]
