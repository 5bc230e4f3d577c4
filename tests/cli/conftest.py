"""The command line on a library of a test module's own."""

import pytest

from qa.__main__ import main


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("library")


@pytest.fixture
def run(home, monkeypatch, capsys):
    """Run a command; returns its exit code, and what it has printed."""
    monkeypatch.setenv("PAGEWITNESS_HOME", str(home))

    def run(*arguments):
        code = main(list(map(str, arguments)))
        return code, capsys.readouterr()

    return run
