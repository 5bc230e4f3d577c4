"""The library's folder, which is its user's alone."""

from pathlib import Path

from qa.errors import LibraryUnusable
from qa.library.folder_lock import LOCK_NAME


def make_private_folder(folder: Path) -> None:
    """Make the folder, or take an empty one or a library, for the user alone."""
    lock = folder / LOCK_NAME
    # The lock is made first and stays, so a library that another process is making just now has
    # it. Without one this may be somebody's home, which must not be closed to others.
    if folder.is_dir() and any(folder.iterdir()) and not lock.exists():
        raise LibraryUnusable(folder=folder, reason="it holds other files")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    lock.touch(mode=0o600)
