"""Turns at something that only a few can use at once, shared out between owners.

First come first served within an owner, in turns between owners, and each owner holds at most so
many: who asks for much waits behind nobody else's little.
"""

import threading
from collections import Counter, OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager


class TooManyWaiting(Exception):
    """This owner waits for as many turns as one owner may."""


class FairTurns:
    """Counts who holds a turn and who waits for one. Thread-safe."""

    def __init__(self, *, at_once: int, per_owner: int, waiting_per_owner: int) -> None:
        self._at_once = at_once
        self._per_owner = per_owner
        self._waiting_per_owner = waiting_per_owner
        self._changed = threading.Condition()
        self._running: Counter[str] = Counter()
        self._waiting: OrderedDict[str, deque[Ticket]] = OrderedDict()  # next owner first

    @property
    def num_running(self) -> int:
        return self._running.total()

    @property
    def num_waiting(self) -> int:
        with self._changed:
            return sum(map(len, self._waiting.values()))

    @contextmanager
    def queue(self, owner: str) -> Iterator["Ticket"]:
        """Stand in the queue; leaving the block ends the turn, or the wait for it.

        Raises TooManyWaiting.
        """
        ticket = Ticket(self, owner)
        with self._changed:
            tickets = self._waiting.setdefault(owner, deque())
            if len(tickets) >= self._waiting_per_owner:
                raise TooManyWaiting
            tickets.append(ticket)
        try:
            yield ticket
        finally:
            self._end(ticket)

    @contextmanager
    def turn(self, owner: str) -> Iterator[None]:
        """Hold a turn, waiting for it as long as it takes. Raises TooManyWaiting."""
        with self.queue(owner) as ticket:
            while not ticket.wait(60.0):
                continue
            yield

    def wait_for(self, ticket: "Ticket", timeout_s: float) -> bool:
        """Whether it is this ticket's turn within the time; then it holds one."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._next() is ticket, timeout_s):
                return False
            self._running[ticket.owner] += 1
            self._drop(ticket)
            if ticket.owner in self._waiting:
                self._waiting.move_to_end(ticket.owner)
            ticket.has_turn = True
            self._changed.notify_all()
            return True

    def ahead_of(self, ticket: "Ticket") -> int:
        """How many turns are given before this one, as things stand."""
        with self._changed:
            own = self._waiting[ticket.owner].index(ticket)
            ahead, is_before = own, True
            for other, tickets in self._waiting.items():
                if other == ticket.owner:
                    is_before = False
                else:
                    ahead += min(len(tickets), own + is_before)
            return ahead

    def _end(self, ticket: "Ticket") -> None:
        with self._changed:
            if ticket.has_turn:
                self._running[ticket.owner] -= 1
                if not self._running[ticket.owner]:
                    del self._running[ticket.owner]
            else:
                self._drop(ticket)
            self._changed.notify_all()

    def _next(self) -> "Ticket | None":
        if self._running.total() >= self._at_once:
            return None
        for owner, tickets in self._waiting.items():
            if self._running[owner] < self._per_owner:
                return tickets[0]
        return None

    def _drop(self, ticket: "Ticket") -> None:
        tickets = self._waiting[ticket.owner]
        tickets.remove(ticket)
        if not tickets:
            del self._waiting[ticket.owner]


class Ticket:
    """A place in the queue, then a turn."""

    def __init__(self, turns: FairTurns, owner: str) -> None:
        self.owner = owner
        self.has_turn = False
        self._turns = turns

    def wait(self, timeout_s: float) -> bool:
        """Whether it is its turn within the time."""
        return self.has_turn or self._turns.wait_for(self, timeout_s)

    @property
    def ahead(self) -> int:
        """How many turns are given before this one, as things stand; 0 when it has its own."""
        return 0 if self.has_turn else self._turns.ahead_of(self)
