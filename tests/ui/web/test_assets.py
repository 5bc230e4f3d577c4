"""The page's scripts: all of them are served and load, and Python calls nothing they lack."""

import re
import shutil
import subprocess

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ui import events, layout
from ui.web.assets import ASSETS, GRID, LOGIN, SCRIPTS, STYLES, asset_routes

LONGEST = 300  # lines, as of every file
METHOD = re.compile(r"^  (?:async )?(\w+)\(.*\) \{$", re.M)


def test_every_file_in_the_folder_is_served() -> None:
    files = {path.name for path in ASSETS.iterdir() if path.suffix in (".js", ".css")}

    assert files == {*SCRIPTS, *STYLES, *LOGIN, *GRID}


@pytest.mark.parametrize("name", [*SCRIPTS, *STYLES, *LOGIN, *GRID])
def test_no_browser_keeps_a_script_of_an_older_version(name: str) -> None:
    with TestClient(Starlette(routes=asset_routes())) as browser:
        served = browser.get(f"/pw/{name}")

    assert served.content == (ASSETS / name).read_bytes()
    assert served.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("name", [*SCRIPTS, "login.js", *GRID[:3]])
def test_a_script_is_sound_javascript(name: str) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node to check scripts with")

    checked = subprocess.run([node, "--check", ASSETS / name], capture_output=True, text=True)

    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("name", [*SCRIPTS, *GRID])
def test_a_script_is_short_enough_to_read(name: str) -> None:
    assert len((ASSETS / name).read_text("utf-8").splitlines()) < LONGEST


def test_no_method_of_the_page_is_defined_twice() -> None:
    names = [name for text in page_scripts() for name in METHOD.findall(text)]

    assert len(names) > 40
    assert sorted(names) == sorted(set(names))


def test_what_python_and_the_scripts_call_on_the_page_is_defined() -> None:
    defined = {name for text in page_scripts() for name in METHOD.findall(text)}
    markup = [layout.CONNECT, events.WITH_CHOICE]
    asked = {name for text in markup for name in re.findall(r"\bpagewitness\.(\w+)\(", text)}
    called = {name for text in page_scripts() for name in re.findall(r"\bthis\.(\w+)\(", text)}

    assert asked == {"connect", "choice", "sent"}
    assert asked <= defined
    assert called - defined == {"send", "language"}  # Gradio's trigger; a method of `words`


def page_scripts() -> list[str]:
    texts = [(ASSETS / name).read_text("utf-8") for name in SCRIPTS]
    return [text for text in texts if "window.pagewitness = Object.assign" in text]
