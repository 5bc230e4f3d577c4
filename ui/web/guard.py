"""What every request passes first: small bodies, own origin, known paths, safe headers, a cookie.

Gradio's own limits are per file only: it takes JSON of any size, waits for stalled uploads for
ever, fetches any http address through /file= for anybody, and sends no security headers. Files
come in through our own route, so Gradio's upload, file, proxy, stream and API routes are not
needed and not reachable.
"""

import asyncio
import contextlib
import re
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.web.owner import COOKIE_NAME, COOKIE_SECONDS, is_cookie, new_cookie

MB = 1024 * 1024

# Gradio's pages need inline scripts and eval (templates are compiled in the browser); everything
# that could carry data out - images, forms, connections, frames - stays at home.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
SECURITY_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
KNOWN_PATHS = re.compile(
    r"""/ | /login/? | /logout/? | /config/? | /theme\.css | /robots\.txt | /favicon\.ico
    | /manifest\.json | /pwa_icon(/\d+)? | /assets/.* | /static/.* | /pw/.*
    | /gradio_api/(theme\.css | startup-events | login_check/? | app_id/? | user/? | info/?
                   | queue/join | queue/data | cancel | reset/? | heartbeat/\w+)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class GuardLimits:
    """Sizes in bytes, times in seconds."""

    upload_bytes: int = 120 * MB  # one request with a file
    body_bytes: int = MB  # any other request: questions, logins, events
    chunk_seconds: float = 20.0  # a body that is silent for so long is dropped
    login_tries: int = 5  # per address and minute


class BodyRefused(Exception):
    """The body is too large (413) or has stalled (408); its reader lets this through."""

    def __init__(self, status: int, reason: str) -> None:
        self.status = status
        super().__init__(reason)


@dataclass
class LoginTries:
    """How often each address has tried to log in within the last minute."""

    limit: int
    clock: Callable[[], float] = time.monotonic
    tries: defaultdict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def allow(self, address: str) -> bool:
        now = self.clock()
        for known in [known for known, seen in self.tries.items() if now - seen[-1] > 60]:
            del self.tries[known]
        recent = self.tries[address]
        while recent and now - recent[0] > 60:
            recent.popleft()
        if len(recent) >= self.limit:
            return False
        recent.append(now)
        return True


def same_origin(headers: Headers) -> bool:
    """Whether a state-changing request comes from our own page (or from no browser at all)."""
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
    return origin.partition("://")[2] == headers.get("host")


class _Body:
    """A request's body, its bytes counted and the silence between its pieces measured."""

    def __init__(self, receive: Receive, limit: int, chunk_seconds: float) -> None:
        self.refused: BodyRefused | None = None
        self._receive = receive
        self._limit = limit
        self._chunk_seconds = chunk_seconds
        self._received = 0
        self._complete = False

    async def receive(self) -> Message:
        if self._complete:  # what follows is the wait for the client to go away: no limit
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), self._chunk_seconds)
        except TimeoutError as error:
            raise self._refuse(408, "Nothing arrived for too long.") from error
        self._received += len(message.get("body", b""))
        self._complete = not message.get("more_body", False)
        if self._received > self._limit:
            raise self._refuse(413, "This is too large.")
        return message

    def _refuse(self, status: int, reason: str) -> BodyRefused:
        self.refused = BodyRefused(status, reason)
        return self.refused


class Guard:
    """ASGI middleware around the whole app."""

    def __init__(self, app: ASGIApp, limits: GuardLimits | None = None) -> None:
        self.app = app
        self.limits = limits or GuardLimits()
        self.logins = LoginTries(self.limits.login_tries)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:  # nothing here speaks websocket
            await send({"type": "websocket.close", "code": 1008})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        cookie = new_cookie() if scope["path"] == "/" and not _has_cookie(headers) else None
        body = _Body(receive, self._limit(scope), self.limits.chunk_seconds)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(message, cookie, https=_is_https(scope, headers))
            await send(message)

        async def send_unless_refused(message: Message) -> None:
            # FastAPI answers 400 to whatever goes wrong in a body; the refusal below is better.
            if body.refused is None:
                await send_guarded(message)

        refusal = self._refusal(scope, headers)
        if refusal is None:
            with contextlib.suppress(BodyRefused):
                await self.app(scope, body.receive, send_unless_refused)
            if body.refused is not None:
                refusal = PlainTextResponse(str(body.refused), body.refused.status)
        if refusal is not None:
            await refusal(scope, receive, send_guarded)

    def _limit(self, scope: Scope) -> int:
        is_upload = scope["method"] == "POST" and scope["path"] == "/pw/documents"
        return self.limits.upload_bytes if is_upload else self.limits.body_bytes

    def _refusal(self, scope: Scope, headers: Headers) -> PlainTextResponse | None:
        path, changes = scope["path"], scope["method"] not in ("GET", "HEAD", "OPTIONS")
        if not KNOWN_PATHS.fullmatch(path):
            return PlainTextResponse("There is nothing here.", 404)
        if changes and not same_origin(headers):
            return PlainTextResponse("This request comes from another site.", 403)
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self._limit(scope):
            return PlainTextResponse("This is too large.", 413)
        if changes and path.rstrip("/") == "/login":
            address = scope["client"][0] if scope.get("client") else ""
            if not self.logins.allow(address):
                return PlainTextResponse("Too many tries. Wait a minute.", 429)
        return None


def _is_https(scope: Scope, headers: Headers) -> bool:
    return scope.get("scheme") == "https" or headers.get("x-forwarded-proto") == "https"


def _has_cookie(headers: Headers) -> bool:
    return is_cookie(cookie_parser(headers.get("cookie", "")).get(COOKIE_NAME))


def _add_headers(message: Message, cookie: str | None, *, https: bool) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)
    if cookie is not None:
        flags = f"Path=/; HttpOnly; SameSite=Lax; Max-Age={COOKIE_SECONDS}"
        flags += "; Secure" if https else ""
        headers.append("set-cookie", f"{COOKIE_NAME}={cookie}; {flags}")
