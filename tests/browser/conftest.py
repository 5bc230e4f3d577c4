"""The app in a process of its own and a real browser in front of it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
START_SECONDS = 40

Visit = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"there is no Chromium at {CHROMIUM}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


def start_app(
    home: Path, *flags: str, script: Path = ROOT / "app.py", model: str = "quotes"
) -> tuple[subprocess.Popen[bytes], str]:
    """Start the app on a free port and wait until it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = subprocess.Popen(
        [sys.executable, str(script), "--port", str(port), "--model", model, *flags],
        env={
            **os.environ,
            "PAGEWITNESS_HOME": str(home / "library"),
            "TMPDIR": str(home),
            "PYTHONPATH": str(ROOT),
        },
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    address = f"http://127.0.0.1:{port}/"
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return app, address
        if app.poll() is not None:
            break
    app.kill()
    raise AssertionError(app.communicate()[0].decode())


def stop_app(app: subprocess.Popen[bytes], number: signal.Signals = signal.SIGTERM) -> None:
    """End the app as Ctrl-C (SIGINT) or a service manager would; it has to end well."""
    app.send_signal(number)
    try:
        printed = app.communicate(timeout=20)[0].decode()
    finally:
        app.kill()
    assert app.returncode == 0, printed
    assert "Traceback" not in printed, printed


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[str]:
    app, address = start_app(tmp_path_factory.mktemp("home"), "--no-samples")
    yield address
    stop_app(app)


@pytest.fixture
def visit(chromium: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Open the app in a browser of its own; at the end nothing foreign may have been asked for."""
    contexts: list[BrowserContext] = []
    foreign: list[str] = []
    errors: list[str] = []

    def note(url: str) -> None:
        if not url.startswith((address, "blob:", "data:")):
            foreign.append(url)

    def open_page(**options: object) -> Page:
        settings = {"viewport": {"width": 1440, "height": 900}, "locale": "en-US", **options}
        context = chromium.new_context(**settings)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda sent: note(sent.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("dialog", lambda dialog: errors.append("dialog: " + dialog.message))
        page.goto(address)
        page.wait_for_selector("body.pw-ready-to-use")
        return page

    yield open_page
    keep_screenshot(contexts, request.node.name)
    for context in contexts:
        context.close()
    assert foreign == []
    assert errors == []


def keep_screenshot(contexts: list[BrowserContext], name: str) -> None:
    """Save what each browser shows last, where PAGEWITNESS_SCREENSHOTS names a folder."""
    folder = os.environ.get("PAGEWITNESS_SCREENSHOTS")
    if folder:
        for number, context in enumerate(contexts, start=1):
            file_name = re.sub(r"\W+", "_", f"{name}_{number}") + ".png"
            context.pages[0].screenshot(path=Path(folder) / file_name)
