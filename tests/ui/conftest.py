"""A desk with its own library, and a small report to put on it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qa.library import Library, StoredDocument
from qa.pdf import PageRenderer
from qa.pipeline import read_document
from tests.ui.small_reports import OWNER, finished, small_report
from ui.state.app_state import Desk
from ui.state.model_host import ModelHost
from ui.state.prefill_queue import ReadingAhead
from ui.state.uploads import Reading, ReadingRoom


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with (
        Library.open(tmp_path / "library") as library,
        PageRenderer() as renderer,
        ModelHost() as model,
        ReadingAhead(model) as ahead,
        ReadingRoom(library, on_stored=ahead.take) as room,
    ):
        yield Desk(library, room, renderer, model, ahead)


@pytest.fixture
def document(desk: Desk) -> StoredDocument:
    return read_document(small_report(), library=desk.library, owner=OWNER, file_name="small.pdf")


@pytest.fixture
def hand_in(desk: Desk) -> Callable[..., Reading]:
    """Give bytes to the reading room and wait for what becomes of them."""

    def give(data: bytes, file_name: str = "a.pdf", owner: str = OWNER) -> Reading:
        path = desk.room.new_file()
        path.write_bytes(data)
        return finished(desk.room.take(path, owner=owner, file_name=file_name))

    return give
