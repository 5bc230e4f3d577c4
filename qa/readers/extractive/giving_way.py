"""Places inside an answer at which a question of a list lets others be answered first.

Threads of one process share the interpreter, and the system's priorities do not reach into that: a
list that nobody waits for slows down by half whoever asks one question meanwhile. So its answers
stop at these places for as long as they are told to.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_wait: ContextVar[Callable[[], object] | None] = ContextVar("wait", default=None)


@contextmanager
def giving_way(wait: Callable[[], object] | None) -> Iterator[None]:
    """Within the block this thread's answers call `wait` every few milliseconds."""
    token = _wait.set(wait)
    try:
        yield
    finally:
        _wait.reset(token)


def let_others_pass() -> None:
    """Wait where the answer that is worked out here is to give way to others."""
    wait = _wait.get()
    if wait is not None:
        wait()
