"""Start and stop the app as a user would, and keep pictures of it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import BrowserContext

ROOT = Path(__file__).parents[2]
START_SECONDS = 90
STOP_SECONDS = 60
PATHS = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]


def start_app(
    home: Path,
    *flags: str,
    script: Path = ROOT / "app.py",
    model: str = "quotes",
    log: Path | None = None,
    under: Sequence[str] = (),
) -> tuple[subprocess.Popen[bytes], str]:
    """Start the app on a free port and wait until it answers.

    log: takes what it prints. under: a program that runs it.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    printed = subprocess.PIPE if log is None else log.open("wb")
    app = subprocess.Popen(
        [*under, sys.executable, str(script), "--port", str(port), "--model", model, *flags],
        env={
            **os.environ,
            "PAGEWITNESS_HOME": str(home / "library"),
            "TMPDIR": str(home),
            "PYTHONPATH": os.pathsep.join([str(ROOT), *PATHS]),
        },
        cwd=ROOT,
        stdout=printed,
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
    raise AssertionError(_printed(app))


def stop_app(app: subprocess.Popen[bytes], number: signal.Signals = signal.SIGTERM) -> None:
    """End the app as Ctrl-C (SIGINT) or a service manager would; it has to end well."""
    app.send_signal(number)
    try:
        printed = _printed(app, STOP_SECONDS)
    finally:
        app.kill()
    assert app.returncode == 0, printed
    assert "Traceback" not in printed, printed


def _printed(app: subprocess.Popen[bytes], timeout_s: float | None = None) -> str:
    """Wait for the end and return what it printed, "" where that went to a file."""
    return (app.communicate(timeout=timeout_s)[0] or b"").decode()


def keep_screenshot(contexts: list[BrowserContext], name: str) -> None:
    """Save what each browser shows last, where PAGEWITNESS_SCREENSHOTS names a folder."""
    folder = os.environ.get("PAGEWITNESS_SCREENSHOTS")
    if folder:
        for number, context in enumerate(contexts, start=1):
            file_name = re.sub(r"\W+", "_", f"{name}_{number}") + ".png"
            context.pages[0].screenshot(path=Path(folder) / file_name)
