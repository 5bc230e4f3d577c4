"""All that the app leans on inside Gradio and that Gradio promises nobody.

pyproject.toml names the Gradio this was tried with. With another one, run
tests/ui/test_gradio_compat.py and tests/browser/test_gradio.py first: each test there stands for
one thing here and says what a user loses when Gradio has changed it. The elements of Gradio's page
that style.css and the scripts name are listed in the second.
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from itertools import chain
from typing import TYPE_CHECKING, Any

from gradio import HTML, http_server, queueing, route_utils, routes, utils
from gradio.components import _Keywords
from gradio.route_utils import CustomCORSMiddleware
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.routing import BaseRoute

from ui.state.tab_states import TabStates

if TYPE_CHECKING:
    import gradio as gr

# What Gradio's page asks for while it loads, logs in and runs events, and what programs ask of
# the endpoints of ui/api; a regular expression
# (re.VERBOSE). The guard lets nothing else of Gradio's through.
GRADIO_PATHS = r"""/ | /login/? | /config/? | /theme\.css | /robots\.txt
    | /favicon\.ico | /manifest\.json | /pwa_icon(/\d+)? | /assets/.* | /static/.*
    | /gradio_api/(theme\.css | startup-events | login_check/? | app_id/? | user/? | info/?
                   | queue/join | queue/data | cancel | reset/? | heartbeat/\w+
                   | call/(documents | read_document | read_scanned_pages | ask | ask_many
                           | compare | facts | search_pages | get_page | verify)(/\w+)?)"""

# Paths about one tab, as Gradio's page asks for them without a login; whether they name the tab, as
# `session_hash`: in the query of a GET, in the body of a POST.
TAB_PATHS = {
    "/gradio_api/queue/join": True,
    "/gradio_api/queue/data": True,
    "/gradio_api/cancel": True,
    "/gradio_api/reset": False,
}
JOIN, STREAM = "/gradio_api/queue/join", "/gradio_api/queue/data"
CALL = "/gradio_api/call/"
HEARTBEAT = "/gradio_api/heartbeat/"

PORT_TAKEN = OSError  # what `launch` raises when the port that is asked for cannot be had
IDLE_SECONDS = 0.02


def script_tags(addresses: Sequence[str]) -> str:
    """Return the `head` of a gr.HTML that loads scripts; js_on_load runs after the last of them."""
    return "".join(f'<script src="{address}"></script>' for address in addresses)


def connect_script(method: str, events: Sequence[str]) -> str:
    """Return the js_on_load that hands Gradio's `trigger` to a method of ours.

    A gr.HTML has those events whose names stand in this text in quotes.
    """
    return f"{method}(trigger, {json.dumps(list(events))});"


def event_detail(event: gr.EventData, name: str) -> str | None:
    """Return one detail of an event. It comes from a browser, so it may be anything."""
    value = event._data.get(name) if isinstance(event._data, dict) else None
    return value if isinstance(value, str) else None


def visitor(request: gr.Request) -> tuple[Mapping[str, str], str | None]:
    """Return the cookies behind an event and the login name, None where nobody is logged in."""
    assert request.request is not None, "events come with their HTTP request"
    return request.request.cookies, request.username


def asks_for_login(request: Request) -> bool:
    """Whether the app that a plain request reaches was launched with `auth`."""
    app: Any = request.app
    return app.auth is not None


def logged_in_user(request: Request) -> str | None:
    """Return who is logged in, by the cookies that Gradio's login page sets."""
    app: Any = request.app
    for kind in ("access-token", "access-token-unsecure"):
        token = request.cookies.get(f"{kind}-{app.cookie_id}")
        if token is not None and token in app.tokens:
            return str(app.tokens[token])
    return None


def as_auth(check: Callable[[str, str], Awaitable[bool]]) -> Any:
    """Return the `auth` of `launch` that asks a coroutine: Gradio's types leave it out."""
    return check


def log_out(request: Request) -> list[str]:
    """Forget the login behind a request; return the cookies that the browser may forget too."""
    app: Any = request.app
    names = [f"{kind}-{app.cookie_id}" for kind in ("access-token", "access-token-unsecure")]
    for name in names:
        app.tokens.pop(request.cookies.get(name), None)
    return names


@contextmanager
def serving_with(protocol: type[Any]) -> Iterator[None]:
    """Within the block, `launch` serves by this protocol of uvicorn's.

    Without uvicorn's own trust in what a proxy on this machine says: the guard decides that.
    Without Gradio's CORS, which stands before the guard and reflects any origin. And of tabs only
    their gr.State is kept, see TabState.
    """
    servers: Any = http_server
    gradios = servers.Server

    def own_server(config: Any, *others: Any, **named: Any) -> Any:
        config.http, config.proxy_headers = protocol, False
        kept = [m for m in config.app.user_middleware if m.cls is not CustomCORSMiddleware]
        config.app.user_middleware[:] = kept
        config.app.state_holder = TabStates(config.app.get_blocks())
        return gradios(config, *others, **named)

    servers.Server = own_server
    try:
        yield
    finally:
        servers.Server = gradios


@contextmanager
def printing_with(log_exception: Callable[[], None]) -> Iterator[None]:
    """Within the block Gradio hands what it would print of an exception to our log instead."""

    class Log:
        @staticmethod
        def print_exc(*_: object) -> None:
            log_exception()

        def __getattr__(self, name: str) -> object:
            return getattr(traceback, name)

    modules: list[Any] = [queueing, routes, route_utils, utils]
    for module in modules:
        module.traceback = Log()
    modules[0].print = Log.print_exc  # what is wrong with an event that comes in
    try:
        yield
    finally:
        for module in modules:
            module.traceback = traceback
        del modules[0].print


def num_unfinished(request: Request, session_hashes: Collection[str]) -> int:
    """Return how many events of these tabs wait, are worked on, or were not fetched yet."""
    queue = _queue(request.app)
    running = sum(event.session_hash in session_hashes for event in _events(queue))
    unfetched = sum(len(queue.pending_event_ids_session.get(each, ())) for each in session_hashes)
    return max(running, unfetched)


def finished_tabs(app: Any) -> set[str]:
    """Return the tabs with an entry in the queue and no event that waits or is worked on.

    What came of their events may still wait to be fetched. app: of a request.
    """
    queue = _queue(app)
    known = {*queue.pending_event_ids_session, *queue.pending_messages_per_session}
    return known - {event.session_hash for event in _events(queue)}


def forget_tabs(app: Any, session_hashes: Iterable[str]) -> int:
    """Throw away what came of these finished tabs' events; return how many others there are.

    Gradio keeps it until it is fetched, and an entry for each tab ever seen.
    """
    queue = _queue(app)
    for session_hash in session_hashes:
        queue.pending_event_ids_session.pop(session_hash, None)
        queue.pending_messages_per_session.pop(session_hash, None)
    return len(queue.pending_messages_per_session)


def _queue(app: Any) -> Any:
    return app.get_blocks()._queue


def _events(queue: Any) -> Iterator[Any]:
    """All events that wait or are worked on."""
    waiting = (
        event for line in queue.event_queue_per_concurrency_id.values() for event in line.queue
    )
    return chain(waiting, (event for jobs in queue.active_jobs if jobs for event in jobs))


def keep_no_record(app: gr.Blocks) -> None:
    """Let the queue write down nothing of what was asked: nobody looks at Gradio's analytics.

    It keeps 10,000 events, and works out percentiles of them all with pandas after each one.
    """
    app._queue.ANALYTICS_MAX_EVENTS = 0


def send_only_changes(app: gr.Blocks) -> None:
    """Send texts and properties as they are, and nothing of what an event leaves alone.

    Gradio makes a component anew for each update, also one without a change, to read it off there,
    and has each text go through a thread: a fifth of the event loop's time beside floods.
    """
    whole: Any = app.postprocess_data
    nothing = _Keywords.FINISHED_ITERATING  # for which Gradio does nothing

    async def changes(block_fn: Any, predictions: Any, state: Any) -> list[Any]:
        outputs = block_fn.outputs
        is_one = len(outputs) == 1
        if not (is_one or isinstance(predictions, (list, tuple))):
            return list(await whole(block_fn, predictions, state))
        values = [predictions] if is_one else list(predictions)
        ready = {
            i: str(value) if isinstance(value, str) else dict(value)
            for i, (output, value) in enumerate(zip(outputs, values, strict=False))
            if (isinstance(value, dict) and "__type__" in value and not output.stateful)
            or (isinstance(value, str) and type(output) is HTML)
        }
        rest = [nothing if i in ready else value for i, value in enumerate(values)]
        sent = await whole(block_fn, rest[0] if is_one else rest, state)
        return [ready.get(i, value) for i, value in enumerate(sent)]

    app.postprocess_data = changes  # type: ignore[method-assign]


def look_for_no_plots() -> None:
    """Spare each event two searches of all folders for matplotlib: nothing here draws with it."""
    utils.MatplotlibBackendMananger = nullcontext  # type: ignore[misc, assignment]


def rest_when_idle(app: gr.Blocks) -> None:
    """Let the queue look for events 50 times a second; Gradio's 1,000 keep an idle core busy."""
    app._queue.sleep_when_free = IDLE_SECONDS


def app_arguments(
    routes: Sequence[BaseRoute], guard: Middleware, *others: Middleware
) -> dict[str, Any]:
    """Return the `app_kwargs` of `launch`: our routes before Gradio's, a guard around them all,
    others inside it.
    """
    return {
        "routes": list(routes),
        "middleware": [guard, *others],
        "docs_url": None,
        "redoc_url": None,
        "openapi_url": None,
    }
