"""What a child process gives up before it meets a file, and how it answers."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from qa.pdf.limits import Limits


def own_pipe() -> BinaryIO:
    """Return the pipe for replies; from now on what a library prints goes nowhere."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.dup2(null, sys.stderr.fileno())
    return replies


@contextmanager
def ends_after(seconds: float) -> Iterator[None]:
    """End this process when the block takes more processor time; other work does not count.

    The system does it, by a signal that nobody here catches: PDFium gives Python no chance to.
    """
    try:
        from signal import ITIMER_PROF, setitimer
    except ImportError:  # Windows: the parent's clock is the only limit there
        yield
        return
    setitimer(ITIMER_PROF, seconds)
    try:
        yield
    finally:
        setitimer(ITIMER_PROF, 0)


def confine(limits: Limits) -> None:
    """Give up what a reader does not need, as far as this system lets a process do so."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock is the only limit there
        return
    for name, value in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_NOFILE, limits.max_open_files),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(name)
        ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (ceiling, ceiling))
