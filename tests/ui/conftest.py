"""A desk with its own library, and a small report to put on it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qa.library import Library, StoredDocument
from qa.pdf import PageRenderer
from qa.pipeline import read_document
from tests.ui.small_reports import OWNER, finished, small_report
from ui.state.app_state import AppState
from ui.state.model_host import ModelHost
from ui.state.prefill_queue import PrefillQueue
from ui.state.uploads import Upload, UploadQueue


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[AppState]:
    with (
        Library.open(tmp_path / "library") as library,
        PageRenderer() as renderer,
        ModelHost() as model,
        PrefillQueue(model) as ahead,
        UploadQueue(library, on_stored=ahead.take) as room,
    ):
        yield AppState(library, room, renderer, model, ahead)


@pytest.fixture
def document(desk: AppState) -> StoredDocument:
    return read_document(small_report(), library=desk.library, owner=OWNER, file_name="small.pdf")


@pytest.fixture
def hand_in(desk: AppState) -> Callable[..., Upload]:
    """Give bytes to the reading room and wait for what becomes of them."""

    def give(data: bytes, file_name: str = "a.pdf", owner: str = OWNER) -> Upload:
        path = desk.room.new_file()
        path.write_bytes(data)
        return finished(desk.room.take(path, owner=owner, file_name=file_name))

    return give
