"""Where a kept report says that it holds text nobody sees, and what becomes of older readings."""

import pytest

from qa.cli.output import info_json, info_text
from qa.hidden_text import hidden_text_in
from qa.library import LOCAL_OWNER, Library
from qa.pdf import read_pdf
from qa.pipeline import read_document
from tests.pdfs.hidden import FALSE_ROW, HIDDEN, VISIBLE, scan
from ui.views.document_panel import facts


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "library") as library:
        yield library


def test_info_says_where_hidden_text_is_and_shows_it_marked(library):
    document = read_document(HIDDEN["white on white"](), library=library, file_name="r.pdf")

    text = info_text(document)

    assert "hidden text on PDF p. 1, never searched or quoted:" in text
    assert f"[hidden, leaves no ink] {FALSE_ROW}" in text
    assert info_json(document)["hidden_text"] == {
        "1": [{"text": FALSE_ROW, "reason": "leaves no ink"}]
    }


def test_info_says_that_a_scan_was_recognised(library):
    document = read_document(scan(), library=library, file_name="scan.pdf")

    assert "read by OCR: 1" in info_text(document)
    assert info_json(document)["ocr_pages"] == [1]
    strip = facts(document)
    assert 'class="s-text with-ocr"' in strip
    assert "1 <span" in strip and "of them read by OCR" in strip


def test_the_page_strip_marks_the_page_and_shows_the_text_struck_out(library):
    document = read_document(HIDDEN["0.4 points"](), library=library, file_name="r.pdf")

    page = facts(document)

    assert 'class="s-text with-hidden"' in page
    assert 'Hidden text on <span lang="en">PDF p. 1</span>' in page
    assert f'<s dir="auto">{FALSE_ROW}</s>' in page


def test_a_report_without_hidden_text_says_nothing_of_it(library):
    document = read_document(VISIBLE["black"](), library=library, file_name="r.pdf")

    assert "idden" not in info_text(document)
    assert "pw-hidden" not in facts(document)


def test_a_report_that_an_older_version_read_is_read_again_with_its_answers(library):
    data = HIDDEN["render mode 3"]()
    old = library.add(read_pdf(data, file_name="r.pdf"), data, owner=LOCAL_OWNER, file_name="r.pdf")
    assert hidden_text_in(old) is None
    assert "was not looked for" in info_text(old)
    assert "Read before hidden text was looked for" in facts(old)

    again = read_document(data, library=library, file_name="r.pdf")

    assert again.document_id != old.document_id
    assert [line.text for line in hidden_text_in(again).lines[1]] == [FALSE_ROW]
    assert [kept.document_id for kept in library.documents(owner=LOCAL_OWNER)] == [
        again.document_id
    ]
    assert read_document(data, library=library, file_name="r.pdf") == again
