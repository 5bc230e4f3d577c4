"""What was worked out of a document's pages is kept with them, by name and number."""

import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from qa.errors import DiskFull, UnknownDocument
from qa.library import DerivedData, Library
from tests.library.small_documents import small_document

ROOT = Path(__file__).parents[2]
STEPS = ("copied", "changed", "on disk", "replaced")

KEEP_AND_DIE = """
import os, signal, sys
from pathlib import Path
from qa.library import DerivedData
from qa.library.lines_file import keep_derived

def on_step(name):
    print(name, flush=True)
    if name == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)

keep_derived(Path(sys.argv[1]), DerivedData("facts", 2, b"new"), on_step=on_step)
"""

KEEP_MANY = """
import sys
from pathlib import Path
from qa.library import Library

with Library.open(Path(sys.argv[1])) as library:
    (document,) = library.documents(owner="ann")
    for number in range(10):
        document.keep_derived(f"{sys.argv[2]} {number}", 1, sys.argv[2].encode())
        assert document.page(2).text == "Total assets 1,577"
"""


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "library") as library:
        yield library


def add(library, *derived):
    return library.add(small_document(), b"%PDF", owner="ann", file_name="r.pdf", derived=derived)


def start(program, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_it_comes_back_as_it_was_given(library):
    data = bytes(range(256))

    stored = add(library, DerivedData("index", 3, data), DerivedData("nothing", 1, b""))

    assert stored.derived("index", 3) == data
    assert stored.derived("nothing", 1) == b""
    assert stored.derived("facts", 1) is None


@pytest.mark.parametrize("version", [2, 4])
def test_that_of_another_number_counts_as_absent(library, version):
    stored = add(library, DerivedData("index", 3, b"three"))

    assert stored.derived("index", version) is None


def test_it_can_come_later_than_the_document_and_replace_an_older_one(library):
    stored = add(library, DerivedData("index", 3, b"three"))

    stored.keep_derived("facts", 1, b"facts")
    stored.keep_derived("index", 4, b"four")

    (again,) = library.documents(owner="ann")
    assert again.derived("facts", 1) == b"facts"
    assert (again.derived("index", 3), again.derived("index", 4)) == (None, b"four")
    assert again.pages() == small_document().pages
    assert again.folder.joinpath("lines.sqlite").stat().st_mode & 0o777 == 0o600


def test_what_a_newer_version_has_kept_stays(library):
    stored = add(library, DerivedData("index", 3, b"three"))

    stored.keep_derived("index", 2, b"two")

    assert stored.derived("index", 3) == b"three"


def test_a_reader_that_began_before_goes_on_with_what_it_has(library):
    stored = add(library)
    path = stored.folder / "lines.sqlite"
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as reader:
        rows = reader.execute("SELECT text FROM lines")
        first = rows.fetchone()
        stored.keep_derived("facts", 1, bytes(500_000))

        assert [first, *rows] == [
            ("Net sales grew 7.4%",),
            ("营业收入增长",),
            ("Total assets 1,577",),
        ]


def test_two_processes_and_threads_keep_theirs_at_once(library, tmp_path):
    stored = add(library)
    programs = [start(KEEP_MANY, tmp_path / "library", name) for name in ("a", "b")]
    with ThreadPoolExecutor(4) as pool:
        keeping = [pool.submit(stored.keep_derived, f"t {n}", 1, b"t") for n in range(10)]
        for kept in keeping:
            kept.result(60)

    assert [program.communicate(timeout=60)[1] for program in programs] == ["", ""]
    for name in ("a", "b", "t"):
        assert {stored.derived(f"{name} {n}", 1) for n in range(10)} == {name.encode()}


def test_what_one_process_keeps_another_has(library, tmp_path):
    stored = add(library)

    assert start(KEEP_MANY, tmp_path / "library", "a").communicate(timeout=60)[1] == ""

    assert stored.derived("a 9", 1) == b"a"


@pytest.mark.parametrize("step", STEPS)
def test_a_process_killed_while_keeping_leaves_the_old_or_the_new(library, tmp_path, step):
    stored = add(library, DerivedData("facts", 1, b"old"))
    killed = start(KEEP_AND_DIE, stored.folder / "lines.sqlite", step)
    output, errors = killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL, errors
    assert output.splitlines()[-1] == step

    is_new = step == "replaced"
    assert stored.derived("facts", 1) == (None if is_new else b"old")
    assert stored.derived("facts", 2) == (b"new" if is_new else None)
    assert stored.pages() == small_document().pages
    Library.open(tmp_path / "library").close()  # a start takes away what is unfinished
    assert not list(stored.folder.glob("*.new"))
    stored.keep_derived("facts", 2, b"new")
    assert stored.derived("facts", 2) == b"new"


def test_the_steps_above_are_all_steps(library):
    stored = add(library)

    output, errors = start(KEEP_AND_DIE, stored.folder / "lines.sqlite", "none").communicate()

    assert output.splitlines() == list(STEPS), errors


def test_a_start_leaves_alone_what_is_being_written(library, tmp_path, monkeypatch):
    stored = add(library)

    def look(path):
        Library.open(tmp_path / "library").close()
        assert path.exists()

    monkeypatch.setattr("qa.library.replacing.wait_for_disk", look)
    stored.keep_derived("facts", 1, b"facts")

    assert stored.derived("facts", 1) == b"facts"


def test_a_full_disk_is_told_and_changes_nothing(library, monkeypatch):
    stored = add(library, DerivedData("facts", 1, b"old"))

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("qa.library.replacing.wait_for_disk", full)
    with pytest.raises(DiskFull):
        stored.keep_derived("facts", 2, b"new")

    assert stored.derived("facts", 1) == b"old"
    assert not list(stored.folder.glob("*.new"))


def test_a_document_that_was_removed_keeps_nothing(library):
    stored = add(library)
    library.remove(stored.document_id, owner="ann")
    with pytest.raises(UnknownDocument):
        stored.derived("facts", 1)
    with pytest.raises(UnknownDocument):
        stored.keep_derived("facts", 1, b"facts")
    assert not stored.folder.exists()


def test_a_document_removed_meanwhile_leaves_nothing_behind(library, monkeypatch):
    stored = add(library)
    with monkeypatch.context() as meanwhile:
        # As if the folder had been emptied just before the new file was put into it.
        meanwhile.setattr("qa.library.document_folders.shutil.rmtree", lambda *_, **__: None)
        library.remove(stored.document_id, owner="ann")

    with pytest.raises(UnknownDocument):
        stored.keep_derived("facts", 1, b"facts")

    assert not stored.folder.exists()
