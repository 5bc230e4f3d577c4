"""What the screen says of pages without text, and of OCR that reads them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qa.answer import Progress
from qa.library import SAMPLES_OWNER, Library, StoredDocument
from qa.ocr import installed
from qa.pipeline import read_document
from tests.ocr import stand_in
from tests.ui.scanned_reports import scanned_report
from tests.ui.small_reports import OWNER
from ui.state.upload import State, Upload
from ui.views.document_list import shelf
from ui.views.document_panel import facts
from ui.views.scans_note import scans_note

BUTTON = 'data-do="read_scans"'


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as library:
        yield library


@pytest.fixture
def scanned(library: Library) -> StoredDocument:
    return read_document(scanned_report(), library=library, owner=OWNER, file_name="scan.pdf")


def test_pages_without_text_are_counted_beside_a_button(
    scanned: StoredDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in.use(monkeypatch)
    html = facts(scanned)
    assert "3 pages have no text that can be searched or quoted." in html
    assert "3 页没有可搜索或引用的文字。" in html
    assert BUTTON in html
    assert "Read them by OCR" in html
    assert "pip install" not in html


def test_without_the_extra_the_way_to_install_it_stands_in_place_of_the_button(
    scanned: StoredDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installed, "PACKAGES", ("no_such_package_anywhere",))
    html = scans_note(scanned)
    assert BUTTON not in html
    assert html.count('pip install "pagewitness[ocr]"'.replace('"', "&#34;")) == 2


def test_a_sample_has_no_button_and_a_report_with_text_no_sentence(
    scanned: StoredDocument, document: StoredDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in.use(monkeypatch)
    assert BUTTON not in scans_note(replace(scanned, owner=SAMPLES_OWNER))
    assert scans_note(document) == ""


def test_when_ocr_has_read_them_the_strip_shows_it_and_pages_tried_in_vain_are_told(
    library: Library, scanned: StoredDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in.use(monkeypatch)
    read = read_document(
        scanned.pdf_path, library=library, owner=OWNER, file_name="scan.pdf", ocr=True
    )
    html = facts(read)
    assert html.count('class="s-text with-ocr"') == 3  # two pages and the legend
    assert "1 page has no text; OCR found none there either." in html
    assert "Recognised in an image (OCR): " in html
    assert '<span lang="zh">PDF 第 2 页</span>' in html
    assert BUTTON not in html


def test_the_shelf_says_which_page_of_how_many_and_stops() -> None:
    reading = Upload("1", OWNER, "scan.pdf", Path("x"), scans_of="d", state=State.READING)

    def words(progress: Progress | None, **changes: object) -> str:
        return shelf([replace(reading, progress=progress, **changes)], [])  # type: ignore[arg-type]

    assert "Making ready for OCR" in words(Progress("reading", 5, 5))
    assert 'value="0.000"' in words(Progress("reading", 5, 5))
    html = words(Progress("recognising", 2, 12))
    assert "OCR: page 3 of 12" in html
    assert "OCR：第 3 页，共 12 页" in html
    assert "Stop OCR and keep what was read" in html
    assert 'data-scans-of="d"' in html
    assert "40 s left" in words(Progress("recognising", 2, 12, 39.2))
    assert "about 4 min left" in words(Progress("recognising", 2, 12, 200.0))
    done = words(None, state=State.DONE, document_id="e")
    assert 'data-document-id="e" data-scans-of="d"' in done
