"""pypdf steps in where PDFium fails. Run here in this process, as the child would."""

import pytest

from qa.document import PageStatus
from qa.pdf.child import File
from qa.pdf.pypdf_reader import PypdfFile
from qa.pdf.raw_page import OpenFailed, PageFailed, PasswordFailed
from tests.pdfs import hostile as make


def test_pypdf_gives_lines_with_boxes_inside_the_page():
    page = PypdfFile(make.pages([make.shown("First line", "Second line")]), None).read_page(0, 999)
    assert [line.text for line in page.lines] == ["First line", "Second line"]
    first, second = (line.bbox for line in page.lines)
    assert 0 <= first.x0 < first.x1 <= page.width
    assert 0 < first.top < second.top < second.bottom < page.height
    assert not page.lines[0].edges


def test_pypdf_stops_at_the_character_limit():
    page = PypdfFile(make.pages([make.shown("First line", "Second line")]), None).read_page(0, 5)
    assert "".join(line.text for line in page.lines) == "First"


def test_pypdf_tells_locked_from_damaged():
    locked = make.encrypted(make.plain("a"), user="u", owner="o", algorithm="AES-256")
    with pytest.raises(PasswordFailed):
        PypdfFile(locked, None)
    with pytest.raises(OpenFailed):
        PypdfFile(b"%PDF-1.7 nothing more", None)
    assert PypdfFile(locked, "u").num_pages == 1


def test_a_damaged_page_is_not_an_empty_one():
    file = PypdfFile(make.damaged_content("a", "b"), None)
    with pytest.raises(PageFailed):
        file.read_page(1, 999)


def test_pypdf_reads_the_page_that_pdfium_shows_empty(monkeypatch):
    # given a page on which PDFium finds nothing
    file = File(make.plain("found by the other one"), None)
    assert file._pdfium
    monkeypatch.setattr(file._pdfium, "read_page", lambda *_: _fail())
    # when
    page = file.read_page(1, 999)
    # then
    assert page.status == PageStatus.TEXT
    assert page.text == "found by the other one"
    file.close()


def _fail() -> None:
    raise PageFailed
