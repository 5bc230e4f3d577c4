"""The examples of docs/api.md, run as they stand there against the running app."""

import os
import re
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.api.conftest import SAMPLE
from ui.state.app_state import AppState
from ui.web.owner import browser_owner, is_cookie

# Gradio counts its events with what pandas has deprecated
pytestmark = pytest.mark.filterwarnings("ignore:.*(no_silent_downcasting|The copy keyword)")

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/api.md").read_text(encoding="utf-8")
HERE = "http://127.0.0.1:7860/"


def example(title: str, language: str) -> str:
    """The first block of a section."""
    section = PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]
    found = re.search(rf"^```{language}\n(.*?)^```$", section, re.M | re.S)
    assert found is not None
    return found[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(SAMPLE, tmp_path / "REPORT.pdf")
    return tmp_path


def run(arguments: list[str], folder: Path) -> str:
    done = subprocess.run(
        arguments,
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PAGEWITNESS_HOME": str(folder / "library"),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "no_proxy": "127.0.0.1",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_key_that_the_page_makes_is_one(folder: Path) -> None:
    made = example("Who is asking", "").removeprefix("KEY=$(").split(")     #")[0]

    assert is_cookie(run(["bash", "-c", made], folder).strip())


def test_the_example_for_gradio_client_runs(address: str, folder: Path) -> None:
    code = example("Python, with gradio_client", "python").replace(HERE, address)

    printed = run([sys.executable, "-c", f"KEY = {'c' * 43!r}\n{code}"], folder)

    first, *rest = printed.splitlines()
    assert first.startswith("9.9% [42, 42")
    assert rest


def test_the_example_for_python_runs(folder: Path) -> None:
    code = example("Python, without a server", "python")

    assert "net margin, 2024: 9.9%" in run([sys.executable, "-c", code], folder)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_example_for_curl_runs(address: str, folder: Path, served: AppState) -> None:
    key = secrets.token_urlsafe(32)
    send, calls = example("curl", "").replace(HERE, address).split("call() {")
    function, asked = calls.split("\n}\n")
    head = f"set -e\nKEY={key}\ncall() {{{function}\n}}\n"

    reading_id = re.search(
        r'"reading_id":"(\w+)"', run(["bash", "-c", f"KEY={key}\n{send}"], folder)
    )
    assert reading_id is not None
    read, *rest = asked.strip().splitlines()
    found = run(["bash", "-c", head + read.replace("READING_ID", reading_id[1])], folder)
    (document,) = served.library.documents(owner=browser_owner(key))
    assert document.document_id in found
    for line in rest:
        said = run(["bash", "-c", head + line.replace("DOCUMENT_ID", document.document_id)], folder)
        assert "event: complete" in said
