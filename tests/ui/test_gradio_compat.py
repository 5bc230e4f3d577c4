"""Each piece of Gradio that the app leans on, asked of the Gradio that is installed.

A test's message says what a user loses when Gradio has changed that piece.
"""

import inspect
import re
import socket
import sys
import tomllib
import traceback
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import Any

import anyio
import gradio as gr
import httpx
import pytest
from gradio import queueing, route_utils, routes, utils
from markupsafe import Markup
from starlette.requests import Request

from qa.library import Library
from qa.pdf import PageRenderer
from ui import gradio_compat, layout
from ui.build import build, launch_arguments
from ui.gradio_compat import printing_with
from ui.state.app_state import AppState
from ui.state.model_host import ModelHost
from ui.state.prefill_queue import PrefillQueue
from ui.state.uploads import UploadQueue
from ui.web.connections import ConnectionLimits, bounded_protocol
from ui.web.door import Door
from ui.web.guard import KNOWN_PATHS
from ui.web.logins import Logins

ROOT = Path(__file__).parents[2]
ANNA, BEN = ("anna", "secret"), ("ben", "other")
CONNECTIONS = ConnectionLimits(head_seconds=0.5, per_address=40)
OURS = ("/pw/", "/grid", "/healthz", "/readyz", "/metrics")
# The routes of Gradio that pass the guard, as Gradio writes them, without a closing slash.
REACHABLE = {
    "/",
    "/assets/{path:path}",
    "/config",
    "/favicon.ico",
    "/gradio_api/app_id",
    "/gradio_api/cancel",
    "/gradio_api/heartbeat/{session_hash}",  # answered by the guard
    "/gradio_api/info",
    "/gradio_api/login_check",
    "/gradio_api/queue/data",
    "/gradio_api/queue/join",
    "/gradio_api/reset",
    "/gradio_api/startup-events",
    "/gradio_api/theme.css",
    "/gradio_api/user",
    "/login",
    "/manifest.json",
    "/pwa_icon",
    "/pwa_icon/{size}",
    "/robots.txt",
    "/static/{path:path}",
    "/theme.css",
}


def launch(app: gr.Blocks, desk: AppState, port: int | None = None) -> str:
    """Serve the app as app.py does, for Anna alone; return its address."""
    door = Door()
    with gradio_compat.serving_with(bounded_protocol(door, CONNECTIONS)):
        _, address, _ = app.launch(
            server_name="127.0.0.1",
            server_port=port,
            auth=Logins([ANNA, BEN], {}).check,
            prevent_thread_lock=True,
            quiet=True,
            **launch_arguments(desk, door),
        )
    return str(address)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppState]:
    with (
        Library.open(tmp_path_factory.mktemp("home") / "library") as library,
        PageRenderer() as renderer,
        ModelHost() as model,
        PrefillQueue(model) as ahead,
        UploadQueue(library, on_stored=ahead.take) as room,
    ):
        yield AppState(library, room, renderer, model, ahead)


@pytest.fixture(scope="module")
def app(desk: AppState) -> Iterator[gr.Blocks]:
    app = build(desk)
    launch(app, desk)
    yield app
    app.close(verbose=False)


@pytest.fixture
def browser(app: gr.Blocks) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=app.local_url or "", trust_env=False) as browser:
        yield browser


def test_gradio_is_not_older_than_the_one_that_was_tried() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    bound = next(line for line in project["dependencies"] if line.startswith("gradio"))
    oldest = re.search(r">=(\d+)\.(\d+)", bound)
    assert oldest is not None
    tried = tuple(map(int, oldest.groups()))
    installed = tuple(map(int, version("gradio").split(".")[:2]))

    assert installed >= tried
    if installed > tried:
        pytest.skip(f"Gradio {installed} is newer than {tried}: try it, then raise the bound")


def test_the_routes_of_gradio_that_can_be_reached_are_the_known_ones(app: gr.Blocks) -> None:
    passing = {
        path for path in paths(app.app) if KNOWN_PATHS.fullmatch(re.sub(r"\{.*\}", "1", path))
    }
    gradios = {path.rstrip("/") or "/" for path in passing if not path.startswith(OURS)}

    assert gradios >= REACHABLE, "the page does not load or no event arrives: a route has moved"
    assert gradios <= REACHABLE, "a new route of Gradio's is open to everybody: look at it"


def test_our_routes_are_asked_before_those_of_gradio(app: gr.Blocks) -> None:
    ours = [path.startswith(OURS) for path in paths(app.app)]

    assert any(ours)
    assert ours == sorted(ours, reverse=True), "a catch-all of Gradio's hides files and pages"


def test_the_guard_stands_before_gradio(browser: httpx.Client) -> None:
    refused = browser.get("/gradio_api/upload_progress")

    assert (refused.status_code, refused.text) == (404, "There is nothing here.")
    assert "content-security-policy" in browser.get("/robots.txt").headers


def test_a_login_is_found_by_the_cookie_that_gradio_sets(browser: httpx.Client) -> None:
    browser.get("/")
    before = browser.get("/pw/model.json").status_code
    wrong = browser.post("/login", data={"username": "anna", "password": "?"}).status_code
    right = browser.post("/login", data=dict(zip(("username", "password"), ANNA, strict=True)))

    assert before == 404, "an app behind a login answers everybody"
    assert (wrong, right.status_code) == (400, 200)
    assert browser.get("/pw/model.json").status_code == 200, "who is logged in has no documents"


def test_a_login_cookie_that_gradio_did_not_give_opens_nothing(app: gr.Blocks) -> None:
    cookie = f"access-token-{app.app.cookie_id}=forged"
    scope = {"type": "http", "app": app.app, "headers": [(b"cookie", cookie.encode())]}

    assert gradio_compat.asks_for_login(Request(scope))
    assert gradio_compat.logged_in_user(Request(scope)) is None


def test_a_logout_is_known_at_once(app: gr.Blocks, browser: httpx.Client) -> None:
    browser.post("/login", data=dict(zip(("username", "password"), ANNA, strict=True)))
    (token,) = (value for name, value in browser.cookies.items() if "unsecure" in name)
    cookie = f"access-token-unsecure-{app.app.cookie_id}={token}"
    scope = {"type": "http", "app": app.app, "headers": [(b"cookie", cookie.encode())]}
    assert gradio_compat.logged_in_user(Request(scope)) == "anna"

    assert browser.get("/logout").status_code == 404, "a link of another site logs people out"
    assert browser.post("/pw/logout").status_code == 200

    assert gradio_compat.logged_in_user(Request(scope)) is None, "a logout leaves the door open"


def test_the_page_script_may_send_the_events_that_are_named_for_it() -> None:
    with gr.Blocks():
        page = gr.HTML(js_on_load=layout.CONNECT)
        deaf = gr.HTML(js_on_load="pagewitness.connect(trigger, []);")
    for name in layout.PAGE_EVENTS:
        assert callable(getattr(page, name)), f"{name}: clicks on the page do nothing"
    with pytest.raises(AttributeError):
        _ = deaf.open_document


def test_what_came_with_an_event_can_be_read() -> None:
    event = gr.EventData(None, {"document_id": "ab", "count": 3})

    assert gradio_compat.event_detail(event, "document_id") == "ab", "no document can be opened"
    assert gradio_compat.event_detail(event, "count") is None
    assert gradio_compat.event_detail(event, "other") is None
    assert gradio_compat.event_detail(gr.EventData(None, ["ab"]), "document_id") is None


def test_an_event_knows_the_cookies_and_the_login_of_its_request() -> None:
    asked = Request({"type": "http", "headers": [(b"cookie", b"pagewitness=abc")]})
    event = gr.Request(request=asked, username="anna", session_hash="tab")

    assert gradio_compat.visitor(event) == ({"pagewitness": "abc"}, "anna"), "nobody owns anything"


def test_a_port_that_is_taken_is_told_apart_from_other_failures(desk: AppState) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(gradio_compat.PORT_TAKEN, match="port"):
            launch(build(desk), desk, taken.getsockname()[1])


def test_no_page_of_gradio_describes_an_api(app: gr.Blocks) -> None:
    assert not {"/docs", "/redoc", "/openapi.json"} & set(paths(app.app))


def log_in(browser: httpx.Client, login: tuple[str, str]) -> None:
    data = dict(zip(("username", "password"), login, strict=True))
    assert browser.post("/login", data=data).status_code == 200


def test_who_is_not_logged_in_reaches_nothing_of_a_tab(browser: httpx.Client) -> None:
    for path in ("cancel", "reset", "queue/join"):
        body = {"session_hash": "tab", "event_id": "1", "fn_index": 0, "data": []}
        assert browser.post(f"/gradio_api/{path}", json=body).status_code == 401
    assert browser.get("/gradio_api/queue/data?session_hash=tab").status_code == 401


def test_a_heartbeat_keeps_no_connection(browser: httpx.Client) -> None:
    answer = browser.get("/gradio_api/heartbeat/tab")

    assert (answer.status_code, answer.content) == (204, b"")


def test_a_login_that_knows_anothers_session_hash_reads_and_stops_nothing(app: gr.Blocks) -> None:
    with (
        httpx.Client(base_url=app.local_url or "", trust_env=False) as anna,
        httpx.Client(base_url=app.local_url or "", trust_env=False) as ben,
    ):
        log_in(anna, ANNA)
        log_in(ben, BEN)
        names = {fn.fn.__name__: i for i, fn in app.fns.items() if fn.fn is not None}
        joined = {
            "session_hash": "annas-tab",
            "fn_index": names["on_arrival"],
            "data": [],
            "event_data": {},
            "trigger_id": None,
        }
        event = anna.post("/gradio_api/queue/join", json=joined)
        assert event.status_code == 200
        stream = "/gradio_api/queue/data?session_hash=annas-tab"
        assert ben.get(stream).status_code == 404
        assert ben.post("/gradio_api/queue/join", json=joined).status_code == 404
        stopped = {"session_hash": "annas-tab", "fn_index": 0, **event.json()}
        assert ben.post("/gradio_api/cancel", json=stopped).status_code == 404
        with anna.stream("GET", stream) as events:
            assert any("process_completed" in line for line in events.iter_lines())


def test_no_origin_is_reflected(browser: httpx.Client) -> None:
    answer = browser.get("/config", headers={"origin": "https://evil.example"})
    preflight = browser.options(
        "/gradio_api/queue/join",
        headers={"origin": "https://evil.example", "access-control-request-method": "POST"},
    )

    for headers in (answer.headers, preflight.headers):
        assert not [name for name in headers if name.startswith("access-control-")]


def test_a_page_number_of_gradios_leads_to_the_page(browser: httpx.Client) -> None:
    log_in(browser, ANNA)

    assert browser.get("/?page=5").status_code == 200


def test_a_host_that_a_visitor_made_up_does_not_reach_the_page(browser: httpx.Client) -> None:
    lies = {"x-forwarded-host": "evil.example", "x-gradio-server": "http://evil.example"}
    log_in(browser, ANNA)

    assert "evil.example" not in browser.get("/", headers=lies).text
    assert "evil.example" not in browser.get("/config", headers=lies).text
    assert browser.get("/", headers={"host": "evil.example"}).status_code == 400


def test_a_head_that_does_not_end_is_cut_off(app: gr.Blocks) -> None:
    for start in (b"", b"GET / HTTP/1.1\r\nHost: local", b"GET /robots.txt"):
        with closing(connected(app)) as slow:
            slow.sendall(start)
            slow.settimeout(10)
            assert ended(slow)


def test_the_second_head_of_a_connection_is_timed_too(app: gr.Blocks) -> None:
    with closing(connected(app)) as slow:
        slow.settimeout(10)
        slow.sendall(b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"200 OK" in slow.recv(10_000)
        slow.sendall(b"GET / HT")  # which ends the wait for a second request
        while slow.recv(10_000):
            pass  # until it is closed; else the timeout raises


def test_an_address_has_only_so_many_connections(app: gr.Blocks) -> None:
    opened = [connected(app) for _ in range(60)]
    try:
        for one in opened:
            one.sendall(b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n")
            one.settimeout(10)
        answered = 0
        for one in opened:
            try:
                answered += one.recv(12) == b"HTTP/1.1 200"
            except ConnectionError:
                continue
        assert answered == CONNECTIONS.per_address
    finally:
        for one in opened:
            one.close()


def test_an_idle_queue_rests(app: gr.Blocks) -> None:
    assert app._queue.sleep_when_free >= 0.02, "an idle server keeps a core busy"


def test_a_tab_does_not_grow_with_what_it_showed(app: gr.Blocks) -> None:
    """Left as they are and given a value in turns, as opening a report again does."""
    names = {fn.fn.__name__: i for i, fn in app.fns.items() if fn.fn is not None}
    with httpx.Client(base_url=app.local_url or "", trust_env=False) as anna:
        log_in(anna, ANNA)
        for _ in range(3):
            joined = {
                "session_hash": "shown",
                "fn_index": names["on_arrival"],
                "data": [],
                "event_data": {"document_id": "f" * 32},
                "trigger_id": None,
            }
            assert anna.post("/gradio_api/queue/join", json=joined).status_code == 200
            with anna.stream("GET", "/gradio_api/queue/data?session_hash=shown") as events:
                assert any("process_completed" in line for line in events.iter_lines())
    state = app.app.state_holder.session_data["shown"]

    assert not state.config_values, "memory grows with each report that is opened"
    assert state.blocks_config is app.default_config


def sent_of(blocks: gr.Blocks, *values: object) -> list[object]:
    (block_fn,) = blocks.fns.values()
    predictions = values if len(values) > 1 else values[0]
    return anyio.run(blocks.postprocess_data, block_fn, predictions, None)


def test_what_an_event_leaves_as_it_is_costs_no_component(monkeypatch: pytest.MonkeyPatch) -> None:
    with gr.Blocks() as blocks:
        kept, shown, typed = gr.State(None), gr.HTML(), gr.Textbox()
        shown.click(lambda: None, None, [kept, shown, typed])
    gradio_compat.send_only_changes(blocks)
    made: list[object] = []
    for kind in (gr.HTML, gr.Textbox):
        monkeypatch.setattr(kind, "__init__", lambda self, **_: made.append(self))

    left, changed = {"__type__": "update"}, Markup("<p>words</p>")
    assert sent_of(blocks, gr.skip(), gr.skip(), gr.skip()) == [None, left, left]
    assert sent_of(blocks, gr.skip(), changed, gr.skip()) == [None, "<p>words</p>", left]
    assert sent_of(blocks, gr.skip(), gr.skip(), "words") == [None, left, "words"]
    assert not made, "each update makes components anew that nobody sees"


def test_what_changes_is_sent_as_before() -> None:
    with gr.Blocks() as blocks:
        kept, shown, typed = gr.State(None), gr.HTML(), gr.Textbox()
        shown.click(lambda: None, None, [kept, shown, typed])
    gradio_compat.send_only_changes(blocks)
    state = gradio_compat.TabStates(blocks)["tab"]
    (block_fn,) = blocks.fns.values()

    label = gr.update(label="Question")
    sent = anyio.run(blocks.postprocess_data, block_fn, ("an id", "", label), state)
    assert sent == [None, "", label], "the question box stays in the language before"
    assert state[kept._id] == "an id", "no report can be asked: which one is open is forgotten"
    with pytest.raises(ValueError, match="output"):
        sent_of(blocks, "too", "few")


def test_an_event_of_one_output_sends_it_or_leaves_it_alone() -> None:
    with gr.Blocks() as blocks:
        shown = gr.HTML()
        shown.click(lambda: None, None, shown)
    gradio_compat.send_only_changes(blocks)

    assert sent_of(blocks, gr.skip()) == [{"__type__": "update"}]
    assert sent_of(blocks, Markup("<p>words</p>")) == ["<p>words</p>"]


def test_no_event_looks_for_what_draws_plots(
    app: gr.Blocks, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_for: list[str] = []

    class Finder:
        def find_spec(self, name: str, *_: object) -> None:
            looked_for.append(name)

    monkeypatch.setattr(sys, "meta_path", [Finder(), *sys.meta_path])
    with httpx.Client(base_url=app.local_url or "", trust_env=False) as anna:
        log_in(anna, ANNA)
        assert arrived(anna, app) == 200

    assert "matplotlib" not in looked_for, "each event looks through all folders, twice"


def arrived(browser: httpx.Client, app: gr.Blocks) -> int:
    """Send the event of a page that has loaded, and wait for its end; return its status."""
    names = {fn.fn.__name__: i for i, fn in app.fns.items() if fn.fn is not None}
    joined = {"session_hash": "r", "fn_index": names["on_arrival"], "data": [], "event_data": {}}
    response = browser.post("/gradio_api/queue/join", json=joined)
    with browser.stream("GET", "/gradio_api/queue/data?session_hash=r", timeout=30) as events:
        assert any("process_completed" in line for line in events.iter_lines())
    return response.status_code


def test_no_record_is_kept_of_what_was_asked(app: gr.Blocks) -> None:
    names = {fn.fn.__name__: i for i, fn in app.fns.items() if fn.fn is not None}
    joined = {"session_hash": "r", "fn_index": names["on_arrival"], "data": [], "event_data": {}}
    with httpx.Client(base_url=app.local_url or "", trust_env=False) as anna:
        log_in(anna, ANNA)
        assert anna.post("/gradio_api/queue/join", json=joined).status_code == 200

    assert app._queue.events_recorded > 0
    assert not app._queue.event_analytics, "each event costs a look at the 10,000 before it"


def connected(app: gr.Blocks) -> socket.socket:
    return socket.create_connection(("127.0.0.1", app.server_port), timeout=5)


def ended(connection: socket.socket) -> bool:
    try:
        return connection.recv(10) == b""
    except ConnectionError:
        return True


def paths(router: Any) -> Iterator[str]:
    """The paths of a router in the order in which they are asked, those of routers inside too."""
    for route in router.routes:
        inner = getattr(route, "original_router", None)  # FastAPI's, of `include_router`
        yield from [route.path] if inner is None else paths(inner)


def test_what_gradio_would_print_of_an_exception_goes_to_our_log(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logged: list[BaseException | None] = []
    printing = [queueing, routes, route_utils, utils]
    with printing_with(lambda: logged.append(sys.exc_info()[1])):
        for module in printing:
            try:
                raise ValueError("secret")
            except ValueError:
                module.traceback.print_exc()  # type: ignore[attr-defined]
        queueing.print("secret")  # type: ignore[attr-defined]
    assert [str(error) for error in logged] == ["secret"] * 4 + ["None"]
    assert "secret" not in capsys.readouterr().err
    assert all(module.traceback is traceback for module in printing)  # type: ignore[attr-defined]
    for module in printing:  # else there is nothing left to redirect
        assert "traceback.print_exc()" in inspect.getsource(module)
