"""What nobody can see is not a page's text; what can be seen stays, however it is made."""

import pytest

from qa.answer import Answer
from qa.document import HiddenReason, Page
from qa.library import Library
from qa.pdf import read_pdf
from qa.pipeline import read_document
from qa.readers.extractive.reader import QuoteReader
from tests.pdfs.hidden import FALSE_ROW, HIDDEN, TRUE_ROW, VISIBLE


def only_page(data: bytes) -> Page:
    return read_pdf(data, file_name="report.pdf", num_workers=1).pages[0]


@pytest.mark.parametrize("kind", HIDDEN)
def test_a_row_that_nobody_sees_is_not_quoted(kind: str, tmp_path):
    with Library.open(tmp_path / "library") as library:
        document = read_document(HIDDEN[kind](), library=library, file_name="report.pdf")
        answers = [
            event
            for event in QuoteReader().answer(document, "What is the total net revenue?")
            if isinstance(event, Answer)
        ]
    assert len(answers) == 1
    assert "9,876" not in answers[0].text
    assert not any("9,876" in citation.cited_text for citation in answers[0].citations)


@pytest.mark.parametrize("kind", HIDDEN)
def test_a_row_that_nobody_sees_is_kept_apart(kind: str):
    page = only_page(HIDDEN[kind]())

    assert "9,876" not in page.text
    if TRUE_ROW.encode() in HIDDEN[kind]():
        assert TRUE_ROW in page.text
    if kind not in ("in a hidden annotation", "squeezed by horizontal scaling"):
        assert "9,876" in " ".join(line.text for line in page.hidden)


@pytest.mark.parametrize("kind", VISIBLE)
def test_a_row_that_can_be_seen_stays_text(kind: str):
    page = only_page(VISIBLE[kind]())

    assert FALSE_ROW in page.text
    assert page.hidden == ()
    assert page.is_ocr is (kind == "OCR over a scan")


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("off the page, left", HiddenReason.OFF_PAGE),
        ("0.4 points", HiddenReason.TOO_SMALL),
        ("white on white", HiddenReason.NO_INK),
    ],
)
def test_hidden_text_is_kept_with_its_reason(kind: str, reason: HiddenReason):
    (line,) = only_page(HIDDEN[kind]()).hidden

    assert (line.text, line.reason) == (FALSE_ROW, reason)
