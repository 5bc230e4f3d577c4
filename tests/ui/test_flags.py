"""What the flags of app.py mean."""

from pathlib import Path

import pytest

import app
from qa.library import SAMPLES_OWNER, Library
from qa.pdf import Limits
from tests.ui.small_reports import finished, small_report
from ui.state.uploads import UploadQueue


def test_without_flags_the_app_is_for_this_machine_alone() -> None:
    flags = app.parse_flags([])
    assert (flags.host, flags.port, flags.share, flags.auth) == ("127.0.0.1", 7860, False, [])


def test_how_a_model_keeps_and_reads_is_a_choice_among_names() -> None:
    flags = app.parse_flags(["--kv", "kv4", "--prefill", "sparse"])
    assert (flags.kv, flags.prefill) == ("kv4", "sparse")
    flags = app.parse_flags([])
    assert (flags.kv, flags.prefill) == ("auto", "dense")
    with pytest.raises(SystemExit):
        app.parse_flags(["--kv", "1bit"])


def test_several_logins_can_be_named() -> None:
    flags = app.parse_flags(["--auth", "anna:a:b", "--auth", "ben:2"])
    assert flags.auth == [("anna", "a:b"), ("ben", "2")]


@pytest.mark.parametrize("login", ["anna", "anna:", ":x", ""])
def test_a_login_needs_a_name_and_a_password(
    login: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        app.parse_flags(["--auth", login])
    assert stopped.value.code == 2
    assert "USER:PASSWORD" in capsys.readouterr().err


def test_a_public_link_is_never_without_a_password() -> None:
    first, second = (app.parse_flags(["--share"]) for _ in range(2))
    assert first.auth[0][0] == "guest"
    assert len(first.auth[0][1]) >= 12
    assert first.auth != second.auth
    assert app.parse_flags(["--share", "--auth", "a:b"]).auth == [("a", "b")]


def test_a_public_link_without_a_password_has_to_be_asked_for_by_its_own_flag() -> None:
    flags = app.parse_flags(["--share-without-password"])
    assert (flags.share, flags.auth, flags.made_password) == (True, [], False)
    with pytest.raises(SystemExit):
        app.parse_flags(["--share-without-password", "--auth", "a:b"])


def test_proxies_are_named_by_address_or_network() -> None:
    flags = app.parse_flags(["--trusted-proxy", "10.0.0.0/8", "--trusted-proxy", "::1"])
    assert [str(network) for network in flags.trusted_proxy] == ["10.0.0.0/8", "::1/128"]
    with pytest.raises(SystemExit):
        app.parse_flags(["--trusted-proxy", "my-proxy"])


def test_a_public_link_halves_the_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGEWITNESS_HOME", str(tmp_path))
    with app.open_desk(app.parse_flags(["--share", "--no-samples"])) as desk:
        assert desk.room.limits.max_file_bytes == Limits().max_file_bytes // 2
        assert desk.room.limits.max_pages == Limits().max_pages // 2


def test_samples_of_an_earlier_version_are_put_away(tmp_path: Path) -> None:
    sample = tmp_path / "sample.pdf"
    with Library.open(tmp_path / "library") as library, UploadQueue(library) as room:
        for title in ("First", "Second"):
            sample.write_bytes(small_report(title=title))
            app.put_out_samples(library, room, [sample])
            for reading in room.readings(SAMPLES_OWNER):
                finished(reading)
        assert [d.title for d in library.documents(owner=SAMPLES_OWNER)] == ["Second"]
        app.put_out_samples(library, room, [])
        assert library.documents(owner=SAMPLES_OWNER) == []
