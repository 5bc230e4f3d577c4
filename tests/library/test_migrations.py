"""A library of an older format is brought to today's, whatever happens meanwhile.

Two made-up steps after today's show what migrations of library.sqlite do.
"""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from qa.errors import LibraryNotUpdated, LibraryTooNew, LibraryUnusable
from qa.library import Library, lines_file
from qa.library.catalog import CATALOG_FORMAT
from qa.library.lines_file import LINES_FORMAT
from qa.library.migrations import Migration, migrate
from tests.library.old_library import FUTURE_FORMAT, NEXT, NEXT_BUT_ONE, unpack_old_library
from tests.library.small_documents import answer, small_document

ROOT = Path(__file__).parents[2]
CATALOG_STEPS = (
    *(f"migrated to {step.version}" for step in (NEXT, NEXT_BUT_ONE)),
    *("numbered", "migration committed"),
)
LINES_STEPS = (
    *("copied", "migrated to 1", "numbered", "migration committed"),
    *("changed", "on disk", "replaced"),
)

DIE = """
import os, signal, sys
from pathlib import Path
from qa.library import Library
from qa.library.lines_file import migrate_lines
from tests.library.old_library import FUTURE_FORMAT

def on_step(name):
    print(name, flush=True)
    if name == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)

path = Path(sys.argv[1])
if path.name == "lines.sqlite":
    migrate_lines(path, on_step=on_step)
else:
    Library(path, on_step=on_step, catalog_format=FUTURE_FORMAT).close()
"""

OPEN = """
import sys
from pathlib import Path
from qa.library import Library
from tests.library.old_library import FUTURE_FORMAT

with Library(Path(sys.argv[1]), catalog_format=FUTURE_FORMAT) as library:
    (document,) = library.documents(owner="local")
    assert document.page(1).text.startswith("Letter")
    assert len(document.answers()) == 3
"""


@pytest.fixture
def folder(tmp_path):
    unpacked = unpack_old_library(tmp_path / "library")
    Library.open(unpacked).close()  # in today's format, which those to come begin with
    return unpacked


@pytest.fixture
def lines(folder):
    with Library.open(folder) as library:
        (document,) = library.documents(owner="local")
    return document.folder / "lines.sqlite"


def start(program, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def rows(path, *tables):
    with closing(sqlite3.connect(path)) as connection:
        return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables}


def number(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA user_version").fetchone()[0]


def set_number(path, version):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")


def everything(folder):
    return rows(folder / "library.sqlite", "pages", "sections", "questions", "answers")


# -- older


def test_every_step_is_taken_and_every_row_stays(folder):
    before = everything(folder)

    with Library(folder, catalog_format=FUTURE_FORMAT) as library:
        (document,) = library.documents(owner="local")
        document.save_answer(document.answers()[0])
        assert len(document.answers()) == 4

    after = everything(folder)
    assert number(folder / "library.sqlite") == FUTURE_FORMAT.newest
    assert after["answers"][:-1] == before.pop("answers")
    assert {table: after[table] for table in before} == before
    columns = rows(folder / "library.sqlite", "documents", "remarks")
    assert [row[-1] for row in columns["documents"]] == ["en", "en", "en"]
    assert columns["remarks"] == [("migrated",)]


def test_a_library_half_way_takes_only_the_steps_that_it_lacks(folder):
    half_way = replace(CATALOG_FORMAT, migrations=(*CATALOG_FORMAT.migrations, NEXT))
    Library(folder, catalog_format=half_way).close()
    assert number(folder / "library.sqlite") == half_way.newest

    Library(folder, catalog_format=FUTURE_FORMAT).close()
    Library(folder, catalog_format=FUTURE_FORMAT).close()

    assert rows(folder / "library.sqlite", "remarks") == {"remarks": [("migrated",)]}


def test_a_new_library_is_made_in_the_newest_format_without_a_step(tmp_path):
    steps = []

    Library(tmp_path / "new", catalog_format=FUTURE_FORMAT, on_step=steps.append).close()

    assert steps == []
    assert number(tmp_path / "new" / "library.sqlite") == FUTURE_FORMAT.newest
    assert rows(tmp_path / "new" / "library.sqlite", "remarks") == {"remarks": []}


def lose_documents(connection):
    connection.execute("DELETE FROM documents")


def end_the_transaction(connection):
    connection.executescript("CREATE TABLE half (done TEXT);")


@pytest.mark.parametrize(
    ("apply", "kind"),
    [(lose_documents, LibraryUnusable), (end_the_transaction, RuntimeError)],
)
def test_a_step_that_fails_leaves_the_library_as_it_was(folder, apply, kind):
    before = everything(folder)
    step = Migration(CATALOG_FORMAT.newest + 1, apply)
    faulty = replace(CATALOG_FORMAT, migrations=(*CATALOG_FORMAT.migrations, step))

    with pytest.raises(kind):
        Library(folder, catalog_format=faulty)

    assert number(folder / "library.sqlite") == CATALOG_FORMAT.newest
    assert everything(folder) == before
    Library.open(folder).close()


def test_steps_have_the_numbers_that_follow_each_other():
    with pytest.raises(ValueError, match=r"library\.sqlite"):
        replace(CATALOG_FORMAT, migrations=(*CATALOG_FORMAT.migrations, NEXT, NEXT))


def test_lines_of_before_there_was_a_search_index_are_migrated(lines):
    texts = rows(lines, "lines")
    with closing(sqlite3.connect(lines)) as connection:
        connection.execute("DROP TABLE search_index")
        connection.execute("CREATE VIRTUAL TABLE page_terms USING fts5(terms, content='')")

    assert lines_file.read_texts(lines)[1].startswith("Letter")

    assert number(lines) == LINES_FORMAT.newest
    assert rows(lines, "lines", "derived") == texts | {"derived": []}


def test_lines_that_another_process_has_migrated_meanwhile_are_left_alone(lines):
    lines_file.migrate_lines(lines)
    migrated = lines.stat().st_ino

    lines_file.migrate_lines(lines)

    assert lines.stat().st_ino == migrated


def test_the_number_is_part_of_the_transaction(folder):
    statements = []
    with closing(sqlite3.connect(folder / "library.sqlite", isolation_level=None)) as connection:
        connection.set_trace_callback(statements.append)
        migrate(connection, FUTURE_FORMAT)

    numbered = statements.index(f"PRAGMA user_version = {FUTURE_FORMAT.newest}")
    assert statements.count("COMMIT") == 1
    assert statements.index("BEGIN IMMEDIATE") < numbered < statements.index("COMMIT")


# -- newer


def test_a_library_of_a_newer_version_is_refused_and_left_alone(folder):
    before = everything(folder)
    set_number(folder / "library.sqlite", 99)

    with pytest.raises(LibraryTooNew) as refused:
        Library.open(folder)

    assert str(refused.value) == (
        f"The library in {folder} was made or changed by a newer Pagewitness (library.sqlite has"
        f" format 99, this version reads up to {CATALOG_FORMAT.newest}). It was left as it is."
        " Update Pagewitness, or name another folder in PAGEWITNESS_HOME."
    )
    assert number(folder / "library.sqlite") == 99
    assert everything(folder) == before


def test_lines_of_a_newer_version_are_refused_and_left_alone(folder, lines):
    set_number(lines, 7)
    content = lines.read_bytes()

    with Library.open(folder) as library:
        (document,) = library.documents(owner="local")
        for use in (document.page_texts, lambda: document.keep_derived("facts", 1, b"")):
            with pytest.raises(LibraryTooNew, match=r"lines\.sqlite has format 7") as refused:
                use()
            assert f"The library in {folder} was" in str(refused.value)

    assert lines.read_bytes() == content


def test_a_program_that_runs_while_a_newer_one_migrates_is_told(folder):
    with Library.open(folder) as library:
        (document,) = library.documents(owner="local")
        Library(folder, catalog_format=FUTURE_FORMAT).close()

        with pytest.raises(LibraryTooNew):
            document.save_answer(answer())
        with pytest.raises(LibraryTooNew):
            library.add(small_document(), b"%PDF", owner="local", file_name="r.pdf")
        assert len(list(folder.glob("documents/*"))) == 3


def test_a_file_without_a_library_is_called_that(tmp_path):
    Library.open(tmp_path / "library").close()
    set_number(tmp_path / "library" / "library.sqlite", 0)

    with pytest.raises(LibraryUnusable, match="there is no library"):
        Library.open(tmp_path / "library")


# -- killed, crowded, full


@pytest.mark.parametrize("step", CATALOG_STEPS)
def test_a_process_killed_while_migrating_a_library_loses_nothing(folder, step):
    before = everything(folder)

    killed = start(DIE, folder, step)
    output, errors = killed.communicate(timeout=60)

    assert killed.returncode == -signal.SIGKILL, errors
    assert output.splitlines()[-1] == step
    is_new = step == "migration committed"
    path = folder / "library.sqlite"
    assert number(path) == (FUTURE_FORMAT if is_new else CATALOG_FORMAT).newest
    assert everything(folder) == before
    if not is_new:
        Library.open(folder).close()  # the old version goes on with it
    Library(folder, catalog_format=FUTURE_FORMAT).close()
    assert everything(folder) == before
    assert rows(path, "remarks") == {"remarks": [("migrated",)]}


@pytest.mark.parametrize("step", LINES_STEPS)
def test_a_process_killed_while_migrating_lines_loses_nothing(folder, lines, step):
    before = rows(lines, "lines")

    killed = start(DIE, lines, step)
    output, errors = killed.communicate(timeout=60)

    assert killed.returncode == -signal.SIGKILL, errors
    assert output.splitlines()[-1] == step
    assert number(lines) == (LINES_FORMAT.newest if step == "replaced" else 0)
    assert rows(lines, "lines") == before
    with Library.open(folder) as library:
        (document,) = library.documents(owner="local")
        assert document.page(1).text.startswith("Letter to shareholders")
        document.keep_derived("facts", 1, b"facts")
    assert number(lines) == LINES_FORMAT.newest
    assert rows(lines, "lines") == before
    assert not list(lines.parent.glob("*.new"))


@pytest.mark.parametrize("steps", [CATALOG_STEPS, LINES_STEPS])
def test_the_steps_above_are_all_steps(folder, lines, steps):
    output, errors = start(DIE, folder if steps == CATALOG_STEPS else lines, "none").communicate()

    assert output.splitlines() == list(steps), errors


def test_several_processes_that_open_an_old_library_at_once_migrate_it_once(folder):
    programs = [start(OPEN, folder) for _ in range(4)]

    assert [program.communicate(timeout=60)[1] for program in programs] == [""] * 4
    assert rows(folder / "library.sqlite", "remarks") == {"remarks": [("migrated",)]}


def test_a_full_disk_is_told_and_the_old_library_stays(folder, lines, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("qa.library.replacing.wait_for_disk", full)
    content = lines.read_bytes()
    with pytest.raises(LibraryNotUpdated, match="Nothing in it is lost"):
        lines_file.read_texts(lines)
    assert lines.read_bytes() == content

    with pytest.raises(LibraryNotUpdated, match="Nothing in it is lost"):
        Library(folder, catalog_format=FUTURE_FORMAT, on_step=full)
    assert number(folder / "library.sqlite") == CATALOG_FORMAT.newest
