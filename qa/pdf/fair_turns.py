"""Turns at something that only a few can use at once, shared out between owners.

First come first served within an owner, in turns between owners, and each owner holds at most so
many: who asks for much waits behind nobody else's little. A part of something long gives way:
before its turn and within it, it lets everybody else be done first, for a moment at most.
"""

import threading
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LOOK_S = 1.0  # how often one who waits looks whether the turn is still wanted


class TooManyWaiting(Exception):
    """This owner waits for as many turns as one owner may, or all do as may wait in all."""


class NobodyWaits(Exception):
    """Whoever wanted this turn has gone."""


class FairTurns:
    """Counts who holds a turn and who waits for one. Thread-safe."""

    def __init__(
        self,
        *,
        at_once: int,
        per_owner: int,
        waiting_per_owner: int,
        waiting_in_all: int | None = None,
    ) -> None:
        self._at_once = at_once
        self._waiting_in_all = waiting_in_all
        self._per_owner = per_owner
        self._waiting_per_owner = waiting_per_owner
        self._changed = threading.Condition()
        self._running: Counter[str] = Counter()
        self._num_short = 0  # running, of those that do not give way
        self._num_stopped = 0  # running, but letting others pass
        self._waiting: OrderedDict[str, deque[Ticket]] = OrderedDict()  # next owner first

    @property
    def num_running(self) -> int:
        return self._running.total()

    @property
    def num_waiting(self) -> int:
        with self._changed:
            return sum(map(len, self._waiting.values()))

    @contextmanager
    def queue(self, owner: str, *, gives_way_s: float = 0.0) -> Iterator["Ticket"]:
        """Stand in the queue; leaving the block ends the turn, or the wait for it.

        gives_way_s: lets those that do not give way be done first, for no longer than that before
        its turn, and again within it.
        Raises TooManyWaiting.
        """
        ticket = Ticket(self, owner, gives_way_s)
        with self._changed:
            if len(self._waiting.get(owner, ())) >= self._waiting_per_owner or self._is_full():
                raise TooManyWaiting
            line = self._waiting.setdefault(owner, deque())
            behind = len(line)
            if ticket.is_short:
                behind = next((n for n, each in enumerate(line) if not each.is_short), behind)
            line.insert(behind, ticket)
        try:
            yield ticket
        finally:
            self._end(ticket)

    def _is_full(self) -> bool:
        num_waiting = sum(map(len, self._waiting.values()))
        return self._waiting_in_all is not None and num_waiting >= self._waiting_in_all

    @contextmanager
    def turn(self, owner: str, is_wanted: Callable[[], bool] = lambda: True) -> Iterator[None]:
        """Hold a turn, waiting for it as long as it is wanted.

        Raises TooManyWaiting, NobodyWaits.
        """
        with self.queue(owner) as ticket:
            while not ticket.wait(LOOK_S):
                if not is_wanted():
                    raise NobodyWaits
            yield

    def wait_for(self, ticket: "Ticket", timeout_s: float) -> bool:
        """Whether it is this ticket's turn within the time; then it holds one."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._next() is ticket, timeout_s):
                return False
            self._running[ticket.owner] += 1
            self._num_short += ticket.is_short
            self._drop(ticket)
            if ticket.owner in self._waiting:
                self._waiting.move_to_end(ticket.owner)
            ticket.has_turn = True
            self._changed.notify_all()
            return True

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Do something short that needs no turn within the block: what gives way waits for it."""
        with self._changed:
            self._num_short += 1
        try:
            yield
        finally:
            with self._changed:
                self._num_short -= 1
                self._changed.notify_all()

    def let_pass(self, ticket: "Ticket", timeout_s: float) -> None:
        """Return when no other owner's is there that does not give way; another may have the turn
        meanwhile.
        """
        with self._changed:
            if not ticket.has_turn or not self._is_short_there(ticket.owner):
                return
            ticket.is_stopped = True
            self._num_stopped += 1
            self._changed.notify_all()
            self._changed.wait_for(
                lambda: not ticket.is_stopped or not self._is_short_there(ticket.owner), timeout_s
            )
            self._go_on(ticket)

    def _go_on(self, ticket: "Ticket") -> None:
        """Count a ticket as stopped no longer; one whose turn has ended meanwhile was not."""
        self._num_stopped -= ticket.is_stopped
        ticket.is_stopped = False

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
                ticket.has_turn = False
                self._go_on(ticket)
                self._running[ticket.owner] -= 1
                self._num_short -= ticket.is_short
                if not self._running[ticket.owner]:
                    del self._running[ticket.owner]
            else:
                self._drop(ticket)
            self._changed.notify_all()

    def _next(self) -> "Ticket | None":
        if self._running.total() - self._num_stopped >= self._at_once:
            return None
        for owner, tickets in self._waiting.items():
            if self._running[owner] < self._per_owner and not self._gives_way(tickets[0]):
                return tickets[0]
        return None

    def _gives_way(self, ticket: "Ticket") -> bool:
        return time.monotonic() < ticket.gives_way_until and self._is_short_there(ticket.owner)

    def _is_short_there(self, but_of: str) -> bool:
        if self._num_short > 0:
            return True
        return any(line[0].is_short for owner, line in self._waiting.items() if owner != but_of)

    def _drop(self, ticket: "Ticket") -> None:
        tickets = self._waiting[ticket.owner]
        tickets.remove(ticket)
        if not tickets:
            del self._waiting[ticket.owner]


class Ticket:
    """A place in the queue, then a turn."""

    def __init__(self, turns: FairTurns, owner: str, gives_way_s: float) -> None:
        self.owner = owner
        self.is_short = gives_way_s == 0
        self.gives_way_until = time.monotonic() + gives_way_s
        self._patience_s = gives_way_s  # what is left of it within the turn
        self.has_turn = False
        self.is_stopped = False  # within its turn, to let others pass
        self._turns = turns

    def wait(self, timeout_s: float) -> bool:
        """Whether it is its turn within the time."""
        return self.has_turn or self._turns.wait_for(self, timeout_s)

    def let_others_pass(self) -> None:
        """Wait, within its turn, for those that do not give way, as long as its patience lasts."""
        if self._patience_s > 0:
            began = time.monotonic()
            self._turns.let_pass(self, self._patience_s)
            self._patience_s -= time.monotonic() - began

    @property
    def ahead(self) -> int:
        """How many turns are given before this one, as things stand; 0 when it has its own."""
        return 0 if self.has_turn else self._turns.ahead_of(self)
