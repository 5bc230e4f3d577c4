"""A queue in which owners take turns: who brings many things waits behind nobody else's few."""

import threading
from collections import OrderedDict, deque
from typing import Generic, TypeVar

Item = TypeVar("Item")


class RoundRobin(Generic[Item]):
    """First come first served within an owner, in turns between owners. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owners: OrderedDict[str, deque[Item]] = OrderedDict()  # the next one first

    def put(self, owner: str, item: Item) -> None:
        with self._lock:
            self._owners.setdefault(owner, deque()).append(item)

    def take(self) -> Item | None:
        """Return the next item, None where there is none; its owner goes to the end."""
        with self._lock:
            if not self._owners:
                return None
            owner, items = self._owners.popitem(last=False)
            item = items.popleft()
            if items:
                self._owners[owner] = items
            return item
