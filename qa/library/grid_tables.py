"""The tables of grids in library.sqlite: reports x questions, a cell each with its review.

A grid is its owner's; a report that is removed takes its cells along.
"""

import sqlite3

GRID_TABLES = (
    """\
CREATE TABLE grids (
    grid_id TEXT PRIMARY KEY,                -- 128 random bits
    owner TEXT NOT NULL,
    title TEXT NOT NULL,
    made_at REAL NOT NULL,                   -- seconds since 1970
    revision INTEGER NOT NULL,               -- counts the changes of its cells
    is_stopped INTEGER NOT NULL,             -- by its owner, until told to go on
    reader TEXT NOT NULL                     -- "model", where there is one, or "quotes"
)""",
    "CREATE INDEX grids_of_owner ON grids (owner)",
    """\
CREATE TABLE grid_reports (
    grid_id TEXT NOT NULL REFERENCES grids ON DELETE CASCADE,
    report_index INTEGER NOT NULL,
    document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    PRIMARY KEY (grid_id, report_index)
) WITHOUT ROWID""",
    "CREATE INDEX grids_of_document ON grid_reports (document_id)",
    """\
CREATE TABLE grid_questions (
    grid_id TEXT NOT NULL REFERENCES grids ON DELETE CASCADE,
    question_index INTEGER NOT NULL,
    text TEXT NOT NULL,
    chinese TEXT NOT NULL,                   -- "" where it has one wording alone
    unit TEXT NOT NULL,                      -- expected, "" where that is not known
    PRIMARY KEY (grid_id, question_index)
) WITHOUT ROWID""",
    """\
CREATE TABLE grid_cells (
    grid_id TEXT NOT NULL,
    report_index INTEGER NOT NULL,
    question_index INTEGER NOT NULL,
    revision INTEGER NOT NULL,               -- that of the grid when it last changed
    state TEXT NOT NULL,
    edited TEXT NOT NULL,                    -- what stands instead of the answer
    note TEXT NOT NULL,
    answered_at REAL,
    answer TEXT,                             -- JSON; NULL until it is asked
    PRIMARY KEY (grid_id, report_index, question_index),
    FOREIGN KEY (grid_id, report_index) REFERENCES grid_reports ON DELETE CASCADE
) WITHOUT ROWID""",
)


def add_grids(connection: sqlite3.Connection) -> None:
    """Bring a library of before there were grids to the format with them."""
    for statement in GRID_TABLES:
        connection.execute(statement)
