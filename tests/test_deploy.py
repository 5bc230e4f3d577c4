"""The files for whoever runs the app for others name flags, targets and addresses that exist."""

import json
import os
import re
import shutil
import subprocess
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from qa.library.store import HOME_VARIABLE
from qa.readers.server.reader import API_KEY_VARIABLE
from ui.operations.environment import options_of, variable_of
from ui.operations.flags import app_parser, parse_flags
from ui.web.guard import KNOWN_PATHS

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
UNIT = ROOT / "deploy/pagewitness.service"
FILES = [
    ROOT / name
    for name in (
        "Dockerfile",
        "compose.yaml",
        "deploy/pagewitness.service",
        "deploy/spaces/README.md",
        "docs/operations.md",
        "docs/settings.md",
    )
]
FLAGS = {flag for flag, _ in options_of(app_parser())}
VARIABLES = {variable_of(flag) for flag in FLAGS} | {HOME_VARIABLE, API_KEY_VARIABLE}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_variable_that_a_file_names_is_read(path: Path) -> None:
    named = set(re.findall(r"PAGEWITNESS_[A-Z_]+", path.read_text("utf-8")))
    assert named <= VARIABLES


def test_every_flag_in_a_line_that_starts_the_app_exists() -> None:
    text = (ROOT / "docs/operations.md").read_text("utf-8")
    started = re.findall(r"pagewitness-app (--.*)", text)
    named = [flag for line in started for flag in re.findall(r"--[a-z-]+", line)]
    named += re.findall(r"`(--[a-z-]+)(?: \w+)?`", text)
    assert len(named) > 5
    assert set(named) <= FLAGS


def values_in(text: str) -> dict[str, str]:
    """The variables that a Dockerfile or a unit sets."""
    return dict(re.findall(r"(PAGEWITNESS_\w+)=(\S+)", text))


@pytest.mark.parametrize("text", [DOCKERFILE, UNIT.read_text("utf-8")], ids=["image", "unit"])
def test_what_is_set_there_makes_sense(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    values = values_in(text)
    assert values["PAGEWITNESS_LOG_FORMAT"] == "json"
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    parse_flags([])


# -- the image


def stages() -> dict[str, str]:
    parts = re.split(r"^FROM \S+ AS (\w+)$", DOCKERFILE, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.mark.parametrize("stage", ["cpu", "cuda"])
def test_an_image_runs_the_installed_app_and_not_as_root(stage: str) -> None:
    lines = stages()[stage].splitlines()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (command,) = [json.loads(line[4:]) for line in lines if line.startswith("CMD ")]
    assert command[0] in project["scripts"]
    assert lines.index("USER pagewitness") < lines.index(f"CMD {json.dumps(command)}")
    assert "VOLUME /data" in lines
    assert values_in(DOCKERFILE)["PAGEWITNESS_HOME"].startswith("/data/")


def test_the_default_image_is_for_a_cpu_with_the_torch_that_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (torch,) = [line for line in project["dependencies"] if line.startswith("torch")]
    assert list(stages())[-1] == "cpu"
    assert f'"{torch}" --index-url https://download.pytorch.org/whl/cpu' in stages()["cpu"]


def test_all_that_is_installed_goes_into_the_image() -> None:
    kept = {
        line[1:]
        for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines()
        if line.startswith("!")
    }
    assert {"app.py", "qa", "ui", "sample_docs", "pyproject.toml", "README.md", "LICENSE"} == kept
    assert all((ROOT / name).exists() for name in kept)


@contextmanager
def answering(status: int) -> Iterator[tuple[int, list[str]]]:
    """Give the port of a server that answers everything so, and what it was asked for."""
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port, asked
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(("status", "is_healthy"), [(200, True), (503, False)])
@pytest.mark.parametrize("stage", ["cpu", "cuda"])
def test_the_health_check_of_an_image_asks_the_app(
    stage: str, status: int, is_healthy: bool
) -> None:
    (check,) = re.findall(r"^ +CMD (\[.*\])$", stages()[stage], re.MULTILINE)
    with answering(status) as (port, asked):
        environment = {**os.environ, "PAGEWITNESS_PORT": str(port), "no_proxy": "*"}
        done = subprocess.run(
            json.loads(check), env=environment, capture_output=True, check=False, timeout=30
        )
    assert (done.returncode == 0) is is_healthy
    assert [KNOWN_PATHS.fullmatch(path) is not None for path in asked] == [True]


# -- compose, systemd, Spaces


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    return parsed


def test_compose_builds_a_target_that_is_there_and_publishes_to_this_machine_alone(
    compose: dict[str, Any],
) -> None:
    app = compose["services"]["app"]
    assert app["build"]["target"] in stages()
    assert app["ports"] == ["127.0.0.1:7860:7860"]
    assert app["read_only"] is True
    assert app["cap_drop"] == ["ALL"]
    mounted = [mount for service in compose["services"].values() for mount in service["volumes"]]
    assert {mount.partition(":")[0] for mount in mounted} == compose["volumes"].keys()


def test_the_model_server_is_beside_the_app_only_when_asked_for_and_reached_by_it_alone(
    compose: dict[str, Any],
) -> None:
    server = compose["services"]["vllm"]
    assert server["profiles"] == ["vllm"]
    assert "ports" not in server
    address = "PAGEWITNESS_MODEL=http://vllm:8000/v1"
    assert address in (ROOT / "docs/operations.md").read_text("utf-8")


def test_compose_sets_what_makes_sense_and_waits_longer_than_the_app(
    compose: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = compose["services"]["app"]
    for name, value in app["environment"].items():
        default = re.fullmatch(r"\$\{\w+:-(.*)\}", value)
        monkeypatch.setenv(name, default[1] if default else value)
    flags = parse_flags([])
    assert (flags.model, flags.allowed_host) == ("quotes", [])
    assert not flags.metrics_token
    assert float(app["stop_grace_period"].removesuffix("s")) > flags.grace_seconds


def test_the_unit_starts_an_installed_program_and_waits_longer_than_the_app() -> None:
    text = UNIT.read_text("utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (program,) = re.findall(r"^ExecStart=(\S+)", text, re.MULTILINE)
    assert Path(program).name in project["scripts"]
    (seconds,) = re.findall(r"^TimeoutStopSec=(\d+)", text, re.MULTILINE)
    assert float(seconds) > float(values_in(text)["PAGEWITNESS_GRACE_SECONDS"])


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / UNIT.name
    text = UNIT.read_text("utf-8")
    unit.write_text(re.sub(r"(?m)^ExecStart=.*", "ExecStart=/bin/sh", text), "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert [line for line in done.stderr.splitlines() if UNIT.name in line] == []


def test_the_head_for_spaces_names_the_port_of_the_image() -> None:
    head = (ROOT / "deploy/spaces/README.md").read_text("utf-8").split("---")[1]
    said = yaml.safe_load(head)
    assert said["sdk"] == "docker"
    assert f"EXPOSE {said['app_port']}" in DOCKERFILE
    assert said["app_port"] == parse_flags([]).port
    assert len(said["short_description"]) <= 60
