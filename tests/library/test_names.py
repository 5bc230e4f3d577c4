"""How a report is called: by its owner, by its cover, or as its file says."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from io import BytesIO

import pytest
from reportlab.pdfgen.canvas import Canvas

from qa.errors import UnknownDocument
from qa.library import Library
from qa.pipeline import open_library, read_document
from tests.library.old_library import unpack_old_library
from tests.library.small_documents import page, small_document

COVER = ("Meridian Tools, Inc.", "Annual Report 2024")


def report():
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=True)
    canvas.setTitle("mt-ar24")
    for number, line in enumerate(COVER):
        canvas.drawString(72, 700 - 30 * number, line)
    canvas.save()
    return buffer.getvalue()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "library"


def test_a_report_is_named_by_its_cover_while_it_is_read(folder):
    with open_library(folder) as library:
        document = read_document(report(), library=library, file_name="mt-ar24.pdf")

        assert document.title == "Meridian Tools Annual Report 2024"
        assert document.own_title == "mt-ar24"
        assert library.get(document.document_id, owner=document.owner) == document


def test_without_a_cover_it_is_called_as_its_file_says(folder):
    with Library.open(folder) as library:
        document = library.add(small_document(), b"%PDF", owner="ann", file_name="r.pdf")

        assert document.title == "The report"


def test_its_owner_names_it_anew_and_takes_that_back(folder):
    with open_library(folder) as library:
        document = read_document(report(), library=library, owner="ann")

        document.rename("For Monday")
        assert library.get(document.document_id, owner="ann").title == "For Monday"
        document.rename(None)
        assert library.get(document.document_id, owner="ann").title == document.title

        library.remove(document.document_id, owner="ann")
        with pytest.raises(UnknownDocument):
            document.rename("Gone")


def test_a_given_name_stays_when_the_report_is_read_further(folder):
    whole = small_document()
    partly = replace(whole, pages=whole.pages[:1])
    with Library.open(folder) as library:
        library.add(partly, b"%PDF", owner="ann", file_name="r.pdf").rename("For Monday")
        further = replace(whole, pages=(*whole.pages, page(3, "Net sales")), num_pages_in_file=3)

        again = library.add(
            further, b"%PDF", owner="ann", file_name="r.pdf", cover_name="Meridian 10-K 2024"
        )

        assert again.title == "For Monday"
        assert library.get(again.document_id, owner="ann").title == "For Monday"


def test_what_an_older_version_kept_is_named_when_the_library_is_opened(folder):
    with open_library(folder) as library:
        read_document(report(), library=library, owner="ann", file_name="mt-ar24.pdf")
    with closing(sqlite3.connect(folder / "library.sqlite")) as connection, connection:
        connection.execute("UPDATE documents SET cover_name = NULL")

    with open_library(folder) as library:
        (document,) = library.documents(owner="ann")
        assert document.title == "Meridian Tools Annual Report 2024"
        assert library.unnamed() == []


def test_an_old_library_without_covers_keeps_its_titles(tmp_path):
    with open_library(unpack_old_library(tmp_path / "old")) as library:
        assert library.unnamed() == []
        assert [d.title for d in library.documents(owner="local")] == ["Annual report 2019"]
