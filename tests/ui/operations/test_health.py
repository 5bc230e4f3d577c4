"""Whether it lives and can serve is told to everybody, and nothing else is."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from qa.errors import LibraryUnusable
from qa.models.errors import NoModelFits
from qa.pipeline import read_document
from tests.ui.small_reports import OWNER, small_report
from ui.operations.slow_paths import MOST, MOST_CHARS, SlowPaths
from ui.state.app_state import AppState
from ui.state.model_host import ModelState, Stage
from ui.web.door import Door
from ui.web.guard import Guard, GuardLimits
from ui.web.routes import own_routes


def served(desk: AppState, limits: GuardLimits | None = None) -> Starlette:
    """The app as it is launched with a login: this visitor has none."""
    guard = Middleware(Guard, limits=limits, door=Door(names=["testserver"]))
    app = Starlette(routes=own_routes(desk), middleware=[guard])
    app.auth, app.tokens, app.cookie_id = object(), {}, "x"  # type: ignore[attr-defined]
    return app


@pytest.fixture
def stranger(desk: AppState) -> Iterator[TestClient]:
    with TestClient(served(desk)) as client:
        yield client


def test_a_stranger_hears_that_the_process_lives_and_how_long(stranger: TestClient) -> None:
    said = stranger.get("/healthz")
    assert said.status_code == 200
    assert said.headers["cache-control"] == "no-store"
    assert said.json().keys() == {"status", "version", "seconds", "slow_paths"}
    assert said.json()["seconds"] >= 0


def test_slow_paths_of_the_engine_are_told_with_their_reason(
    stranger: TestClient, desk: AppState
) -> None:
    with desk.slow_paths:
        engine = logging.getLogger("qa.engine.gpu")
        engine.warning("no kernels: %s is missing", "Python.h")
        engine.warning("no kernels: %s is missing", "Python.h")
        engine.error("a pass has failed")
        logging.getLogger("pagewitness").warning("A document's facts were not kept")
    assert stranger.get("/healthz").json()["slow_paths"] == ["no kernels: Python.h is missing"]
    logging.getLogger("qa.engine.gpu").warning("after the end")
    assert len(desk.slow_paths.told) == 1


def test_no_path_of_the_machine_and_nothing_endless_is_told() -> None:
    with SlowPaths() as slow:
        engine = logging.getLogger("qa.engine")
        engine.warning("it fails: /home/anna/.triton/cache is read-only\nsecond line")
        for number in range(2 * MOST):
            engine.warning("%d %s", number, "x" * 2 * MOST_CHARS)
    assert slow.told[0] == "it fails: (a path) is read-only"
    assert len(slow.told) == MOST
    assert max(map(len, slow.told)) == MOST_CHARS


def test_ready_without_a_model(stranger: TestClient) -> None:
    said = stranger.get("/readyz")
    assert said.status_code == 200
    assert said.json() == {"ready": True, "library": True, "renderer": True, "model": "none"}


@pytest.mark.parametrize(
    ("stage", "model", "status"),
    [
        (Stage.WAITING, "loading", 503),
        (Stage.FETCHING, "loading", 503),
        (Stage.TRYING, "loading", 503),
        (Stage.READY, "ready", 200),
        (Stage.FAILED, "failed", 200),
    ],
)
def test_not_ready_while_the_model_is_on_its_way(
    stranger: TestClient, desk: AppState, stage: Stage, model: str, status: int
) -> None:
    desk.model.state = ModelState(stage, "some/model", error=NoModelFits(reason="slow"))
    said = stranger.get("/readyz")
    assert (said.status_code, said.json()["model"]) == (status, model)
    assert "some/model" not in said.text


def test_not_ready_where_no_page_can_be_drawn(
    stranger: TestClient, desk: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.pdf.process.START", "raise SystemExit")
    said = stranger.get("/readyz")
    assert (said.status_code, said.json()["renderer"]) == (503, False)
    monkeypatch.undo()
    assert stranger.get("/readyz").status_code == 200
    desk.renderer.close()
    assert stranger.get("/readyz").status_code == 503


def test_not_ready_where_the_library_does_not_open(
    stranger: TestClient, desk: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unusable(**_: object) -> int:
        raise LibraryUnusable(folder=Path("/srv/secret"), reason="disk I/O error")

    monkeypatch.setattr(desk.library, "num_documents", unusable)
    said = stranger.get("/readyz")
    assert (said.status_code, said.json()["library"]) == (503, False)
    assert "secret" not in said.text


def test_nothing_of_a_report_is_told(stranger: TestClient, desk: AppState) -> None:
    document = read_document(small_report(), library=desk.library, owner=OWNER)
    for path in ("/healthz", "/readyz"):
        text = stranger.get(path).text
        assert "Meridian" not in text
        assert document.document_id not in text


def test_asking_for_health_counts_like_any_request(desk: AppState) -> None:
    app = served(desk, GuardLimits(requests_in_all=0))
    with TestClient(app) as client:
        assert client.get("/healthz").status_code == 429
        assert client.get("/readyz").status_code == 429
