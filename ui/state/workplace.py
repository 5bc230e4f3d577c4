"""A private temporary folder for files on their way in; the next start deletes a dead one's."""

import contextlib
import shutil
import tempfile
from pathlib import Path

from qa.library.folder_lock import folder_lock

FOLDER_PREFIX = "pagewitness-incoming-"


class Workplace:
    """A private temporary folder, locked while we live, so that the next start knows a dead one."""

    def __init__(self) -> None:
        _remove_dead_folders()
        self._held = contextlib.ExitStack()
        is_ours = False
        while not is_ours:  # another start takes it for a dead one's until it is locked
            self._held.close()
            self.path = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX))
            with contextlib.suppress(FileNotFoundError):
                self._held.enter_context(folder_lock(self.path, exclusive=True))
                is_ours = self.path.exists()

    def close(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        self._held.close()


def _remove_dead_folders() -> None:
    for folder in Path(tempfile.gettempdir()).glob(FOLDER_PREFIX + "*"):
        with (
            contextlib.suppress(OSError),  # another user's, or gone meanwhile
            folder_lock(folder, exclusive=True, wait=False) as is_dead,
        ):
            if is_dead:
                shutil.rmtree(folder)
