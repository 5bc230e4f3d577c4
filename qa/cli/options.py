"""Values of options that the command line and the app share."""

import math

GIGABYTE = 1_000_000_000


def gigabytes(text: str) -> int:
    """Return bytes; raises ValueError for what is no amount."""
    amount = float(text)
    if not 0 <= amount < math.inf:
        raise ValueError(text)
    return int(amount * GIGABYTE)
