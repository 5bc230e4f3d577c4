"""Scanned pages: read on request, marked as such, within limits, without a connection."""

import subprocess
import sys
import threading
from dataclasses import replace

import pytest
from PIL import Image, ImageDraw, ImageFont

from qa.cli.output import gaps, info_json
from qa.document import PageStatus
from qa.errors import ReadingCancelled, UsageError
from qa.formats.answer_csv import answer_text
from qa.formats.answer_json import answer_from_json, answer_to_json
from qa.hidden_text import pages_for_ocr
from qa.library import Library
from qa.ocr import installed
from qa.ocr.installed import can_recognise
from qa.ocr.recognise import recognise
from qa.pdf import Limits, read_pdf
from qa.pdf.png import png
from qa.pipeline import ask, read_document
from tests.pdfs.scanned import image_pages

needs_ocr = pytest.mark.skipif(
    not can_recognise(), reason='OCR is not installed: pip install "pagewitness[ocr]"'
)
ROWS = ("Consolidated income", "Net sales 4,500 4,187", "Gross profit 1,577 1,468")
QUICK = Limits(max_crashes=1)


def scan(size: tuple[int, int] = (700, 260)) -> Image.Image:
    """An image at 150 dpi with three rows of print."""
    image = Image.new("L", size, 255)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(28)
    for number, row in enumerate(ROWS):
        draw.text((40, 40 + 60 * number), row, fill=0, font=font)
    return image


def pdf_of(*images: Image.Image) -> bytes:
    return image_pages([(each, (each.width * 0.48, each.height * 0.48)) for each in images])


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "library") as library:
        yield library


def test_without_the_package_a_sentence_names_the_way_and_all_else_is_as_before(
    library, monkeypatch
):
    monkeypatch.setattr(installed, "PACKAGES", ("no_such_package_anywhere",))
    data = pdf_of(scan())

    with pytest.raises(UsageError, match=r'pip install "pagewitness\[ocr\]"'):
        read_document(data, library=library, file_name="r.pdf", ocr=True)

    document = read_document(data, library=library, file_name="r.pdf")
    assert document.statuses == (PageStatus.NO_TEXT,)


@needs_ocr
def test_a_scanned_page_is_read_on_request_in_place_of_its_reading_and_marked(library):
    data = pdf_of(scan(), Image.new("L", (400, 300), 255))
    before = read_document(data, library=library, file_name="r.pdf")
    assert pages_for_ocr(before) == [1, 2]

    document = read_document(data, library=library, file_name="r.pdf", ocr=True)

    assert document.page(1).text.splitlines() == list(ROWS)
    assert document.statuses == (PageStatus.TEXT, PageStatus.NO_TEXT)
    assert info_json(document)["ocr_pages"] == [1]
    assert gaps(document)[0].startswith("Read by OCR: page 1.")
    assert pages_for_ocr(document) == []  # the white page was tried, and is not tried again
    assert library.find(document.sha256, owner="local").document_id == document.document_id
    again = read_document(data, library=library, file_name="r.pdf")
    assert again.document_id == document.document_id

    *_, answer = ask(document, "What was gross profit?")

    assert answer.citations
    assert all(cited.is_ocr for cited in answer.citations)
    assert "Gross profit 1,577 1,468" in answer.citations[0].cited_text
    assert "[PDF p. 1, OCR]" in answer_text(answer)
    assert answer_to_json(answer)["citations"][0]["is_ocr"] is True
    assert answer_from_json(answer_to_json(answer)) == answer


@needs_ocr
def test_words_stand_where_they_are_printed():
    page = read_pdf(pdf_of(scan()), file_name="r.pdf", improve=recognise).pages[0]

    line = page.lines[1]
    start = line.text.index("4,187")
    box = line.box_of(start, start + 5)

    font = ImageFont.load_default(28)
    left = 40 + font.getlength(ROWS[1][:start])
    right = left + font.getlength("4,187")
    assert box.x0 == pytest.approx(left * 0.48, abs=6)
    assert box.x1 == pytest.approx(right * 0.48, abs=6)
    assert box.top < (100 + 20) * 0.48 < box.bottom


@needs_ocr
def test_hostile_images_end_no_more_than_their_page():
    noise = Image.effect_noise((1800, 1400), 120)
    images = [
        Image.new("L", (1, 1), 0),
        Image.new("L", (4000, 20), 0),
        Image.new("L", (9000, 9000), 255),
        scan().rotate(90, expand=True),
        noise,
        scan(),
    ]

    pages = read_pdf(pdf_of(*images), file_name="r.pdf", improve=recognise).pages

    assert pages[-1].text.splitlines() == list(ROWS)
    assert [page.status for page in pages[:2]] == [PageStatus.NO_TEXT] * 2


@needs_ocr
@pytest.mark.parametrize(
    "limits",
    [replace(QUICK, ocr_memory_bytes=300 << 20), replace(QUICK, ocr_page_seconds=0.01)],
    ids=["memory", "processor time"],
)
def test_a_page_beyond_a_limit_stays_without_text(limits):
    page = read_pdf(pdf_of(scan()), file_name="r.pdf", limits=limits, improve=recognise).pages[0]

    assert (page.status, page.is_ocr, page.lines) == (PageStatus.NO_TEXT, True, ())


@needs_ocr
def test_cancelling_ends_the_reading_and_its_children():
    started = threading.Event()

    def note(progress):
        if progress.stage == "recognising":
            started.set()

    with pytest.raises(ReadingCancelled):
        read_pdf(
            pdf_of(*[scan()] * 50),
            file_name="r.pdf",
            improve=recognise,
            on_progress=note,
            cancelled=started.is_set,
        )

    assert "ocr-watch" not in {thread.name for thread in threading.enumerate()}


@needs_ocr
def test_recognising_opens_no_connection():
    script = """
import sys
seen = []
sys.addaudithook(lambda event, arguments: event.startswith("socket.") and seen.append(event))
from io import BytesIO
from qa.ocr import child
from qa.pdf import Limits
data = sys.stdin.buffer.read()
child.forbid_connections()
requests = BytesIO(b'{"num_bytes": %d}\\n' % len(data) + data)
replies = BytesIO()
child.serve(requests, replies, Limits())
assert b"Gross" in replies.getvalue(), replies.getvalue()
tried = sorted(set(seen) & {"socket.connect", "socket.getaddrinfo", "socket.sendto"})
import socket
try:
    socket.create_connection(("127.0.0.1", 9))
except PermissionError:
    pass
else:
    raise SystemExit("a connection was tried")
print(tried)
"""
    image = scan().convert("RGB")
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=png(image.width, image.height, image.tobytes()),
        capture_output=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stderr.decode()[-600:]
    assert done.stdout.strip() == b"[]"
