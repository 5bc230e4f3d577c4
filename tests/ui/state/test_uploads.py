"""Files in the reading room: each has its own fate, and none leaves anything behind."""

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.errors import (
    DiskFull,
    NeedsPassword,
    NotAPdf,
    PlaceFull,
    ReadingCancelled,
    ServerBusy,
    TooManyDocuments,
)
from qa.library import SAMPLES_OWNER
from qa.library.folder_lock import LOCK_NAME
from qa.pdf.limits import FILES_AT_ONCE
from qa.pipeline import ask
from tests.ui.small_reports import OWNER, finished, small_report
from ui.state import uploads
from ui.state.app_state import AppState
from ui.state.quotas import Quotas, Reservation
from ui.state.upload import State, Upload
from ui.state.uploads import UploadQueue
from ui.state.workplace import FOLDER_PREFIX

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


def reserve(room: UploadQueue, owner: str, address: str = "", num_bytes: int = 10) -> Reservation:
    return room.reserve(owner=owner, address=address, num_bytes=num_bytes, file_name="a.pdf")


def test_an_owner_has_only_so_many_files_at_once(desk: AppState) -> None:
    with UploadQueue(desk.library, quotas=Quotas(files_per_owner=1)) as room:
        mine = reserve(room, OWNER)
        with pytest.raises(TooManyDocuments):
            reserve(room, OWNER)
        reserve(room, "browser:ben")
        room.give_back(mine)
        reserve(room, OWNER)


def test_a_refused_file_counts_until_it_is_put_away(desk: AppState) -> None:
    with UploadQueue(desk.library, quotas=Quotas(files_per_owner=1)) as room:
        reserved = reserve(room, OWNER)
        path = room.new_file()
        path.write_bytes(b"")
        refused = room.take(path, owner=OWNER, file_name="a.pdf", reservation=reserved)
        finished(refused)
        with pytest.raises(TooManyDocuments):
            reserve(room, OWNER)
        room.cancel(refused.reading_id, owner=OWNER)
        reserve(room, OWNER)


def test_a_fresh_cookie_is_no_fresh_budget(desk: AppState) -> None:
    with UploadQueue(desk.library, quotas=Quotas(files_per_address=2)) as room:
        reserve(room, "browser:1", "192.0.2.7")
        reserve(room, "browser:2", "192.0.2.7")
        with pytest.raises(ServerBusy):
            reserve(room, "browser:3", "192.0.2.7")
        reserve(room, "browser:3", "192.0.2.8")


def test_all_files_on_their_way_have_a_size_together(desk: AppState) -> None:
    with UploadQueue(desk.library, quotas=Quotas(bytes_in_all=100)) as room:
        reserve(room, OWNER, num_bytes=60)
        with pytest.raises(ServerBusy):
            reserve(room, "browser:ben", num_bytes=41)
        reserve(room, "browser:ben", num_bytes=40)


def test_a_minimum_of_the_disk_stays_free(desk: AppState, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")._replace(free=1000)
    monkeypatch.setattr("ui.state.quotas.shutil.disk_usage", lambda path: usage)
    with UploadQueue(desk.library, quotas=Quotas(min_free_bytes=900)) as room:
        reserve(room, OWNER, num_bytes=60)  # promised, though not a byte of it is written
        with pytest.raises(DiskFull):
            reserve(room, "browser:ben", num_bytes=41)
        reserve(room, "browser:ben", num_bytes=40)


def test_a_shared_library_holds_only_so_many_reports(desk: AppState, hand_in: HandIn) -> None:
    hand_in(small_report())
    with UploadQueue(desk.library, quotas=Quotas(documents_in_all=2)) as room:
        reserve(room, "browser:ben")
        with pytest.raises(PlaceFull):
            reserve(room, "browser:cleo")


def test_who_hands_in_one_file_does_not_wait_for_all_of_who_hands_in_many(
    desk: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    go = threading.Event()

    def reading(path: Path, *, owner: str, **_: object) -> None:
        go.wait(30)
        order.append(owner)
        raise ReadingCancelled(file_name="a.pdf")

    monkeypatch.setattr(uploads, "read_document", reading)
    for owner in ["anna"] * 8 + ["ben"]:
        path = desk.room.new_file()
        path.write_bytes(b"x")
        desk.room.take(path, owner=owner, file_name="a.pdf")
    go.set()
    deadline = time.monotonic() + 30
    while len(order) < 9 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert order.index("ben") <= FILES_AT_ONCE + 1


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
    dead = tmp_path / (FOLDER_PREFIX + "dead")
    dead.mkdir()
    (dead / "half").write_bytes(b"x")
    with UploadQueue(desk.library) as room:
        alive = room.new_file().parent
        (alive / "waiting").write_bytes(b"x")
        assert not dead.exists()
        with UploadQueue(desk.library):
            assert alive.exists()
    assert not alive.exists()


def test_what_was_read_long_ago_is_a_document_and_no_upload_any_more(
    desk: AppState, hand_in: HandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = hand_in(small_report(), "report.pdf")
    refused = hand_in(b"", "empty.pdf")
    done.changed_at -= uploads.DONE_FOR_S + 1
    refused.changed_at -= uploads.DONE_FOR_S + 1
    desk.room.reserve(owner=OWNER, address="", num_bytes=1, file_name="next.pdf")
    assert done not in desk.room.readings(OWNER), "a kilobyte for each file that ever came in"
    assert refused in desk.room.readings(OWNER)
    assert done.document_id in [d.document_id for d in desk.documents(OWNER)]
