"""Files in the reading room: each has its own fate, and none leaves anything behind."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.errors import NeedsPassword, NotAPdf, TooManyDocuments
from qa.library import SAMPLES_OWNER
from qa.library.folder_lock import LOCK_NAME
from qa.pipeline import ask
from tests.ui.small_reports import OWNER, finished, small_report
from ui.state import uploads
from ui.state.app_state import AppState
from ui.state.uploads import State, Upload, UploadQueue

HandIn = Callable[..., Upload]


def files_left(reading: Upload) -> list[Path]:
    return [path for path in reading.path.parent.iterdir() if path.name != LOCK_NAME]


def test_a_report_becomes_a_document_of_its_owner(desk: AppState, hand_in: HandIn) -> None:
    done = hand_in(small_report(), "report.pdf")
    assert done.state is State.DONE
    assert [d.document_id for d in desk.documents(OWNER)] == [done.document_id]
    assert desk.documents("browser:ben") == []
    assert files_left(done) == []


def test_a_refused_file_says_why_and_does_not_stop_the_next(hand_in: HandIn) -> None:
    refused = hand_in(b"<html>no</html>", "page.pdf")
    done = hand_in(small_report())
    assert isinstance(refused.error, NotAPdf)
    assert done.state is State.DONE
    assert files_left(done) == []


def test_a_locked_report_opens_with_its_password(desk: AppState, hand_in: HandIn) -> None:
    locked = hand_in(small_report(password="sesame"), "locked.pdf")
    assert locked.is_locked
    desk.room.unlock(locked.reading_id, "wrong", owner=OWNER)
    assert isinstance(finished(locked).error, NeedsPassword)
    desk.room.unlock(locked.reading_id, "sesame", owner="browser:ben")
    assert locked.is_locked
    desk.room.unlock(locked.reading_id, "sesame", owner=OWNER)
    assert finished(locked).state is State.DONE
    assert files_left(locked) == []


def test_a_refused_file_can_be_put_away_by_its_owner_only(desk: AppState, hand_in: HandIn) -> None:
    refused = hand_in(b"")
    desk.room.cancel(refused.reading_id, owner="browser:ben")
    assert desk.room.readings(OWNER) == [refused]
    desk.room.cancel(refused.reading_id, owner=OWNER)
    assert desk.room.readings(OWNER) == []


def test_stopping_a_reading_leaves_nothing(desk: AppState) -> None:
    pages = tuple((f"Page {number} of a long report",) for number in range(300))
    path = desk.room.new_file()
    path.write_bytes(small_report(pages))
    started = desk.room.take(path, owner=OWNER, file_name="long.pdf")
    desk.room.cancel(started.reading_id, owner=OWNER)
    deadline = time.monotonic() + 60
    while desk.room.readings(OWNER) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert desk.room.readings(OWNER) == []
    assert desk.documents(OWNER) == []
    assert files_left(started) == []


def test_an_owner_has_only_so_many_files_at_once(
    desk: AppState, hand_in: HandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "FILES_PER_OWNER", 1)
    desk.room.check_room(OWNER)
    hand_in(b"")
    with pytest.raises(TooManyDocuments):
        desk.room.check_room(OWNER)
    desk.room.check_room("browser:ben")


def test_a_fault_of_ours_is_shown_by_number_and_logged(
    hand_in: HandIn, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(uploads, "read_document", broken)
    failed = hand_in(small_report())
    deadline = time.monotonic() + 5
    while failed.state is not State.REFUSED and time.monotonic() < deadline:
        time.sleep(0.02)
    assert failed.error is None
    assert failed.fault is not None
    assert failed.fault in caplog.text


def test_samples_are_seen_by_all_and_answers_to_them_by_one(desk: AppState, tmp_path: Path) -> None:
    source = tmp_path / "sample.pdf"
    source.write_bytes(small_report())
    desk.room.take_all([source], owner=SAMPLES_OWNER)
    (sample,) = desk.room.readings(SAMPLES_OWNER)
    document_id = finished(sample).document_id
    assert source.exists()
    anna, ben = (desk.find(document_id, owner) for owner in (OWNER, "browser:ben"))
    list(ask(anna, "Purchases of property"))
    assert len(desk.find(document_id, OWNER).answers()) == 1
    assert ben.answers() == []
    ben.clear_answers()
    assert len(anna.answers()) == 1


def test_closing_deletes_what_waits_and_the_next_start_what_a_dead_one_left(
    desk: AppState, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    dead = tmp_path / (uploads.FOLDER_PREFIX + "dead")
    dead.mkdir()
    (dead / "half").write_bytes(b"x")
    with UploadQueue(desk.library) as room:
        alive = room.new_file().parent
        (alive / "waiting").write_bytes(b"x")
        assert not dead.exists()
        with UploadQueue(desk.library):
            assert alive.exists()
    assert not alive.exists()
