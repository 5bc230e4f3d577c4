"""Who may log in, and how often somebody may try."""

import hmac
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

import anyio
import anyio.to_thread
from starlette.exceptions import HTTPException

WRONG_PER_NAME_AND_ADDRESS = 5  # a minute
WRONG_PER_NAME = 30  # a minute, from all addresses; who knows the password waits a minute at most
REMEMBERED = 10_000  # pairs of name and address
CHECKS_AT_ONCE = 2  # a check takes 50 ms of a core and 64 MB, by design
MAX_CHARS = 1_000
MINUTE = 60.0

_visitor_address: ContextVar[str] = ContextVar("visitor_address", default="")


@contextmanager
def visited_from(address: str) -> Iterator[None]:
    """Within the block, who tries to log in does so from this address."""
    token = _visitor_address.set(address)
    try:
        yield
    finally:
        _visitor_address.reset(token)


class WrongTries:
    """How often something has gone wrong within the last minute, by key."""

    def __init__(self, limit: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._tries: OrderedDict[tuple[str, ...], deque[float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._tries)

    def is_over(self, *key: str) -> bool:
        """Whether no further try is allowed now."""
        return len(self._recent(key)) >= self._limit

    def count(self, *key: str) -> None:
        """Count a wrong try."""
        recent = self._recent(key)
        recent.append(self._clock())
        self._tries[key] = recent
        self._tries.move_to_end(key)
        while len(self._tries) > REMEMBERED:
            self._tries.popitem(last=False)

    def forget_last(self, *key: str) -> None:
        """Take back the newest try: it was right."""
        recent = self._recent(key)
        if recent:
            recent.pop()

    def _recent(self, key: tuple[str, ...]) -> deque[float]:
        recent = self._tries.get(key, deque())
        while recent and self._clock() - recent[0] > MINUTE:
            recent.popleft()
        if not recent:
            self._tries.pop(key, None)
        return recent


class Logins:
    """Names with their passwords, or Argon2 hashes of them; Gradio asks it about each try."""

    def __init__(
        self,
        passwords: Iterable[tuple[str, str]],
        hashes: Mapping[str, str],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """passwords: as they are; a hash of the same name stands above them."""
        self._passwords = dict(passwords)
        self._hashes = dict(hashes)
        self._of_pair = WrongTries(WRONG_PER_NAME_AND_ADDRESS, clock=clock)
        self._of_name = WrongTries(WRONG_PER_NAME, clock=clock)
        self._checking = anyio.CapacityLimiter(CHECKS_AT_ONCE)

    async def check(self, name: str, password: str) -> bool:
        """Whether this is a login; raises HTTPException 429 after too many wrong tries.

        A name is locked for the address that guesses it, so that nobody behind the same proxy is
        locked out by what others mistype; after more guesses from everywhere, for a minute.
        """
        name, address = name[:MAX_CHARS], _visitor_address.get()
        if self._of_pair.is_over(name, address) or self._of_name.is_over(name):
            raise HTTPException(429, "Too many tries. Wait a minute.")
        # Counted before it is known, so that tries at the same moment count each other.
        self._of_pair.count(name, address)
        self._of_name.count(name)
        is_right = await anyio.to_thread.run_sync(
            self._is_right, name, password, limiter=self._checking
        )
        if is_right:
            self._of_pair.forget_last(name, address)
            self._of_name.forget_last(name)
        return is_right

    def _is_right(self, name: str, password: str) -> bool:
        if len(password) > MAX_CHARS:
            return False
        if self._hashes:
            # A name that is not there takes as long as one that is.
            hashed = self._hashes.get(name) or next(iter(self._hashes.values()))
            if _matches(hashed, password) and name in self._hashes:
                return True
            if name in self._hashes:
                return False
        known = self._passwords.get(name, "")
        return hmac.compare_digest(known.encode(), password.encode()) and known != ""


def _matches(hashed: str, password: str) -> bool:
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return PasswordHasher().verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
