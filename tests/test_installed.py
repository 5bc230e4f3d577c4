"""What a user gets who installs the wheel: every file, the samples, and the command for the app."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("qa", "ui")
START_SECONDS = 90


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without a network from a copy, so that no build folder stays behind."""
    tree = tmp_path_factory.mktemp("tree")
    for name in (*PACKAGES, "sample_docs"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("app.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree)
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--quiet")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", str(folder), str(tree)],
        check=True,
    )
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the wheel, and nothing else, is installed."""
    folder = tmp_path_factory.mktemp("installed")
    options = ("--no-deps", "--no-index", "--quiet", "--target", str(folder))
    subprocess.run([sys.executable, "-m", "pip", "install", *options, str(wheel)], check=True)
    return folder


def environment(installed: Path, home: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(installed), "PAGEWITNESS_HOME": str(home / "library")}


def test_the_wheel_holds_every_file_of_the_packages_but_their_notes(wheel: Path) -> None:
    carried = set(zipfile.ZipFile(wheel).namelist())

    stored = {
        str(path.relative_to(ROOT))
        for name in PACKAGES
        for path in (ROOT / name).rglob("*")
        if path.is_file() and path.suffix != ".md" and "__pycache__" not in path.parts
    }

    assert stored - carried == set()


def test_the_wheel_holds_the_sample_reports_but_not_their_source(wheel: Path) -> None:
    carried = [name for name in zipfile.ZipFile(wheel).namelist() if "sample_docs" in name]

    assert sorted(carried) == [
        "sample_docs/annual_report_en.pdf",
        "sample_docs/annual_report_zh.pdf",
    ]


def test_an_installed_app_finds_its_sample_reports(installed: Path, tmp_path: Path) -> None:
    code = "import app; print(*sorted(str(sample) for sample in app.SAMPLES.glob('*.pdf')))"

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment(installed, tmp_path),
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    samples = ("annual_report_en.pdf", "annual_report_zh.pdf")
    assert done.stdout.split() == [str(installed / "sample_docs" / name) for name in samples]


def test_the_command_pagewitness_app_serves_from_any_folder(
    installed: Path, tmp_path: Path
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(installed / "bin" / "pagewitness-app"), "--port", str(port), "--model", "quotes"]

    app = subprocess.Popen(
        [sys.executable, *command], cwd=tmp_path, env=environment(installed, tmp_path),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        page = first_page(f"http://127.0.0.1:{port}/", app)
    finally:
        app.send_signal(signal.SIGTERM)
        printed = app.communicate(timeout=60)[0]

    assert b"Pagewitness" in page
    assert app.returncode == 0, printed


def first_page(address: str, app: subprocess.Popen[str]) -> bytes:
    """Return what the app answers, as soon as it does."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and app.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return bytes(answer.read())
        except OSError:
            time.sleep(0.3)
    return b""
