"""Pages read by OCR in turns between owners, stopped in the middle, and read on later."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from PIL import Image

from qa.answer import Answer, Progress
from qa.document import PageStatus
from qa.errors import ReadingCancelled, ServerBusy
from qa.hidden_text import ocr_pages, pages_for_ocr
from qa.library import Library, StoredDocument
from qa.ocr import recognise
from qa.ocr.children import OcrChildren
from qa.pdf.fair_turns import FairTurns, Ticket, TooManyWaiting
from qa.pipeline import ask, read_document
from tests.ocr import stand_in
from tests.ocr.test_ocr import pdf_of, scan

ANNA, BEN = "browser:anna", "browser:ben"
TEXT, NO_TEXT = PageStatus.TEXT, PageStatus.NO_TEXT


MANY = 24  # pages: more than a child can read before it is told to stop


@pytest.fixture(autouse=True)
def recogniser(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in.use(monkeypatch)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as library:
        yield library


def after(num_pages: int, done: threading.Event) -> Callable[[Progress], None]:
    """Return what sets `done` once so many pages have been recognised."""

    def note(progress: Progress) -> None:
        if progress.stage == "recognising" and progress.done >= num_pages:
            done.set()

    return note


def test_a_scanned_page_is_read_and_marked(library: Library) -> None:
    white = Image.new("L", (400, 300), 255)
    seen: list[tuple[int, int]] = []

    def note(progress: Progress) -> None:
        if progress.stage == "recognising":
            seen.append((progress.done, progress.total))

    data = pdf_of(scan(), white)
    document = read_document(data, library=library, file_name="r.pdf", ocr=True, on_progress=note)

    assert document.statuses == (TEXT, NO_TEXT)
    assert ocr_pages(document) == (1,)
    assert pages_for_ocr(document) == []
    assert set(seen) == {(0, 2), (1, 2)}
    *_, answer = ask(document, "What was gross profit?")
    assert isinstance(answer, Answer)
    assert "Gross profit 1,577 1,468" in answer.citations[0].cited_text
    assert answer.citations[0].is_ocr


def test_what_was_read_until_somebody_says_enough_is_kept_and_read_on_from(
    library: Library,
) -> None:
    data, done = pdf_of(*[scan()] * MANY), threading.Event()

    some = read_document(
        data,
        library=library,
        file_name="r.pdf",
        ocr=True,
        on_progress=after(2, done),
        enough=done.is_set,
    )

    assert some.statuses[:2] == (TEXT, TEXT)
    left = pages_for_ocr(some)
    assert left == [n for n in range(1, MANY + 1) if some.statuses[n - 1] is NO_TEXT]
    assert left

    totals = set()
    rest = read_document(
        data,
        library=library,
        file_name="r.pdf",
        ocr=True,
        on_progress=lambda p: totals.add(p.total) if p.stage == "recognising" else None,
    )

    assert totals == {len(left)}  # the others are not read once more
    assert rest.statuses == (TEXT,) * MANY
    assert ocr_pages(rest) == tuple(range(1, MANY + 1))
    assert rest.page(1).text.splitlines() == list(stand_in.ROWS)


def test_enough_before_the_first_page_leaves_the_document_as_it_is(library: Library) -> None:
    data = pdf_of(scan())
    before = read_document(data, library=library, file_name="r.pdf")

    with pytest.raises(ReadingCancelled):
        read_document(data, library=library, file_name="r.pdf", ocr=True, enough=lambda: True)

    assert library.get(before.document_id, owner="local") == before


def test_an_owner_with_few_pages_does_not_wait_for_all_of_another_owners(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_of: list[str] = []
    ben_waits = threading.Event()
    read_page = OcrChildren.read

    def noted(children: OcrChildren, page: object) -> object:
        name = children._source.file_name
        read_of.append(name)
        if name == "anna.pdf":
            assert ben_waits.wait(60)
        return read_page(children, page)  # type: ignore[arg-type]

    def waiting(progress: Progress) -> None:
        if progress.stage == "recognising":
            ben_waits.set()

    monkeypatch.setattr(OcrChildren, "read", noted)
    read: dict[str, StoredDocument] = {}

    def of_anna() -> None:
        data = pdf_of(*[scan()] * 30)
        read[ANNA] = read_document(
            data, library=library, owner=ANNA, file_name="anna.pdf", ocr=True
        )

    thread = threading.Thread(target=of_anna)
    thread.start()
    data = pdf_of(scan((720, 260)))
    read[BEN] = read_document(
        data, library=library, owner=BEN, file_name="ben.pdf", ocr=True, on_progress=waiting
    )
    thread.join(120)

    assert "ben.pdf" in read_of[:-1]  # Anna had pages left
    assert read_of.index("ben.pdf") <= 3 * recognise.PAGES_A_TURN
    assert read[ANNA].statuses == (TEXT,) * 30
    assert read[BEN].statuses == (TEXT,)


def test_an_answer_begun_before_the_scans_were_read_is_kept_with_the_new_reading(
    library: Library,
) -> None:
    data = pdf_of(scan())
    before = read_document(data, library=library, file_name="r.pdf")
    *_, answer = ask(before, "What was gross profit?")
    assert isinstance(answer, Answer)

    after = read_document(data, library=library, file_name="r.pdf", ocr=True)
    before.save_answer(answer)

    assert after.answers() == [answer, answer]


class Full(FairTurns):
    """Gives so many turns, each of them to one who is waited for, and then has no room."""

    def __init__(self, turns: int) -> None:
        super().__init__(at_once=1, per_owner=1, waiting_per_owner=64)
        self._left = turns

    @property
    def num_waiting(self) -> int:
        return 1

    def queue(self, owner: str) -> AbstractContextManager[Ticket]:
        if not self._left:
            raise TooManyWaiting
        self._left -= 1
        return super().queue(owner)


def test_what_was_read_is_kept_where_a_later_turn_finds_the_queue_full(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognise, "_TURNS", Full(turns=1))
    num_pages = recognise.PAGES_A_TURN + 1
    data = pdf_of(*[scan()] * num_pages)

    document = read_document(data, library=library, file_name="r.pdf", ocr=True)

    assert document.statuses == (*[TEXT] * recognise.PAGES_A_TURN, NO_TEXT)
    assert pages_for_ocr(document) == [num_pages]  # and can be read on


def test_where_the_first_turn_finds_the_queue_full_nothing_is_read(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognise, "_TURNS", Full(turns=0))

    with pytest.raises(ServerBusy):
        read_document(pdf_of(scan()), library=library, file_name="r.pdf", ocr=True)
