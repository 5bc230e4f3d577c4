"""Two browsers, told apart by their cookies, before our own routes behind the guard."""

from collections.abc import Iterator
from contextlib import contextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from ui.state.app_state import AppState
from ui.web.door import Door
from ui.web.guard import Guard
from ui.web.owner import COOKIE_NAME
from ui.web.routes import own_routes

ANNA, BEN = "a" * 43, "b" * 43


def guarded_routes(desk: AppState) -> Starlette:
    """What a browser meets of the app, but for Gradio."""
    guard = Middleware(Guard, door=Door(names=["testserver"]))
    app = Starlette(routes=own_routes(desk), middleware=[guard])
    app.auth, app.tokens, app.cookie_id = None, {}, "x"  # type: ignore[attr-defined]
    return app


@contextmanager
def browser(app: Starlette, cookie: str) -> Iterator[TestClient]:
    with TestClient(app, cookies={COOKIE_NAME: cookie}) as client:
        yield client
