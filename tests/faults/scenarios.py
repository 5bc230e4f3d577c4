"""What is done while a call fails, and what has to hold afterwards, however it ended.

A scenario makes a folder once; each trial does its work in a copy of it, and then checks the copy.
"""

import sqlite3
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from qa.library import Library
from qa.library.catalog import CATALOG_FORMAT
from qa.library.derived_data import DerivedData
from qa.library.grids import GridQuestion
from tests.library.old_library import FUTURE_FORMAT, unpack_old_library
from tests.library.small_documents import answer, small_document

OWNER = "browser:anna"
FIRST, SECOND = answer("How did net sales grow?"), answer("What were total assets?")
INDEX = DerivedData("index", 1, b"worked out" * 100)
KEY = "a" * 64


@dataclass(frozen=True, slots=True)
class Scenario:
    """make: the folder before. act: returns when it says that it is done. check: raises
    AssertionError unless what was said to be kept is there; told whether `act` came to its end.
    """

    make: Callable[[Path], None]
    act: Callable[[Path], None]
    check: Callable[[Path, bool], None]


_HELD: list[Library] = []


def _held(library: Library) -> Library:
    """Keep it open when the work is done, as the app does: closing it would sync what it left."""
    _HELD.append(library)
    return library


def _make(folder: Path) -> None:
    with Library.open(folder) as library:
        stored = library.add(small_document("old"), b"%PDF old", owner=OWNER, file_name="old.pdf")
        stored.save_answer(FIRST)
        library.grids.add(
            owner=OWNER,
            title="Mine",
            document_ids=[stored.document_id],
            questions=(GridQuestion("Revenue?"), GridQuestion("Who audits?")),
        )


def _check_old(library: Library) -> None:
    """All is there that was kept before."""
    stored = library.find(small_document("old").sha256, owner=OWNER)
    assert stored is not None, "the old report is lost"
    assert stored.page(1) == small_document("old").pages[0], "a page of the old report has changed"
    assert stored.pdf_path.read_bytes() == b"%PDF old", "the old file has changed"
    assert FIRST in stored.answers(), "the old answer is lost"
    (grid,) = library.grids.of(OWNER)
    assert len(grid.questions) == 2, "the grid is lost"


def _no_half_report(folder: Path, library: Library) -> None:
    names = {stored.document_id for stored in library.documents(owner=OWNER)}
    assert {path.name for path in (folder / "documents").iterdir()} == names, "an orphan is left"


def _add(folder: Path) -> None:
    library = _held(Library.open(folder))
    library.add(
        small_document("new"), b"%PDF new", owner=OWNER, file_name="new.pdf", derived=[INDEX]
    )


def _check_added(folder: Path, done: bool) -> None:
    with Library.open(folder) as library:
        _check_old(library)
        _no_half_report(folder, library)
        stored = library.find(small_document("new").sha256, owner=OWNER)
        assert stored is not None or not done, "a report said to be kept is lost"
        if stored is not None:
            assert stored.pages() == small_document("new").pages, "half a report can be asked"
            assert stored.pdf_path.read_bytes() == b"%PDF new"
        _add(folder)


def _make_cut(folder: Path) -> None:
    _make(folder)
    whole = small_document("cut")
    cut = type(whole)(whole.sha256, whole.title, whole.pages[:1], whole.sections[:0], 2)
    with Library.open(folder) as library:
        stored = library.add(cut, b"%PDF cut", owner=OWNER, file_name="cut.pdf")
        stored.save_answer(FIRST)


def _replace(folder: Path) -> None:
    """A reading that came further takes the place of the one before."""
    library = _held(Library.open(folder))
    library.add(small_document("cut"), b"%PDF cut", owner=OWNER, file_name="cut.pdf")


def _check_replaced(folder: Path, done: bool) -> None:
    with Library.open(folder) as library:
        _check_old(library)
        _no_half_report(folder, library)
        stored = library.find(small_document("cut").sha256, owner=OWNER)
        assert stored is not None, "the report is lost with the one that took its place"
        assert stored.answers() == [FIRST], "its answer is lost"
        assert stored.page(1).text == small_document("cut").page(1).text
        assert len(stored.pages()) == 2 or not done


def _answer(folder: Path) -> None:
    library = _held(Library.open(folder))
    _old(library).save_answer(SECOND)


def _old(library: Library):  # type: ignore[no-untyped-def]
    stored = library.find(small_document("old").sha256, owner=OWNER)
    assert stored is not None
    return stored


def _check_answered(folder: Path, done: bool) -> None:
    with Library.open(folder) as library:
        _check_old(library)
        assert SECOND in _old(library).answers() or not done, "an answer said to be kept is lost"
        _old(library).save_answer(SECOND)


def _derive(folder: Path) -> None:
    library = _held(Library.open(folder))
    _old(library).keep_derived(INDEX.name, INDEX.version, INDEX.data)


def _check_derived(folder: Path, done: bool) -> None:
    with Library.open(folder) as library:
        _check_old(library)
        found = _old(library).derived(INDEX.name, INDEX.version)
        assert found == INDEX.data or (found is None and not done)


def _change_grid(folder: Path) -> None:
    library = _held(Library.open(folder))
    (grid,) = library.grids.of(OWNER)
    library.grids.keep_answer(grid.grid_id, (0, 0), SECOND)
    library.grids.review(grid.grid_id, (0, 0), state="edited", edited="33 m", note="restated")


def _check_grid(folder: Path, done: bool) -> None:
    with Library.open(folder) as library:
        _check_old(library)
        (grid,) = library.grids.of(OWNER)
        cells = library.grids.cells(grid.grid_id, at=(0, 0))
        if done:
            assert [(c.answer, c.edited) for c in cells] == [(SECOND, "33 m")], "a cell is lost"
        _change_grid(folder)


def _make_damaged(folder: Path) -> None:
    _make(folder)
    with Library.open(folder) as library:
        lines = _old(library).folder / "lines.sqlite"
    lines.write_bytes(b"no database" * 500)


def _read_again(folder: Path) -> None:
    library = _held(Library.open(folder, read_again=lambda stored: small_document("old")))
    assert _old(library).page(1)


def _check_read_again(folder: Path, done: bool) -> None:
    with Library.open(folder, read_again=lambda stored: small_document("old")) as library:
        _check_old(library)


def _check_new(folder: Path, done: bool) -> None:
    _make(folder)
    with Library.open(folder) as library:
        _check_old(library)


def _make_outdated(folder: Path) -> None:
    unpack_old_library(folder)


def _migrate(folder: Path) -> None:
    """Bring library.sqlite and a report's lines to today's format and beyond."""
    library = _held(Library(folder, catalog_format=FUTURE_FORMAT))
    (stored,) = library.documents(owner="local")
    assert stored.page(1).text


def _check_migrated(folder: Path, done: bool) -> None:
    with sqlite3.connect(folder / "library.sqlite") as connection:
        number = connection.execute("PRAGMA user_version").fetchone()[0]
    assert number == FUTURE_FORMAT.newest or not done, "a migration said to be done is lost"
    is_new = number > CATALOG_FORMAT.newest
    with Library(folder, catalog_format=FUTURE_FORMAT if is_new else CATALOG_FORMAT) as library:
        (stored,) = library.documents(owner="local")
        assert stored.page(1).text.startswith("Letter"), "a page is lost"
        assert len(stored.answers()) == 3, "an answer is lost"


def _kv(folder: Path, seed: int, key: str) -> None:
    from qa.engine.kv_cache.cache import KVFormat
    from qa.engine.kv_store.store import KVStore, StoreKey
    from tests.engine.kv_store.caches import filled

    arena = filled(KVFormat.INT8, 30, seed=seed)
    folder.mkdir(exist_ok=True)
    KVStore().keep(StoreKey(folder, key), lambda: nullcontext(arena), lambda share: True)


def _check_kv(folder: Path, done: bool) -> None:
    from qa.engine.kv_cache.cache import KVFormat
    from qa.engine.kv_store.store import KVStore, StoreKey
    from tests.engine.kv_store.caches import empty, filled, same

    for key, seed in ((KEY, 1), ("b" * 64, 2)):
        back = empty(KVFormat.INT8, 30)
        place = StoreKey(folder, key)
        is_there = KVStore().has(place)
        assert is_there or seed == 2, "the reading of before is lost"
        found = KVStore().fetch(place, back, 30, lambda share: True)
        assert found == is_there, "a reading under its name is not whole"
        assert not found or same(back, filled(KVFormat.INT8, 30, seed=seed)), "other bits came back"
    _kv(folder, 2, "b" * 64)
    assert not list(folder.glob("*.partial")), "an unfinished file is left"


SCENARIOS = {
    "reading": Scenario(_make, _add, _check_added),
    "better reading": Scenario(_make_cut, _replace, _check_replaced),
    "answer": Scenario(_make, _answer, _check_answered),
    "derived data": Scenario(_make, _derive, _check_derived),
    "grid": Scenario(_make, _change_grid, _check_grid),
    "migration": Scenario(_make_outdated, _migrate, _check_migrated),
    "damage": Scenario(_make_damaged, _read_again, _check_read_again),
    "new library": Scenario(
        Path.mkdir, lambda folder: _held(Library.open(folder)) and None, _check_new
    ),
    "kv file": Scenario(
        lambda folder: _kv(folder, 1, KEY), lambda folder: _kv(folder, 2, "b" * 64), _check_kv
    ),
}
