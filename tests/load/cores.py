"""The app on a core of its own, all who visit it on another.

Visitors and floods compute too. On the app's own cores they slow it down, and what is slow beside
floods says little about what the app itself spends on them.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def pinned_apart(is_wanted: bool) -> Iterator[tuple[int, int] | None]:
    """What starts within the block has one core, and this thread's others another one afterwards.

    Gives the two; None where it is not wanted. Raises OSError where there is one core only.
    """
    if not is_wanted:
        yield None
        return
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        raise OSError("two cores are needed to keep the app and its visitors apart")
    app, clients = cores[:2]
    os.sched_setaffinity(0, {app})
    try:
        yield app, clients
    finally:
        os.sched_setaffinity(0, {clients})
