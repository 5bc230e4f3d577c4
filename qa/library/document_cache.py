"""What is worked out of documents and kept in memory, until it is long unused or its document goes.

Like functools.lru_cache, whose entries of one document cannot be dropped: a search index takes ten
megabytes, and those of reports that were removed would stay until others take their place.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import update_wrapper
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from qa.library.stored_document import StoredDocument

More = ParamSpec("More")
Result = TypeVar("Result")

_ALL: list["DocumentCache[..., Any]"] = []  # one of each decorated function


class DocumentKey:
    """A document as a cache key: one and the same as long as its identifier is."""

    def __init__(self, document: StoredDocument) -> None:
        self.document = document

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, DocumentKey)
            and other.document.document_id == self.document.document_id
        )

    def __hash__(self) -> int:
        return hash(self.document.document_id)


class DocumentCache(Generic[More, Result]):
    """A function of a document that remembers its latest results. Thread-safe."""

    def __init__(
        self, function: Callable[Concatenate[DocumentKey, More], Result], max_results: int
    ) -> None:
        self._function = function
        self._max_results = max_results
        self._lock = threading.Lock()
        self._results: OrderedDict[tuple[Hashable, ...], Result] = OrderedDict()
        update_wrapper(self, function)

    def __call__(self, key: DocumentKey, *more: More.args, **named: More.kwargs) -> Result:
        """Return the result; two who ask at one moment may both work it out."""
        asked = (key.document.document_id, *more, *sorted(named.items()))
        with self._lock:
            if asked in self._results:
                self._results.move_to_end(asked)
                return self._results[asked]
        result = self._function(key, *more, **named)
        with self._lock:
            self._results[asked] = result
            if len(self._results) > self._max_results:
                self._results.popitem(last=False)
        return result

    def __len__(self) -> int:
        return len(self._results)

    def forget(self, document_id: str) -> None:
        with self._lock:
            for asked in [asked for asked in self._results if asked[0] == document_id]:
                del self._results[asked]


def kept_by_document(
    max_results: int,
) -> Callable[[Callable[Concatenate[DocumentKey, More], Result]], DocumentCache[More, Result]]:
    """Return a decorator for a function of a document, and of more that can be hashed."""

    def decorate(
        function: Callable[Concatenate[DocumentKey, More], Result],
    ) -> DocumentCache[More, Result]:
        cache = DocumentCache(function, max_results)
        _ALL.append(cache)
        return cache

    return decorate


def forget_document(document_id: str) -> None:
    """Drop all that is kept in memory of a document."""
    for cache in _ALL:
        cache.forget(document_id)
