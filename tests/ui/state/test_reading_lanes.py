"""Who hands in more than a share is read slowly, beside everybody else and not before them."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.pdf import worker
from qa.pdf.limits import FILES_AT_ONCE, Limits
from qa.pdf.process import LOW_PRIORITY, ChildProcess
from qa.pdf.reading import read_pdf
from tests.pdfs.hostile import plain
from ui.state.reading_lanes import MINUTE_S, OWN_SHARE, SHARE, TRIES, ReadingLanes
from ui.state.regulars import KNOWN_AFTER_S, Regulars
from ui.state.upload import Upload


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def regulars(clock: Clock) -> Regulars:
    return Regulars(clock)


@pytest.fixture
def lanes(clock: Clock, regulars: Regulars) -> Iterator[ReadingLanes]:
    lanes = ReadingLanes(clock, regulars.is_known)
    yield lanes
    lanes.close()


def come(lanes: ReadingLanes, address: str, owner: str, number: int = 0) -> Upload:
    """Hand in a file; reading it takes no time."""
    upload = Upload(f"{owner} {number}", owner, "a.pdf", Path("a.pdf"), address=address)
    lanes.start(upload, lambda _: None)
    return upload


def test_a_fresh_cookie_is_no_fresh_share_and_a_minute_later_there_is_one(
    lanes: ReadingLanes, clock: Clock
) -> None:
    # given one who has handed in a share, each with a cookie of its own
    uploads = [come(lanes, "10.0.0.1", f"owner {n}", n) for n in range(SHARE)]
    assert not any(upload.is_beyond_share for upload in uploads)
    # then the next is beyond it, and nobody else's
    assert come(lanes, "10.0.0.1", "owner").is_beyond_share
    assert not come(lanes, "10.0.0.2", "other").is_beyond_share
    assert not any(come(lanes, "", "samples", n).is_beyond_share for n in range(2 * SHARE))
    # when a minute has passed
    clock.now += MINUTE_S
    assert not come(lanes, "10.0.0.1", "owner").is_beyond_share


def test_one_who_was_there_before_is_no_fresh_cookie_of_the_address(
    lanes: ReadingLanes, clock: Clock, regulars: Regulars
) -> None:
    # given an address that fresh cookies have used up
    regulars.note("healthy")
    clock.now += KNOWN_AFTER_S
    for number in range(2 * SHARE):
        regulars.note(f"owner {number}")
        come(lanes, "10.0.0.1", f"owner {number}", number)
    # then who was there before still has a few files, and no more than these
    own = [come(lanes, "10.0.0.1", "healthy", n).is_beyond_share for n in range(OWN_SHARE + 1)]
    assert own == [False] * OWN_SHARE + [True]


def test_cookies_that_are_let_grow_old_are_one_share_more_and_not_one_each(
    lanes: ReadingLanes, clock: Clock, regulars: Regulars
) -> None:
    for number in range(5 * SHARE):
        regulars.note(f"owner {number}")
    clock.now += KNOWN_AFTER_S
    uploads = [come(lanes, "10.0.0.1", f"owner {n}", n) for n in range(5 * SHARE)]
    assert sum(not upload.is_beyond_share for upload in uploads) == 2 * SHARE


def test_a_login_has_a_share_whatever_its_neighbours_bring(lanes: ReadingLanes) -> None:
    for number in range(2 * SHARE):
        come(lanes, "10.0.0.1", f"owner {number}", number)
    logged_in = [come(lanes, "10.0.0.1", "login:anna", n) for n in range(SHARE + 1)]
    assert [upload.is_beyond_share for upload in logged_in] == [False] * SHARE + [True]


def test_a_locked_file_and_its_password_count_once_and_guesses_count_again(
    lanes: ReadingLanes,
) -> None:
    locked = [come(lanes, "10.0.0.1", "owner", number) for number in range(SHARE)]
    for upload in locked:
        lanes.start(upload, lambda _: None)
    assert not any(upload.is_beyond_share for upload in locked)
    assert locked[0].tries == TRIES
    lanes.start(locked[0], lambda _: None)
    assert locked[0].is_beyond_share


def test_who_is_within_the_share_waits_for_nobody_beyond_it(lanes: ReadingLanes) -> None:
    # given files beyond the share that take for ever
    for number in range(SHARE):
        come(lanes, "10.0.0.1", "many", number)
    go, read = threading.Event(), threading.Event()
    for number in range(FILES_AT_ONCE + 3):
        upload = Upload(f"slow {number}", f"m{number}", "a.pdf", Path("a.pdf"), address="10.0.0.1")
        lanes.start(upload, lambda _: go.wait(30))
    # when somebody else hands one in
    other = Upload("one", "other", "a.pdf", Path("a.pdf"), address="10.0.0.2")
    lanes.start(other, lambda _: read.set())
    # then
    try:
        assert read.wait(10)
    finally:
        go.set()


@pytest.mark.parametrize("is_low", [False, True])
def test_children_that_read_have_the_priority_that_they_are_given(
    is_low: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[bool] = []

    class Recorded(ChildProcess):
        def __init__(self, limits: Limits, *, is_low: bool) -> None:
            super().__init__(limits, is_low=is_low)
            given.append(is_low)

    monkeypatch.setattr(worker, "ChildProcess", Recorded)
    read_pdf(plain("Net sales"), file_name="a.pdf", limits=Limits(is_low_priority=is_low))
    assert given == [is_low]
    assert LOW_PRIORITY > 5, "three quarters of a processor are left to others, and not half"
