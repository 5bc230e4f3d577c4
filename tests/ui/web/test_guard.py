"""The guard, called as a server would call it."""

import asyncio
from collections.abc import Iterable

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message

from ui.web.guard import Guard, GuardLimits, LoginTries
from ui.web.owner import is_cookie

LIMITS = GuardLimits(upload_bytes=1000, body_bytes=100, chunk_seconds=0.05)


async def read_all(request: Request) -> Response:
    return PlainTextResponse(f"{len(await request.body())} bytes")


APP = Starlette(
    routes=[
        Route(path, read_all, methods=["GET", "POST"])
        for path in ("/", "/pw/documents", "/login", "/gradio_api/queue/join")
    ]
)


def ask(
    guard: Guard,
    path: str,
    *,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    body: Iterable[bytes] = (b"",),
    stalls: bool = False,
) -> tuple[int, dict[str, str], bytes]:
    """Send one request; the body goes in pieces without a stated length."""
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "client": ("10.0.0.7", 1),
        "server": ("localhost", 80),
        "headers": [
            (name.encode(), value.encode())
            for name, value in {"host": "localhost", **(headers or {})}.items()
        ],
    }
    pieces = list(body)
    sent: list[Message] = []

    async def receive() -> Message:
        if pieces:
            piece = pieces.pop(0)
            return {"type": "http.request", "body": piece, "more_body": bool(pieces) or stalls}
        await asyncio.sleep(60)
        raise AssertionError("waited too long")

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(guard(scope, receive, send))
    start = sent[0]
    names = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], names, b"".join(message.get("body", b"") for message in sent[1:])


@pytest.fixture
def guard() -> Guard:
    return Guard(APP, LIMITS)


def test_the_first_visit_gets_a_cookie_that_scripts_cannot_read(guard: Guard) -> None:
    status, headers, _ = ask(guard, "/")
    cookie = headers["set-cookie"]
    assert status == 200
    assert is_cookie(cookie.split(";")[0].partition("=")[2])
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_behind_https_the_cookie_travels_by_https_only(guard: Guard) -> None:
    _, headers, _ = ask(guard, "/", headers={"x-forwarded-proto": "https"})
    assert "Secure" in headers["set-cookie"]


def test_a_known_browser_keeps_its_cookie_and_a_strange_one_is_replaced(guard: Guard) -> None:
    _, known, _ = ask(guard, "/", headers={"cookie": "pagewitness=" + "a" * 43})
    _, strange, _ = ask(guard, "/", headers={"cookie": "pagewitness=short; ="})
    assert "set-cookie" not in known
    assert "set-cookie" in strange


def test_every_answer_carries_the_security_headers(guard: Guard) -> None:
    for path in ("/", "/nothing"):
        _, headers, _ = ask(guard, path)
        assert "connect-src 'self'" in headers["content-security-policy"]
        assert "frame-ancestors 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=https://example.org/",
        "/gradio_api/upload",
        "/gradio_api/proxy=https://example.org/",
        "/gradio_api/call/ask",
        "/gradio_api/run/ask",
        "/gradio_api/token",
        "/gradio_api/runs",
        "/gradio_api/component_server",
        "/monitoring",
        "/docs",
    ],
)
def test_what_the_app_does_not_need_is_not_there(guard: Guard, path: str) -> None:
    assert ask(guard, path)[0] == 404
    assert ask(guard, path, method="POST")[0] == 404


def test_another_site_may_look_but_not_act(guard: Guard) -> None:
    other = {"origin": "https://evil.example"}
    join = "/gradio_api/queue/join"
    assert ask(guard, join, method="POST", headers=other)[0] == 403
    assert ask(guard, join, method="POST", headers={"origin": "null"})[0] == 403
    assert ask(guard, join, method="POST", headers={"sec-fetch-site": "cross-site"})[0] == 403
    assert ask(guard, join, method="POST", headers={"origin": "http://localhost"})[0] == 200
    assert ask(guard, join, method="POST")[0] == 200


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/gradio_api/queue/join", 100, 200),
        ("/gradio_api/queue/join", 101, 413),
        ("/pw/documents", 1000, 200),
        ("/pw/documents", 1001, 413),
    ],
)
def test_a_body_is_counted_while_it_arrives(
    guard: Guard, path: str, size: int, status: int
) -> None:
    pieces = [b"x"] * size
    assert ask(guard, path, method="POST", body=pieces)[0] == status


def test_a_body_that_says_it_is_too_large_is_not_read(guard: Guard) -> None:
    for length in ("101", "-1", "many"):
        headers = {"content-length": length}
        assert ask(guard, "/login", method="POST", headers=headers, stalls=True)[0] == 413


def test_a_body_that_stalls_is_dropped(guard: Guard) -> None:
    status, _, _ = ask(guard, "/pw/documents", method="POST", body=[b"x"], stalls=True)
    assert status == 408


def test_only_five_logins_a_minute_are_tried(guard: Guard) -> None:
    statuses = [ask(guard, "/login", method="POST")[0] for _ in range(6)]
    assert statuses == [200] * 5 + [429]


def test_login_tries_are_counted_per_address_and_forgotten_after_a_minute() -> None:
    now = 0.0
    tries = LoginTries(1, clock=lambda: now)
    assert tries.allow("a")
    assert tries.allow("b")
    assert not tries.allow("a")
    now = 61.0
    assert tries.allow("a")
    assert set(tries.tries) == {"a"}


def test_websockets_are_closed(guard: Guard) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(guard({"type": "websocket"}, asyncio.Event().wait, send))  # type: ignore[arg-type]
    assert sent == [{"type": "websocket.close", "code": 1008}]
