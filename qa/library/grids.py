"""Grids of an owner: reports x questions, each cell an answer with what a person says of it.

A cell is empty until it is asked. Its number `revision` counts up with each change of it, so that
who shows a grid asks for what has changed since.
"""

import json
import logging
import secrets
import sqlite3
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from qa.answer import Answer
from qa.errors import GridTooLarge, TooManyGrids, UnknownGrid
from qa.formats.answer_json import answer_from_json, answer_to_json
from qa.library.catalog import Catalog

MAX_GRIDS = 50  # of an owner
MAX_REPORTS = 10  # of a grid
MAX_GRID_QUESTIONS = 200
MAX_NOTE_CHARS = 2_000
MAX_EDITED_CHARS = 500
MAX_TITLE_CHARS = 120

CellState = Literal["unchecked", "accepted", "wrong", "edited"]
CELL_STATES: tuple[CellState, ...] = get_args(CellState)
GridReader = Literal["model", "quotes"]
Place = tuple[int, int]  # report index, question index

log = logging.getLogger("pagewitness")


@dataclass(frozen=True, slots=True)
class GridQuestion:
    """A question with its expected unit, "" where that is not known.

    chinese: its wording for Chinese reports, "" where it has one wording alone.
    """

    text: str
    chinese: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ReviewGrid:
    """What is asked of which reports. Reports keep their index when another one is removed."""

    grid_id: str
    owner: str
    title: str
    made_at: float  # seconds since 1970
    revision: int
    is_stopped: bool
    reader: GridReader
    document_ids: tuple[tuple[int, str], ...]  # report index, id
    questions: tuple[GridQuestion, ...]


@dataclass(frozen=True, slots=True)
class GridCell:
    """An answer with its review. answer: None until it is asked."""

    report: int
    question: int
    answer: Answer | None = None
    state: CellState = "unchecked"
    edited: str = ""
    note: str = ""
    revision: int = 0


class GridStore:
    """The grids of all owners. Safe from many threads and several processes."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def add(
        self,
        *,
        owner: str,
        title: str,
        document_ids: Sequence[str],
        questions: Sequence[GridQuestion],
        reader: GridReader = "quotes",
    ) -> ReviewGrid:
        """Keep a new grid with empty cells; the caller has seen that the owner has the reports.

        Raises GridTooLarge and TooManyGrids.
        """
        if len(document_ids) > MAX_REPORTS or len(questions) > MAX_GRID_QUESTIONS:
            raise GridTooLarge(reports=MAX_REPORTS, questions=MAX_GRID_QUESTIONS)
        grid_id = secrets.token_hex(16)
        counted = "SELECT count(*) FROM grids WHERE owner = ?"
        with self._catalog.writing() as connection:
            if (count := connection.execute(counted, (owner,)).fetchone()[0]) >= MAX_GRIDS:
                raise TooManyGrids(count=count)
            connection.execute(
                "INSERT INTO grids (grid_id, owner, title, made_at, revision, is_stopped, reader)"
                " VALUES (?, ?, ?, ?, 0, 0, ?)",
                (grid_id, owner, title[:MAX_TITLE_CHARS], time.time(), reader),
            )
            connection.executemany(
                "INSERT INTO grid_reports VALUES (?, ?, ?)",
                [(grid_id, index, document_id) for index, document_id in enumerate(document_ids)],
            )
            connection.executemany(
                "INSERT INTO grid_questions VALUES (?, ?, ?, ?, ?)",
                [(grid_id, n, q.text, q.chinese, q.unit) for n, q in enumerate(questions)],
            )
            connection.executemany(
                "INSERT INTO grid_cells VALUES (?, ?, ?, 0, 'unchecked', '', '', NULL, NULL)",
                [
                    (grid_id, report, question)
                    for report in range(len(document_ids))
                    for question in range(len(questions))
                ],
            )
        return self.get(grid_id, owner=owner)

    def get(self, grid_id: str, *, owner: str) -> ReviewGrid:
        """Return the owner's grid; raises UnknownGrid for all that is not the owner's."""
        with self._catalog.reading() as connection:
            found = _select(connection, owner, grid_id)
        if not found:
            raise UnknownGrid
        return found[0]

    def of(self, owner: str) -> list[ReviewGrid]:
        """Return all grids of an owner, newest first."""
        with self._catalog.reading() as connection:
            return _select(connection, owner)

    def counts(self, grid_id: str) -> dict[str, int]:
        """Return how many cells there are: "total", "answered", and of each state."""
        with self._catalog.reading() as connection:
            rows = connection.execute(
                "SELECT state, count(*), count(answer) FROM grid_cells WHERE grid_id = ?"
                " GROUP BY state",
                (grid_id,),
            ).fetchall()
        counts = dict.fromkeys(("total", "answered", *CELL_STATES), 0)
        for state, total, answered in rows:
            counts["total"] += total
            counts["answered"] += answered
            counts[state] = total
        return counts

    def cells(self, grid_id: str, *, since: int = -1, at: Place | None = None) -> list[GridCell]:
        """Return the cells that changed after this revision, by report; only the one at a place."""
        report, question = at or (None, None)
        with self._catalog.reading() as connection:
            rows = connection.execute(
                "SELECT report_index, question_index, answer, state, edited, note, revision"
                " FROM grid_cells WHERE grid_id = :grid_id AND revision > :since"
                " AND (:report IS NULL OR report_index = :report)"
                " AND (:question IS NULL OR question_index = :question)"
                " ORDER BY report_index, question_index",
                {"grid_id": grid_id, "since": since, "report": report, "question": question},
            ).fetchall()
        return [
            GridCell(report, question, _answer(grid_id, body), state, edited, note, revision)
            for report, question, body, state, edited, note, revision in rows
        ]

    def waiting(self, grid_id: str) -> list[Place]:
        """Return the cells that are not asked yet, report by report; none of a stopped grid."""
        with self._catalog.reading() as connection:
            return connection.execute(
                "SELECT report_index, question_index FROM grid_cells JOIN grids USING (grid_id)"
                " WHERE grid_id = ? AND answer IS NULL AND NOT is_stopped"
                " ORDER BY report_index, question_index",
                (grid_id,),
            ).fetchall()

    def keep_answer(self, grid_id: str, at: Place, answer: Answer) -> None:
        """Put an answer into its cell; where that has been removed meanwhile, nowhere."""
        body = json.dumps(answer_to_json(answer), ensure_ascii=False)
        self._change(grid_id, [at], "answer = ?, answered_at = ?", (body, time.time()))

    def review(
        self, grid_id: str, at: Place, *, state: CellState, edited: str = "", note: str = ""
    ) -> None:
        """Keep what a person says of a cell."""
        values = (state, edited[:MAX_EDITED_CHARS], note[:MAX_NOTE_CHARS])
        self._change(grid_id, [at], "state = ?, edited = ?, note = ?", values)

    def ask_again(self, grid_id: str, places: Collection[Place]) -> None:
        """Empty these cells, so that they are asked again; their notes stay."""
        emptied = "answer = NULL, answered_at = NULL, state = 'unchecked', edited = ''"
        self._change(grid_id, places, emptied, ())

    def stop(self, grid_id: str, *, stopped: bool) -> None:
        """Leave the empty cells empty until further notice, or go on."""
        with self._catalog.writing() as connection:
            connection.execute(
                "UPDATE grids SET is_stopped = ? WHERE grid_id = ?", (stopped, grid_id)
            )

    def remove(self, grid_id: str, *, owner: str) -> None:
        with self._catalog.writing() as connection:
            removed = connection.execute(
                "DELETE FROM grids WHERE grid_id = ? AND owner = ?", (grid_id, owner)
            ).rowcount
        if not removed:
            raise UnknownGrid

    def _change(
        self, grid_id: str, places: Collection[Place], what: str, values: Iterable[object]
    ) -> None:
        with self._catalog.writing() as connection:
            connection.execute(
                "UPDATE grids SET revision = revision + 1 WHERE grid_id = ?", (grid_id,)
            )
            connection.executemany(
                f"UPDATE grid_cells SET {what},"
                " revision = (SELECT revision FROM grids WHERE grids.grid_id = grid_cells.grid_id)"
                " WHERE grid_id = ? AND report_index = ? AND question_index = ?",
                [(*values, grid_id, *place) for place in places],
            )


def move_to_document(connection: sqlite3.Connection, new_id: str, old_id: str) -> None:
    """Let grids have another reading of the same report."""
    connection.execute(
        "UPDATE grid_reports SET document_id = ? WHERE document_id = ?", (new_id, old_id)
    )


def forget_grids(connection: sqlite3.Connection, since: float) -> None:
    """Delete the grids that were made, and last answered, before `since` (seconds since 1970)."""
    connection.execute(
        "DELETE FROM grids WHERE made_at < :since AND NOT EXISTS (SELECT 1 FROM grid_cells"
        " WHERE grid_cells.grid_id = grids.grid_id AND answered_at >= :since)",
        {"since": since},
    )


def _select(
    connection: sqlite3.Connection, owner: str, grid_id: str | None = None
) -> list[ReviewGrid]:
    rows = connection.execute(
        "SELECT grid_id, title, made_at, revision, is_stopped, reader FROM grids"
        " WHERE owner = :owner AND (:grid_id IS NULL OR grid_id = :grid_id)"
        " ORDER BY made_at DESC, grid_id",
        {"owner": owner, "grid_id": grid_id},
    ).fetchall()
    return [
        ReviewGrid(
            grid_id=row[0],
            owner=owner,
            title=row[1],
            made_at=row[2],
            revision=row[3],
            is_stopped=bool(row[4]),
            reader=row[5],
            document_ids=tuple(
                connection.execute(
                    "SELECT report_index, document_id FROM grid_reports WHERE grid_id = ?"
                    " ORDER BY report_index",
                    (row[0],),
                )
            ),
            questions=tuple(
                GridQuestion(*question)
                for question in connection.execute(
                    "SELECT text, chinese, unit FROM grid_questions WHERE grid_id = ?"
                    " ORDER BY question_index",
                    (row[0],),
                )
            ),
        )
        for row in rows
    ]


def _answer(grid_id: str, body: str | None) -> Answer | None:
    """Return a kept answer; a cell whose answer is damaged is shown empty."""
    if body is None:
        return None
    try:
        return answer_from_json(json.loads(body))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        log.warning("An answer kept for grid %s is damaged: left out.", grid_id)
        return None
