"""Grids are kept for their owner alone, with each cell's answer and review."""

from dataclasses import replace

import pytest

from qa.errors import GridTooLarge, TooManyGrids, UnknownGrid
from qa.library import Library
from qa.library.grids import MAX_GRIDS, GridQuestion
from tests.library.old_library import unpack_old_library
from tests.library.small_documents import answer, small_document

ANNA, BEN = "browser:anna", "browser:ben"
QUESTIONS = (GridQuestion("Revenue?", "收入？", "money"), GridQuestion("Who audits?"))


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "library") as library:
        yield library


@pytest.fixture
def reports(library):
    return [
        library.add(small_document(name), b"%PDF", owner=ANNA, file_name=f"{name}.pdf").document_id
        for name in ("one", "two")
    ]


@pytest.fixture
def grid(library, reports):
    return library.grids.add(owner=ANNA, title="Mine", document_ids=reports, questions=QUESTIONS)


def test_a_grid_comes_back_as_it_was_made(library, grid, reports):
    found = library.grids.get(grid.grid_id, owner=ANNA)

    assert found == grid
    assert found.questions == QUESTIONS
    assert found.document_ids == tuple(enumerate(reports))
    assert library.grids.of(ANNA) == [grid]
    assert library.grids.waiting(grid.grid_id) == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_nobody_else_sees_or_removes_it(library, grid):
    assert library.grids.of(BEN) == []
    with pytest.raises(UnknownGrid):
        library.grids.get(grid.grid_id, owner=BEN)
    with pytest.raises(UnknownGrid):
        library.grids.remove(grid.grid_id, owner=BEN)
    assert library.grids.of(ANNA) == [grid]


def test_an_answer_and_its_review_are_kept_and_told_to_who_asks_what_has_changed(library, grid):
    store = library.grids
    store.keep_answer(grid.grid_id, (1, 0), answer())
    store.review(grid.grid_id, (1, 0), state="edited", edited="33 m", note="restated")

    (cell,) = store.cells(grid.grid_id, since=0)

    assert cell.answer == answer()
    assert (cell.report, cell.question, cell.revision) == (1, 0, 2)
    assert (cell.state, cell.edited, cell.note) == ("edited", "33 m", "restated")
    assert store.cells(grid.grid_id, since=2) == []
    assert store.cells(grid.grid_id, at=(1, 0)) == [cell]
    counts = {"total": 4, "answered": 1, "unchecked": 3, "accepted": 0, "wrong": 0, "edited": 1}
    assert store.counts(grid.grid_id) == counts


def test_a_cell_asked_again_is_empty_and_keeps_its_note(library, grid):
    store = library.grids
    store.keep_answer(grid.grid_id, (0, 0), answer())
    store.review(grid.grid_id, (0, 0), state="wrong", note="last year's")

    store.ask_again(grid.grid_id, [(0, 0)])

    (cell,) = store.cells(grid.grid_id, at=(0, 0))
    assert (cell.answer, cell.state, cell.note) == (None, "unchecked", "last year's")
    assert (0, 0) in store.waiting(grid.grid_id)


def test_nothing_waits_in_a_grid_that_is_stopped(library, grid):
    library.grids.stop(grid.grid_id, stopped=True)
    assert library.grids.waiting(grid.grid_id) == []

    library.grids.stop(grid.grid_id, stopped=False)
    assert len(library.grids.waiting(grid.grid_id)) == 4


def test_a_report_that_is_removed_takes_its_cells_along_and_the_others_keep_their_place(
    library, grid, reports
):
    library.remove(reports[0], owner=ANNA)
    library.grids.keep_answer(grid.grid_id, (0, 0), answer())  # one still on its way

    assert library.grids.get(grid.grid_id, owner=ANNA).document_ids == ((1, reports[1]),)
    assert {cell.report for cell in library.grids.cells(grid.grid_id)} == {1}


def test_a_better_reading_of_a_report_takes_its_place_in_the_grid(library):
    cut = replace(small_document(), num_pages_in_file=3)
    first = library.add(cut, b"%PDF", owner=ANNA, file_name="r.pdf")
    made = library.grids.add(
        owner=ANNA, title="", document_ids=[first.document_id], questions=QUESTIONS
    )
    library.grids.keep_answer(made.grid_id, (0, 0), answer())

    whole = library.add(small_document(), b"%PDF", owner=ANNA, file_name="r.pdf", instead_of=first)

    assert library.grids.get(made.grid_id, owner=ANNA).document_ids == ((0, whole.document_id),)
    assert library.grids.cells(made.grid_id, at=(0, 0))[0].answer == answer()


def test_there_is_a_most_of_reports_questions_and_grids(library, reports):
    for ids, questions in ((reports * 6, QUESTIONS), (reports, QUESTIONS * 101)):
        with pytest.raises(GridTooLarge):
            library.grids.add(owner=ANNA, title="", document_ids=ids, questions=questions)
    for _ in range(MAX_GRIDS):
        library.grids.add(owner=ANNA, title="", document_ids=reports, questions=QUESTIONS)
    with pytest.raises(TooManyGrids):
        library.grids.add(owner=ANNA, title="", document_ids=reports, questions=QUESTIONS)


def test_a_sweep_forgets_old_grids_and_keeps_reports_that_a_grid_asked_lately(
    library, grid, reports, monkeypatch
):
    monkeypatch.setattr("time.time", lambda: 10**10)
    library.grids.keep_answer(grid.grid_id, (0, 0), answer())

    swept = library.sweep(older_than_seconds=3600)

    assert swept == (reports[1],)
    assert library.grids.of(ANNA)[0].document_ids == ((0, reports[0]),)
    monkeypatch.setattr("time.time", lambda: 2 * 10**10)
    library.sweep(older_than_seconds=3600)
    assert library.grids.of(ANNA) == []


def test_an_older_library_gets_its_grids(tmp_path):
    with Library.open(unpack_old_library(tmp_path / "old")) as library:
        (document,) = library.documents(owner="local")
        made = library.grids.add(
            owner="local", title="", document_ids=[document.document_id], questions=QUESTIONS
        )

        assert library.grids.get(made.grid_id, owner="local") == made
