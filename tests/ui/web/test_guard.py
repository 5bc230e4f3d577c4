"""The guard, called as a server would call it."""

import asyncio
import time
from collections.abc import Iterable
from ipaddress import ip_network
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message

from ui.web.door import Door
from ui.web.guard import Guard, GuardLimits
from ui.web.headers import own_site_only
from ui.web.owner import is_cookie
from ui.web.sessions import SessionOwners

LIMITS = GuardLimits(upload_bytes=1000, body_bytes=100, chunk_seconds=0.05)


async def read_all(request: Request) -> Response:
    return PlainTextResponse(f"{len(await request.body())} bytes")


APP = Starlette(
    routes=[
        Route(path, read_all, methods=["GET", "POST"])
        for path in (
            "/",
            "/pw/documents",
            "/login",
            "/gradio_api/queue/join",
            "/gradio_api/queue/data",
            "/gradio_api/cancel",
        )
    ]
)


QUEUE = SimpleNamespace(
    event_queue_per_concurrency_id={},
    active_jobs=[None],
    pending_event_ids_session={},
    pending_messages_per_session={},
)
BLOCKS = SimpleNamespace(_queue=QUEUE)
GRADIOS = SimpleNamespace(auth=None, tokens={}, cookie_id="x", get_blocks=lambda: BLOCKS)


def ask(
    guard: Guard,
    path: str,
    *,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    body: Iterable[bytes] = (b"",),
    stalls: bool = False,
    drips: bool = False,
    query: str = "",
    client: str = "10.0.0.7",
) -> tuple[int, dict[str, str], bytes]:
    """Send one request; the body goes in pieces without a stated length."""
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "scheme": "http",
        "client": (client, 1),
        "app": GRADIOS,
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
            if drips:
                await asyncio.sleep(0.02)
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
    behind = Guard(APP, LIMITS, Door(trusted_proxies=[ip_network("10.0.0.0/8")]))
    told = {"x-forwarded-proto": "https"}
    assert "Secure" in ask(behind, "/", headers=told)[1]["set-cookie"]
    assert "Secure" not in ask(guard, "/", headers=told)[1]["set-cookie"]


def test_a_login_cookie_is_not_sent_by_other_sites_nor_over_http_where_there_is_https() -> None:
    gradios = "access-token-x=1; HttpOnly; Path=/; SameSite=none; Secure"
    unsecure = "access-token-unsecure-x=1; HttpOnly; Path=/; SameSite=lax"
    assert own_site_only(gradios, https=True).endswith("Secure; SameSite=Lax")
    assert own_site_only(unsecure, https=True).endswith("Secure; SameSite=Lax")
    assert "Secure" not in own_site_only(unsecure, https=False)


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
        "/gradio_api/call/on_ask",
        "/gradio_api/call/ask/../upload",
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
    assert ask(guard, join, method="OPTIONS", headers=other)[0] == 403
    assert ask(guard, join, headers={"sec-fetch-site": "cross-site"})[0] == 403
    followed = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert ask(guard, "/", headers=followed)[0] == 200
    assert ask(guard, "/logout", headers=followed)[0] == 404
    assert ask(guard, join, method="POST", headers={"origin": "null"})[0] == 403
    assert ask(guard, join, method="POST", headers={"sec-fetch-site": "cross-site"})[0] == 403
    tab = [b'{"session_hash": "t"}']
    own = {"origin": "http://localhost"}
    assert ask(guard, join, method="POST", headers=own, body=tab)[0] == 200
    assert ask(guard, join, method="POST", body=tab)[0] == 200


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/login", 100, 200),
        ("/gradio_api/queue/join", 100, 400),
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


def test_a_body_that_drips_is_dropped_however_steadily() -> None:
    limits = GuardLimits(chunk_seconds=5, body_seconds=0.3, upload_seconds=0.3)
    guard = Guard(APP, limits)
    for path in ("/login", "/pw/documents"):
        started = time.monotonic()
        status, _, _ = ask(guard, path, method="POST", body=[b"x"] * 10_000, drips=True)
        assert status == 408
        assert time.monotonic() - started < 3


def test_an_upload_below_the_least_speed_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.web.bodies.GRACE_SECONDS", 0.1)
    guard = Guard(APP, GuardLimits(upload_bytes_per_second=1_000_000))
    status, _, reason = ask(guard, "/pw/documents", method="POST", body=[b"x"] * 10_000, drips=True)
    assert (status, reason) == (408, b"This arrives too slowly.")


def test_an_address_has_only_so_many_requests_at_once() -> None:
    guard = Guard(APP, GuardLimits(requests_per_address=2, requests_in_all=3))
    with guard.crowd.inside("10.0.0.7"):
        assert ask(guard, "/")[0] == 200
        with guard.crowd.inside("10.0.0.7"):
            assert ask(guard, "/")[0] == 429
            assert ask(guard, "/", client="10.0.0.8")[0] == 200
            with guard.crowd.inside("10.0.0.9"):
                assert ask(guard, "/", client="10.0.0.8")[0] == 429
    assert ask(guard, "/")[0] == 200


def test_the_relay_of_a_share_link_has_room_for_all_visitors_alone() -> None:
    limits = GuardLimits(requests_per_address=1, requests_in_all=2)
    guard = Guard(APP, limits, Door(is_shared=True))
    with guard.crowd.inside("127.0.0.1"):
        assert ask(guard, "/", client="127.0.0.1")[0] == 200
        with guard.crowd.inside("127.0.0.1", counts=False):
            assert ask(guard, "/", client="127.0.0.1")[0] == 429


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:7860", 200),
        ("127.0.0.1:7860", 200),
        ("[::1]:7860", 200),
        ("192.0.2.7", 200),
        ("reports.example:8443", 200),
        ("REPORTS.example.", 200),
        ("evil.example", 400),
        ("localhost.evil.example", 400),
        ("", 400),
    ],
)
def test_only_names_of_ours_are_answered_to(host: str, status: int) -> None:
    guard = Guard(APP, LIMITS, Door(names=["reports.example"]))
    assert ask(guard, "/", headers={"host": host})[0] == status


def test_a_session_hash_belongs_to_who_used_it_first(guard: Guard) -> None:
    anna, ben = ({"cookie": "pagewitness=" + letter * 43} for letter in "ab")
    data, join = "/gradio_api/queue/data", "/gradio_api/queue/join"
    tab = [b'{"session_hash": "annas"}']
    assert ask(guard, join, method="POST", headers=anna, body=tab)[0] == 200
    assert ask(guard, join, method="POST", headers=anna, body=tab)[0] == 200
    assert ask(guard, join, method="POST", headers=ben, body=tab)[0] == 404
    assert ask(guard, "/gradio_api/cancel", method="POST", headers=ben, body=tab)[0] == 404
    assert ask(guard, data, headers=ben, query="session_hash=annas")[0] == 404
    assert ask(guard, data, query="session_hash=annas")[0] == 404
    assert ask(guard, data, headers=anna, query="session_hash=annas")[0] == 200


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{}", b'{"session_hash": null}', b"[" * 5000, b"\xff", b"7" * 50]
)
def test_a_request_about_no_tab_cannot_be_understood(body: bytes) -> None:
    guard = Guard(APP)
    assert ask(guard, "/gradio_api/queue/join", method="POST", body=[body])[0] == 400
    two = "session_hash=a&session_hash=b"
    assert ask(guard, "/gradio_api/queue/data", query=two)[0] == 400


def test_who_invents_many_hashes_does_not_make_the_guard_forget_anothers() -> None:
    sessions = SessionOwners(hashes_per_owner=3, owners=3)
    assert sessions.is_owners("annas", "anna")
    for number in range(100):
        assert sessions.is_owners(f"b{number}", "ben")
    assert not sessions.is_owners("annas", "ben")
    assert sessions.is_owners("annas", "anna")


def test_what_a_proxy_says_is_believed_of_a_trusted_one_alone() -> None:
    told = [
        (b"x-forwarded-for", b"198.51.100.9, 203.0.113.5, 10.0.0.9"),
        (b"x-forwarded-host", b"evil.example"),
        (b"x-gradio-server", b"http://evil.example"),
        (b"x-forwarded-proto", b"https"),
        (b"host", b"localhost"),
    ]
    scope = {"type": "http", "client": ("10.0.0.7", 1), "headers": told, "scheme": "http"}
    strange = Door().cleaned(scope)
    assert strange["client"][0] == "10.0.0.7"
    assert strange["headers"] == [(b"host", b"localhost")]
    trusting = Door(trusted_proxies=[ip_network("10.0.0.0/8")])
    trusted = trusting.cleaned(scope)
    assert trusted["client"][0] == "203.0.113.5"  # the last one that is no proxy of ours
    assert trusted["headers"] == [(b"x-forwarded-proto", b"https"), (b"host", b"localhost")]
    assert not trusting.counts_by_address(scope)


def test_the_relay_of_a_share_link_is_not_believed_about_addresses() -> None:
    told = [(b"x-forwarded-for", b"198.51.100.9"), (b"x-forwarded-proto", b"https")]
    scope = {"type": "http", "client": ("127.0.0.1", 1), "headers": told, "scheme": "http"}
    shared = Door(is_shared=True)
    assert shared.cleaned(scope)["client"][0] == "127.0.0.1"
    assert shared.cleaned(scope)["headers"] == [(b"x-forwarded-proto", b"https")]
    assert not shared.counts_by_address(scope)


def test_websockets_are_closed(guard: Guard) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(guard({"type": "websocket"}, asyncio.Event().wait, send))  # type: ignore[arg-type]
    assert sent == [{"type": "websocket.close", "code": 1008}]
