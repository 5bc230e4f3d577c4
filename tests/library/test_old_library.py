"""A library that the version of 646d25a made opens with all that was in it."""

import sqlite3
from contextlib import closing, contextmanager, nullcontext
from types import SimpleNamespace

import pytest
import torch

from qa.answer import Coverage, Usage
from qa.document import PageStatus, Section
from qa.engine.kv_cache.cache import KVCache, KVFormat
from qa.engine.kv_store.store import KVStore, StoreKey
from qa.library import SAMPLES_OWNER, Library
from qa.library.lines_file import LINES_FORMAT
from qa.search import find_pages, stored_index
from tests.library.old_library import unpack_old_library

KEY = "0a" * 32


@pytest.fixture
def folder(tmp_path):
    return unpack_old_library(tmp_path / "library")


@contextmanager
def opened(folder):
    """Give the library and its first document."""
    with Library.open(folder) as library:
        (document,) = library.documents(owner="local")
        yield library, document


def number_of_lines(document):
    with closing(sqlite3.connect(document.folder / "lines.sqlite")) as connection:
        return connection.execute("PRAGMA user_version").fetchone()[0]


def test_its_documents_are_there_with_pages_sections_and_files(folder):
    with opened(folder) as (library, document):
        assert (document.title, document.file_name) == ("Annual report 2019", "report.pdf")
        assert document.statuses == (PageStatus.TEXT, PageStatus.TEXT, PageStatus.NO_TEXT)
        assert document.sections == (Section("Results of operations", 1, 2, 3, 31),)
        assert document.pdf_path.read_bytes().startswith(b"%PDF")
        assert document.page_texts() == (
            "Letter to shareholders\nDear shareholders,\nNet sales grew 7.4% to $1,577 million.",
            "Results of operations\nNet sales were $1,577 million in 2019.\n"
            "Gross margin was 31.0%.",
            "",
        )
        line = document.page(2).lines[2]
        assert (line.bbox.x0, line.bbox.top) == (72.0, 108.66)
        assert len(line.edges) == len(line.text) + 1

        (locked,) = library.documents(owner="ann")
        assert locked.password == "secret"
        assert locked.page(1).text == "Total assets were 88."


def test_its_answers_are_there_for_everybody_who_asked(folder):
    with opened(folder) as (library, document):
        quoted, margin, by_model = document.answers()

        assert quoted.question == "How did net sales grow?"
        assert margin.text.startswith("Gross margin was 31.0%.")
        (citation,) = by_model.citations
        text = document.page(citation.page_number).text
        assert text[citation.start : citation.end] == citation.cited_text
        assert citation.check == "aligned"
        assert by_model.coverage == Coverage((1, 2), (3,), ())
        assert by_model.usage == Usage(420, 400, 9, 0.5, 0.02, 400)

        (sample,) = library.documents(owner=SAMPLES_OWNER)
        assert sample.answers() == []
        (answer,) = sample.seen_by("ben").answers()
        assert (answer.question, answer.finish_reason) == ("What is it?", "not found")


def test_its_lines_are_migrated_when_they_are_first_read(folder):
    with opened(folder) as (_, document):
        assert number_of_lines(document) == 0

        texts = document.page_texts()

        assert number_of_lines(document) == LINES_FORMAT.newest
        assert document.page_texts() == texts
        assert {path.name.split("-")[0] for path in document.folder.iterdir()} == {
            *("report.pdf", "lines.sqlite", "lines.sums", "pagewitness.lock", "shelf"),
        }
        mode = (document.folder / "lines.sqlite").stat().st_mode
        assert mode & 0o777 == 0o600


def test_its_search_index_is_made_again_and_kept(folder):
    with opened(folder) as (_, document):
        assert document.derived(stored_index.NAME, stored_index.VERSION) is None

        assert find_pages(document, "What was gross margin?")[0].page_number == 2

        assert document.derived(stored_index.NAME, stored_index.VERSION)


def test_what_is_worked_out_today_is_kept_with_its_documents(folder):
    with opened(folder) as (_, document):
        assert document.derived("facts", 1) is None
        document.keep_derived("facts", 1, b"net sales 1577")

    with opened(folder) as (_, document):
        assert document.derived("facts", 1) == b"net sales 1577"
        assert document.page(1).text.endswith("$1,577 million.")


def test_new_answers_follow_the_old_ones(folder):
    with opened(folder) as (_, document):
        old = document.answers()
        document.save_answer(old[0])

        assert document.answers() == [*old, old[0]]


def test_its_keys_and_values_are_used(folder):
    with opened(folder) as (_, document):
        place = StoreKey(document.folder, KEY)
        shape = SimpleNamespace(num_layers=2, num_kv_heads=2, head_dim=64)
        arena = KVCache(shape, 12, KVFormat.K8V16, torch.device("cpu"))

        assert KVStore().fetch(place, arena, 12, lambda share: True)

        assert arena.length == 12
        again = StoreKey(document.folder, "0b" * 32)
        KVStore(max_bytes=10**6).keep(again, lambda: nullcontext(arena), lambda share: True)
        old, new = (read_tensors(kept.path) for kept in (place, again))
        assert old == new


def read_tensors(path):
    content = path.read_bytes()
    return content[8 + int.from_bytes(content[:8], "little") :]


def test_a_new_library_looks_like_a_migrated_one(folder, tmp_path):
    with opened(folder) as (_, document):
        document.page_texts()
        lines = document.folder / "lines.sqlite"
        new = tmp_path / "new.sqlite"
        Library.open(tmp_path / "new").close()
        with closing(sqlite3.connect(new)) as connection:
            connection.executescript(LINES_FORMAT.schema)

        assert columns(lines) == columns(new)
        assert columns(folder / "library.sqlite") == columns(tmp_path / "new" / "library.sqlite")


def columns(path):
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            name: connection.execute(f"PRAGMA table_info({name})").fetchall()
            for (name,) in tables.fetchall()
        }
