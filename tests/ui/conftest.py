"""A desk with its own library, and a small report to put on it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from qa.library import Library, StoredDocument
from qa.pdf import PageRenderer
from qa.pipeline import read_document
from tests.ui.small_reports import OWNER, finished, small_report
from tests.ui.two_browsers import ANNA, BEN, browser, guarded_routes
from ui.operations.metrics import Metrics
from ui.state.app_state import AppState, Memories
from ui.state.model_host import ModelHost
from ui.state.prefill_queue import PrefillQueue
from ui.state.upload import Upload
from ui.state.uploads import UploadQueue


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[AppState]:
    metrics = Metrics()
    with (
        Library.open(tmp_path / "library") as library,
        PageRenderer() as renderer,
        ModelHost() as model,
        PrefillQueue(model, metrics) as ahead,
        UploadQueue(
            library,
            on_stored=ahead.take,
            on_replaced=Memories(ahead, renderer).forget_replaced,
            metrics=metrics,
        ) as room,
    ):
        yield AppState(library, room, renderer, model, ahead, metrics=metrics)


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


@pytest.fixture
def app(desk: AppState) -> Starlette:
    return guarded_routes(desk)


@pytest.fixture
def anna(app: Starlette) -> Iterator[TestClient]:
    with browser(app, ANNA) as client:
        yield client


@pytest.fixture
def ben(app: Starlette) -> Iterator[TestClient]:
    with browser(app, BEN) as client:
        yield client
