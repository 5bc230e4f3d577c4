"""Processes that die, disks that are full, and many writers at once."""

import resource
import signal
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qa.library import Library
from tests.library.small_documents import answer, document, page, small_document

ROOT = Path(__file__).parents[2]
STEPS = ("folder made", "pdf written", "lines written", "on disk", "rows written", "committed")

ADD = """
import os, signal, sys
from pathlib import Path
from qa.library import Library
from tests.library.small_documents import small_document

def on_step(name):
    print(name, flush=True)
    if name == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)

with Library(Path(sys.argv[1]), on_step=on_step) as library:
    library.add(small_document(), b"%PDF", owner="ann", file_name="r.pdf")
"""

ADD_MANY = """
import sys
from pathlib import Path
from qa.library import Library
from tests.library.small_documents import answer, small_document

for number in range(8):
    with Library.open(Path(sys.argv[1])) as library:  # every start sweeps
        name = f"{sys.argv[2]}-{number}"
        stored = library.add(small_document(name), b"%PDF", owner="ann", file_name=name)
        stored.save_answer(answer())
        library.add(small_document("same"), b"%PDF", owner="ann", file_name="same.pdf")
"""

FILL = """
import resource, signal, sys
from pathlib import Path
from qa.errors import AnswerNotKept, DiskFull
from qa.library import Library
from tests.library.small_documents import answer, document, page, small_document

with Library.open(Path(sys.argv[1])) as library:
    small = library.add(small_document(), b"%PDF", owner="ann", file_name="small.pdf")
    limit = int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    big = document(*(page(n, *["net sales " * 20] * 20) for n in range(1, 30)), name="big")
    try:
        library.add(big, b"x" * 300_000, owner="ann", file_name="big.pdf")
    except DiskFull as error:
        print("refused:", error)
    try:
        for _ in range(100):
            small.save_answer(answer("Why? " * 1000))
    except AnswerNotKept as error:
        print("not kept:", error)
"""


def run(program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def folders(library_folder: Path) -> set[str]:
    return {path.name for path in (library_folder / "documents").iterdir()}


@pytest.mark.parametrize("step", STEPS)
def test_a_process_killed_while_adding_leaves_all_or_nothing(tmp_path, step):
    killed = run(ADD, tmp_path / "library", step)
    assert killed.returncode == -signal.SIGKILL, killed.stderr

    with Library.open(tmp_path / "library") as library:
        stored = library.documents(owner="ann")
        assert len(stored) == (1 if step == "committed" else 0)
        assert all(document.pages() == small_document().pages for document in stored)
        assert folders(tmp_path / "library") == {document.document_id for document in stored}

        again = library.add(small_document(), b"%PDF", owner="ann", file_name="r.pdf")
        assert again.pages() == small_document().pages


def test_the_steps_above_are_all_steps(tmp_path):
    finished = run(ADD, tmp_path / "library", "no such step")

    assert finished.stdout.splitlines() == list(STEPS), finished.stderr


def test_a_start_does_not_sweep_what_another_is_adding(tmp_path):
    waiting, is_wanted = threading.Event(), threading.Event()

    def on_step(name: str) -> None:
        if name == "pdf written":
            waiting.set()
            assert is_wanted.wait(10)

    with Library(tmp_path / "library", on_step=on_step) as library, ThreadPoolExecutor(1) as pool:
        adding = pool.submit(library.add, small_document(), b"%PDF", owner="ann", file_name="r.pdf")
        assert waiting.wait(10)
        Library.open(tmp_path / "library").close()
        is_wanted.set()

        assert adding.result(10).pages() == small_document().pages


def test_several_processes_add_and_answer_at_once(tmp_path):
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", ADD_MANY, str(tmp_path / "library"), name],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("a", "b", "c")
    ]
    errors = [program.communicate(timeout=60)[1] for program in programs]

    assert errors == ["", "", ""]
    with Library.open(tmp_path / "library") as library:
        stored = library.documents(owner="ann")
        assert len(stored) == 3 * 8 + 1
        assert all(document.pages() for document in stored)
        assert sum(len(document.answers()) for document in stored) == 3 * 8
        assert folders(tmp_path / "library") == {document.document_id for document in stored}


def test_a_new_library_can_be_opened_by_many_at_once(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        for number in range(20):
            folder = tmp_path / str(number)
            for library in pool.map(lambda _, folder=folder: Library.open(folder), range(8)):
                library.close()


def test_many_threads_use_one_library(tmp_path):
    def use(library: Library, number: int) -> None:
        owner = f"owner {number % 4}"
        report = document(page(1, f"{owner} report {number}"), name=str(number % 8))
        stored = library.add(report, b"%PDF", owner=owner, file_name="r.pdf")
        stored.save_answer(answer(f"Question {number}?"))
        assert library.get(stored.document_id, owner=owner).page(1).text.startswith(owner)

    with Library.open(tmp_path / "library") as library, ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: use(library, number), range(64)))

        counts = [len(library.documents(owner=f"owner {number}")) for number in range(4)]
        assert counts == [2, 2, 2, 2]


@pytest.mark.parametrize("limit", [4096, 100_000, 310_000])
def test_a_file_that_cannot_grow_is_a_full_disk(tmp_path, limit):
    filled = run(FILL, tmp_path / "library", limit)

    assert filled.stderr == ""
    refused, not_kept = filled.stdout.splitlines()
    assert refused.startswith("refused: The disk is full, so big.pdf was not kept.")
    assert not_kept.startswith("not kept: The disk is full, so this answer")
    with Library.open(tmp_path / "library") as library:
        (small,) = library.documents(owner="ann")
        assert small.pages() == small_document().pages
        assert folders(tmp_path / "library") == {small.document_id}
        small.save_answer(answer())


def test_the_limit_of_this_process_is_untouched():
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


OPEN_AS_ANOTHER = """
import os, sys
from pathlib import Path
from qa.errors import LibraryUnusable
from qa.library import Library

if os.geteuid() == 0:  # who may write everywhere
    os.setuid(65534)
try:
    Library.open(Path(sys.argv[1]))
except LibraryUnusable as error:
    print(error)
"""


def test_a_folder_that_cannot_be_written_is_told_and_left_alone():
    with tempfile.TemporaryDirectory() as home:  # pytest's own are closed to other users
        Path(home).chmod(0o755)
        folder = Path(home) / "library"
        with Library.open(folder) as library:
            library.add(small_document(), b"%PDF", owner="ann", file_name="r.pdf")
        paths = (folder, *folder.rglob("*"))
        for path in paths:
            path.chmod(0o555 if path.is_dir() else 0o444)
        before = [path.stat().st_mtime_ns for path in paths]

        opened = run(OPEN_AS_ANOTHER, folder)

        after = [path.stat().st_mtime_ns for path in paths]
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)
        assert opened.stderr == ""
        assert str(folder) in opened.stdout
        assert before == after
        with Library.open(folder) as library:
            assert library.documents(owner="ann")[0].pages() == small_document().pages
