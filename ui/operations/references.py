"""A request's reference: a few characters that stand in its log lines and in what its user is told.

It goes along within a thread; who hands work to another thread, or comes back to it later, hands
the reference on.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("reference", default="")


def new_reference() -> str:
    return secrets.token_hex(4)


def current_reference() -> str:
    """Return the reference of what is being done here, "" outside of any request."""
    return _current.get()


def needed_reference() -> str:
    """Return the reference of what is being done here, or a new one outside of any request."""
    return _current.get() or new_reference()


@contextmanager
def within(reference: str) -> Iterator[None]:
    """Within the block all that is done and logged in this thread has this reference."""
    token = _current.set(reference)
    try:
        yield
    finally:
        _current.reset(token)
