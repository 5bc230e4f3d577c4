"""What a well-made file becomes: lines, boxes, labels, sections, title, progress."""

import io

import pytest
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from qa.answer import Progress
from qa.document import Document, PageStatus
from qa.errors import ReadingCancelled
from qa.pdf import Limits, read_pdf
from tests.pdfs import hostile as make

HEADINGS = ("Our business", "Risk factors", "Properties", "Legal proceedings", "Controls", "Pay")
TOLERANCE = 1.0  # points; inside a word the characters share its width evenly


def read(data: bytes, **options: object) -> Document:
    return read_pdf(data, file_name="report.pdf", num_workers=1, **options)  # type: ignore[arg-type]


def drawn(*pieces: tuple[float, float, str]) -> bytes:
    """Return a page with these texts at (x, y from the top)."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=letter)
    canvas.setFont("Helvetica", 10)
    for x, top, text in pieces:
        canvas.drawString(x, letter[1] - top, text)
    canvas.save()
    return buffer.getvalue()


def test_a_table_row_is_one_line_with_its_cells_from_left_to_right():
    # given a table written row by row
    data = drawn(
        (72, 100, "Depreciation and amortization"),
        (300, 100, "1,488"),
        (360, 100, "1,544"),
        (420, 100, "1,474"),
    )
    # when
    page = read(data).page(1)
    # then
    assert page.text == "Depreciation and amortization 1,488 1,544 1,474"
    assert page.status == PageStatus.TEXT
    assert page.num_tokens > 0


def test_a_table_written_column_by_column_still_has_its_rows_on_one_line():
    rows = ("Net revenue", "Cost of sales", "Gross profit")
    figures = ("64,661", "29,381", "35,280")
    data = drawn(
        *((72, 100 + 14 * i, text) for i, text in enumerate(rows)),
        *((400, 100 + 14 * i, text) for i, text in enumerate(figures)),
    )
    assert read(data).page(1).text.splitlines() == [
        "Net revenue 64,661",
        "Cost of sales 29,381",
        "Gross profit 35,280",
    ]


def test_every_character_has_an_edge_and_edges_rise():
    line = read(drawn((72, 100, "Cash (1,577) and 12.4% of $ 5"))).page(1).lines[0]
    assert len(line.edges) == len(line.text) + 1
    assert list(line.edges) == sorted(line.edges)


def test_the_box_of_a_word_lies_where_the_word_was_drawn():
    # given a word behind another one whose width we know
    canvas = Canvas(io.BytesIO())
    before = canvas.stringWidth("Purchases of ", "Helvetica", 10)
    width = canvas.stringWidth("(1,577)", "Helvetica", 10)
    # when
    line = read(drawn((72, 100, "Purchases of (1,577) in all"))).page(1).lines[0]
    box = line.box_of(line.text.index("(1,577)"), line.text.index(" in all"))
    # then
    assert box.x0 == pytest.approx(72 + before, abs=TOLERANCE)
    assert box.x1 == pytest.approx(72 + before + width, abs=TOLERANCE)
    assert box.top < 100 - 5 < box.bottom


@pytest.mark.parametrize(
    ("rotation", "matrix"),
    [(90, b"0 1 -1 0 300 100"), (180, b"-1 0 0 -1 500 300"), (270, b"0 -1 1 0 300 500")],
)
def test_boxes_follow_a_rotated_and_cropped_page(rotation: int, matrix: bytes):
    # given a page turned so that its text stands upright, with a crop box that moves the origin
    content = make.stream(b"BT /F1 20 Tf %b Tm (Total 1,488) Tj ET" % matrix)
    entries = b"/Rotate %d /CropBox [50 60 560 700]" % rotation
    # when
    page = read(make.pages([content], page_entries=entries)).page(1)
    # then the text reads from left to right inside the page
    line = page.lines[0]
    total = line.box_of(0, 5)
    figure = line.box_of(6, 11)
    assert line.text == "Total 1,488"
    assert 0 < total.x0 < total.x1 < figure.x0 < figure.x1 < page.width
    assert 0 < line.bbox.top < line.bbox.bottom < page.height
    assert total.x1 - total.x0 == pytest.approx(44.46, abs=0.1)  # Helvetica, 20 points
    assert (page.width, page.height) == ((640, 510) if rotation != 180 else (510, 640))


def test_a_line_that_runs_up_the_page_is_marked_as_a_whole():
    content = make.stream(b"BT /F1 12 Tf 0 1 -1 0 300 400 Tm (Sideways on the page) Tj ET")
    line = read(make.pages([content])).page(1).lines[0]
    box = line.box_of(0, 8)
    assert not line.edges
    assert box == line.bbox
    assert box.bottom - box.top > 4 * (box.x1 - box.x0)


def test_a_hyphen_at_a_line_end_stays_and_the_next_line_begins_after_it():
    content = make.shown("sold through brick-and-", "mortar stores")
    page = read(make.pages([content])).page(1)
    assert page.text == "sold through brick-and-\nmortar stores"


def test_two_columns_written_row_by_row_are_read_column_by_column():
    left = [f"left column has its own running text, row {i}" for i in range(8)]
    right = [f"right column tells another story altogether, row {i}" for i in range(8)]
    rows = enumerate(zip(left, right, strict=True))
    data = drawn(
        *(
            (x, 100 + 12 * i, text)
            for i, row in rows
            for x, text in zip((50, 320), row, strict=True)
        )
    )
    assert read(data).page(1).text.splitlines() == left + right


def test_a_bullet_below_a_line_begins_a_new_line():
    # given a bullet that PDFium takes for the end of the row above
    content = make.stream(
        b"BT /F1 10 Tf 72 700 Td (Highlights for fiscal year 2018 included:) Tj 18 -14 Td (o) Tj "
        b"18 0 Td (We opened 25 new warehouses) Tj ET"
    )
    page = read(make.pages([content])).page(1)
    assert page.text.splitlines() == [
        "Highlights for fiscal year 2018 included:",
        "o We opened 25 new warehouses",
    ]
    assert page.lines[0].bbox.bottom <= page.lines[1].bbox.top + 3


def test_an_outline_becomes_sections_and_a_title_names_the_document():
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.setTitle("Annual Report 2023")
    for number, heading in enumerate(HEADINGS, 1):
        canvas.bookmarkPage(heading)
        canvas.addOutlineEntry(heading, heading, level=0)
        canvas.drawString(72, 700, f"{heading} of chapter {number}")
        canvas.showPage()
    canvas.save()
    document = read(buffer.getvalue())
    assert document.title == "Annual Report 2023"
    sections = [(section.title, section.first_page) for section in document.sections]
    assert sections == [(heading, number) for number, heading in enumerate(HEADINGS, 1)]


def test_a_title_without_words_gives_way_to_the_file_name():
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.setTitle("0000950103-23-000188")
    canvas.drawString(72, 700, "text")
    canvas.save()
    assert read(buffer.getvalue()).title == "report"


def test_several_children_read_the_same_as_one_and_progress_counts_every_page():
    # given more pages than one child gets
    data = make.plain(*(f"Page number {i} of the report" for i in range(1, 81)))
    seen: list[Progress] = []
    # when
    alone = read_pdf(data, file_name="report.pdf", num_workers=1)
    together = read_pdf(data, file_name="report.pdf", num_workers=3, on_progress=seen.append)
    # then
    assert together == alone
    assert [p.text for p in alone.pages][:2] == [
        "Page number 1 of the report",
        "Page number 2 of the report",
    ]
    reading = [p for p in seen if p.stage == "reading"]
    assert (reading[-1].done, reading[-1].total) == (80, 80)
    assert [p.done for p in reading] == sorted(p.done for p in reading)


def test_stop_ends_reading_soon():
    with pytest.raises(ReadingCancelled):
        read(make.many_pages(2_000), cancelled=lambda: True)


def test_pages_beyond_the_limit_are_counted_not_read():
    data = make.plain("one", "two", "three")
    at, below = (read(data, limits=Limits(max_pages=n)) for n in (3, 2))
    assert (len(at.pages), at.num_pages_in_file) == (3, 3)
    assert (len(below.pages), below.num_pages_in_file) == (2, 3)


def test_characters_beyond_the_limits_are_cut_and_said():
    data = make.plain(*["ten chars."] * 40)
    cut = read(data, limits=Limits(max_chars_per_page=3))
    stopped = read(data, limits=Limits(max_chars=100))
    assert {page.text for page in cut.pages} == {"ten"}
    assert stopped.pages[0].status == PageStatus.TEXT
    assert stopped.pages[-1].status == PageStatus.NOT_READ
    assert len(stopped.pages) == 40
