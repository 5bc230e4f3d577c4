"""Adding, finding, reading back and removing documents."""

import os
import sqlite3
import stat
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from qa.answer import Coverage
from qa.document import BBox, Line, LineRole, PageStatus
from qa.errors import (
    DiskFull,
    LibraryUnusable,
    TooManyDocuments,
    UnknownDocument,
)
from qa.library import Library
from qa.library.catalog import MAX_IDLE, Catalog
from tests.library.small_documents import answer, document, line, page, small_document


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "library") as library:
        yield library


def test_a_page_comes_back_as_it_was_stored(library):
    report = document(
        page(1, "Net sales 1,577 1,373", "净利润", heading="Annual report"),
        page(2, status=PageStatus.NO_TEXT),
        page(3, "a line\nwith a break in it", ""),
    )

    stored = library.add(report, b"%PDF", owner="ann", file_name="report.pdf")

    assert stored.pages() == report.pages
    assert stored.pages([3, 1]) == (report.pages[2], report.pages[0])
    assert stored.page(2) == report.pages[1]
    assert stored.page_texts() == tuple(page.text for page in report.pages)


def test_a_handle_knows_all_but_the_text(library):
    report = small_document()

    added = library.add(report, b"%PDF-1.7", owner="ann", file_name="r.pdf", password="secret")

    stored = library.get(added.document_id, owner="ann")
    assert stored == added
    assert (stored.sha256, stored.title, stored.file_name) == (report.sha256, "The report", "r.pdf")
    assert stored.sections == report.sections
    assert stored.printed_numbers == ("F-1", "F-2")
    assert stored.page_sizes == ((612.0, 791.97), (612.0, 791.97))
    assert (stored.num_pages, stored.num_tokens) == (2, report.num_tokens)
    assert stored.pdf_path.read_bytes() == b"%PDF-1.7"
    assert stored.password == "secret"
    assert "secret" not in repr(stored)


def test_coverage_has_every_page_of_the_file_once(library):
    report = document(
        page(1, "text"),
        page(2, status=PageStatus.NO_TEXT),
        page(3, status=PageStatus.FAILED),
        page(4, status=PageStatus.UNREADABLE),
        page(5, status=PageStatus.NOT_READ),
    )

    stored = library.add(
        replace(report, num_pages_in_file=7), b"%PDF", owner="ann", file_name="r.pdf"
    )

    assert stored.coverage == Coverage(read=(1,), without_text=(2, 3, 4), left_out=(5, 6, 7))


@pytest.mark.parametrize("page_number", [0, -1, 3])
def test_a_page_outside_the_document_is_an_index_error(library, page_number):
    stored = library.add(small_document(), b"%PDF", owner="ann", file_name="r.pdf")

    with pytest.raises(IndexError):
        stored.page(page_number)


def test_a_line_at_infinity_is_brought_back_into_range(library):
    box = BBox(float("-inf"), 0.0, 1e300, float("nan"))
    report = document(replace(page(1), lines=(Line("far", box, (0.0, 1.0, 2.0, 1e12)),)))

    stored = library.add(report, b"%PDF", owner="ann", file_name="r.pdf")

    (far,) = stored.page(1).lines
    assert far.text == "far"
    assert far.edges[:3] == (0.0, 1.0, 2.0)
    assert far.bbox.x0 < far.bbox.x1 < 1e8


def test_answers_are_kept_in_order_with_their_citations(library):
    stored = library.add(small_document(), b"%PDF", owner="ann", file_name="r.pdf")
    first, again, second = answer("How?"), replace(answer("How?"), text="Again"), answer("Why?")

    for each in (first, second, again):
        stored.save_answer(each)

    assert library.get(stored.document_id, owner="ann").answers() == [first, second, again]
    stored.clear_answers()
    assert stored.answers() == []
    assert library.get(stored.document_id, owner="ann") == stored


def test_the_same_bytes_are_one_document_to_one_owner(library):
    first = library.add(small_document(), b"%PDF", owner="ann", file_name="r.pdf")

    second = library.add(small_document(), b"%PDF", owner="ann", file_name="copy.pdf")

    assert second == first
    assert library.documents(owner="ann") == [first]
    assert len(list(first.folder.parent.iterdir())) == 1


def test_the_same_bytes_are_two_documents_to_two_owners(library):
    anns = library.add(small_document(), b"%PDF", owner="ann", file_name="r.pdf")
    bobs = library.add(small_document(), b"%PDF", owner="bob", file_name="r.pdf")
    anns.save_answer(answer())

    library.remove(anns.document_id, owner="ann")

    assert anns.document_id != bobs.document_id
    assert bobs.answers() == []
    assert bobs.pdf_path.read_bytes() == b"%PDF"
    assert bobs.page(1).text.startswith("Net sales")


def test_nobody_reads_or_removes_what_belongs_to_another(library):
    anns = library.add(small_document(), b"%PDF", owner="ann", file_name="r.pdf")

    with pytest.raises(UnknownDocument):
        library.get(anns.document_id, owner="bob")
    with pytest.raises(UnknownDocument):
        library.remove(anns.document_id, owner="bob")
    assert library.documents(owner="bob") == []
    assert library.find(anns.sha256, owner="bob") is None
    assert library.find(anns.sha256, owner="ann") == anns


def test_a_reading_that_came_further_takes_the_place_and_the_answers(library):
    partly = document(page(1, "Net sales"), page(2, status=PageStatus.NOT_READ))
    whole = document(page(1, "Net sales"), page(2, "Total assets"))
    first = library.add(partly, b"%PDF", owner="ann", file_name="r.pdf")
    first.save_answer(answer())

    second = library.add(whole, b"%PDF", owner="ann", file_name="r.pdf")

    assert library.documents(owner="ann") == [second]
    assert second.page_texts() == ("Net sales", "Total assets")
    assert second.answers() == [answer()]
    assert not first.folder.exists()
    with pytest.raises(UnknownDocument):
        first.page(1)


def test_a_reading_that_came_less_far_changes_nothing(library):
    whole = library.add(small_document(), b"%PDF", owner="ann", file_name="r.pdf")
    partly = document(page(1, "Net sales"), page(2, status=PageStatus.NOT_READ))

    assert library.add(partly, b"%PDF", owner="ann", file_name="r.pdf") == whole


def test_what_was_removed_is_unknown_and_off_the_disk(library):
    stored = library.add(small_document(), b"%PDF", owner="ann", file_name="r.pdf")
    stored.save_answer(answer())

    library.remove(stored.document_id, owner="ann")

    assert not stored.folder.exists()
    with pytest.raises(UnknownDocument):
        library.get(stored.document_id, owner="ann")
    with pytest.raises(UnknownDocument):
        stored.page_texts()
    with pytest.raises(UnknownDocument):
        stored.save_answer(answer())
    assert stored.answers() == []


def test_documents_are_listed_newest_first(library):
    names = ("old", "middle", "new")
    for name in names:
        library.add(small_document(name), b"%PDF", owner="ann", file_name=f"{name}.pdf")

    listed = [stored.file_name for stored in library.documents(owner="ann")]

    assert listed == ["new.pdf", "middle.pdf", "old.pdf"]


def test_sweeping_takes_the_old_and_spares_the_used_and_the_kept(library):
    kept = library.add(small_document("a"), b"%PDF", owner="local", file_name="a.pdf")
    old = library.add(small_document("b"), b"%PDF", owner="ann", file_name="b.pdf")
    used = library.add(small_document("c"), b"%PDF", owner="ann", file_name="c.pdf")
    time.sleep(0.3)
    used.save_answer(answer())

    assert library.sweep(older_than_seconds=60) == ()
    assert library.sweep(older_than_seconds=0.2, keep_owners={"local"}) == (old.document_id,)

    assert library.documents(owner="ann") == [used]
    assert library.documents(owner="local") == [kept]
    assert not old.folder.exists()


def test_sweeping_takes_what_guests_were_answered_long_ago_on_a_document_that_stays(
    library, monkeypatch
):
    sample = library.add(small_document("a"), b"%PDF", owner="samples", file_name="a.pdf")
    guests = [sample.seen_by(name) for name in ("ann", "ben")]
    with monkeypatch.context() as long_ago:
        long_ago.setattr(time, "time", lambda: 1000.0)
        for asker in (sample, *guests):
            asker.save_answer(answer())
            asker.save_answer(answer("Why?"))
    guests[1].save_answer(answer("Why?"))

    assert library.sweep(older_than_seconds=60, keep_owners={"samples"}) == ()
    assert guests[0].answers() == []
    assert guests[1].answers() == [answer("Why?")]
    assert len(sample.answers()) == 2
    assert library.sweep(older_than_seconds=-60, keep_owners={"samples"}) == ()
    assert guests[1].answers() == []


def test_a_full_shelf_takes_no_more_but_knows_what_it_has(tmp_path):
    with Library.open(tmp_path / "library", max_documents_per_owner=1) as library:
        first = library.add(small_document("a"), b"%PDF", owner="ann", file_name="a.pdf")

        with pytest.raises(TooManyDocuments, match="1 documents"):
            library.add(small_document("b"), b"%PDF", owner="ann", file_name="b.pdf")
        with pytest.raises(TooManyDocuments):
            library.ensure_room(owner="ann")

        assert library.add(small_document("a"), b"%PDF", owner="ann", file_name="a.pdf") == first
        library.add(small_document("b"), b"%PDF", owner="bob", file_name="b.pdf")
        assert len(list(first.folder.parent.iterdir())) == 2


def test_the_library_is_there_after_a_restart(tmp_path):
    with Library.open(tmp_path / "library") as library:
        stored = library.add(small_document(), b"%PDF", owner="ann", file_name="r.pdf")
        stored.save_answer(answer())

    with Library.open(tmp_path / "library") as library:
        (again,) = library.documents(owner="ann")
        assert again == stored
        assert again.page(1) == small_document().pages[0]
        assert again.answers() == [answer()]


def test_the_library_lives_where_the_environment_says(tmp_path, monkeypatch):
    monkeypatch.setenv("PAGEWITNESS_HOME", str(tmp_path / "elsewhere"))

    with Library.open() as library:
        stored = library.add(small_document(), b"%PDF", owner="ann", file_name="r.pdf")

    assert stored.pdf_path.is_relative_to(tmp_path / "elsewhere")


def test_only_the_user_may_look_into_the_library(tmp_path):
    old_mask = os.umask(0)
    try:
        with Library.open(tmp_path / "library") as library:
            library.add(small_document(), b"%PDF", owner="ann", file_name="r.pdf")
            modes = {
                path.relative_to(tmp_path): stat.S_IMODE(path.stat().st_mode)
                for path in (tmp_path / "library", *(tmp_path / "library").rglob("*"))
            }
    finally:
        os.umask(old_mask)

    folders = {path for path in modes if (tmp_path / path).is_dir()}
    assert {modes[path] for path in folders} == {0o700}
    assert {modes[path] for path in modes.keys() - folders} == {0o600}


def test_no_path_holds_an_owner_or_a_file_name(library, tmp_path):
    library.add(small_document(), b"%PDF", owner="ann", file_name="../../secret plan.pdf")

    paths = " ".join(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*"))

    assert "ann" not in paths
    assert "secret" not in paths


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b""])
def test_a_file_that_is_no_library_is_one_clear_error(tmp_path, content):
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "library.sqlite").write_bytes(content)

    with pytest.raises(LibraryUnusable, match="PAGEWITNESS_HOME"):
        Library.open(folder)


def test_a_folder_with_other_files_is_not_taken_over(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear Bob")
    mode = tmp_path.stat().st_mode

    with pytest.raises(LibraryUnusable, match="other files"):
        Library.open(tmp_path)

    assert tmp_path.stat().st_mode == mode


def test_a_place_where_no_folder_can_be_is_one_clear_error(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(LibraryUnusable):
        Library.open(tmp_path / "file" / "library")


def test_a_foreign_folder_among_the_documents_is_not_swept(tmp_path):
    Library.open(tmp_path / "library").close()
    foreign = tmp_path / "library" / "documents" / "letters"
    foreign.mkdir()

    Library.open(tmp_path / "library").close()

    assert foreign.is_dir()


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path):
    def fill_disk(step: str) -> None:
        if step == "pdf written":
            raise OSError(28, "No space left on device")

    with Library(tmp_path / "library", on_step=fill_disk) as library:
        with pytest.raises(DiskFull, match="big report"):
            library.add(small_document(), b"%PDF", owner="ann", file_name="big report.pdf")

        assert library.documents(owner="ann") == []
        assert list((tmp_path / "library" / "documents").iterdir()) == []


def test_a_line_keeps_its_role(library):
    roles = document(
        replace(page(1), lines=tuple(line(role.value, role=role) for role in LineRole))
    )

    stored = library.add(roles, b"%PDF", owner="ann", file_name="r.pdf")

    assert [line.role for line in stored.page(1).lines] == list(LineRole)


def test_the_folder_can_be_moved(tmp_path):
    with Library.open(tmp_path / "here") as library:
        stored = library.add(small_document(), b"%PDF", owner="ann", file_name="r.pdf")
    Path(tmp_path / "here").rename(tmp_path / "there")

    with Library.open(tmp_path / "there") as library:
        assert library.get(stored.document_id, owner="ann").pages() == small_document().pages


def is_open(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT 1")
    except sqlite3.ProgrammingError:
        return False
    return True


def test_many_who_read_at_one_moment_leave_few_connections_open(tmp_path):
    # given many who read at the same time
    path, many = tmp_path / "library.sqlite", 12
    catalog, all_there, used = Catalog(path), threading.Barrier(many), []

    def read() -> None:
        with catalog.reading() as connection:
            used.append(connection)
            all_there.wait(30)

    readers = [threading.Thread(target=read) for _ in range(many)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    # then each had one of its own, and few hold on to what they have read
    assert len(set(map(id, used))) == many
    assert sum(map(is_open, used)) == MAX_IDLE
    catalog.close()
    assert not any(map(is_open, used))
