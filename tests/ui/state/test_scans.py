"""Scanned pages read behind the screen: by their owner's wish, in turns, stopped, removed."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from qa.answer import Progress
from qa.document import PageStatus
from qa.errors import ServerBusy, UnknownDocument, UsageError
from qa.library import StoredDocument
from qa.ocr import installed
from qa.pipeline import read_document
from tests.ocr import stand_in
from tests.ui.scanned_reports import scanned_report
from tests.ui.small_reports import OWNER, finished
from ui.state import scans, uploads
from ui.state.app_state import AppState
from ui.state.model_host import ModelHost
from ui.state.upload import State, Upload

BEN = "browser:ben"
WAIT_S = 60.0
Told = Callable[..., StoredDocument]


def kept(desk: AppState, owner: str = OWNER, title: str = "scan.pdf") -> StoredDocument:
    data = scanned_report() + f"\n% {title}".encode()
    return read_document(data, library=desk.library, owner=owner, file_name=title)


@pytest.fixture(autouse=True)
def recogniser(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in.use(monkeypatch)


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Whose readings have begun; they stand still until they are stopped, or the test ends."""
    names: list[str] = []
    ends = threading.Event()

    def standing(_: object, **given: Any) -> StoredDocument:
        names.append(given["owner"])
        while not (ends.is_set() or given["enough"]() or given["cancelled"]()):
            time.sleep(0.01)
        raise UnknownDocument

    monkeypatch.setattr(uploads, "read_document", standing)
    yield names
    ends.set()


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert is_so()


def test_scanned_pages_become_text_under_a_new_id_and_the_old_one_leads_there(
    desk: AppState,
) -> None:
    before = kept(desk)

    done = finished(desk.room.read_scans(before))

    assert done.state is State.DONE, done.error
    (after,) = desk.documents(OWNER)
    text, none = PageStatus.TEXT, PageStatus.NO_TEXT
    assert after.statuses == (text, text, text, none)
    assert done.document_id == after.document_id != before.document_id
    assert desk.find(before.document_id, OWNER) == after
    with pytest.raises(UnknownDocument):
        desk.find(before.document_id, BEN)
    assert after.pdf_path.exists()


def test_images_and_a_models_memory_of_the_reading_before_go_at_once(
    desk: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept(desk)
    desk.renderer.png(before.pdf_path, 1, scale=1.0)
    assert desk.renderer.images_bytes > 0
    desk.ahead.take(before)
    keeper = Keeper()
    with monkeypatch.context() as patch:
        patch.setattr(ModelHost, "keeper", keeper)
        done = finished(desk.room.read_scans(before))

    assert done.state is State.DONE, done.error
    assert desk.renderer.images_bytes == 0
    assert before.document_id in keeper.forgotten
    assert done.document_id not in keeper.forgotten
    assert before.document_id not in desk.ahead.progress()


class Keeper:
    """A model that notes what it is to forget, and reads nothing."""

    def __init__(self) -> None:
        self.forgotten: list[str] = []

    def forget(self, document_id: str) -> None:
        self.forgotten.append(document_id)

    def read_ahead(self, *_: object, **__: object) -> Iterator[Progress]:
        return iter(())


def test_without_the_extra_it_is_refused_in_a_sentence(
    desk: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installed, "PACKAGES", ("no_such_package_anywhere",))
    with pytest.raises(UsageError, match="pip install"):
        desk.room.read_scans(kept(desk))
    assert desk.room.readings(OWNER) == []


def test_asked_twice_it_is_read_once(desk: AppState, begun: list[str]) -> None:
    document = kept(desk)
    assert desk.room.read_scans(document) is desk.room.read_scans(document)


def test_of_each_owner_one_report_is_read_at_a_time_beside_those_of_others(
    desk: AppState, begun: list[str]
) -> None:
    for number in range(3):
        desk.room.read_scans(kept(desk, title=f"{number}.pdf"))
    desk.room.read_scans(kept(desk, BEN))

    wait_until(lambda: len(begun) == 2)
    assert sorted(begun) == [OWNER, BEN]
    assert [r.state for r in desk.room.readings(OWNER)].count(State.WAITING) == 2


def test_readings_of_files_go_on_beside_them(desk: AppState, begun: list[str]) -> None:
    for owner in (OWNER, BEN, "browser:cleo"):
        desk.room.read_scans(kept(desk, owner))
    wait_until(lambda: len(begun) == 3)
    path = desk.room.new_file()
    path.write_bytes(b"x")
    desk.room.take(path, owner="browser:dan", file_name="a.pdf")
    wait_until(lambda: "browser:dan" in begun)


def test_one_that_waits_is_stopped_at_once(desk: AppState, begun: list[str]) -> None:
    desk.room.read_scans(kept(desk, title="1.pdf"))
    wait_until(lambda: len(begun) == 1)
    waiting = desk.room.read_scans(kept(desk, title="2.pdf"))
    desk.room.cancel(waiting.reading_id, owner=BEN)
    assert not waiting.is_stopped
    desk.room.cancel(waiting.reading_id, owner=OWNER)
    wait_until(lambda: desk.room.find(waiting.reading_id, owner=OWNER) is None)
    assert begun == [OWNER]


def test_stopping_keeps_what_was_read(desk: AppState, monkeypatch: pytest.MonkeyPatch) -> None:
    reading: list[Upload] = []
    real = uploads.read_document

    def stopped_at_the_second(*args: Any, **given: Any) -> StoredDocument:
        note = given.pop("on_progress")

        def on_progress(progress: Any) -> None:
            note(progress)
            if progress.stage == "recognising" and progress.done == 1:
                desk.room.cancel(reading[0].reading_id, owner=OWNER)

        wait_until(lambda: bool(reading))
        return real(*args, on_progress=on_progress, **given)

    monkeypatch.setattr(uploads, "read_document", stopped_at_the_second)
    before = kept(desk)
    reading.append(desk.room.read_scans(before))
    finished(reading[0])

    after = desk.find(before.document_id, OWNER)
    assert after.statuses[1] is PageStatus.TEXT
    assert PageStatus.NO_TEXT in after.statuses


def test_a_removed_report_does_not_come_back(
    desk: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = kept(desk)
    real = uploads.read_document

    def removed_meanwhile(*args: Any, **given: Any) -> StoredDocument:
        desk.library.remove(document.document_id, owner=OWNER)
        desk.forget(document.document_id)
        return real(*args, **given)

    monkeypatch.setattr(uploads, "read_document", removed_meanwhile)
    finished(desk.room.read_scans(document))
    assert desk.documents(OWNER) == []
    assert desk.room.readings(OWNER) == []


def test_one_removed_while_the_last_of_it_is_written_does_not_come_back(
    desk: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = kept(desk)
    real = uploads.read_document

    def removed_at_the_end(*args: Any, **given: Any) -> StoredDocument:
        note = given.pop("on_progress")

        def on_progress(progress: Any) -> None:
            note(progress)
            if progress.stage == "indexing":  # nothing asks whether it is stopped any more
                desk.library.remove(document.document_id, owner=OWNER)
                desk.forget(document.document_id)

        return real(*args, on_progress=on_progress, **given)

    monkeypatch.setattr(uploads, "read_document", removed_at_the_end)
    finished(desk.room.read_scans(document))
    assert desk.documents(OWNER) == []
    assert desk.room.readings(OWNER) == []


def test_what_is_long_done_is_forgotten_though_no_file_comes_in(
    desk: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = kept(desk)
    monkeypatch.setattr(uploads, "read_document", lambda _, **given: document)
    finished(desk.room.read_scans(document))
    monkeypatch.setattr(uploads, "FORGOTTEN_AFTER", -1.0)
    newest = desk.room.read_scans(document)
    assert desk.room.readings(OWNER) == [newest]


def test_one_in_which_nothing_new_was_read_leads_nowhere_once_it_is_removed(
    desk: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = kept(desk)
    monkeypatch.setattr(uploads, "read_document", lambda _, **given: document)
    done = finished(desk.room.read_scans(document))
    assert done.document_id == document.document_id

    desk.library.remove(document.document_id, owner=OWNER)
    desk.forget(document.document_id)

    with pytest.raises(UnknownDocument):
        desk.find(document.document_id, OWNER)


def test_only_so_many_wait(
    desk: AppState, begun: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scans, "PER_OWNER", 1)
    desk.room.read_scans(kept(desk, title="1.pdf"))
    with pytest.raises(ServerBusy):
        desk.room.read_scans(kept(desk, title="2.pdf"))
    desk.room.read_scans(kept(desk, BEN))


def test_when_the_app_ends_what_was_read_is_kept(desk: AppState, begun: list[str]) -> None:
    document = kept(desk)
    reading = desk.room.read_scans(document)
    wait_until(lambda: begun == [OWNER])
    desk.room.end_scans()
    assert reading.enough.is_set()
    assert not reading.cancelled.is_set()
    finished(reading)
