"""The whole app, its children too, talks to nobody but its visitors and the named model server."""

import ast
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from gradio_client import Client

from qa.pdf.process import ChildDied, ChildProcess
from tests.browser.running_app import start_app, stop_app
from tests.browser.test_server import server
from tests.ui.operations.watched_app import IN_CHILDREN
from ui.web.owner import COOKIE_NAME

__all__ = ["server"]  # a fixture
SCRIPT = Path(__file__).with_name("watched_app.py")
OWN_NAMES = {"localhost", "127.0.0.1", "::1", "", "None"}


def use(address: str) -> None:
    """Open a sample, ask, look at a page, export, look at the figures of the app."""
    cookies = {COOKIE_NAME: "a" * 43}
    settings = {"cookies": cookies, "trust_env": False}
    with (
        httpx.Client(base_url=address, timeout=60, **settings) as browser,
        closing(Client(address, verbose=False, httpx_kwargs=settings)) as program,
    ):
        assert "Pagewitness" in browser.get("/").text
        deadline = time.monotonic() + 120
        while not (documents := program.predict(api_name="/documents")):
            assert time.monotonic() < deadline
            time.sleep(0.2)
        document_id = documents[0]["document_id"]
        answer = program.predict(document_id, "How did net sales change?", api_name="/ask")
        assert answer["answer"]["text"]
        program.predict(document_id, ["Dividends paid?", "Auditor?"], api_name="/ask_many")
        report = f"/pw/documents/{document_id}"
        for path in (
            "pages/1.png",
            "pages/1.json",
            "conversation.md",
            "conversation.csv",
            "statements.json",
            "statements.xlsx",
        ):
            assert browser.get(f"{report}/{path}").status_code == 200
        for path in ("/healthz", "/readyz", "/metrics", "/pw/model.json"):
            assert browser.get(path).status_code == 200


def addresses(watched: Path) -> Iterator[tuple[str, int | None]]:
    """Host and port of each, None where only a name was looked up."""
    for line in watched.read_text("utf-8").splitlines():
        event, _, said = line.partition(" ")
        address = ast.literal_eval(said)
        host, port = address[0], address[1] if len(address) > 1 else None
        yield str(host), None if event.startswith("socket.get") else int(port)


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "watched"
    monkeypatch.setenv("PAGEWITNESS_WATCH", str(path))
    return path


def used_ports(watched: Path) -> set[int]:
    """Ports on this machine that were connected to; fails where anything else was."""
    found = set(addresses(watched))
    foreign = {
        (host, port)
        for host, port in found
        if host not in OWN_NAMES and not (port and ip_address(host).is_loopback)
    }
    assert not foreign
    return {port for _, port in found if port}


def test_without_a_model_the_app_connects_to_itself_alone(tmp_path: Path, watched: Path) -> None:
    app, address = start_app(tmp_path, script=SCRIPT)
    try:
        use(address)
    finally:
        stop_app(app)
    # Gradio asks its own server whether it is there: so the watch is known to see connections
    assert used_ports(watched) == {urlsplit(address).port}


def test_with_a_server_the_app_connects_to_that_server_alone_and_has_said_so(
    tmp_path: Path, watched: Path, server: str
) -> None:
    log = tmp_path / "log"
    app, address = start_app(tmp_path, script=SCRIPT, model=server, log=log)
    port = urlsplit(server).port
    try:
        with httpx.Client(
            base_url=address, cookies={COOKIE_NAME: "a" * 43}, trust_env=False
        ) as browser:
            said = browser.get("/pw/model.json").json()["html"]
            deadline = time.monotonic() + 60
            while not browser.get("/pw/model.json").json()["is_settled"]:
                assert time.monotonic() < deadline
                time.sleep(0.2)
        use(address)
    finally:
        stop_app(app)
    assert used_ports(watched) == {urlsplit(address).port, port}
    for words in ("sent there", "发送到该服务器", f"127.0.0.1:{port}"):
        assert words in said
    assert f"text of reports is sent to 127.0.0.1:{port}" in log.read_text("utf-8")


@pytest.mark.parametrize(
    "tries", ["socket.create_connection(('127.0.0.1', 9))", "socket.getaddrinfo('example.org', 80)"]
)
def test_a_child_that_talks_to_anybody_would_be_noticed(
    tries: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qa.pdf.limits import Limits

    monkeypatch.setattr("qa.pdf.process.START", f"{IN_CHILDREN}import socket\n{tries}")
    child = ChildProcess(Limits())
    with pytest.raises(ChildDied):
        child.receive()
    child._process.wait()
    assert child._process.returncode == 99
    child.close()


# -- the same, seen by the system: libraries in C are watched too


def can_trace() -> bool:
    if shutil.which("strace") is None:
        return False
    done = subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False)
    return done.returncode == 0


@pytest.mark.skipif(not can_trace(), reason="strace is not here, or may not trace")
def test_no_system_call_of_the_app_or_a_child_goes_elsewhere(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    strace = ("strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg")
    strace = (*strace, "-o", str(trace))
    tracer, address = start_app(tmp_path, under=strace)
    try:
        use(address)
        children = Path(f"/proc/{tracer.pid}/task/{tracer.pid}/children").read_text().split()
        os.kill(int(children[0]), signal.SIGTERM)
        tracer.communicate(timeout=60)
    finally:
        tracer.kill()
    seen = re.findall(r"inet_(?:addr|pton)\((?:AF_INET6, )?\"([^\"]+)\"", trace.read_text("utf-8"))
    assert seen, "nothing was traced"
    assert {host for host in seen if not ip_address(host).is_loopback} == set()
