"""Words that were read in an image are marked as such wherever they are quoted.

The scan has its own OCR layer, which says the same of a page as reading it by OCR does.
"""

from dataclasses import replace

import pytest

from qa.answer import Answer, place_label
from qa.cards.card import card_json, card_text
from qa.cards.card_file import card_in
from qa.cards.save import card_page
from qa.cards.verdict_text import verdict_json, verdict_text
from qa.cards.verify import verify
from qa.cli.output import gaps
from qa.document import PageStatus
from qa.formats.answer_csv import csv_row
from qa.formats.figure_cells import place_and_words
from qa.library import Library, StoredDocument
from qa.pdf import PageRenderer, read_pdf
from qa.pipeline import ask, read_document
from qa.service.documents import document_json, page_json
from tests.pdfs.hidden import FALSE_ROW, scan
from ui.views.chip import chip
from ui.views.conversation_view import export_markdown
from ui.views.copied_answer import copied_answer

Asked = tuple[StoredDocument, Answer]


@pytest.fixture
def asked(tmp_path):
    with Library.open(tmp_path / "library") as library:
        document = read_document(scan(), library=library, file_name="scan.pdf")
        *_, answer = ask(document, "What is total net revenue?")
        yield document, answer


def test_quotes_of_all_kinds_are_marked(asked: Asked) -> None:
    document, answer = asked
    cited = answer.citations[0]

    assert (cited.is_ocr, cited.checked) == (True, "exact, OCR")
    assert place_label(cited) == "PDF p. 1, OCR"
    assert "[PDF p. 1, OCR]" in csv_row(answer)
    assert place_and_words(cited) == f"PDF p. 1, OCR: {FALSE_ROW}"
    assert "PDF p. 1, OCR" in chip(document, cited)
    assert "PDF p. 1, OCR: " in export_markdown(document, [answer], "en")
    assert copied_answer(document, answer, "en").endswith("PDF p. 1, OCR)")
    assert copied_answer(document, answer, "zh").endswith("，OCR）")


def test_what_is_kept_and_what_programs_get_is_marked(asked: Asked) -> None:
    document, answer = asked

    assert document.answers() == [answer]
    assert document_json(document)["ocr_pages"] == [1]
    assert page_json(document, 1)["is_ocr"] is True
    assert gaps(document) == ["Read by OCR: page 1. Check what is quoted there on the page."]


def test_a_card_and_its_verdict_are_marked(asked: Asked) -> None:
    document, answer = asked
    card = card_json(document, answer, answered_at=None, made_at=0.0)

    with PageRenderer() as renderer:
        verdict = verify(card_in(card_text(card).encode(), "c.json"), document, renderer)
        page = card_page(card, document, renderer)

    assert "PDF p. 1, OCR" in page
    assert verdict.holds
    assert f"PDF p. 1, OCR: “{FALSE_ROW}”" in verdict_text(verdict)
    assert verdict_json(verdict)["quotes"][0]["is_ocr"] is True


def test_verify_says_when_the_page_was_not_read_by_ocr(asked: Asked, tmp_path) -> None:
    document, answer = asked
    card = card_json(document, answer, answered_at=None, made_at=0.0)
    read = read_pdf(scan(), file_name="scan.pdf")
    page = replace(read.pages[0], lines=(), status=PageStatus.NO_TEXT, is_ocr=False)
    with Library.open(tmp_path / "other") as library, PageRenderer() as renderer:
        blank = library.add(
            replace(read, pages=(page,)), scan(), owner="local", file_name="scan.pdf"
        )
        verdict = verify(card_in(card_text(card).encode(), "c.json"), blank, renderer)

    assert not verdict.holds
    assert "its page was not read by OCR (--ocr)" in verdict_text(verdict)
