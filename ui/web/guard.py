"""What every request passes first: a name of ours, own origin, known paths, small and quick bodies,
its own tab, safe headers, a cookie.

Gradio's own limits are per file only: it takes JSON of any size, waits for stalled uploads for
ever, fetches any http address through /file= for anybody, and sends no security headers. Files
come in through our own route, so Gradio's upload, file, proxy, stream and API routes are not
needed and not reachable.
"""

import contextlib
import logging
import re
from contextlib import AbstractContextManager
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request, cookie_parser
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.gradio_compat import (
    CALL,
    GRADIO_PATHS,
    HEARTBEAT,
    JOIN,
    STREAM,
    TAB_PATHS,
    num_unfinished,
)
from ui.operations.ending import Work
from ui.operations.handled import REFERENCE
from ui.operations.metrics import Metrics
from ui.operations.references import new_reference, within
from ui.state.listeners import Listeners
from ui.state.regulars import Regulars
from ui.views.login_page import login_page
from ui.web.bodies import Body, BodyRefused
from ui.web.crowd import Crowd
from ui.web.door import Door, is_https, peer
from ui.web.headers import add_headers
from ui.web.logins import visited_from
from ui.web.owner import COOKIE_NAME, NotLoggedIn, is_cookie, new_cookie, owner_of_visitor
from ui.web.sessions import SessionOwners, hash_in_body, hash_in_query
from ui.web.unfetched import Unfetched

MB = 1024 * 1024

log = logging.getLogger("pagewitness")

PAGES = re.compile(r"/ | /grids | /grid/[0-9a-f]{32}", re.VERBOSE)  # what a link may lead to
KNOWN_PATHS = re.compile(
    rf"/pw/.* | /healthz | /readyz | /metrics | {PAGES.pattern} | {GRADIO_PATHS}", re.VERBOSE
)
UPLOAD_PATHS = re.compile(r"/pw/documents(/[0-9a-f]{32}/xbrl)?")  # a report, what lies beside it
MAX_PATH_CHARS = 300  # a page number of thousands of digits is more than Python reads
REFUSALS = {  # by status, as they are counted
    400: "not_understood",
    401: "not_logged_in",
    403: "other_site",
    404: "nothing_here",
    408: "too_slow",
    413: "too_large",
    429: "too_many_requests",
    503: "too_many_events_or_ending",
}
NOBODY = "nobody"  # a browser without our cookie: it owns nothing, and still one tab's stream


@dataclass(frozen=True, slots=True)
class GuardLimits:
    """Sizes in bytes, times in seconds."""

    upload_bytes: int = 120 * MB  # one request with a file
    body_bytes: int = MB  # any other request: questions, logins, events
    chunk_seconds: float = 20.0  # a body that is silent for so long is dropped
    body_seconds: float = 30.0  # any body but a file's, from its first byte to its last
    upload_seconds: float = 1800.0
    upload_bytes_per_second: float = 20_000.0  # the least, on average; a slow phone line is faster
    requests_per_address: int = 100  # at once, streams among them; a browser has six
    requests_in_all: int = 500
    events_per_owner: int = 24  # waiting, worked on or not fetched; each tab has one or two


class Guard:
    """ASGI middleware around the whole app."""

    def __init__(
        self,
        app: ASGIApp,
        limits: GuardLimits | None = None,
        door: Door | None = None,
        listeners: Listeners | None = None,
        metrics: Metrics | None = None,
        work: Work | None = None,
        regulars: Regulars | None = None,
    ) -> None:
        """listeners: is told which tabs' streams are read. metrics: counts refusals. work: says
        whether the app is ending. regulars: is told whose pages do something.
        """
        self.app = app
        self.listeners = listeners or Listeners()
        self.listeners.start()
        self.limits = limits or GuardLimits()
        self.door = door or Door()
        self.metrics = metrics or Metrics()
        self.work = work or Work()
        self.regulars = regulars or Regulars()
        self.sessions = SessionOwners()
        self.unfetched = Unfetched(self.listeners.is_heard)
        self.crowd = Crowd(
            per_address=self.limits.requests_per_address, in_all=self.limits.requests_in_all
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            reference = new_reference()
            with within(reference):
                await self._http({**self.door.cleaned(scope), REFERENCE: reference}, receive, send)
        else:  # nothing here speaks websocket
            await send({"type": "websocket.close", "code": 1008})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        cookie = new_cookie() if scope["path"] == "/" and not _has_cookie(headers) else None
        body = self._body(scope, receive)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                add_headers(message, cookie, scope[REFERENCE], https=is_https(scope))
            await send(message)

        async def send_unless_refused(message: Message) -> None:
            # FastAPI answers 400 to whatever goes wrong in a body; the refusal below is better.
            if body.refused is None:
                await send_guarded(message)

        counts = self.door.counts_by_address(scope)  # not the relay, which brings all visitors
        with self.crowd.inside(peer(scope), counts=counts) as has_room:
            answer = self._refusal(scope, headers) if has_room else _too_many()
            # Who breaks off in the middle of a body hears nothing more, and the log neither.
            with contextlib.suppress(BodyRefused, ClientDisconnect):
                answer = answer or _login_page(scope) or await self._tab_refusal(scope, body)
                if answer is None:
                    if scope["path"] == "/":  # Gradio's own `page` and `deep_link` lead to nothing
                        scope["query_string"] = b""
                    if _brings_event(scope):
                        self.unfetched.watch(scope["app"])
                    with visited_from(peer(scope)), self._hearing(scope):
                        answer = await self._served(scope, body.receive, send_unless_refused)
            if body.refused is not None:
                answer = PlainTextResponse(str(body.refused), body.refused.status)
            if answer is not None:
                if answer.status_code in REFUSALS:
                    self.metrics.refused(REFUSALS[answer.status_code])
                await answer(scope, receive, send_guarded)

    async def _served(self, scope: Scope, receive: Receive, send: Send) -> Response | None:
        """Serve a request; what goes wrong is logged, and answered where no answer has begun."""
        has_begun = False

        async def send_noted(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self.app(scope, receive, send_noted)
        except (BodyRefused, ClientDisconnect):
            raise
        except Exception as error:
            reference = scope[REFERENCE]
            log.error("A request failed, reference %s", reference, exc_info=error)
            if not has_begun:
                return PlainTextResponse(f"Something went wrong, reference {reference}.", 500)
        return None

    def _body(self, scope: Scope, receive: Receive) -> Body:
        limits, is_upload = self.limits, _is_upload(scope)
        return Body(
            receive,
            self._max_bytes(scope),
            chunk_seconds=limits.chunk_seconds,
            seconds=limits.upload_seconds if is_upload else limits.body_seconds,
            bytes_per_second=limits.upload_bytes_per_second if is_upload else 0.0,
        )

    def _max_bytes(self, scope: Scope) -> int:
        return self.limits.upload_bytes if _is_upload(scope) else self.limits.body_bytes

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        path, changes = scope["path"], scope["method"] not in ("GET", "HEAD")
        if not self.door.is_ours(headers.get("host", "")):
            return PlainTextResponse(
                "This app does not answer to that name. Start it with --allowed-host NAME.", 400
            )
        if len(path) > MAX_PATH_CHARS or not KNOWN_PATHS.fullmatch(path):
            return PlainTextResponse("There is nothing here.", 404)
        if scope["method"] == "OPTIONS":  # asked by scripts of other sites alone
            return PlainTextResponse("Other sites cannot use this.", 403)
        if not (same_origin(headers) if changes else is_own_or_link(path, headers)):
            return PlainTextResponse("This request comes from another site.", 403)
        if self.work.is_ending and changes:
            return PlainTextResponse("The app is ending. Try again in a minute.", 503)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or len(length) > 15 or int(length) > self._max_bytes(scope):
            return PlainTextResponse("This is too large.", 413)
        return None

    async def _tab_refusal(self, scope: Scope, body: Body) -> Response | None:
        """Answer a request about a tab that is not its sender's, and Gradio's heartbeat."""
        path = scope["path"].rstrip("/")
        if path.startswith(HEARTBEAT):
            # A connection that each tab keeps for ever; a browser has six, and the seventh thing
            # it wants would wait. Who has gone is noticed by the stream of what was asked.
            return Response(status_code=204)
        if path not in TAB_PATHS:
            return None
        try:
            owner = owner_of_visitor(Request(scope)) or NOBODY
        except NotLoggedIn:
            return PlainTextResponse("Log in first.", 401)
        if not TAB_PATHS[path]:  # names no tab
            return None
        if scope["method"] in ("GET", "HEAD"):
            session_hash = hash_in_query(scope["query_string"])
        else:
            session_hash = hash_in_body(await body.all_bytes())
        if session_hash is None:
            return PlainTextResponse("This cannot be understood.", 400)
        if not self.sessions.is_owners(session_hash, owner):
            return PlainTextResponse("There is nothing here.", 404)
        self.regulars.note(owner)
        if path == JOIN and self._is_busy(scope, owner):
            return JSONResponse({"detail": "Too much of yours is going on."}, 503)
        return None

    def _is_busy(self, scope: Scope, owner: str) -> bool:
        """Whether an owner has as many events under way as one may: the queue is for all."""
        own = self.sessions.hashes(owner)
        return num_unfinished(Request(scope), own) >= self.limits.events_per_owner

    def _hearing(self, scope: Scope) -> AbstractContextManager[None]:
        if scope["path"].rstrip("/") != STREAM:
            return contextlib.nullcontext()
        return self.listeners.hearing(hash_in_query(scope["query_string"]) or "")


def same_origin(headers: Headers) -> bool:
    """Whether a state-changing request comes from our own page (or from no browser at all)."""
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
    return origin.partition("://")[2] in (headers.get("host"), headers.get("x-forwarded-host"))


def is_own_or_link(path: str, headers: Headers) -> bool:
    """Whether a reading request comes from our own page, or follows a link to it."""
    if headers.get("sec-fetch-site", "none") != "cross-site":
        return True
    return is_page(path) and headers.get("sec-fetch-mode") == "navigate"


def is_page(path: str) -> bool:
    """Whether a person sees what stands there, rather than a script."""
    return PAGES.fullmatch(path) is not None


def _login_page(scope: Scope) -> Response | None:
    """Answer who asks for the app and is not logged in with our page for it, not Gradio's."""
    if not is_page(scope["path"]):
        return None
    try:
        owner_of_visitor(Request(scope))
    except NotLoggedIn:
        base = "../" if scope["path"].startswith("/grid/") else "./"
        return HTMLResponse(login_page(base), headers={"cache-control": "no-store"})
    return None


def _brings_event(scope: Scope) -> bool:
    return bool(scope["method"] == "POST" and scope["path"].startswith((JOIN, CALL)))


def _is_upload(scope: Scope) -> bool:
    return bool(scope["method"] == "POST" and UPLOAD_PATHS.fullmatch(scope["path"]))


def _too_many() -> Response:
    return PlainTextResponse("Too many requests at once. Try again in a moment.", 429)


def _has_cookie(headers: Headers) -> bool:
    return is_cookie(cookie_parser(headers.get("cookie", "")).get(COOKIE_NAME))
