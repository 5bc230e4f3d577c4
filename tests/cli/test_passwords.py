"""A file of logins: written by passwd, read by the app."""

import io
from pathlib import Path

import anyio
import pytest

import app
from qa.__main__ import main
from qa.cli.passwords import read_logins
from qa.errors import UsageError
from ui.web.logins import Logins


def passwd(monkeypatch: pytest.MonkeyPatch, path: Path, name: str, password: str) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    return main(["passwd", str(path), name])


def test_a_login_made_with_passwd_opens_the_app(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "logins"
    assert passwd(monkeypatch, path, "anna", "first secret") == 0
    assert passwd(monkeypatch, path, "ben", "other secret") == 0
    assert passwd(monkeypatch, path, "anna", "second secret") == 0
    text = path.read_text()
    assert "secret" not in text
    assert text.count("$argon2id$") == 2
    assert path.stat().st_mode & 0o077 == 0
    flags = app.parse_flags(["--auth-file", str(path)])
    logins = Logins(flags.auth, flags.hashes)
    for name, password, is_right in (
        ("anna", "second secret", True),
        ("anna", "first secret", False),
        ("ben", "second secret", False),
        ("ben", "other secret", True),
        ("cleo", "second secret", False),
    ):
        assert anyio.run(logins.check, name, password) is is_right


@pytest.mark.parametrize(
    ("name", "password"), [("anna", "short"), ("an na", "long enough"), ("a:b", "long enough")]
)
def test_a_strange_name_or_a_short_password_changes_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    password: str,
) -> None:
    assert passwd(monkeypatch, tmp_path / "logins", name, password) == 2
    assert not (tmp_path / "logins").exists()
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("text", ["", "anna:secret\n", "# nobody\n", ":$argon2id$\n"])
def test_a_file_without_hashed_logins_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "logins"
    path.write_text(text)
    with pytest.raises(UsageError, match="passwd"):
        read_logins(path)
    with pytest.raises(SystemExit):
        app.parse_flags(["--auth-file", str(path)])
    with pytest.raises(UsageError):
        read_logins(tmp_path / "missing")
