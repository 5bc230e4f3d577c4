"""Files that hurt a careless reader: each ends in pages or in one clear error, and soon."""

import threading
import time
from collections import Counter

import pytest

from qa.document import Document, PageStatus
from qa.errors import (
    DamagedPdf,
    EmptyFile,
    FileTooLarge,
    NeedsPassword,
    NotAPdf,
    ReadingCancelled,
    ReadingCrashed,
    ReadingTookTooLong,
    ServerBusy,
    WrongPassword,
)
from qa.pdf import Limits, read_pdf
from qa.pdf.fair_turns import FairTurns
from tests.pdfs import hostile as make

LOADED_MACHINE_S = 20  # one to two seconds where nothing else runs
SMALL = Limits(memory_bytes=400 << 20, page_seconds=2)


def read(data: bytes, limits: Limits = SMALL, **options: object) -> Document:
    return read_pdf(data, file_name="report.pdf", limits=limits, **options)  # type: ignore[arg-type]


def test_a_form_that_draws_itself_is_stopped_soon():
    start = time.monotonic()
    with pytest.raises(ReadingCrashed):
        read(make.self_drawing_form(), Limits())
    assert time.monotonic() - start < LOADED_MACHINE_S


def test_one_bad_page_costs_that_page_alone():
    document = read(make.self_drawing_form(before=30))
    statuses = Counter(page.status for page in document.pages)
    assert statuses == {PageStatus.TEXT: 30, PageStatus.FAILED: 1}
    assert document.pages[29].text == "Page 30 can be read"


def test_a_file_full_of_bombs_is_given_up_soon_and_keeps_what_was_read():
    # given a good page and then many that each end a child
    loop = make.form(b"/X Do /X Do", b"/Resources << /XObject << /X 4 0 R >> >>")
    contents = [make.shown("A good page"), *[make.stream(b"/X Do")] * 50]
    data = make.pages(contents, extra=(loop,), resources=b"/XObject << /X 4 0 R >>")
    # when
    document = read(data, Limits(memory_bytes=250 << 20, max_crashes=3))
    # then every page has a status
    statuses = Counter(page.status for page in document.pages)
    assert statuses[PageStatus.TEXT] == 1
    assert statuses[PageStatus.FAILED] >= 1
    assert statuses.total() == 51
    assert document.pages[-1].status == PageStatus.NOT_READ


@pytest.mark.parametrize(
    "data",
    [make.nested_forms(), make.flate_in_flate(512), make.long_ligature(), make.crowded_page()],
    ids=["nested forms", "flate in flate", "one glyph of 250 characters", "40 million characters"],
)
def test_a_bomb_ends_in_one_sentence(data: bytes):
    start = time.monotonic()
    with pytest.raises((ReadingCrashed, ReadingTookTooLong)):
        read(data)
    assert time.monotonic() - start < LOADED_MACHINE_S


def test_a_hundred_thousand_pages_are_cut_at_the_limit():
    document = read(make.many_pages(100_000), Limits(max_pages=50))
    assert document.num_pages_in_file == 100_000
    assert {page.text for page in document.pages} == {"The same page again"}


@pytest.mark.parametrize(
    "data",
    [make.deep_brackets(), make.scan(), make.tiny_tiles()],
    ids=["brackets", "scan", "tiles"],
)
def test_a_page_without_readable_text_says_so(data: bytes):
    page = read(data).page(1)
    assert page.status in (PageStatus.NO_TEXT, PageStatus.FAILED)
    assert page.text == ""


def test_a_page_with_damaged_content_is_named_and_the_others_are_read():
    document = read(make.damaged_content("first", "second", "third"))
    assert [page.status for page in document.pages] == [
        PageStatus.TEXT,
        PageStatus.FAILED,
        PageStatus.TEXT,
    ]


def test_a_cross_reference_table_far_outside_the_file_is_found_anyway():
    assert read(make.far_startxref("still here")).page(1).text == "still here"


def test_bookmarks_that_point_at_each_other_do_not_hang():
    assert read(make.self_pointing_outline("some text")).page(1).text == "some text"


@pytest.mark.parametrize(
    ("utf16", "text"),
    [
        ("0000", "xy"),
        ("202E", "xy"),
        ("DB40DC41", "xy"),
        ("001B", "xy"),
        ("D83DDE00", "x\U0001f600y"),
    ],
    ids=["NUL", "bidi override", "tag character", "escape", "emoji"],
)
def test_characters_nobody_can_see_are_dropped_and_edges_still_fit(utf16: str, text: str):
    line = read(make.mapped(utf16, "xAy")).page(1).lines[0]
    assert line.text == text
    assert len(line.edges) == len(line.text) + 1


def test_a_lone_surrogate_never_reaches_the_text():
    text = read(make.mapped("D800", "xAy")).page(1).text
    text.encode("utf-8")
    assert text[0] == "x"
    assert text[-1] == "y"


def test_zalgo_is_cut_to_a_readable_number_of_marks():
    text = read(make.mapped("0041" + "0302" * 40, "xAy")).page(1).text
    assert len(text) < 15


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_an_empty_password_opens_silently(algorithm: str):
    data = make.encrypted(make.plain("open to all"), user="", owner="owner", algorithm=algorithm)
    assert read(data).page(1).text == "open to all"


def test_a_password_is_asked_for_refused_and_accepted():
    data = make.encrypted(make.plain("secret"), user="user", owner="owner", algorithm="AES-256")
    with pytest.raises(NeedsPassword) as asked:
        read(data)
    with pytest.raises(WrongPassword):
        read(data, password="guess")
    assert asked.type is NeedsPassword
    assert read(data, password="user").page(1).text == "secret"
    assert read(data, password="owner").page(1).text == "secret"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "a web page"),
        (make.docx(), "a Word document"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "a PNG image"),
        (b"\xff\xd8\xff\xe0" + bytes(99), "a JPEG image"),
        ("no pdf".encode("utf-16"), "plain text"),
        (b"just words, nothing else", "plain text"),
        (bytes(range(1, 255)), "something else"),
    ],
)
def test_a_file_that_is_no_pdf_is_named(data: bytes, kind: str):
    with pytest.raises(NotAPdf) as refused:
        read(data)
    assert kind in str(refused.value)


@pytest.mark.parametrize("data", [b"", b"\0" * 100, b" \n"])
def test_an_empty_file_is_called_empty(data: bytes):
    with pytest.raises(EmptyFile):
        read(data)


def test_a_web_page_that_is_also_a_pdf_is_read_as_a_pdf():
    data = b"<html><script>alert(1)</script>\n" + make.plain("both at once")
    assert read(data).page(1).text == "both at once"


def test_a_file_at_the_size_limit_is_read_and_one_byte_more_is_refused():
    data = make.plain("text")
    assert read(data, Limits(max_file_bytes=len(data))).page(1).text == "text"
    with pytest.raises(FileTooLarge):
        read(data, Limits(max_file_bytes=len(data) - 1))


@pytest.mark.parametrize("share", [0.1, 0.4, 0.7, 0.95])
def test_a_file_cut_short_is_read_or_called_damaged(share: float):
    data = make.plain(*(f"page {i}" for i in range(12)))
    try:
        num_pages = len(read(data[: int(len(data) * share)]).pages)
    except DamagedPdf:
        num_pages = 0
    assert 0 <= num_pages <= 12


def test_the_clock_stops_a_file_and_keeps_finished_pages():
    # given pages that are slow to come, and little time
    curves = make.packed(b"0 0 m 600 10 10 700 600 780 c S " * 300_000)
    data = make.pages([make.shown("first"), *[curves] * 60])
    document = read(data, Limits(file_seconds=2), num_workers=1)
    assert document.pages[0].text == "first"
    assert document.pages[-1].status == PageStatus.NOT_READ


def test_no_time_to_open_is_said_as_such():
    slow = make.many_pages(300_000)  # takes several times as long as the clock is looked at
    with pytest.raises(ReadingTookTooLong):
        read(slow, Limits(open_seconds=0))


@pytest.fixture
def one_at_a_time(monkeypatch):
    """One file is read, one may wait."""
    turns = FairTurns(at_once=1, per_owner=1, waiting_per_owner=1)
    monkeypatch.setattr("qa.pdf.reading._TURNS", turns)
    return turns


def test_more_files_than_may_wait_are_told_to_come_back(one_at_a_time):
    # given one file being read that does not end by itself, and one that waits
    release, running = threading.Event(), threading.Event()

    def hold() -> bool:
        running.set()
        release.wait(10)
        return False

    data = make.plain("text")
    first = threading.Thread(target=read, args=(data,), kwargs={"cancelled": hold})
    first.start()
    running.wait(10)
    # when, then
    with one_at_a_time.queue(""), pytest.raises(ServerBusy):
        read(data)
    release.set()
    first.join(10)
    assert read(data).page(1).text == "text"


def test_a_file_that_waits_for_its_turn_can_be_stopped(one_at_a_time):
    with one_at_a_time.turn(""), pytest.raises(ReadingCancelled):
        read(make.plain("text"), cancelled=lambda: True)
    assert one_at_a_time.num_waiting == 0
