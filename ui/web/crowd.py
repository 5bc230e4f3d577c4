"""How many there are at once: of each address, and in all."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class Crowd:
    """Counts those who are in. For one event loop; nothing here waits."""

    def __init__(self, *, per_address: int, in_all: int) -> None:
        self._per_address = per_address
        self._in_all = in_all
        self._inside: Counter[str] = Counter()

    def enter(self, address: str, *, counts: bool = True) -> bool:
        """Count one more in; False where there is no room. counts: the address has its limit."""
        if self._inside.total() >= self._in_all:
            return False
        if counts and self._inside[address] >= self._per_address:
            return False
        self._inside[address] += 1
        return True

    def leave(self, address: str) -> None:
        self._inside[address] -= 1
        if self._inside[address] <= 0:
            del self._inside[address]

    @contextmanager
    def inside(self, address: str, *, counts: bool = True) -> Iterator[bool]:
        """Hold a place; gives whether there was one."""
        if not self.enter(address, counts=counts):
            yield False
            return
        try:
            yield True
        finally:
            self.leave(address)
