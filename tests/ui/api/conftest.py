"""The app as it is served, and two programs that know it by keys of their own."""

from collections.abc import Iterator
from pathlib import Path

import gradio as gr
import pytest
from gradio_client import Client

from qa.library import Library
from qa.pdf import PageRenderer
from ui.build import build, launch_arguments
from ui.state.app_state import AppState
from ui.state.model_host import ModelHost
from ui.state.prefill_queue import PrefillQueue
from ui.state.uploads import UploadQueue
from ui.web.owner import COOKIE_NAME

ANNA, BEN = "a" * 43, "b" * 43
SAMPLE = Path(__file__).parents[3] / "sample_docs/annual_report_en.pdf"


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppState]:
    with (
        Library.open(tmp_path_factory.mktemp("home") / "library") as library,
        PageRenderer() as renderer,
        ModelHost() as model,
        PrefillQueue(model) as ahead,
        UploadQueue(library, on_stored=ahead.take) as room,
    ):
        yield AppState(library, room, renderer, model, ahead)


@pytest.fixture(scope="package")
def address(served: AppState) -> Iterator[str]:
    app: gr.Blocks = build(served)
    _, address, _ = app.launch(
        server_name="127.0.0.1",
        prevent_thread_lock=True,
        quiet=True,
        **launch_arguments(served),
    )
    yield str(address)
    app.close(verbose=False)


def client(address: str, key: str | None) -> Client:
    cookies = {} if key is None else {COOKIE_NAME: key}
    return Client(address, verbose=False, httpx_kwargs={"cookies": cookies, "trust_env": False})


@pytest.fixture(scope="package")
def anna(address: str) -> Iterator[Client]:
    anna = client(address, ANNA)
    yield anna
    anna.close()


@pytest.fixture(scope="package")
def ben(address: str) -> Iterator[Client]:
    ben = client(address, BEN)
    yield ben
    ben.close()
