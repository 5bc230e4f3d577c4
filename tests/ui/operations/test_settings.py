"""Each flag is an environment variable too, and the page about them says what the code says."""

from pathlib import Path

import pytest

from qa.cli.passwords import set_password
from ui.operations.environment import options_of, variable_of
from ui.operations.flags import app_parser, parse_flags
from ui.operations.settings_page import PAGE, main, settings_page

VALUES = {  # as a service manager would write them -> as the app takes them
    "--host": ("0.0.0.0", "0.0.0.0"),
    "--port": ("8080", 8080),
    "--auth": ("anna:one, ben:two", [("anna", "one"), ("ben", "two")]),
    "--auth-file": ("", None),  # with a file: below
    "--allowed-host": ("app.example,app.internal", ["app.example", "app.internal"]),
    "--trusted-proxy": ("10.0.0.0/8", ["10.0.0.0/8"]),
    "--share": ("1", True),
    "--share-without-password": ("true", True),
    "--model": ("quotes", "quotes"),
    "--context": ("2048", 2048),
    "--shelf-gb": ("1.5", 1_500_000_000),
    "--kv": ("fp8", "fp8"),
    "--prefill": ("sparse", "sparse"),
    "--metrics-token": ("sesame", "sesame"),
    "--log-format": ("json", "json"),
    "--grace-seconds": ("0", 0.0),
    "--no-samples": ("yes", True),
}
WRONG = {
    "--port": "http",
    "--auth": "anna",
    "--trusted-proxy": "my-proxy",
    "--share": "maybe",
    "--context": "3",
    "--shelf-gb": "-1",
    "--kv": "1bit",
    "--grace-seconds": "soon",
}


def test_every_flag_has_its_case_here() -> None:
    assert {flag for flag, _ in options_of(app_parser())} == set(VALUES)


@pytest.mark.parametrize("flag", [flag for flag in VALUES if flag != "--auth-file"])
def test_a_variable_sets_what_its_flag_sets(flag: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text, expected = VALUES[flag]
    dest = dict(options_of(app_parser()))[flag].dest
    assert getattr(parse_flags([]), dest) != expected
    monkeypatch.setenv(variable_of(flag), text)
    value = getattr(parse_flags([]), dest)
    if flag == "--trusted-proxy":
        value = [str(network) for network in value]
    assert value == expected


def test_a_file_of_logins_can_be_named_by_a_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logins = tmp_path / "logins"
    set_password(logins, "anna", "a long password")
    monkeypatch.setenv("PAGEWITNESS_AUTH_FILE", str(logins))
    assert parse_flags([]).hashes.keys() == {"anna"}


@pytest.mark.parametrize("flag", WRONG)
def test_a_wrong_value_is_a_sentence_that_names_the_variable_and_not_the_value(
    flag: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(variable_of(flag), WRONG[flag])
    with pytest.raises(SystemExit) as stopped:
        parse_flags([])
    said = capsys.readouterr().err.splitlines()[-1]
    assert stopped.value.code == 2
    assert f"environment variable {variable_of(flag)}: " in said
    assert said.endswith(".")
    assert f" {WRONG[flag]} " not in said


def test_the_command_line_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGEWITNESS_PORT", "8080")
    monkeypatch.setenv("PAGEWITNESS_ALLOWED_HOST", "a.example,b.example")
    flags = parse_flags(["--port", "7860", "--allowed-host", "c.example"])  # 7860 is the default
    assert (flags.port, flags.allowed_host) == (7860, ["c.example"])


def test_a_flag_without_a_value_can_be_said_to_be_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGEWITNESS_SHARE", "off")
    assert parse_flags([]).share is False


@pytest.mark.parametrize("flag", VALUES)
def test_an_empty_variable_sets_nothing(flag: str, monkeypatch: pytest.MonkeyPatch) -> None:
    without = vars(parse_flags([]))
    monkeypatch.setenv(variable_of(flag), " ")
    assert vars(parse_flags([])) == without


def test_two_starts_do_not_share_what_was_listed() -> None:
    assert parse_flags(["--allowed-host", "a.example"]).allowed_host == ["a.example"]
    assert parse_flags([]).allowed_host == []


def test_the_page_says_what_the_code_says() -> None:
    assert PAGE.read_text("utf-8") == settings_page(), (
        "make docs/settings.md again: python -m ui.operations.settings_page"
    )


def test_the_page_is_made_by_one_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "settings.md"
    monkeypatch.setattr("ui.operations.settings_page.PAGE", page)
    main()
    assert "| `--shelf-gb GB` | `PAGEWITNESS_SHELF_GB` |" in page.read_text("utf-8")
