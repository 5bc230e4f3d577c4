"""--xbrl FILE: what the file tags."""

import argparse
from pathlib import Path

from qa.errors import UsageError
from qa.xbrl import TaggedFile, read_xbrl
from qa.xbrl.limits import XbrlLimits


def xbrl_beside(options: argparse.Namespace) -> TaggedFile | None:
    """Return the facts of the file that is named, None where none is.

    Raises UsageError where it cannot be opened, NotXbrl where it cannot be read.
    """
    path: Path | None = getattr(options, "xbrl", None)
    if path is None:
        return None
    limits = XbrlLimits()
    try:
        with path.open("rb") as file:
            data = file.read(limits.max_bytes + 1)  # of what is larger, no more than tells so
    except OSError as error:
        raise UsageError(reason=f"{path}: {error.strerror}.") from error
    return read_xbrl(data, file_name=path.name, limits=limits)
