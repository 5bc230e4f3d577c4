"""A stored file that is not as it was written is noticed, and its report read from its PDF."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from qa.document import Document
from qa.errors import DamagedLines, DamagedPdf
from qa.library import Library, StoredDocument
from tests.library.small_documents import answer, small_document

OWNER = "browser:anna"
PDF = b"%PDF the report"


def as_read() -> Document:
    return replace(small_document(), sha256=hashlib.sha256(PDF).hexdigest())


@pytest.fixture
def readings() -> list[str]:
    return []


@pytest.fixture
def library(tmp_path: Path, readings: list[str]) -> Iterator[Library]:
    def read_again(document: StoredDocument) -> Document:
        assert document.pdf_path.exists()
        readings.append(document.document_id)
        if document.pdf_path.read_bytes() != PDF:
            raise DamagedPdf(file_name=document.file_name)
        return as_read()

    with Library.open(tmp_path / "library", read_again=read_again) as library:
        yield library


@pytest.fixture
def stored(library: Library) -> StoredDocument:
    document = as_read()
    return library.add(document, PDF, owner=OWNER, file_name="report.pdf")


def flip_a_letter(path: Path) -> None:
    data = path.read_bytes()
    assert b"Total assets 1,577" in data
    path.write_bytes(data.replace(b"Total assets 1,577", b"Total assets 7,577"))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def overwrite(path: Path) -> None:
    path.write_bytes(b"not a database at all" * 400)


def empty(path: Path) -> None:
    path.write_bytes(b"")


DAMAGES = [flip_a_letter, cut, overwrite, empty]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damaged_lines_are_read_again_from_the_pdf(
    stored: StoredDocument, readings: list[str], damage: Callable[[Path], None]
) -> None:
    before = (stored.page_texts(), stored.pages())
    damage(stored.folder / "lines.sqlite")

    assert (stored.page_texts(), stored.pages()) == before
    assert stored.derived("index", 1) is None
    assert readings == [stored.document_id]


@pytest.mark.parametrize("damage", [cut, overwrite, empty], ids=lambda damage: damage.__name__)
def test_damage_is_noticed_beside_no_checksum_too(
    stored: StoredDocument, readings: list[str], damage: Callable[[Path], None]
) -> None:
    before = stored.page_texts()
    (stored.folder / "lines.sums").unlink()
    damage(stored.folder / "lines.sqlite")

    assert stored.page_texts() == before
    assert readings == [stored.document_id]


def test_where_the_pdf_is_damaged_too_one_sentence_says_what_to_do(stored: StoredDocument) -> None:
    overwrite(stored.folder / "lines.sqlite")
    stored.pdf_path.write_bytes(b"%PDF something else")

    with pytest.raises(DamagedLines) as raised:
        stored.page_texts()

    assert str(stored.folder) not in str(raised.value)
    assert "database" not in str(raised.value)
    assert "drop its file" in str(raised.value)


def test_a_change_that_was_meant_is_no_damage(stored: StoredDocument, readings: list[str]) -> None:
    for version in range(1, 5):
        stored.keep_derived("index", version, b"x" * version)
        assert stored.derived("index", version) == b"x" * version
    assert readings == []
    sums = (stored.folder / "lines.sums").read_text().split()
    assert hashlib.sha256((stored.folder / "lines.sqlite").read_bytes()).hexdigest() in sums


def test_one_damaged_answer_takes_no_other_along(library: Library, stored: StoredDocument) -> None:
    for question in ("First?", "Second?", "Third?"):
        stored.save_answer(answer(question))
    catalog = library.pdf_path("x").parents[2] / "library.sqlite"
    with closing(sqlite3.connect(catalog)) as connection:
        connection.execute("UPDATE answers SET answer = '{\"text\": 1' WHERE answer_id = 2")
        connection.execute("UPDATE answers SET answer = '[[]]' WHERE answer_id = 1")
        connection.commit()

    assert [kept.question for kept in stored.answers()] == ["Third?"]
