"""The folder for files on their way in, while several apps start at once."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from qa.library.folder_lock import folder_lock
from ui.state import workplace
from ui.state.workplace import Workplace


@pytest.mark.parametrize("when", ["before it is locked", "while it is locked"])
def test_a_folder_that_another_start_took_for_a_dead_ones_is_made_again(
    when: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workplace.tempfile, "tempdir", str(tmp_path))
    taken: list[Path] = []

    @contextmanager
    def lock(folder: Path, *, exclusive: bool, wait: bool = True) -> Iterator[bool]:
        if not taken and when == "before it is locked":
            taken.append(folder)
            shutil.rmtree(folder)
        with folder_lock(folder, exclusive=exclusive, wait=wait) as is_locked:
            if not taken:
                taken.append(folder)
                shutil.rmtree(folder)
            yield is_locked

    monkeypatch.setattr(workplace, "folder_lock", lock)
    place = Workplace()

    assert place.path.exists()
    assert taken
    assert place.path not in taken
    place.close()
    assert list(tmp_path.iterdir()) == []
